"""Status changes of invoices and client credit, which depend on each other.

The wording of log lines and credit entries is our own, except "Credit Applied
to Invoice #1" (WHMCS developer docs, GetCredits).
"""

from tests.simulators.whmcs.billing_models import OPEN_STATUSES, CreditEntry
from tests.simulators.whmcs.clock import now, today
from tests.simulators.whmcs.models import ZERO_DATETIME
from tests.simulators.whmcs.money import amount, cents

STATUS_DATES = {
    "Paid": "datepaid",
    "Cancelled": "date_cancelled",
    "Refunded": "date_refunded",
}


def set_status(billing, invoice, status, actor, date=None):
    """Change the status with the dates, number and effects that go with it.

    That these effects also follow a bare change of the status is UNVERIFIED.
    """
    old = invoice.status
    if status == old:
        return
    invoice.status = status
    if status in STATUS_DATES:
        setattr(invoice, STATUS_DATES[status], date or now())
    elif status in OPEN_STATUSES:
        invoice.datepaid = ZERO_DATETIME
    billing.touch(invoice)
    text = f"Invoice Status changed to {status} - Invoice ID: {invoice.id}"
    billing.log(text, invoice.userid, actor)
    if status == "Paid" and old in OPEN_STATUSES:
        billing.number(invoice)
        _settle_items(billing, invoice, actor)


def pay_if_balanced(billing, invoice, actor, date=None):
    """An open invoice on which nothing is left to pay becomes Paid."""
    if invoice.status in OPEN_STATUSES and billing.balance(invoice) <= 0:
        set_status(billing, invoice, "Paid", actor, date)


def change_credit(billing, client, value, description, actor, date=None):
    """Add to a client's credit balance, or take from it."""
    balance = cents(client.credit) + value
    billing.store.change(client, {"credit": amount(balance)})
    billing.credits.append(
        CreditEntry(
            billing.new_id(CreditEntry),
            client.id,
            date or today(),
            description,
            value,
        )
    )
    verb = "Added Credit" if value > 0 else "Removed Credit"
    text = f"{verb} - {amount(abs(value))} - {description}"
    billing.log(text, client.id, actor)
    return balance


def apply_credit(billing, invoice, value, actor):
    """Pay from the client's credit: the invoice's total sinks by it."""
    client = billing.store.clients[invoice.userid]
    description = f"Credit Applied to Invoice #{invoice.id}"
    change_credit(billing, client, -value, description, actor)
    invoice.credit += value
    billing.recalculate(invoice)
    billing.touch(invoice)
    pay_if_balanced(billing, invoice, actor)


def _settle_items(billing, invoice, actor):
    """Add Funds becomes credit; a mass payment pays the originals by credit.

    WHMCS documentation, Add Funds and Mass Payment. The originals' payment by
    way of two credit entries is UNVERIFIED.
    """
    client = billing.store.clients.get(invoice.userid)
    if client is None:
        return
    for item in invoice.items:
        if item.type == "AddFunds":
            text = f"Add Funds Invoice #{invoice.id}"
            change_credit(billing, client, item.amount, text, actor)
        elif item.type == "Invoice":
            text = f"Mass Invoice Payment Credit for Invoice #{item.relid}"
            change_credit(billing, client, item.amount, text, actor)
            original = billing.invoices.get(item.relid)
            if original is not None and original.status in OPEN_STATUSES:
                left = min(item.amount, billing.balance(original))
                if left > 0:
                    apply_credit(billing, original, left, actor)
