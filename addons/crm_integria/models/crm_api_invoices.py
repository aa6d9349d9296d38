from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext
from odoo.tools.mail import plaintext2html

from ..lib import integria_api
from ..lib.integria_api import amount, line, whole
from .crm_api import DONE, FAILED, CallRefused

INVOICE_TYPES = {"Submitted": "out_invoice", "Received": "in_invoice"}
STATUSES = ("pending", "paid", "canceled")


class CrmApi(models.AbstractModel):
    """Operations on invoices: what the API's user may do."""

    _inherit = "crm.api"

    @api.model
    def _operations(self):
        return {
            **super()._operations(),
            "create_invoice": self._create_invoice,
            "get_invoice": self._get_invoice,
            "get_last_invoice_id": self._get_last_invoice_id,
        }

    def _create_invoice(self, params, token):
        cells = integria_api.values(params, token, integria_api.INVOICE)
        if reason := self._invoice_refusal(cells):
            return f'{FAILED},"{reason}"'
        try:
            self._make_invoice(cells)
        except UserError as error:
            answer = f'{FAILED},"error creating invoice"'
            raise CallRefused(str(error), answer) from error
        return f'{DONE},"invoice created"'

    def _invoice_refusal(self, cells):
        """Return Integria's reason to refuse an invoice, in the order of its own."""
        wanted = {
            "number": "empty billing id",
            "company": "empty invoice company",
            "concept": "empty invoice concept",
            "amount": "empty invoice amount",
            "currency": "empty invoice currency",
        }
        for name, reason in wanted.items():
            if not cells[name]:
                return reason
        if cells["type"] not in INVOICE_TYPES:
            return "empty invoice type (Submitted or Received)"
        if cells["user"] and not self._login(cells["user"]):
            return "user does not exist"
        if cells["locked_by"] and not self._login(cells["locked_by"]):
            return "user locked does not exist"
        # a number that somebody else sees is taken as well
        same = [
            ("name", "=", cells["number"]),
            ("company_id", "=", self.env.company.id),
        ]
        if self.env["account.move"].sudo().search_count(same, limit=1):
            return "invalid billing id"
        return ""

    def _make_invoice(self, cells):
        move_type = INVOICE_TYPES[cells["type"]]
        sold = move_type == "out_invoice"
        price, percent = amount(cells["amount"]), amount(cells["tax"] or "0")
        partner = self._by_number("res.partner", cells["company"])
        currency = self.env["res.currency"].search([("name", "=", cells["currency"])])
        taxes = self.env["account.tax"].search(
            [
                ("type_tax_use", "=", "sale" if sold else "purchase"),
                ("amount_type", "=", "percent"),
                ("amount", "=", percent),
                ("company_id", "=", self.env.company.id),
            ],
            limit=1,
        )
        status = cells["status"].lower() or "pending"
        known = partner and currency and status in STATUSES
        if price is None or not known or (percent and not taxes):
            raise UserError(
                self.env._(
                    "The company, the sum, the currency, the tax or the status is "
                    "unknown."
                )
            )
        language = self._language(cells["language"])
        vals = {
            "move_type": move_type,
            "partner_id": partner.id,
            "name": cells["number"],
            "currency_id": currency.id,
            "ref": cells["reference"],
            "narration": plaintext2html(cells["description"]),
            "crm_internal_note": cells["note"],
            "invoice_date": self._date(cells["created"]),
            "invoice_line_ids": [
                (
                    0,
                    0,
                    {
                        "name": cells["concept"],
                        "quantity": 1,
                        "price_unit": price,
                        "tax_ids": [(6, 0, taxes.ids)],
                    },
                )
            ],
        }
        if language and language.active:
            vals["crm_lang"] = language.code
        move = self.env["account.move"].create(vals)
        move.action_post()
        if status == "paid":
            self._pay(move, self._date(cells["paid"]))
        elif status == "canceled":
            move.button_cancel()
        if whole(cells["locked"]):
            # it is they who may change it, if they may change it at all
            locked_by = self._login(cells["locked_by"]) or self.env.user
            move.with_user(locked_by).action_crm_lock()

    def _pay(self, move, date):
        wizard = self.env["account.payment.register"].with_context(
            active_model=move._name, active_ids=move.ids
        )
        wizard.create({"payment_date": date} if date else {}).action_create_payments()

    def _get_invoice(self, params, token):
        number = integria_api.clean(params).strip()
        move = self.env["account.move"].search([("name", "=", number)], limit=1)
        if not number or not move:
            return ""
        lines = move.invoice_line_ids.filtered(lambda x: x.display_type == "product")[
            :5
        ]
        blank = [""] * (5 - len(lines))
        kinds = {kind: name for name, kind in INVOICE_TYPES.items()}
        return line(
            [
                move.id,
                move.create_uid.login,
                "",
                move.crm_company_id.id or move.partner_id.id,
                move.name,
                *(each.name or "" for each in lines),
                *blank,
                *(each.price_subtotal for each in lines),
                *blank,
                sum(lines.tax_ids.mapped("amount")),
                move.currency_id.name,
                html2plaintext(move.narration or ""),
                "",
                int(move.crm_locked),
                move.sudo().crm_locked_by_id.login or "",
                move.invoice_date or "",
                move.crm_payment_date or "",
                "canceled" if move.crm_status == "cancelled" else move.crm_status or "",
                move.ref or "",
                move.crm_internal_note or "",
                kinds.get(move.move_type, ""),
                move.crm_lang or "",
            ]
        )

    def _get_last_invoice_id(self, params, token):
        moves = self.env["account.move"].search(
            [("move_type", "=", "out_invoice"), ("state", "=", "posted")],
            order="invoice_date desc, name desc",
            limit=1,
        )
        return moves.name or ""

    def _date(self, text):
        try:
            return self.env["account.move"]._fields["invoice_date"].to_date(text)
        except ValueError:
            return False
