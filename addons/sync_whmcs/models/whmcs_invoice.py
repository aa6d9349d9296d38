from datetime import datetime, timedelta, timezone

from odoo import api, models

from odoo.addons.sync_base.lib.convert import Bound, Constant, Day, Reference
from odoo.addons.sync_base.lib.field_map import Field

from ..lib.billing import first_position, invoice_page, invoices, new_payments
from ..lib.convert_billing import Amount, InvoiceItems, InvoiceNumber, InvoiceState
from ..lib.invoice import is_sale

# invoices on a page of the first pass; later ones book few of a page
FIRST_PAGE = 50


class WhmcsInvoice(models.AbstractModel):
    """Invoices of WHMCS as customer invoices.

    Remote: GetInvoices (list, header only), GetInvoice (one, with items and payments),
    GetTransactions (all payments, asked once a day). Its opportunity and its payments
    are resources of their own that read the same object.
    Mass payments and payments in advance are no sales: only their payments come in.
    """

    _name = "whmcs.invoice"
    _inherit = "sync.resource"
    _description = "WHMCS invoice"
    _sync_system, _sync_kind, _sync_model = "whmcs", "invoice", "account.move"
    _sync_sequence = 50

    @api.model
    def _field_map(self):
        return [
            Field("move_type", (), Constant("out_invoice"), "pull"),
            Field("partner_id", "userid", Bound("client"), "pull", required=True),
            Field("ref", InvoiceNumber.PATHS, InvoiceNumber(), "pull", required=True),
            Field("invoice_date", "date", Day(), "pull", required=True),
            Field("invoice_date_due", "duedate", Day(), "pull"),
            Field(
                "currency_id",
                "currencycode",
                Reference("res.currency", "name"),
                "pull",
                required=True,
            ),
            Field(
                "whmcs_items", InvoiceItems.PATHS, InvoiceItems(), "pull", required=True
            ),
            Field("whmcs_credit", "credit", Amount(), "pull"),
            Field(
                "whmcs_state", InvoiceState.PATHS, InvoiceState(), "pull", required=True
            ),
        ]

    @api.model
    def _accepts(self, data):
        return is_sale(data)

    @api.model
    def _record_label(self, data):
        return InvoiceNumber.of(data)

    def _begin_pass(self, client, bookmark):
        now = datetime.now(timezone.utc)
        asked_at, last_id = bookmark.get("payments_at"), bookmark.get("payment_id")
        due = not asked_at or (
            now - datetime.fromisoformat(asked_at) > timedelta(hours=client.full_hours)
        )
        position = first_position(bookmark, now)
        if not bookmark:
            # all of them are booked then, and a transaction is to take seconds
            position["size"] = min(client.page_size, FIRST_PAGE)
        if due:
            payments = new_payments(client, last_id)
            position["must_read"] = [*position["must_read"], *payments.invoice_ids]
            position["problem"] = payments.problem
            position["bookmark"] |= {
                "payments_at": now.isoformat(),
                "payment_id": payments.last_id,
            }
        return position

    def _fetch_page(self, client, position):
        return invoice_page(client, position)

    def _fetch_records(self, client, records):
        return invoices(client, records)
