from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command, Domain


class ContractContract(models.Model):
    """A contract of a deal: it waits for the first payment, stops and goes on."""

    _inherit = "contract.contract"

    zoho_lead_id = fields.Many2one(
        "crm.lead",
        "Deal of Zoho CRM",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    zoho_hold = fields.Boolean(
        "On hold by Zoho CRM",
        copy=False,
        readonly=True,
        help="Nothing is invoiced: its first invoice is not paid yet, or the deal was "
        "lost.",
    )

    @api.model
    def _get_contracts_to_invoice_domain(self, date_ref=None):
        domain = super()._get_contracts_to_invoice_domain(date_ref)
        return domain & Domain("zoho_hold", "=", False)

    def _recurring_create_invoice(self, date_ref=False):
        moves = super()._recurring_create_invoice(date_ref)
        # the first is posted once it is complete
        if not self.env.context.get("zoho_first_invoice"):
            moves._zoho_send()
        return moves

    def _zoho_stop(self):
        """End what is not billed yet; what is billed stays."""
        self.write({"zoho_hold": True})
        for line in self.contract_line_ids.filtered("last_date_invoiced"):
            line.date_end = line.last_date_invoiced
        drafts = self.env["account.move"]
        for contract in self:
            drafts |= contract._get_related_invoices()
        drafts.filtered(lambda move: move.state == "draft").button_cancel()

    def _zoho_go_on(self):
        """Bill from the next period on, none twice, and none that lies behind."""
        self.write({"zoho_hold": False})
        self.contract_line_ids._zoho_go_on(fields.Date.context_today(self))
        for contract in self:
            # an end that its lines had is not taken back by itself
            if not all(contract.contract_line_ids.mapped("date_end")):
                contract.date_end = False


class ContractLine(models.Model):
    _inherit = "contract.line"

    zoho_cycles = fields.Integer(
        "Billing cycles", readonly=True, help="How often it is billed; 0: without end"
    )

    def _can_be_invoiced(self, date_ref):
        # also where somebody presses the button
        return super()._can_be_invoiced(date_ref) and not self.contract_id.zoho_hold

    def _prepare_invoice_line(self):
        vals = super()._prepare_invoice_line()
        contract = self.contract_id
        if vals and contract.zoho_lead_id and not self.display_type:
            # what regions mean is for accountants; who bills need not be one
            regions_sudo = self.env["zoho.tax.region"].sudo()
            region = self.product_id.zoho_region
            taxes = regions_sudo._taxes(contract.company_id, region)
            if taxes:
                taxes = contract.fiscal_position_id.map_tax(taxes)
                vals["tax_ids"] = [Command.set(taxes.ids)]
        return vals

    def _zoho_go_on(self, today):
        for line in self.filtered("last_date_invoiced"):
            left = line.zoho_cycles - line._zoho_billed()
            if line.zoho_cycles and left <= 0:
                continue
            begins = max(line.last_date_invoiced + timedelta(days=1), today)
            line.write(
                {
                    "last_date_invoiced": begins - timedelta(days=1),
                    "recurring_next_date": begins,
                    "date_end": self._zoho_last_day(
                        begins,
                        line.recurring_rule_type,
                        line.recurring_interval,
                        left if line.zoho_cycles else 0,
                    ),
                }
            )

    def _zoho_billed(self):
        """Return how many periods were billed."""
        rows = self.env["account.move.line"].search(
            [
                ("contract_line_id", "=", self.id),
                ("parent_state", "!=", "cancel"),
                ("move_id.move_type", "=", "out_invoice"),
            ]
        )
        return len(rows.move_id)

    @api.model
    def _zoho_last_day(self, begins, rule, interval, cycles):
        """Return the last day of so many periods, False for 0: without end.

        One after another, as contracts count them: what begins on the 31st goes on with
        the days that later months have.
        """
        day = begins
        for _cycle in range(cycles):
            last = self.get_next_period_date_end(
                day, rule, interval, max_date_end=False
            )
            day = last + timedelta(days=1)
        return day - timedelta(days=1) if cycles else False
