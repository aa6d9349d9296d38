from odoo import api, fields, models


class SyncIssue(models.Model):
    """From an issue to the comparison of what it is about."""

    _inherit = "sync.issue"

    binding_id = fields.Many2one("sync.binding", compute="_compute_binding_id")

    @api.depends("backend_id", "kind", "remote_id")
    def _compute_binding_id(self):
        self.binding_id = False
        for (backend, kind), issues in self.grouped(
            lambda issue: (issue.backend_id, issue.kind)
        ).items():
            bindings = self.env["sync.binding"].search(
                [
                    ("backend_id", "=", backend.id),
                    ("kind", "=", kind),
                    ("remote_id", "in", issues.mapped("remote_id")),
                    ("res_id", ">", 0),
                ]
            )
            known = {binding.remote_id: binding for binding in bindings}
            for issue in issues:
                issue.binding_id = known.get(issue.remote_id)

    def action_compare(self):
        """Open the comparison of the records that these issues are about."""
        self.check_access("read")
        return self.binding_id.action_compare()
