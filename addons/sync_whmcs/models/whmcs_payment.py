from odoo import api, models

from odoo.addons.sync_base.lib.convert import Bound, Constant, Day, Line, Reference
from odoo.addons.sync_base.lib.field_map import Field

from ..lib.billing import find_transactions, transactions
from ..lib.billing_writes import add_payment, find_payment, token_of_transaction
from ..lib.convert_billing import Amount, Kept, Link, TransactionText


class WhmcsPayment(models.AbstractModel):
    """Payments of WHMCS invoices.

    Remote: the transactions of GetInvoice with ``amountin``, so nothing is fetched. One
    invoice has several. AddInvoicePayment for those that were made in Odoo.
    """

    _name = "whmcs.payment"
    _inherit = "sync.resource"
    _description = "WHMCS payment"
    _sync_system, _sync_kind, _sync_model = "whmcs", "payment", "account.payment"
    _sync_part_of = "invoice"
    _sync_sequence = 52
    _sync_pushes = True
    _sync_creates = True
    # when they pay an invoice of WHMCS, see `account.payment`
    _sync_creates_new = False
    _sync_finishes = True
    _column = "amountin"

    @api.model
    def _field_map(self):
        return [
            Field("payment_type", (), Constant("inbound"), "pull"),
            *self._transaction_fields(),
            Field("whmcs_settles", "settles", Kept(), "pull"),
            Field("whmcs_fee", "fees", Amount(), "pull"),
        ]

    @api.model
    def _transaction_fields(self):
        return [
            Field("partner_type", (), Constant("customer"), "pull"),
            Field("partner_id", "userid", Bound("client"), "pull", required=True),
            Field(
                "amount", self._column, Amount(), "pull", required=True, on_create=True
            ),
            Field(
                "currency_id",
                "currencycode",
                Reference("res.currency", "name"),
                "pull",
                required=True,
            ),
            Field("date", "date", Day(), "pull", required=True, on_create=True),
            Field("memo", TransactionText.PATHS, TransactionText(), "pull"),
            Field(
                "whmcs_gateway",
                "gateway",
                Line(escaped=True),
                "pull",
                on_create=True,
            ),
            Field(
                "whmcs_invoice_id",
                "invoiceid",
                Bound("invoice"),
                "pull",
                on_create=True,
            ),
            Field("opportunity_id", "invoiceid", Bound("opportunity"), "pull"),
        ]

    @api.model
    def _parts(self, remote):
        return transactions(remote, self._column)

    @api.model
    def _token_of(self, data):
        return token_of_transaction(data)

    @api.model
    def _before_create(self, record):
        record._whmcs_prepare()

    def _fetch_records(self, client, records):
        return find_transactions(client, records, self._column)

    def _find_created(self, client, token, values):
        return find_payment(client, token)

    def _push_create(self, client, token, values):
        return add_payment(client, token, values)

    @api.model
    def _record_label(self, data):
        return TransactionText.of(data)


class WhmcsRefund(models.AbstractModel):
    """Refunds: transactions with ``amountout``, each with the payment it gives back."""

    _name = "whmcs.refund"
    _inherit = "whmcs.payment"
    _description = "WHMCS refund"
    _sync_kind = "refund"
    _sync_sequence = 53
    _sync_pushes = _sync_creates = _sync_finishes = False
    _column = "amountout"

    @api.model
    def _field_map(self):
        return [
            Field("payment_type", (), Constant("outbound"), "pull"),
            *self._transaction_fields(),
            Field("whmcs_payment_id", "refundid", Link("payment"), "pull"),
        ]
