"""Payments and refunds."""

from tests.simulators.whmcs.billing_models import Transaction
from tests.simulators.whmcs.clock import now
from tests.simulators.whmcs.money import amount
from tests.simulators.whmcs.settling import (
    change_credit,
    pay_if_balanced,
    set_status,
)


def pay_invoice(billing, invoice, values, actor):
    """Record a payment; what is too much becomes credit of the client.

    WHMCS documentation, Transactions. Whether a partial payment changes
    `updated_at` is UNVERIFIED; see the quirk `transactions-keep-updated-at`.
    """
    balance = billing.balance(invoice)
    values = {
        "amountin": max(balance, 0),
        "gateway": invoice.paymentmethod,
        "date": now(),
        "description": "Invoice Payment",
    } | values
    paid = record_transaction(
        billing, values | {"userid": invoice.userid, "invoiceid": invoice.id}, actor
    )
    excess = paid.amountin - max(balance, 0)
    client = billing.store.clients.get(invoice.userid)
    pay_if_balanced(billing, invoice, actor, paid.date)
    if excess > 0 and client is not None:
        text = f"Invoice #{invoice.id} Overpayment"
        change_credit(billing, client, excess, text, actor)
    return paid


def record_transaction(billing, values, actor):
    """Add a row and nothing else: the invoice's status stays (UNVERIFIED)."""
    store = billing.store
    client = store.clients.get(values.get("userid"))
    if "rate" not in values:
        currency = client.currency if client else values.get("currency")
        values = values | {"rate": store.currency(currency)["rate"]}
    transaction = billing.add(Transaction, **values)
    invoice = billing.invoices.get(transaction.invoiceid)
    if invoice is not None:
        billing.touch(invoice, own_row=False)
    moved = transaction.amountin or -transaction.amountout
    text = f"Added Transaction - Transaction ID: {transaction.id} - {amount(moved)}"
    billing.log(text, transaction.userid, actor)
    return transaction


def update_transaction(billing, transaction, values, actor):
    touched = {transaction.invoiceid, values.get("invoiceid", 0)}
    billing.change(transaction, values)
    _touch(billing, touched)
    text = f"Modified Transaction - Transaction ID: {transaction.id}"
    billing.log(text, transaction.userid, actor)


def delete_transaction(billing, transaction, actor):
    billing.remove(transaction)
    _touch(billing, {transaction.invoiceid})
    text = f"Deleted Transaction - Transaction ID: {transaction.id}"
    billing.log(text, transaction.userid, actor)


def refundable(billing, transaction):
    """What of a payment has not yet been refunded by a row of its own."""
    refunds = billing.transactions.values()
    return transaction.amountin - sum(
        row.amountout for row in refunds if row.refundid == transaction.id
    )


def refund(billing, transaction, value, actor, to_credit=False, transid=""):
    """Give money back; return the new row, or None for a refund to credit.

    WHMCS documentation, Refunds: by a row with `amountout`, or as credit, which
    makes no row (UNVERIFIED). Only the refund of all that was paid changes the
    invoice's status (InvoiceRefunded hook: "when status changed").
    """
    invoice = billing.invoices.get(transaction.invoiceid)
    row = None
    if to_credit:
        client = billing.store.clients[transaction.userid]
        text = f"Refund of Transaction ID {transaction.transid} to Credit Balance"
        change_credit(billing, client, value, text, actor)
        if invoice is not None:
            invoice.refunded_to_credit += value
            billing.touch(invoice, own_row=False)
    else:
        row = record_transaction(
            billing,
            {
                "userid": transaction.userid,
                "currency": transaction.currency,
                "gateway": transaction.gateway,
                "date": now(),
                "description": f"Refund of Transaction ID {transaction.transid}",
                "amountout": value,
                "rate": transaction.rate,
                "transid": transid,
                "invoiceid": transaction.invoiceid,
                "refundid": transaction.id,
            },
            actor,
        )
    if invoice is not None and _is_refunded(billing, invoice):
        set_status(billing, invoice, "Refunded", actor)
    return row


def _is_refunded(billing, invoice):
    rows = billing.transactions_of(invoice.id)
    returned = sum(row.amountout for row in rows) + invoice.refunded_to_credit
    return returned >= sum(row.amountin for row in rows)


def _touch(billing, invoice_ids):
    for invoice_id in invoice_ids:
        if invoice_id in billing.invoices:
            billing.touch(billing.invoices[invoice_id], own_row=False)
