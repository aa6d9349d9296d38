"""Payments: GetTransactions, AddInvoicePayment, AddTransaction, UpdateTransaction."""

from tests.simulators.whmcs.actions.parameters import wanted_client, wanted_invoice
from tests.simulators.whmcs.billing_views import transaction_row
from tests.simulators.whmcs.clock import now, parse_date
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.models import ZERO_DATETIME
from tests.simulators.whmcs.money import cents, exchange_rate
from tests.simulators.whmcs.paying import (
    pay_invoice,
    record_transaction,
    update_transaction,
)
from tests.simulators.whmcs.settling import change_credit

MOMENT = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
DUPLICATE = "Transaction ID must be Unique"
FILTERS = {"invoiceid": "invoiceid", "clientid": "userid"}
MONEY = ("amountin", "fees", "amountout")


def get_transactions(call):
    """WHMCS developer docs, GetTransactions: counters, but no paging."""
    form, renderer = call.form, call.renderer
    filters = {
        attribute: form.integer(name)
        for name, attribute in FILTERS.items()
        if form.text(name)
    }
    if form.text("transid"):
        filters["transid"] = form.text("transid")
    found = call.whmcs.queries.transactions(filters)
    if "page-transactions" in renderer.quirks:
        return call.reply_page(found, transaction_row, "transactions", "transaction")
    items = [renderer.record(transaction_row, row) for row in found]
    return renderer.success(
        [
            *renderer.counters(len(items), 0, len(items)),
            *renderer.listing("transactions", "transaction", items),
        ]
    )


def add_invoice_payment(call):
    """WHMCS developer docs, AddInvoicePayment.

    `transid` is "unique" there without an error text: the one of AddTransaction is
    UNVERIFIED here. So is what happens without the other required parameters.
    """
    form, billing = call.form, call.store.billing
    invoice = wanted_invoice(call)
    if invoice.status == "Cancelled":
        raise ApiError(
            "It is not possible to add a payment to an invoice that is Cancelled"
        )
    if billing.has_transid(form.text("transid")):
        raise ApiError(DUPLICATE)
    values = {"transid": form.text("transid"), "fees": cents(form.text("fees"))}
    if form.text("gateway"):
        values["gateway"] = form.text("gateway")
    if form.text("amount"):
        values["amountin"] = cents(form.text("amount"))
    if form.text("date"):
        values["date"] = _moment(form.text("date"), *MOMENT)
    pay_invoice(billing, invoice, values, call.actor)
    return call.reply()


def add_transaction(call):
    """WHMCS developer docs, AddTransaction: answers without an id.

    The order of the checks is UNVERIFIED. An invoice without a client gives its
    own client (UNVERIFIED).
    """
    form, billing = call.form, call.store.billing
    client = wanted_client(call, "userid") if form.text("userid") else None
    invoice = wanted_invoice(call) if form.integer("invoiceid") else None
    if client and invoice and invoice.userid != client.id:
        raise ApiError("User ID does not own the given Invoice ID")
    if invoice and client is None:
        client = call.store.clients.get(invoice.userid)
    currency = _currency(call, client)
    if not form.text("paymentmethod"):
        raise ApiError("Payment Method is required")
    transid = form.text("transid")
    if billing.has_transid(transid) and not form.flag("allowduplicatetransid"):
        raise ApiError(DUPLICATE)
    values = {name: cents(form.text(name)) for name in MONEY}
    values |= {
        "userid": client.id if client else 0,
        "currency": currency,
        "gateway": form.text("paymentmethod"),
        "date": _localised_moment(call),
        "description": form.text("description"),
        "transid": transid,
        "invoiceid": invoice.id if invoice else 0,
    }
    if form.text("rate"):
        values["rate"] = exchange_rate(form.text("rate"))
    added = record_transaction(billing, values, call.actor)
    if form.flag("credit") and client and added.amountin:
        text = f"Add Funds Transaction {transid}"
        change_credit(billing, client, added.amountin, text, call.actor)
    return call.reply()


def update(call):
    """WHMCS developer docs, UpdateTransaction.

    No error is documented there: the text for an unknown id is UNVERIFIED, and
    that nothing is checked. `credit` is not simulated.
    """
    form, billing = call.form, call.store.billing
    transaction = billing.transactions.get(form.integer("transactionid"))
    if transaction is None:
        raise ApiError("Transaction ID Not Found")
    values = {
        name: form.integer(name)
        for name in ("refundid", "userid", "invoiceid", "currency")
        if form.text(name)
    }
    values |= {n: form.text(n) for n in ("transid", "gateway") if form.text(n)}
    values |= {name: cents(form.text(name)) for name in MONEY if form.text(name)}
    if "description" in form:
        values["description"] = form.text("description")
    if form.text("date"):
        values["date"] = _moment(form.text("date"), *MOMENT)
    if form.text("rate"):
        values["rate"] = exchange_rate(form.text("rate"))
    update_transaction(billing, transaction, values, call.actor)
    return call.reply()


def _currency(call, client):
    """The currency as it is stored: 0 is that of the client."""
    form = call.form
    if not form.text("currencyid"):
        if client is None:
            raise ApiError(
                "A Currency ID is required for non-customer related transactions"
            )
        return 0
    currency_id = form.integer("currencyid")
    if currency_id not in {c["id"] for c in call.store.currencies}:
        raise ApiError("Currency ID Not Found")
    if client and client.currency != currency_id:
        raise ApiError("Currency ID does not match Client currency")
    return 0 if client else currency_id


def _localised_moment(call):
    """`date` in the installation's format, perhaps with a time (UNVERIFIED)."""
    text = call.form.text("date")
    if not text:
        return now()
    day = call.whmcs.date_pattern
    return _moment(text, day, f"{day} %H:%M", f"{day} %H:%M:%S")


def _moment(text, *patterns):
    """A date in another format becomes a zero date (UNVERIFIED)."""
    moment = parse_date(text, *patterns)
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else ZERO_DATETIME


ACTIONS = {
    "GetTransactions": get_transactions,
    "AddInvoicePayment": add_invoice_payment,
    "AddTransaction": add_transaction,
    "UpdateTransaction": update,
}
