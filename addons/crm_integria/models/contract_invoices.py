from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..lib import external_code


class ContractContract(models.Model):
    """Invoices of a contract: named in its external code, made for it, recurring."""

    _inherit = "contract.contract"

    crm_external_code = fields.Char(
        "External code",
        tracking=True,
        help="Numbers of the invoices of this contract, separated by commas",
    )
    crm_made_invoice_ids = fields.One2many(
        "account.move", "crm_contract_id", "Invoices made for it"
    )
    crm_invoice_ids = fields.Many2many(
        "account.move", string="Invoices", compute="_compute_crm_invoice_ids"
    )
    crm_unknown_numbers = fields.Char(compute="_compute_crm_invoice_ids")
    crm_coverage = fields.Char("Billed", compute="_compute_crm_coverage")

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends(
        "crm_external_code", "company_id", "contract_line_ids", "crm_made_invoice_ids"
    )
    def _compute_crm_invoice_ids(self):
        wanted = {
            contract: external_code.numbers(contract.crm_external_code)
            for contract in self
        }
        by_number = self._crm_by_number({x for each in wanted.values() for x in each})
        recurring = self._crm_recurring()
        moves = self.env["account.move"]
        for contract, numbers in wanted.items():
            found = {x: by_number.get((contract.company_id, x)) for x in numbers}
            contract.crm_invoice_ids = (
                moves.union(*filter(None, found.values()))
                | contract.crm_made_invoice_ids
                | recurring.get(contract._origin, moves)
            )
            unknown = [number for number, move in found.items() if not move]
            contract.crm_unknown_numbers = ", ".join(unknown)

    def _crm_by_number(self, numbers):
        """Return ``{(company, number): customer invoice}``, as the user sees them."""
        moves = self.env["account.move"].search(
            [
                ("move_type", "in", ["out_invoice", "out_refund"]),
                ("company_id", "in", self.company_id.ids),
                ("name", "in", list(numbers)),
            ]
        )
        return {(move.company_id, move.name): move for move in moves}

    def _crm_recurring(self):
        """Return ``{contract: invoices}`` that OCA's recurrence made of its lines."""
        found = self.env["account.move.line"]._read_group(
            [("contract_line_id.contract_id", "in", self._origin.ids)],
            ["contract_line_id", "move_id"],
        )
        recurring = {}
        for line, move in found:
            contract = line.contract_id
            recurring[contract] = recurring.get(contract, move) | move
        return recurring

    def _get_related_invoices(self):
        # what OCA's button counts and shows
        return super()._get_related_invoices() | self.crm_invoice_ids

    @api.depends_context("uid", "lang", "allowed_company_ids")
    @api.depends("crm_invoice_ids", "date_start", "date_end")
    def _compute_crm_coverage(self):
        for contract in self:
            contract.crm_coverage = contract._crm_coverage()

    def _crm_coverage(self):
        """Return what was billed for the contract, against its dates."""
        posted = self.crm_invoice_ids.filtered(lambda move: move.state == "posted")
        if not posted:
            return self.env._("Nothing was billed yet.")
        dates = sorted(posted.mapped("invoice_date"))
        parts = [
            self.env._(
                "%(sum)s in %(count)s invoices, %(first)s to %(last)s",
                sum=self._crm_sum(posted),
                count=len(posted),
                first=format_date(self.env, dates[0]),
                last=format_date(self.env, dates[-1]),
            )
        ]
        until = max(
            (
                line.last_date_invoiced
                for line in self.contract_line_ids
                if line.last_date_invoiced
            ),
            default=None,
        )
        if until:
            parts.append(self.env._("recurring until %s", format_date(self.env, until)))
        if outside := [date for date in dates if not self._crm_covers(date)]:
            parts.append(
                self.env._(
                    "%(count)s outside the contract's dates (%(dates)s)",
                    count=len(outside),
                    dates=", ".join(format_date(self.env, date) for date in outside),
                )
            )
        return "; ".join(parts)

    def _crm_covers(self, date):
        after = not self.date_start or self.date_start <= date
        return after and (not self.date_end or date <= self.date_end)

    def _crm_sum(self, moves):
        """Return the totals of invoices, less refunds, in each currency."""
        sums = {}
        for move in moves:
            sign = -1 if move.move_type == "out_refund" else 1
            currency = move.currency_id
            sums[currency] = sums.get(currency, 0) + sign * move.amount_total
        return " + ".join(
            formatLang(self.env, amount, currency_obj=currency)
            for currency, amount in sums.items()
        )

    def action_crm_generate_invoice(self):
        """Open a new invoice for the contract, filled in as far as it tells."""
        self.ensure_one()
        context = {
            "default_move_type": "out_invoice",
            "default_partner_id": (self.invoice_partner_id or self.partner_id).id,
            "default_crm_contract_id": self.id,
            "default_invoice_origin": self.name,
            "default_ref": self.code,
            "default_company_id": self.company_id.id,
            "default_currency_id": self.currency_id.id,
            "default_invoice_payment_term_id": self.payment_term_id.id,
            "default_fiscal_position_id": self.fiscal_position_id.id,
        }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoice"),
            "res_model": "account.move",
            "views": [(False, "form")],
            # what the contract leaves open is the invoice's own default
            "context": {key: value for key, value in context.items() if value},
        }
