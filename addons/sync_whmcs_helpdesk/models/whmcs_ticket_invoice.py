from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sync_whmcs.lib.invoice import money

from ..lib.invoices import items_of

KIND = "ticket_invoice"


class WhmcsTicketInvoice(models.Model):
    """The invoice that WHMCS is to have for the hours of a ticket, one for each ticket.

    Its items are kept as they were when the ticket was moved to *Completed & Invoiced*:
    what changes later is not sent. The engine creates it there, exactly once; see
    `whmcs.ticket.bill`.
    """

    _name = "whmcs.ticket.invoice"
    _inherit = "sync.bound.mixin"
    _description = "WHMCS invoice of a ticket"
    _order = "id desc"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, ondelete="restrict"
    )
    backend_id = fields.Many2one("sync.backend", required=True, readonly=True)
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    # [[description, amount as text], …], without tax
    items = fields.Json(readonly=True)
    whmcs_number = fields.Char("Invoice", readonly=True)
    whmcs_sum = fields.Char("Items in WHMCS", readonly=True)
    problem = fields.Text(compute="_compute_state")
    # why it cannot even be tried
    refusal = fields.Text(readonly=True)
    state = fields.Selection(
        [("waiting", "Being created"), ("done", "Invoiced"), ("failed", "Failed")],
        compute="_compute_state",
    )

    _ticket_uniq = models.Constraint(
        "UNIQUE(ticket_id)", "This ticket has been invoiced already."
    )

    @api.depends("ticket_id")
    def _compute_display_name(self):
        for invoice in self:
            invoice.display_name = self.env._(
                "Invoice %(number)s of ticket %(ticket)s",
                number=invoice.whmcs_number or "",
                ticket=invoice.ticket_id.number,
            )

    @api.depends("refusal", "whmcs_number")
    def _compute_state(self):
        for invoice in self:
            binding_sudo = invoice._whmcs_binding()
            issue_sudo = self.env["sync.issue"].sudo()
            if binding_sudo:
                key = binding_sudo._issue_key()
                found = issue_sudo._open(invoice.backend_id, KIND, [key])
                issue_sudo = found.get(key, issue_sudo)
            invoice.problem = invoice.refusal or issue_sudo.reason
            if invoice.problem:
                invoice.state = "failed"
            else:
                invoice.state = "done" if binding_sudo.remote_id else "waiting"

    def _whmcs_binding(self):
        """Return the binding, with all rights: who works on tickets sees none."""
        return (
            self.env["sync.binding"]
            .sudo()
            .search(
                [
                    ("kind", "=", KIND),
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                ],
                limit=1,
            )
        )

    # -- asking for it -----------------------------------------------------------------

    @api.model
    def _request(self, backend, ticket):
        """Have a ticket invoiced, unless it is or is being invoiced; run as superuser.

        What is missing is kept with the request, and told as an issue.
        """
        invoice = self.search([("ticket_id", "=", ticket.id)])
        binding = invoice._whmcs_binding()
        if binding.remote_id or binding.intent:
            # Perhaps it is there already: only the engine may find out.
            if binding.intent and not binding.remote_id:
                binding.refused_version = 0
                backend._push_soon()
            return
        if not invoice:
            invoice = self.create({"ticket_id": ticket.id, "backend_id": backend.id})
        lines = ticket.timesheet_ids.sorted(lambda line: (line.date, line.id))
        refusal = self._refusal(ticket, lines)
        issues, key = self.env["sync.issue"], f"new {invoice.id}"
        if refusal:
            invoice.write({"refusal": refusal, "items": False})
            report = {
                "severity": "error",
                "reason": refusal,
                "label": ticket.display_name,
            }
            issues._report(backend, KIND, {key: report})
            return
        issues._solve(backend, KIND, [key])
        worked = [
            {
                "date": fields.Date.to_string(line.date),
                "text": "" if line.name == "/" else line.name or "",
                "hours": line.unit_amount,
                "rate": line.hour_rate,
            }
            for line in lines
        ]
        items = items_of(worked, backend.whmcs_hour_items)
        number = ticket.whmcs_number or ticket.number
        invoice.write(
            {
                "refusal": False,
                "items": [[f"#{number}: {text}", amount] for text, amount in items],
            }
        )
        lines.whmcs_ticket_invoice_id = invoice
        if binding:
            binding.write({"refused_version": 0})
            backend._push_soon()
        else:
            self.env["sync.binding"]._create_pending(backend, KIND, invoice)

    @api.model
    def _refusal(self, ticket, lines):
        """Return why hours cannot be invoiced, for people, or False."""
        if not lines:
            return self.env._("There are no hours on this ticket.")
        if any(line.unit_amount <= 0 for line in lines):
            return self.env._("A line has no hours.")
        if any(line.hour_rate <= 0 for line in lines):
            return self.env._("A line of hours has no rate.")
        if not ticket.partner_id:
            return self.env._("The ticket has no customer.")
        return False

    # -- what came of it ---------------------------------------------------------------

    def _sync_write(self, vals):
        """Take over what WHMCS made of it; it must be what was asked for.

        :raises UserError: the items come to something else
        """
        for invoice in self:
            asked = sum(money(amount) for _text, amount in invoice.items or [])
            if "whmcs_sum" in vals and money(vals["whmcs_sum"]) != asked:
                raise UserError(
                    self.env._(
                        "Invoice %(number)s of WHMCS has items of %(theirs)s, not of "
                        "%(ours)s. Correct it there.",
                        number=vals.get("whmcs_number") or invoice.whmcs_number,
                        theirs=vals["whmcs_sum"],
                        ours=asked,
                    )
                )
        result = super()._sync_write(vals)
        self._whmcs_refer()
        return result

    def _whmcs_refer(self):
        """Have the opportunities of these invoices refer to their tickets."""
        for invoice in self:
            binding_sudo = invoice._whmcs_binding()
            known = self.env["sync.binding"]._known(
                invoice.backend_id, "opportunity", [binding_sudo.remote_id]
            )
            for opportunity in known.values():
                leads = self.env["crm.lead"].browse(opportunity.res_id or [])
                leads.write({"whmcs_ticket_invoice_id": invoice.id})
            # its opportunity comes with the next pull
            invoice.backend_id.sudo().cron_id._trigger()


class SyncBackend(models.Model):
    """How hours become items of an invoice."""

    _inherit = "sync.backend"

    whmcs_hour_rate = fields.Float(
        "Rate per hour",
        digits="Product Price",
        help="For new lines of hours; teams may have their own.",
    )
    whmcs_hour_items = fields.Selection(
        [("line", "One for each line"), ("day", "One for each day")],
        "Items",
        default="line",
        required=True,
    )
    whmcs_hour_taxed = fields.Boolean(
        "Taxed", default=True, help="By the customer's tax rule in WHMCS"
    )
    whmcs_hour_draft = fields.Boolean(
        "As drafts", help="Somebody publishes them in WHMCS."
    )
    whmcs_hour_send = fields.Boolean(
        "Mail them", help="WHMCS sends the invoice to the customer at once."
    )
    whmcs_hour_days = fields.Integer(
        "Due after (days)", default=14, help="From the day on which it is created"
    )

    def _whmcs_invoice_options(self):
        """Return the parameters of CreateInvoice that are a matter of choice."""
        today = fields.Date.context_today(self.with_context(tz=self.whmcs_tz))
        options = {
            "date": fields.Date.to_string(today),
            "duedate": fields.Date.to_string(
                today + timedelta(days=self.whmcs_hour_days)
            ),
        }
        if self.whmcs_hour_draft:
            return {**options, "draft": 1}
        options["status"] = "Unpaid"
        if self.whmcs_hour_send:
            options["sendinvoice"] = 1
        return options
