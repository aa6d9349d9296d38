from odoo import fields, models


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    whmcs_invoiced = fields.Boolean(
        "Completed & Invoiced",
        help="A ticket of WHMCS that is moved here has its hours invoiced in WHMCS, "
        "once. Later changes of the ticket or its hours are not sent.",
    )


class HelpdeskTicketTeam(models.Model):
    _inherit = "helpdesk.ticket.team"

    timesheet_project_id = fields.Many2one(
        "project.project",
        "Project for hours",
        domain="[('allow_timesheets', '=', True)]",
        help="Hours on this team's tickets are timesheet lines of this project. "
        "Empty: the project Support",
    )
    hour_rate = fields.Float(
        "Rate per hour",
        digits="Product Price",
        help="For new lines of hours, in the currency of the customer. 0: as the "
        "backend says",
    )
