from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..lib.number_pattern import NumberPattern, PatternError


class ResCompany(models.Model):
    """How a company numbers and prints its invoices."""

    _inherit = "res.company"

    crm_numbers_by_pattern = fields.Boolean("Invoice numbers by a pattern")
    crm_number_pattern = fields.Char(
        "Pattern of invoice numbers",
        default="15/[1000]",
        help="A fixed part, and the first number in brackets: 15/[1000] gives 15/1000, "
        "15/1001, 15/1002. A new pattern starts a row of its own; going back to an "
        "old one goes on with it.",
    )
    crm_invoice_layout = fields.Boolean(
        "The CRM's invoice layout",
        help="Invoices are printed, sent and shown to customers with the logo, header "
        "and footer below, in the language of the invoice",
    )
    crm_invoice_logo = fields.Image("Logo of invoices", max_width=1024, max_height=1024)
    crm_invoice_header = fields.Html("Header of invoices", translate=True)
    crm_invoice_footer = fields.Html("Footer of invoices", translate=True)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._crm_adopt_numbers()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if {"crm_numbers_by_pattern", "crm_number_pattern"} & vals.keys():
            self._crm_adopt_numbers()
        return result

    @api.constrains("crm_numbers_by_pattern", "crm_number_pattern")
    def _check_crm_number_pattern(self):
        for company in self:
            if not (company.crm_numbers_by_pattern or company.crm_number_pattern):
                continue
            try:
                NumberPattern.parse(company.crm_number_pattern or "", self.env._)
            except PatternError as error:
                raise ValidationError(
                    self.env._(
                        "The pattern of invoice numbers of %(company)s, "
                        "“%(pattern)s”, cannot be used: %(why)s",
                        company=company.name,
                        pattern=company.crm_number_pattern or "",
                        why=error,
                    )
                ) from error

    def _crm_number_pattern(self):
        """Return the `NumberPattern` of the company's invoices, None for Odoo's."""
        self.ensure_one()
        if self.crm_numbers_by_pattern:
            return NumberPattern.parse(self.crm_number_pattern)
        return None

    def _crm_adopt_numbers(self):
        """Take invoices whose numbers fit the pattern into its row.

        They may come from before the pattern, or from a time when it was off.

        :raises ValidationError: two of them have the same number
        """
        for company in self:
            if pattern := company._crm_number_pattern():
                company._crm_adopt(pattern)

    def _crm_adopt(self, pattern):
        self.env["account.move"].flush_model()
        # names that only look like the pattern are sorted out by it
        names = self.env.execute_query(
            SQL(
                """
                SELECT id, name FROM account_move
                WHERE company_id = %s AND move_type = 'out_invoice'
                  AND (state != 'draft' OR posted_before)
                  AND crm_number_row IS DISTINCT FROM %s
                  AND starts_with(name, %s)
                """,
                self.id,
                pattern.row,
                pattern.before,
            )
        )
        found = {
            move_id: number
            for move_id, name in names
            if (number := pattern.number(name)) is not None
        }
        if not found:
            return
        twice = self.env.execute_query(
            SQL(
                """
                SELECT name FROM account_move
                WHERE company_id = %s AND move_type = 'out_invoice' AND name IN %s
                GROUP BY name HAVING count(*) > 1 ORDER BY name LIMIT 10
                """,
                self.id,
                tuple({name for _id, name in names}),
            )
        )
        if twice:
            raise ValidationError(
                self.env._(
                    "%(company)s has several invoices of the same number "
                    "(%(numbers)s). A pattern gives each number once; rename the "
                    "others first.",
                    company=self.name,
                    numbers=", ".join(name for [name] in twice),
                )
            )
        self.env.cr.execute(
            SQL(
                """
                UPDATE account_move SET crm_number_row = %s,
                       crm_number = adopted.number,
                       crm_numbering = coalesce(crm_numbering, 'pattern')
                FROM unnest(%s, %s) AS adopted (id, number)
                WHERE account_move.id = adopted.id
                """,
                pattern.row,
                list(found),
                list(found.values()),
            )
        )
        self.env["account.move"].invalidate_model(
            ["crm_number_row", "crm_number", "crm_numbering"]
        )
        self.env["account.move"]._get_sequence_cache().clear()
        self.env["crm.invoice.number.log"]._crm_add(
            self, "adopted", pattern.name(max(found.values()))
        )
