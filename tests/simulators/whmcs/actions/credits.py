"""Credit of clients: GetCredits, AddCredit, ApplyCredit."""

import re

from tests.simulators.whmcs.actions.parameters import wanted_client, wanted_invoice
from tests.simulators.whmcs.billing_views import credit_row
from tests.simulators.whmcs.clock import parse_date
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.installation import ADMIN_ID
from tests.simulators.whmcs.money import amount, cents
from tests.simulators.whmcs.settling import apply_credit, change_credit

SIGNS = {"add": 1, "remove": -1}
_AMOUNT = re.compile(r"\d+(\.\d\d?)?")


def get_credits(call):
    """WHMCS developer docs, GetCredits: all values are strings."""
    client = wanted_client(call)
    renderer = call.renderer
    entries = call.store.billing.credits_of(client.id)
    rows = [credit_row(entry, renderer) for entry in entries]
    return renderer.success(
        [
            *renderer.counters(str(len(rows))),
            ("clientid", renderer.value(str(client.id))),
            *renderer.flat_listing("credits", "credit", rows),
        ]
    )


def add_credit(call):
    """WHMCS developer docs, AddCredit.

    The order of the checks is UNVERIFIED, and that more can be removed than there
    is. `date` is Y-m-d.
    """
    form = call.form
    kind = form.text("type", "add") or "add"
    if kind not in SIGNS:
        raise ApiError("Type can only be add or remove")
    client = wanted_client(call)
    if form.text("adminid") and form.integer("adminid") != ADMIN_ID:
        raise ApiError("Admin ID Not Found")
    if not form.text("amount"):
        raise ApiError("No Amount Provided")
    if not _AMOUNT.fullmatch(form.text("amount")):
        raise ApiError("Amount must be in decimal format: ### or ###.##")
    date = form.text("date")
    if date and not parse_date(date, "%Y-%m-%d"):
        raise ApiError("Date Format is not Valid")
    balance = change_credit(
        call.store.billing,
        client,
        SIGNS[kind] * cents(form.text("amount")),
        form.text("description"),
        call.actor,
        date,
    )
    return call.reply(newbalance=amount(balance))


def apply(call):
    """WHMCS developer docs, ApplyCredit: an amount, or "full".

    Full means as much as credit and balance allow, and so does no amount at all
    (both UNVERIFIED).
    """
    form, billing = call.form, call.store.billing
    invoice = wanted_invoice(call)
    if invoice.status != "Unpaid":
        raise ApiError("Invoice Not in Unpaid Status")
    credit = cents(call.store.clients[invoice.userid].credit)
    balance = billing.balance(invoice)
    text = form.text("amount")
    value = min(credit, balance) if text in ("", "full") else cents(text)
    if value <= 0:
        raise ApiError("Credit Amount to apply must be greater than zero")
    if value > credit:
        raise ApiError("Amount exceeds customer credit balance")
    if value > balance:
        raise ApiError("Amount Exceeds Invoice Balance")
    apply_credit(billing, invoice, value, call.actor)
    return call.reply(
        invoiceid=str(invoice.id),
        amount=amount(value),
        # a text, as documented
        invoicepaid="true" if invoice.status == "Paid" else "false",
    )


ACTIONS = {
    "GetCredits": get_credits,
    "AddCredit": add_credit,
    "ApplyCredit": apply,
}
