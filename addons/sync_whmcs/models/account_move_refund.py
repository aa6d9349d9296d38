from decimal import Decimal

from odoo import Command, models
from odoo.exceptions import UserError

from ..lib.invoice import CENT, share
from .account_move import cents


class AccountMove(models.Model):
    """Credit notes over what was given back in WHMCS."""

    _inherit = "account.move"

    def _whmcs_credit_note(self, refund):
        """Return a posted credit note over what was given back of this invoice.

        :param refund: the outbound payment; its amount is that of the note, to the cent
        """
        self.ensure_one()
        amount = cents(refund.amount)
        gross = cents(self.amount_total)
        lines = self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product"
        )
        parts = share(amount, [cents(line.price_total) for line in lines])
        nets = [
            _share_without_tax(line, part)
            for line, part in zip(lines, parts, strict=True)
        ]
        note = self.create(
            {
                "move_type": "out_refund",
                "reversed_entry_id": self.id,
                "partner_id": self.partner_id.id,
                "journal_id": self.journal_id.id,
                "currency_id": self.currency_id.id,
                "invoice_date": refund.date,
                "ref": self.env._("Refund of %s", self.ref or self.name),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "name": line.name,
                            "account_id": line.account_id.id,
                            "quantity": 1,
                            "price_unit": float(net),
                            "tax_ids": [Command.set(line.tax_ids.ids)],
                        }
                    )
                    for line, net in zip(lines, nets, strict=True)
                    if net
                ],
            }
        )
        note._whmcs_round_to(amount)
        if cents(note.amount_total) != amount:
            raise UserError(
                self.env._(
                    "The refund of %(amount)s cannot be credited to the cent on "
                    "%(invoice)s, which comes to %(gross)s.",
                    amount=amount,
                    invoice=self.display_name,
                    gross=gross,
                )
            )
        note._post(soft=False)
        return note

    def _whmcs_round_to(self, amount):
        """Move the cents that rounding left into the first tax line, or a line."""
        self.ensure_one()
        missing = amount - cents(self.amount_total)
        if not missing or abs(missing) > CENT * (len(self.invoice_line_ids) + 1):
            return
        tax_line = self.line_ids.filtered("tax_line_id")[:1]
        if tax_line:
            new = cents(tax_line.amount_currency) + missing
            self.write(
                {
                    "line_ids": [
                        Command.update(tax_line.id, {"amount_currency": float(new)})
                    ]
                }
            )
            return
        line = self.invoice_line_ids[:1]
        line.price_unit = float(cents(line.price_unit) + missing)


def _share_without_tax(line, part):
    """Return the net amount of a part (with tax) of an invoice line."""
    total = cents(line.price_total)
    if not total:
        return Decimal("0.00")
    return (part * cents(line.price_subtotal) / total).quantize(CENT)
