from odoo import api, fields, models


class SyncCursor(models.Model):
    """How far a resource has been read.

    Stored with every page in the page's own transaction, so that a crash repeats at
    most the page that was under way.
    """

    _name = "sync.cursor"
    _description = "Synchronisation cursor"
    _rec_name = "kind"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Char(required=True)
    position = fields.Json(help="Where the present pass goes on; empty between passes")
    bookmark = fields.Json(help="What the last complete pass left for the next one")
    signature = fields.Char(help="Field map that the present or last pass began with")
    # Passes are numbered, for the stamps of the objects that they meet; clocks are not
    # fine enough.
    sweeping = fields.Boolean(help="The present pass looks for what is gone there")
    sweep = fields.Integer("Number of the pass", default=0)
    sweep_until = fields.Integer("Last binding before the pass began")
    swept_at = fields.Datetime(help="When what is gone there was last looked for")
    completed_at = fields.Datetime()
    done_run_id = fields.Many2one("sync.run", ondelete="set null")

    _kind_uniq = models.UniqueIndex("(backend_id, kind)")

    @api.model
    def _of(self, backend, kind):
        """Return the cursor of one resource, made where there is none."""
        domain = [("backend_id", "=", backend.id), ("kind", "=", kind)]
        return self.search(domain) or self.create(
            {"backend_id": backend.id, "kind": kind}
        )
