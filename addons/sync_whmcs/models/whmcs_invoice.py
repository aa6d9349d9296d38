from datetime import datetime, timedelta, timezone

from odoo import api, models

from odoo.addons.sync_base.lib.convert import Bound, Constant, Day, Reference
from odoo.addons.sync_base.lib.field_map import Field

from ..lib.billing import first_position, invoice_page, invoices, new_payments
from ..lib.billing_writes import (
    create_invoice,
    find_invoice,
    publish_invoice,
    token_of_invoice,
    unpublished,
)
from ..lib.convert_billing import Amount, InvoiceItems, InvoiceNumber, InvoiceState
from ..lib.invoice import is_sale

# invoices on a page of the first pass; later ones book few of a page
FIRST_PAGE = 50


class WhmcsInvoice(models.AbstractModel):
    """Invoices of WHMCS as customer invoices.

    Remote: GetInvoices (list, header only), GetInvoice (one, with items and payments),
    GetTransactions (all payments, asked once a day), CreateInvoice, UpdateInvoice. Its
    opportunity and its payments are resources of their own that read the same object.
    Mass payments and payments in advance are no sales: only their payments come in.
    """

    _name = "whmcs.invoice"
    _inherit = "sync.resource"
    _description = "WHMCS invoice"
    _sync_system, _sync_kind, _sync_model = "whmcs", "invoice", "account.move"
    _sync_sequence = 50
    # of what exists there, nothing is changed but our own drafts
    _sync_pushes = True
    _sync_creates = True
    # when they are posted, see `account.move`
    _sync_creates_new = False
    _sync_finishes = True

    @api.model
    def _field_map(self):
        return [
            Field("move_type", (), Constant("out_invoice"), "pull"),
            Field(
                "partner_id",
                "userid",
                Bound("client"),
                "pull",
                required=True,
                on_create=True,
            ),
            Field("ref", InvoiceNumber.PATHS, InvoiceNumber(), "pull", required=True),
            Field("invoice_date", "date", Day(), "pull", required=True, on_create=True),
            Field("invoice_date_due", "duedate", Day(), "pull", on_create=True),
            Field(
                "currency_id",
                "currencycode",
                Reference("res.currency", "name"),
                "pull",
                required=True,
                on_create=True,
            ),
            Field(
                "whmcs_items",
                InvoiceItems.PATHS,
                InvoiceItems(),
                "pull",
                required=True,
                on_create=True,
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

    @api.model
    def _token_of(self, data):
        return token_of_invoice(data)

    @api.model
    def _before_create(self, record):
        record._whmcs_prepare()

    @api.model
    def _unfinished(self, data):
        return {"publish": 1} if unpublished(data) else {}

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

    def _find_created(self, client, token, values):
        return find_invoice(client, values["userid"], token)

    def _push_create(self, client, token, values):
        return create_invoice(client, token, values)

    def _push_update(self, client, remote, values):
        publish_invoice(client, remote)
