from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command


class AccountMove(models.Model):
    """Discount before taxes and withholding of a customer invoice.

    As in Integria: base = round(gross − discount), total = round(base + taxes −
    withholding), where neither taxes nor withholding are rounded by themselves.
    """

    _inherit = "account.move"

    crm_discount = fields.Float(
        "Discount before taxes (%)",
        digits=(5, 2),
        help="Taken off the sum of all lines. Kept as lines of its own, one for the "
        "lines of the same taxes and account",
    )
    crm_withholding_tax_id = fields.Many2one(
        "account.tax",
        "Withholding",
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent'),"
        " ('amount', '<', 0), ('company_id', '=', company_id)]",
        ondelete="restrict",
        help="What the customer keeps back from the base and pays to the tax office: a "
        "sales tax of a negative percentage",
    )

    @api.constrains("crm_discount", "crm_withholding_tax_id", "move_type")
    def _check_crm_totals(self):
        for move in self:
            if not 0 <= move.crm_discount <= 100:
                raise ValidationError(
                    self.env._(
                        "The discount of %(invoice)s is %(discount)s %%; it must be "
                        "between 0 and 100.",
                        invoice=move.display_name,
                        discount=move.crm_discount,
                    )
                )
            tax = move.crm_withholding_tax_id
            if tax and (tax.amount >= 0 or tax.amount_type != "percent"):
                raise ValidationError(
                    self.env._(
                        "%s is no withholding: choose a sales tax of a negative "
                        "percentage.",
                        tax.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._crm_sync_totals()
        return moves

    def write(self, vals):
        changed = "crm_discount" in vals or "crm_withholding_tax_id" in vals
        if changed:
            self._crm_check_draft()
        former = {move: move.crm_withholding_tax_id for move in self} if changed else {}
        result = super().write(vals)
        if changed or "invoice_line_ids" in vals or "line_ids" in vals:
            self._crm_sync_totals(former)
        return result

    def _crm_check_draft(self):
        for move in self:
            if move.state != "draft":
                raise UserError(
                    self.env._(
                        "%s was sent already. Reset it to draft before you change what "
                        "its total comes from.",
                        move.display_name,
                    )
                )

    def _crm_sync_totals(self, former=None):
        """Make the lines follow the discount and the withholding of their invoices.

        :param former: ``{invoice: the withholding that it had}``
        """
        if self.env.context.get("crm_syncing_totals"):
            return
        for move in self.with_context(crm_syncing_totals=True):
            if move.state != "draft" or not move.is_sale_document():
                continue
            tax = move.crm_withholding_tax_id
            gone = (former or {}).get(move, tax) - tax
            if commands := move._crm_withholding_commands(tax, gone):
                move.write({"invoice_line_ids": commands})
            if commands := move._crm_rebate_commands():
                move.write({"invoice_line_ids": commands})

    def _crm_withholding_commands(self, tax, gone):
        commands = []
        for line in self.invoice_line_ids:
            if line.display_type == "product" and line.tax_ids != (
                wanted := line.tax_ids - gone | tax
            ):
                value = {"tax_ids": [Command.set(wanted.ids)]}
                commands.append(Command.update(line.id, value))
        return commands

    def _crm_rebate_commands(self):
        """Return what makes the discount's lines those that they must be."""
        lines = self.invoice_line_ids.filtered(lambda x: x.display_type == "product")
        there = lines.filtered("crm_rebate")
        gross = defaultdict(float)
        for line in lines - there:
            gross[line.tax_ids, line.account_id] += self._crm_typed(line)
        wanted = self._crm_rebates(gross) if self.crm_discount else {}
        commands = []
        for line in there:
            amount = wanted.pop((line.tax_ids, line.account_id), None)
            if amount is None:
                commands.append(Command.delete(line.id))
            elif line.price_unit != -amount or line.quantity != 1:
                value = {"price_unit": -amount, "quantity": 1}
                commands.append(Command.update(line.id, value))
        for (taxes, account), amount in wanted.items():
            value = {
                "name": self._crm_rebate_name(),
                "crm_rebate": True,
                "sequence": 9999,
                "quantity": 1,
                "price_unit": -amount,
                "tax_ids": [Command.set(taxes.ids)],
                "account_id": account.id,
            }
            commands.append(Command.create(value))
        return commands

    def _crm_typed(self, line):
        """Return what a line comes to as it was typed: with the taxes that prices hold.

        The discount's line has the same taxes, and its price holds them as well.
        """
        price = line.price_unit * line.quantity * (1 - line.discount / 100)
        return self.currency_id.round(price)

    def _crm_rebates(self, gross):
        """Return ``{(taxes, account): amount}`` of the discount, in the currency.

        Its sum is that of the whole invoice, round(gross × %): what rounding of the
        parts leaves goes to the largest one.
        """
        rate = self.crm_discount / 100
        round_ = self.currency_id.round
        parts = {key: round_(amount * rate) for key, amount in gross.items()}
        if not parts:
            return {}
        whole = sum(gross.values())
        total = whole - round_(whole - whole * rate)
        largest = max(parts, key=lambda key: abs(parts[key]))
        parts[largest] = round_(parts[largest] + total - sum(parts.values()))
        return {key: amount for key, amount in parts.items() if amount}

    def _crm_rebate_name(self):
        lang = self.with_context(lang=self.crm_lang or self.partner_id.lang)
        return lang.env._("Discount before taxes")

    def _get_rounded_base_and_tax_lines(self, round_from_tax_lines=True):
        base_lines, tax_lines = super()._get_rounded_base_and_tax_lines(
            round_from_tax_lines
        )
        # amounts of taxes that are there already hold it, or were typed
        if not (round_from_tax_lines and self.id) and (
            self.crm_discount or self.crm_withholding_tax_id
        ):
            self._crm_round_total(base_lines)
        return base_lines, tax_lines

    def _crm_round_total(self, base_lines):
        """Round the whole document: the difference goes to the largest tax."""
        currency = self.currency_id
        details = [line["tax_details"] for line in base_lines]
        taxes = [
            (tax, line)
            for line in base_lines
            for tax in line["tax_details"]["taxes_data"]
        ]
        if not taxes:
            return
        base = sum(
            each["total_excluded_currency"]
            + each.get("delta_total_excluded_currency", 0)
            for each in details
        )
        exact = base + sum(tax["raw_tax_amount_currency"] for tax, _line in taxes)
        rounded = base + sum(tax["tax_amount_currency"] for tax, _line in taxes)
        delta = currency.round(currency.round(exact) - rounded)
        if currency.is_zero(delta):
            return
        tax, line = max(taxes, key=lambda each: abs(each[0]["tax_amount_currency"]))
        tax["tax_amount_currency"] += delta
        rate = line["rate"] or 1
        tax["tax_amount"] += self.company_currency_id.round(delta / rate)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    crm_rebate = fields.Boolean("Discount of the whole invoice", readonly=True)
