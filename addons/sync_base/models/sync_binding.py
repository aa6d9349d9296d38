from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL


class SyncBinding(models.Model):
    """The tie between one remote object and one Odoo record.

    ``base_values`` are the values both sides had at the last synchronisation, in common
    form (see ``lib/convert.py``). A binding without record is a tombstone: the record
    was deleted in Odoo, and the remote object is not brought back.
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
    remote_id = fields.Char("Remote ID", required=True, readonly=True)
    remote_version = fields.Char(
        readonly=True,
        help="Changes whenever the remote object changes: time stamp, etag or digest",
    )
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    base_values = fields.Json(readonly=True)
    synced_at = fields.Datetime("Last synchronised", readonly=True)
    record_name = fields.Char("Name", compute="_compute_record_name")

    _remote_uniq = models.UniqueIndex(
        "(backend_id, kind, remote_id)",
        "This remote object is already tied to a record.",
    )
    _record_uniq = models.UniqueIndex(
        "(res_model, res_id, backend_id, kind) WHERE res_id > 0",
        "This record is already tied to a remote object of this kind.",
    )

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
            ["remote_id", "remote_version", "res_id"],
        )
        return {binding.remote_id: binding for binding in bindings}

    @api.model
    def _insert(self, backend, kind, res_model, ties):
        """Tie records to remote objects, all in one statement.

        Not by `create`: nothing depends on a new binding, and the ORM's work for it
        would be a tenth of the time of a first pull.

        :param ties: list of ``(remote id, remote version, record id, base values)``
        """
        if not ties:
            return
        now, uid = self.env.cr.now(), self.env.uid
        rows = [
            SQL(
                "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                *(backend.id, backend.company_id.id, kind, res_model),
                *(remote_id, version, res_id, Json(base)),
                *(fields.Datetime.now(), now, now, uid, uid),
            )
            for remote_id, version, res_id, base in ties
        ]
        self.env.cr.execute(
            SQL(
                "INSERT INTO sync_binding (backend_id, company_id, kind, res_model, "
                "remote_id, remote_version, res_id, base_values, "
                "synced_at, create_date, write_date, create_uid, write_uid) VALUES %s",
                SQL(", ").join(rows),
            )
        )
        self.invalidate_model()

    def _bury(self):
        """Make tombstones: the records are being deleted in Odoo."""
        self.write({"res_id": False, "base_values": False})
