import base64

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang, html2plaintext
from odoo.tools.mimetypes import guess_mimetype

from ..lib import document, pdf

REPORT = "crm_integria.report_invoice"
LOGO = "/logo"
# millimetres; the header has room for the logo
MARGINS = (42, 18, 24, 18)
PLAIN_MARGINS = (18, 18, 24, 18)
# the same page in a browser, where headers and footers do not run
SCREEN = Markup(
    "<style>@media screen { #wrapwrap { display: flex; flex-direction: column;"
    " padding: 5mm } .page-footer { order: 9 } }</style>"
)


class AccountMove(models.Model):
    """Invoices on paper, in the layout of Integria (its template of invoices)."""

    _inherit = "account.move"

    def action_crm_pdf(self):
        """Download the PDF of an invoice, made anew; the old one is replaced."""
        self.ensure_one()
        if self.state == "posted" and self.has_access("write"):
            attachment = self.env["ir.attachment"].browse(self.crm_regenerate_pdf())
            return {
                "type": "ir.actions.act_url",
                "url": f"/web/content/{attachment.id}?download=true",
                "target": "download",
            }
        report = self.env.ref("crm_integria.action_report_invoice")
        return report.report_action(self, config=False)

    def crm_regenerate_pdf(self):
        """Make the PDF of a sent invoice; return the attachment's id.

        It replaces the one that Odoo keeps with the invoice. For programs as well.

        :raises AccessError: the user may not change the invoice
        :raises UserError: it is a draft, or no invoice to a customer
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "posted" or not self.is_sale_document():
            raise UserError(
                self.env._(
                    "%s is not an invoice that was sent. Confirm it first.",
                    self.display_name,
                )
            )
        report = self.env["account.move.send"]._get_default_pdf_report_id(self)
        files = self.env["ir.attachment"].sudo()
        former = self.sudo().invoice_pdf_report_id
        made = files.create(
            {
                "name": self._get_invoice_report_filename(report=report),
                "raw": self._crm_pdf(),
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        former.unlink()
        self.invalidate_recordset(["invoice_pdf_report_id", "invoice_pdf_report_file"])
        self.message_main_attachment_id = made.id
        return made.id

    def _crm_pdf_html(self):
        """Return ``(whole HTML, {path: image})`` of an invoice, in its language."""
        move = self.with_context(lang=self.crm_lang or self.env.lang)
        company = move.company_id
        logo = company.crm_invoice_logo
        render = move.env["ir.qweb"]._render
        values = {**move._crm_pdf_values(), "logo": LOGO if logo else None}
        header = ""
        if logo or company.crm_invoice_header:
            header = render("crm_integria.report_invoice_header", values)
        html = document.page(
            SCREEN + render("crm_integria.report_invoice_body", values),
            header,
            company.crm_invoice_footer or "",
            title=move.name or "",
            lang=move.env.lang or "en_US",
            paper="A4",
            margins=MARGINS if header else PLAIN_MARGINS,
        )
        content = base64.b64decode(logo or b"")
        images = {LOGO: (guess_mimetype(content), content)} if logo else {}
        return html, images

    def _crm_pdf(self):
        html, images = self._crm_pdf_html()
        return pdf.render(html, images).content

    def _crm_pdf_values(self):
        """Return what the template of invoices shows, as text in its language."""
        self.ensure_one()
        env = self.env
        currency, company_currency = self.currency_id, self.company_currency_id

        def money(amount, of=currency):
            return formatLang(env, amount, currency_obj=of)

        def date(value):
            return format_date(env, value) if value else ""

        lines = self.invoice_line_ids.sorted(lambda line: (line.sequence, line.id))
        sold = lines.filtered(lambda line: not line.crm_rebate)
        products = sold.filtered(lambda line: line.display_type == "product")
        discount = -sum((lines - sold).mapped("price_subtotal"))
        taxes, withheld = self._crm_pdf_taxes()
        total_taxes = sum(tax["amount"] for tax in taxes)
        partner = self.partner_id
        second = None
        if currency != company_currency:
            second = money(abs(self.amount_total_signed), company_currency)
        due = self.amount_residual
        owed = self.state == "posted" and due and due != self.amount_total
        return {
            "move": self,
            "partner": partner,
            "address": self._crm_pdf_address(),
            "number": self.name or self.name_placeholder or "",
            "issued": date(self.invoice_date or self.date),
            "expires": date(self.invoice_date_due),
            "paid_on": date(self.crm_payment_date),
            "lines": [self._crm_pdf_line(line, money) for line in sold],
            "gross": money(sum(products.mapped("price_subtotal"))),
            "discount": discount and money(discount),
            "discount_percent": self._crm_percent(self.crm_discount),
            "base": money(self.amount_untaxed),
            "taxes": [{**tax, "amount": money(tax["amount"])} for tax in taxes],
            "total_taxes": money(total_taxes),
            "withheld": withheld and money(withheld),
            "withheld_percent": self._crm_percent(-self.crm_withholding_tax_id.amount),
            "total": money(self.amount_total),
            "second_currency": company_currency.name,
            "second_total": second,
            "due": money(due) if owed else None,
            "described": bool(html2plaintext(self.narration or "").strip()),
        }

    def _crm_pdf_address(self):
        lines = self.partner_id._display_address(without_company=True).splitlines()
        return "\n".join(line.strip() for line in lines if line.strip())

    def _crm_pdf_line(self, line, money):
        sold = line.display_type == "product"
        detail = ""
        if sold and (line.quantity != 1 or line.discount):
            quantity = f"{line.quantity:g}"
            detail = f"{quantity} × {money(line.price_unit)}"
            if line.discount:
                detail += f" − {self._crm_percent(line.discount)}"
        return {
            "type": line.display_type,
            "name": line.name or line.product_id.display_name or "",
            "detail": detail,
            "amount": money(line.price_subtotal) if sold else "",
        }

    def _crm_pdf_taxes(self):
        """Return ``([{name, percent, amount}], withheld)``, as positive sums."""
        taxes, withheld = {}, 0.0
        for line in self.line_ids.filtered("tax_line_id"):
            tax = line.tax_line_id
            amount = self.direction_sign * line.amount_currency
            if tax == self.crm_withholding_tax_id:
                withheld -= amount
                continue
            name = tax.invoice_label or tax.name
            told = "%" in name or tax.amount_type != "percent"
            percent = "" if told else self._crm_percent(tax.amount)
            shown = {"name": name, "percent": percent, "amount": 0.0}
            taxes.setdefault(tax, shown)["amount"] += amount
        return list(taxes.values()), withheld

    def _crm_percent(self, value):
        digits = next(n for n in (0, 1, 2, 3) if round(value, n) == round(value, 3))
        return formatLang(self.env, value, digits=digits) + " %"
