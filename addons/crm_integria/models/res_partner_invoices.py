from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import formatLang


class ResPartner(models.Model):
    """Invoices of a company of the CRM and of its people."""

    _inherit = "res.partner"

    crm_invoice_ids = fields.One2many(
        "account.move",
        "crm_company_id",
        "Invoices to the company",
        domain=[("move_type", "in", ("out_invoice", "out_refund"))],
        groups="account.group_account_invoice,account.group_account_readonly,"
        "crm_integria.group_crm_view",
    )
    crm_invoice_totals = fields.Html(
        "Totals of invoices",
        compute="_compute_crm_invoice_totals",
        groups="account.group_account_invoice,account.group_account_readonly,"
        "crm_integria.group_crm_view",
        help="Sent invoices less refunds, by year and currency",
    )

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_crm_invoice_totals(self):
        groups = self.env["account.move"]._read_group(
            [
                ("crm_company_id", "in", self.ids),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
            ],
            ["crm_company_id", "invoice_date:year", "currency_id", "move_type"],
            [
                "__count",
                "amount_untaxed:sum",
                "amount_total:sum",
                "amount_residual:sum",
            ],
            order="invoice_date:year DESC, currency_id",
        )
        found = {}
        for company, year, currency, kind, count, *amounts in groups:
            sign = -1 if kind == "out_refund" else 1
            sums = found.setdefault(company.id, {}).setdefault(
                (year.year, currency), [0, 0.0, 0.0, 0.0]
            )
            for place, value in enumerate([count, *(sign * x for x in amounts)]):
                sums[place] += value
        rows = {
            company: [
                [str(year), currency.name, str(count)]
                + [formatLang(self.env, x, currency_obj=currency) for x in amounts]
                for (year, currency), [count, *amounts] in sums.items()
            ]
            for company, sums in found.items()
        }
        for partner in self:
            partner.crm_invoice_totals = self._crm_table(rows.get(partner.id, []))

    def _crm_table(self, rows):
        if not rows:
            return False
        titles = [
            self.env._("Year"),
            self.env._("Currency"),
            self.env._("Invoices"),
            self.env._("Without taxes"),
            self.env._("Total"),
            self.env._("Unpaid"),
        ]

        def cells(tag, values):
            form = Markup("<{0} class='{1}'>{2}</{0}>")
            return Markup().join(
                form.format(tag, "text-end" if place > 1 else "", value)
                for place, value in enumerate(values)
            )

        body = Markup().join(Markup("<tr>%s</tr>") % cells("td", row) for row in rows)
        return Markup(
            "<table class='table table-sm'><thead><tr>%s</tr></thead>"
            "<tbody>%s</tbody></table>"
        ) % (cells("th", titles), body)
