from uuid import uuid4

from odoo import api, fields, models

# An issue of a record that is not there yet is known by this and the record's id.
PENDING = "new "


class SyncBinding(models.Model):
    """Pending bindings: of records that are to be created in the remote system."""

    _inherit = "sync.binding"

    def _issue_key(self):
        """Return by what the issues of this binding are known."""
        self.ensure_one()
        return self.remote_id or f"{PENDING}{self.res_id}"

    def _arrive(self, remote_id):
        """The record is in the remote system: a pending binding becomes a tied one."""
        self.ensure_one()
        issues = self.env["sync.issue"]
        issues._solve(self.backend_id, self.kind, [self._issue_key()])
        self.remote_id = remote_id

    @api.model
    def _create_pending(self, backend, kind, records):
        """Have records created in the remote system, where they are not tied to it.

        Bindings of other users' making are seen as well: run with all rights.
        """
        tied = self.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
            ]
        ).mapped("res_id")
        new = records.filtered(lambda record: record.id not in tied)
        pending = self.create(
            [
                {
                    "backend_id": backend.id,
                    "kind": kind,
                    "res_model": record._name,
                    "res_id": record.id,
                    "token": uuid4().hex,
                    "local_version": 1,
                    "dirty_since": fields.Datetime.now(),
                }
                for record in new
            ]
        )
        if pending:
            backend._push_soon()
        return pending

    @api.model
    def _unrefuse(self, backend, kind, issues):
        """Have what issues are about sent again; return those of remote objects."""
        pending = issues.filtered(lambda each: each.remote_id.startswith(PENDING))
        others = issues - pending
        known = self._known(backend, kind, others.mapped("remote_id"))
        record_ids = [int(each.remote_id.removeprefix(PENDING)) for each in pending]
        waiting = self._pending(backend, kind, ("res_id", "in", record_ids))
        (waiting + self.concat(*known.values())).refused_version = 0
        return others

    @api.model
    def _in_flight(self, backend, kind):
        """Return pending bindings whose creation there was tried, or is being tried."""
        return self._pending(backend, kind, ("intent", "!=", False))

    @api.model
    def _pending(self, backend, kind, *domain):
        """Return the pending bindings of one kind, narrowed by terms of a domain."""
        return self.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                ("remote_id", "=", False),
                *domain,
            ]
        )
