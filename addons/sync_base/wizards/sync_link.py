from odoo import api, fields, models


class SyncLink(models.TransientModel):
    """The choice of what a doubtful record is: one of the candidates, or new."""

    _name = "sync.link"
    _description = "Choice of a record to link"

    issue_id = fields.Many2one("sync.issue", required=True, ondelete="cascade")
    reason = fields.Text(related="issue_id.reason")
    label = fields.Char(related="issue_id.label")
    remote_id = fields.Char(related="issue_id.remote_id")
    line_ids = fields.One2many(
        "sync.link.line", "wizard_id", compute="_compute_line_ids", store=True
    )

    @api.depends("issue_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [
                fields.Command.create(
                    {"candidate": str(each["id"]), "name": each["name"]}
                )
                for each in wizard.issue_id.candidates or []
            ]

    def action_create_new(self):
        self.issue_id.action_create_new()
        return {"type": "ir.actions.act_window_close"}


class SyncLinkLine(models.TransientModel):
    _name = "sync.link.line"
    _description = "Record that may be linked"

    wizard_id = fields.Many2one("sync.link", required=True, ondelete="cascade")
    candidate = fields.Char("Its ID")
    name = fields.Char()

    def action_link(self):
        self.ensure_one()
        issue = self.wizard_id.issue_id
        (candidate,) = [
            each["id"]
            for each in issue.candidates or []
            if str(each["id"]) == self.candidate
        ] or [self.candidate]
        issue.action_link(candidate)
        return {"type": "ir.actions.act_window_close"}
