"""What stands for what: a backend's choices, each a short list in its form."""

from odoo import api, fields, models

from ..lib.text import fold


class WhmcsTicketStatus(models.Model):
    _name = "whmcs.ticket.status"
    _description = "Helpdesk stage of a WHMCS ticket status"
    _order = "backend_id, sequence, id"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(
        default=10, help="Of several statuses of a stage, the first one is sent."
    )
    name = fields.Char("Status", required=True, help="Its name in WHMCS")
    key = fields.Char(compute="_compute_key", store=True, precompute=True)
    stage_id = fields.Many2one("helpdesk.ticket.stage", required=True)

    _key_uniq = models.Constraint(
        "UNIQUE(backend_id, key)", "This status has a stage already."
    )

    @api.depends("name")
    def _compute_key(self):
        for status in self:
            status.key = fold(status.name)


class WhmcsDepartment(models.Model):
    _name = "whmcs.department"
    _description = "Helpdesk team of a WHMCS department"
    _order = "backend_id, sequence, id"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(
        default=10, help="Of several departments of a team, the first one is sent."
    )
    number = fields.Char("WHMCS ID", required=True)
    name = fields.Char()
    team_id = fields.Many2one("helpdesk.ticket.team")

    _number_uniq = models.Constraint(
        "UNIQUE(backend_id, number)", "This department has a team already."
    )
