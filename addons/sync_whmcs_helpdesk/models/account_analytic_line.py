from odoo import api, fields, models


class AccountAnalyticLine(models.Model):
    """Hours worked on a ticket: timesheet lines with a link to it and a rate."""

    _inherit = "account.analytic.line"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", index="btree_not_null", ondelete="set null"
    )
    hour_rate = fields.Float(
        "Rate",
        digits="Product Price",
        compute="_compute_hour_rate",
        store=True,
        readonly=False,
        precompute=True,
        help="For one hour, in the currency of the customer",
    )
    hour_amount = fields.Float(
        "Billable amount", digits="Product Price", compute="_compute_hour_amount"
    )
    whmcs_ticket_invoice_id = fields.Many2one(
        "whmcs.ticket.invoice", "Invoiced", readonly=True, copy=False
    )

    @api.depends("ticket_id")
    def _compute_hour_rate(self):
        for line in self:
            line.hour_rate = line.hour_rate or line.ticket_id._hour_rate()

    @api.depends("unit_amount", "hour_rate")
    def _compute_hour_amount(self):
        for line in self:
            line.hour_amount = line.unit_amount * line.hour_rate

    @api.model
    def default_get(self, fields):
        result = super().default_get(fields)
        ticket_id = self.env.context.get("default_ticket_id")
        if ticket_id and "project_id" in fields:
            ticket = self.env["helpdesk.ticket"].browse(ticket_id)
            result["project_id"] = ticket._hour_project().id
        return result

    @api.model_create_multi
    def create(self, vals_list):
        tickets = self.env["helpdesk.ticket"]
        for vals in vals_list:
            if vals.get("ticket_id") and not vals.get("project_id"):
                ticket = tickets.browse(vals["ticket_id"])
                vals["project_id"] = ticket._hour_project().id
        return super().create(vals_list)
