from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    """Hours worked on a ticket, and the invoice that WHMCS gets for them."""

    _inherit = "helpdesk.ticket"

    timesheet_ids = fields.One2many(
        "account.analytic.line", "ticket_id", "Billable hours"
    )
    hours_total = fields.Float("Hours", compute="_compute_hours")
    hours_amount = fields.Float(
        "Amount", digits="Product Price", compute="_compute_hours"
    )
    whmcs_ticket_invoice_ids = fields.One2many("whmcs.ticket.invoice", "ticket_id")
    whmcs_invoice_state = fields.Selection(
        lambda self: self.env["whmcs.ticket.invoice"]._fields["state"].selection,
        "State of the invoice",
        compute="_compute_whmcs_invoice",
    )
    whmcs_invoice_problem = fields.Text(compute="_compute_whmcs_invoice")
    opportunity_ids = fields.One2many("crm.lead", "ticket_id", "Opportunities")
    opportunity_count = fields.Integer(compute="_compute_opportunity_count")
    whmcs_tied = fields.Boolean("Is in WHMCS", compute="_compute_whmcs_tied")

    @api.depends("timesheet_ids.unit_amount", "timesheet_ids.hour_rate")
    def _compute_hours(self):
        for ticket in self:
            # who answers tickets sees the totals, whoever's the lines are
            lines_sudo = ticket.sudo().timesheet_ids
            ticket.hours_total = sum(lines_sudo.mapped("unit_amount"))
            ticket.hours_amount = sum(lines_sudo.mapped("hour_amount"))

    @api.depends(
        "whmcs_ticket_invoice_ids.refusal", "whmcs_ticket_invoice_ids.whmcs_number"
    )
    def _compute_whmcs_invoice(self):
        for ticket in self:
            # who answers the ticket is told, whoever else may see invoices
            invoice_sudo = ticket.sudo().whmcs_ticket_invoice_ids[:1]
            ticket.whmcs_invoice_state = invoice_sudo.state
            ticket.whmcs_invoice_problem = invoice_sudo.problem

    @api.depends("opportunity_ids")
    def _compute_opportunity_count(self):
        leads = self.env["crm.lead"]
        may = leads.has_access("read")
        for ticket in self:
            domain = [("ticket_id", "in", ticket.ids)]
            ticket.opportunity_count = leads.search_count(domain) if may else 0

    @api.depends("whmcs_number")
    def _compute_whmcs_tied(self):
        for ticket in self:
            ticket.whmcs_tied = bool(ticket._origin and ticket._whmcs_backend())

    def _hour_project(self):
        """Return the project whose timesheet lines hours on this ticket are."""
        self.ensure_one()
        support = self.env.ref("sync_whmcs_helpdesk.project_support", False)
        return self.sudo().team_id.timesheet_project_id or support

    def _hour_rate(self):
        """Return what an hour on this ticket costs, unless its line says otherwise."""
        rate = self.sudo().team_id.hour_rate
        if not rate and self._origin:
            rate = self._origin._whmcs_backend().whmcs_hour_rate
        return rate

    def action_view_opportunities(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_opportunities"
        )
        action["domain"] = [("ticket_id", "=", self.id)]
        action["context"] = {"active_test": False}
        if len(self.opportunity_ids) == 1:
            action |= {"res_id": self.opportunity_ids.id, "views": [(False, "form")]}
        return action

    # -- Completed & Invoiced --------------------------------------------------------

    def write(self, vals):
        stages = {ticket.id: ticket.stage_id for ticket in self}
        result = super().write(vals)
        # What is moved in WHMCS, or was long ago, is not invoiced from here.
        if vals.get("stage_id") and not self.env.context.get("sync_source_backend"):
            self.filtered(
                lambda ticket: (
                    ticket.stage_id.whmcs_invoiced
                    and stages[ticket.id] != ticket.stage_id
                )
            )._whmcs_invoice()
        return result

    def _whmcs_invoice(self):
        """Have the hours of tickets of WHMCS invoiced there."""
        for ticket in self:
            backend_sudo = ticket._whmcs_backend()
            if backend_sudo:
                invoices_sudo = self.env["whmcs.ticket.invoice"].sudo()
                invoices_sudo._request(backend_sudo, ticket.sudo())

    def action_whmcs_invoice_again(self):
        """Try once more what could not be invoiced."""
        self.ensure_one()
        self.check_access("write")
        self._whmcs_invoice()
        return True
