from odoo import fields, models
from odoo.fields import Command

from ..lib import plan


class ZohoDealEpisode(models.Model):
    """The contract and the first invoice of what was sold."""

    _inherit = "zoho.deal.episode"

    def _bill(self):
        """Make both; from then on the contract waits for the payment.

        :raises UserError: Odoo refuses one of them
        """
        today = fields.Date.context_today(self)
        recurring = [line for line in self.lines if self._cycle(line)]
        once = [line for line in self.lines if not self._cycle(line)]
        contracts, moves = self.env["contract.contract"], self.env["account.move"]
        if recurring:
            contract = contracts.create(self._contract_values(recurring, today))
            first = contract.with_context(zoho_first_invoice=True)
            move = first._recurring_create_invoice(today)
            contract.zoho_hold = True
            self.contract_id = contract
        else:
            move = moves.create(self._invoice_values(today))
        taxed = move.fiscal_position_id
        if once:
            move.write(
                {
                    "invoice_line_ids": [
                        Command.create(self._invoice_line_values(line, taxed))
                        for line in once
                    ]
                }
            )
        self.invoice_id = move
        move.action_post()
        move._portal_ensure_token()

    @staticmethod
    def _cycle(line):
        return plan.recurrence(line["billing"], line["interval"], line["unit"])

    def _currency(self):
        # what is not active was refused by the pre-flight
        return self.env["res.currency"].search(
            [("name", "=", self.lines[0]["currency"])]
        )

    def _contract_values(self, lines, today):
        lead, partner = self.lead_id, self.partner_id
        positions = self.env["account.fiscal.position"]
        return {
            "name": lead.name,
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "user_id": lead.user_id.id,
            "manual_currency_id": self._currency().id,
            "payment_term_id": partner.property_payment_term_id.id,
            "fiscal_position_id": positions._get_fiscal_position(partner).id,
            "line_recurrence": True,
            "date_start": today,
            "zoho_lead_id": lead.id,
            "contract_line_ids": [
                Command.create(self._contract_line_values(line, today))
                for line in lines
            ],
        }

    def _contract_line_values(self, line, today):
        rule, interval = self._cycle(line)
        lines = self.env["contract.line"]
        product = self.env["product.product"].browse(line["product_id"])
        product = product.with_context(lang=self.partner_id.lang)
        return {
            "product_id": product.id,
            "name": product.get_product_multiline_description_sale(),
            "quantity": line["quantity"],
            "specific_price": line["price_unit"],
            "automatic_price": False,
            "recurring_invoicing_type": "pre-paid",
            "recurring_rule_type": rule,
            "recurring_interval": interval,
            "date_start": today,
            "date_end": lines._zoho_last_day(today, rule, interval, line["cycles"]),
            "zoho_cycles": line["cycles"],
        }

    def _invoice_values(self, today):
        """Return the values of an invoice without a contract."""
        partner = self.partner_id
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "partner_id": partner.address_get(["invoice"])["invoice"],
            "currency_id": self._currency().id,
            "invoice_date": today,
            "invoice_origin": self.lead_id.name,
            "invoice_user_id": self.lead_id.user_id.id,
        }

    def _invoice_line_values(self, line, position):
        vals = {
            "product_id": line["product_id"],
            "quantity": line["quantity"],
            "price_unit": line["price_unit"],
        }
        regions = self.env["zoho.tax.region"]
        taxes = regions._taxes(self.company_id, line["region"])
        if taxes:
            vals["tax_ids"] = [Command.set(position.map_tax(taxes).ids)]
        return vals
