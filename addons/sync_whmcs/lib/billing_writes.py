"""Writing to WHMCS: invoices and payments that were made in Odoo.

WHMCS keeps no reference of ours with them, so it goes where texts are kept: into the
notes of an invoice, and into the transaction id of a payment.

An invoice is created as a draft, which WHMCS lets nobody pay and anybody change; it is
published when it was read again and comes to the same. There is no way to delete one.

Sources: WHMCS developer documentation, CreateInvoice, UpdateInvoice, GetInvoices,
AddInvoicePayment, GetTransactions; the project's reference on WHMCS, section 2.3.
"""

import re
from decimal import Decimal

from odoo.addons.sync_base.lib.errors import Invalid, Transient

from .billing import list_invoices
from .invoice import CENT, share
from .reply import client_of, number, rows

TOKEN = re.compile(r"\bOdoo: ([0-9a-f]{32})\b")
REPLACED = re.compile(r"\bOdoo: [0-9a-f]{32}, instead of invoice (\d+)\b")
TRANSACTION = re.compile(r"odoo-([0-9a-f]{32})")


# -- invoices --------------------------------------------------------------------


def note_of(token):
    """Return what stands in the notes of an invoice that we create."""
    return f"Odoo: {token}"


def token_of_invoice(data):
    """Return the token that `note_of` left in the notes, None without one."""
    match = TOKEN.search(str(data.get("notes") or ""))
    return match and match[1]


def create_invoice(client, token, values):
    """Create a draft of an invoice in WHMCS; return its id.

    :param values: ``userid``, ``date``, ``duedate`` (``YYYY-MM-DD``), ``currencycode``,
        and ``items``, the common form of `convert_billing.InvoiceItems`; there,
        ``replaces`` is the id of the invoice that this one stands for, or missing
    :raises Invalid: the client pays in another currency, which CreateInvoice cannot say
    """
    _check_currency(client, values)
    form = values["items"]
    notes = note_of(token)
    if form.get("replaces"):
        notes += f", instead of invoice {form['replaces']}"
    (rate, _tax), (rate2, _tax2) = form["taxes"]
    dates = {name: values[name] for name in ("date", "duedate") if values.get(name)}
    reply = client.call(
        "CreateInvoice",
        repeatable=False,
        userid=values["userid"],
        draft=1,
        taxrate=rate,
        taxrate2=rate2,
        notes=notes,
        **dates,
        **_item_parameters(form, client.tax_included),
    )
    return str(reply["invoiceid"])


def find_invoice(client, user_id, token):
    """Return the id of the client's invoice with a token, None where there is none."""
    position = {"offset": 0}
    while position:
        page = list_invoices(client, position, "desc", userid=user_id)
        for remote in page.records:
            if token_of_invoice(remote.data) == token:
                return remote.id
        position = page.position
    return None


def unpublished(data):
    """Tell whether an invoice is a draft of ours that is still to be published."""
    return _is_draft(data) and token_of_invoice(data)


def publish_invoice(client, remote):
    """Publish a draft of ours, and cancel the invoice that it stands for.

    In this order: while it is a draft, all of this is done again after a crash.
    """
    if match := REPLACED.search(str(remote.data.get("notes") or "")):
        client.call("UpdateInvoice", invoiceid=match[1], status="Cancelled")
    how = "publishandsendemail" if client.mail_invoices else "publish"
    try:
        client.call("UpdateInvoice", invoiceid=remote.id, **{how: 1})
    except Invalid:
        # Refused as well where it is published already: by a first try whose reply was
        # lost, or by a person.
        if _is_draft(client.call("GetInvoice", invoiceid=remote.id)):
            raise


def _is_draft(data):
    return str(data.get("status")).casefold() == "draft"


def _check_currency(client, values):
    reply = client.call("GetClientsDetails", clientid=values["userid"], stats=0)
    theirs = client_of(reply).get("currency_code")
    if theirs and theirs != values["currencycode"]:
        raise Invalid(
            f"The client's currency in WHMCS is {theirs}, the invoice is in "
            f"{values['currencycode']}. Invoice it in {theirs}."
        )


def _item_parameters(form, tax_included):
    """Return the parameters of the items of a form (see `InvoiceItems`).

    :param tax_included: amounts in this WHMCS hold their tax
    """
    nets = [Decimal(net) for _kind, _id, _text, net, _taxed in form["items"]]
    taxed = [each[4] for each in form["items"]]
    amounts = nets
    if tax_included:
        tax = sum((Decimal(amount) for _rate, amount in form["taxes"]), Decimal(0))
        weights = [
            net if flag else Decimal(0) for net, flag in zip(nets, taxed, strict=True)
        ]
        parts = share(tax, weights)
        amounts = [net + part for net, part in zip(nets, parts, strict=True)]
    texts = [str(amount.quantize(CENT)) for amount in amounts]
    descriptions = [each[2] for each in form["items"]]
    return item_parameters(zip(descriptions, texts, taxed, strict=True))


def item_parameters(items):
    """Return the parameters of items, which CreateInvoice numbers from 1 on.

    :param items: ``(description, amount as text, taxed)`` of each
    """
    parameters = {}
    for at, (description, amount, taxed) in enumerate(items, 1):
        parameters[f"itemdescription{at}"] = description
        parameters[f"itemamount{at}"] = amount
        parameters[f"itemtaxed{at}"] = int(taxed)
    return parameters


# -- payments --------------------------------------------------------------------


def token_of_transaction(data):
    """Return the token that `add_payment` left with a transaction, None without one."""
    match = TRANSACTION.fullmatch(str(data.get("transid") or ""))
    return match and match[1]


def add_payment(client, token, values):
    """Add a payment to an invoice in WHMCS; return the id of the transaction.

    WHMCS sends no mail about it. What is more than the invoice's balance becomes credit
    of the client there.

    :param values: ``invoiceid``, ``gateway`` (its module), ``date`` (``YYYY-MM-DD``),
        ``amountin``
    """
    client.call(
        "AddInvoicePayment",
        repeatable=False,
        invoiceid=values["invoiceid"],
        transid=_transid(token),
        gateway=values["gateway"],
        date=f"{values['date']} 12:00:00",
        amount=values["amountin"],
        noemail=1,
    )
    found = find_payment(client, token)
    if not found:
        raise Transient("WHMCS took the payment, but does not list it yet.")
    return found


def find_payment(client, token):
    """Return the id of the transaction with a token, None where there is none."""
    reply = client.call("GetTransactions", transid=_transid(token))
    for row in rows(reply, "transactions", "transaction"):
        # were the filter ignored, all transactions would come
        if token_of_transaction(row) == token:
            return str(number(row, "id"))
    return None


def _transid(token):
    return f"odoo-{token}"
