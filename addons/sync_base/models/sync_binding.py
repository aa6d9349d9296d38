from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.hold import HELD_ELSEWHERE
from ..engine.overtaken import create_sequence, next_number
from ..engine.retire import RETIRED

VERSIONS = ["local_version", "pushed_version", "refused_version"]


class SyncBinding(models.Model):
    """The tie between one remote object and one Odoo record.

    ``base_values`` are the values both sides had at the last synchronisation, in common
    form (see ``lib/convert.py``). A binding without record is a tombstone: the record
    was deleted in Odoo, and the remote object is not brought back. One without remote
    id is pending: the record is to be created there.
    """

    _name = "sync.binding"
    _description = "Synchronised record"
    _order = "id desc"
    _rec_name = "remote_id"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True
    )
    kind = fields.Char(required=True, readonly=True, help="Kind of remote object")
    remote_id = fields.Char(
        "Remote ID", readonly=True, help="Empty: to be created in the remote system"
    )
    # Our name for an object that is to be created there; remote systems keep it where
    # they can, so that it is found again after a crash.
    token = fields.Char(readonly=True)
    remote_version = fields.Char(
        readonly=True,
        help="Changes whenever the remote object changes: time stamp, etag or digest",
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    # Read, but no record of this kind: only what is derived from it (a resource says so
    # by `_accepts`). Not a tombstone.
    is_apart = fields.Boolean(readonly=True)
    base_values = fields.Json(readonly=True)
    # The last pass that listed everything and met the object; see `engine/missing.py`.
    seen_sweep = fields.Integer(default=0, readonly=True)
    synced_at = fields.Datetime("Last synchronised", readonly=True)
    # Of the last change of what both sides agree on; see `engine/overtaken.py`.
    change_number = fields.Integer(default=0, readonly=True)
    # A local change raises the first; a push sets the second to the version it sent. So
    # a change during a push is never taken for sent.
    local_version = fields.Integer(default=0, readonly=True)
    pushed_version = fields.Integer(default=0, readonly=True)
    dirty_since = fields.Datetime(
        "Unsent since", readonly=True, help="Of the oldest change; only while unsent"
    )
    # The local version that the remote refused: not sent again until it changes.
    refused_version = fields.Integer(default=0, readonly=True)
    intent = fields.Json(
        readonly=True,
        help="Values that are being sent; kept until it is known whether they arrived",
    )
    # The run that sends it; counts as long as that run is held (see `engine/hold.py`).
    claimed_by = fields.Integer("Being sent by run", readonly=True)
    is_dirty = fields.Boolean(
        "To be sent", compute="_compute_is_dirty", search="_search_is_dirty"
    )
    record_name = fields.Char("Name", compute="_compute_record_name")

    _remote_uniq = models.UniqueIndex(
        "(backend_id, kind, remote_id)",
        "This remote object is already tied to a record.",
    )
    _record_uniq = models.UniqueIndex(
        "(res_model, res_id, backend_id, kind) WHERE res_id > 0",
        "This record is already tied to a remote object of this kind.",
    )

    _pending_idx = models.Index("(backend_id, kind) WHERE remote_id IS NULL")
    _dirty_idx = models.Index("(backend_id, kind) WHERE local_version > pushed_version")

    def _auto_init(self):
        result = super()._auto_init()
        create_sequence(self.env.cr)
        return result

    @api.depends("local_version", "pushed_version")
    def _compute_is_dirty(self):
        for binding in self:
            binding.is_dirty = binding.local_version > binding.pushed_version

    def _search_is_dirty(self, operator, value):
        if operator != "in":
            return NotImplemented
        dirty = SQL(
            "(SELECT id FROM sync_binding WHERE local_version > pushed_version)"
        )
        return [("id", "in" if True in value else "not in", dirty)]

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for binding in self:
            record = binding._record()
            binding.record_name = record.display_name if record else False

    def _record(self):
        """Return the Odoo record, empty where it is gone or the model is unknown."""
        self.ensure_one()
        if self.res_model not in self.env:
            return self.env["sync.binding"]
        return self.env[self.res_model].browse(self.res_id or []).exists()

    def action_open_record(self):
        self.ensure_one()
        record = self._record()
        return record.get_formview_action() if record else False

    @api.model
    def _known(self, backend, kind, remote_ids):
        """Return ``{remote id: binding}`` of one kind for a page of remote ids."""
        bindings = self.sudo().search_fetch(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                ("remote_id", "in", list(remote_ids)),
            ],
            ["remote_id", "remote_version", "res_id", "is_apart", "change_number"],
        )
        return {binding.remote_id: binding for binding in bindings}

    @api.model
    def _insert(self, backend, kind, res_model, ties, is_apart=False):
        """Tie records to remote objects, all in one statement.

        Not by `create`: nothing depends on a new binding, and the ORM's work for it
        would be a tenth of the time of a first pull.

        :param ties: list of ``(remote id, remote version, record id, base values)``
        :param is_apart: the objects have no records
        """
        if not ties:
            return
        now, uid = self.env.cr.now(), self.env.uid
        number = next_number(self.env.cr)
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, 0, 0, %s, %s, %s, %s, %s)",
                *(backend.id, backend.company_id.id, kind, res_model),
                *(remote_id, version, res_id, Json(base), is_apart, number),
                *(fields.Datetime.now(), now, now, uid, uid),
            )
            for remote_id, version, res_id, base in ties
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO sync_binding (backend_id, company_id, kind, res_model, "
                "remote_id, remote_version, res_id, base_values, is_apart, "
                "change_number, local_version, pushed_version, refused_version, "
                "synced_at, create_date, write_date, create_uid, write_uid) VALUES %s",
                SQL(", ").join(rows),
            )
        )
        self.invalidate_model()

    def _bury(self):
        """Make tombstones: the records are being deleted in Odoo."""
        self.write({"res_id": False, "base_values": False})

    # -- what is to be sent ------------------------------------------------------

    @api.model
    def _mark_dirty(self, res_model, res_ids, ties):
        """Note that records changed in fields that go to the remote side.

        Not where the remote object is gone: what is missing there is found when it
        comes back.

        One statement, whatever the number of records.

        :param ties: set of ``(backend id, kind)`` whose field map has such a field
        :return: ids of the backends that have something to send now
        """
        self.flush_model([*VERSIONS, "dirty_since", "res_id", "remote_version"])
        pairs = SQL(", ").join(SQL("(%s, %s)", *tie) for tie in sorted(ties))
        self.env.cr.execute(
            SQL(
                "UPDATE sync_binding SET local_version = local_version + 1, "
                "dirty_since = CASE WHEN local_version > pushed_version "
                "THEN dirty_since ELSE %s END "
                "WHERE res_model = %s AND res_id IN %s AND (backend_id, kind) IN (%s) "
                "AND remote_version IS DISTINCT FROM %s RETURNING backend_id",
                fields.Datetime.now(),
                res_model,
                tuple(res_ids),
                pairs,
                RETIRED,
            )
        )
        backend_ids = {backend_id for (backend_id,) in self.env.cr.fetchall()}
        if backend_ids:
            self.invalidate_model(["local_version", "is_dirty", "dirty_since"])
        return backend_ids

    @api.model
    def _anything_to_send(self, backend, finishing=()):
        """Tell whether a push would find work: changes, where sent, or new records.

        :param finishing: kinds whose changes are sent in any case
        """
        self.flush_model(VERSIONS)
        self.env.cr.execute(
            SQL(
                "SELECT 1 FROM sync_binding WHERE backend_id = %s AND res_id > 0 "
                "AND local_version > pushed_version "
                "AND local_version > refused_version "
                "AND (remote_id IS NULL OR %s OR kind = ANY(%s)) LIMIT 1",
                *(backend.id, backend.push_changes, list(finishing)),
            )
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _claim(self, backend, kind, limit, after, run, pending=False):
        """Return dirty bindings of one kind, claimed for ``run``; none of others.

        A claim outlives commits, and ends when the run is no longer held. Refused
        bindings wait until their record changes again, or somebody retries.

        :param pending: those that are not there yet, instead of the others
        """
        self.flush_model([*VERSIONS, "claimed_by"])
        self.env.cr.execute(
            SQL(
                "WITH page AS MATERIALIZED ("
                "SELECT id FROM sync_binding WHERE backend_id = %s AND kind = %s "
                "AND local_version > pushed_version "
                "AND local_version > refused_version AND res_id > 0 AND id > %s "
                "AND (remote_id IS NULL) = %s "
                "AND COALESCE(claimed_by, 0) NOT IN %s "
                "ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED) "
                "UPDATE sync_binding binding SET claimed_by = %s FROM page "
                "WHERE binding.id = page.id RETURNING binding.id",
                backend.id,
                kind,
                after,
                pending,
                HELD_ELSEWHERE,
                limit,
                run.id,
            )
        )
        self.invalidate_model(["claimed_by"])
        return self.browse(sorted(id_ for (id_,) in self.env.cr.fetchall()))
