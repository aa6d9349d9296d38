"""What a WHMCS invoice comes to, to the cent.

WHMCS keeps *subtotal + tax + tax2 = total + credit*: ``total`` is what is still to be
paid directly, so the document itself comes to *total + credit*. It does not tell
whether the amounts of its items hold the tax; the sums do.

Sources: WHMCS developer documentation, GetInvoice; the project's reference on WHMCS,
section 4.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal, InvalidOperation

from odoo.addons.sync_base.lib.convert import Flag, Text, Unusable

from .reply import rows

CENT = Decimal("0.01")
# Items that are no sale: the payment settles other invoices, or becomes credit.
SETTLING, PREPAYING = "Invoice", "AddFunds"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of an invoice; ``net`` is without tax, ``kind`` WHMCS's type of item.

    ``relid`` is the id of what is sold (a service, a domain, …), "0" for nothing.
    """

    kind: str
    relid: str
    description: str
    net: Decimal
    taxed: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """What an invoice comes to: ``taxes`` are ``(rate, amount)`` of levels 1 and 2."""

    items: tuple[Item, ...]
    subtotal: Decimal
    taxes: tuple[tuple[Decimal, Decimal], ...]
    credit: Decimal
    gross: Decimal


def money(value):
    """Return an amount of WHMCS (text with two decimals); nothing is zero.

    :raises Unusable: not an amount, or one with parts of cents
    """
    try:
        amount = Decimal(str(value).strip() or "0") if value is not None else Decimal(0)
        exact = amount.quantize(CENT)
    except InvalidOperation as error:
        raise Unusable(f"{value!r} is not an amount") from error
    if exact != amount:
        raise Unusable(f"{value!r} has parts of cents")
    return exact


def item_rows(data):
    """Return the items of a GetInvoice reply as a list of dicts."""
    return rows(data, "items", "item")


def transaction_rows(data):
    """Return the transactions of a GetInvoice reply as a list of dicts."""
    return rows(data, "transactions", "transaction")


def is_sale(data):
    """Tell whether an invoice sells something.

    Not: mass payments (all items are invoices), payments in advance (all items add
    funds), and what has no items yet (a draft begins so).
    """
    kinds = {str(row.get("type", "")) for row in item_rows(data)}
    return bool(kinds - {SETTLING, PREPAYING})


def settled_ids(data):
    """Return the ids of the invoices that a mass payment pays, as texts."""
    return [
        str(row.get("relid"))
        for row in item_rows(data)
        if str(row.get("type")) == SETTLING
    ]


def sums(data):
    """Return the `Sums` of a GetInvoice reply.

    :raises Unusable: the amounts contradict each other, so no invoice can equal it
    """
    subtotal, credit = money(data.get("subtotal")), money(data.get("credit"))
    tax, tax2 = money(data.get("tax")), money(data.get("tax2"))
    gross = money(data.get("total")) + credit
    if subtotal + tax + tax2 != gross:
        raise Unusable(
            f"subtotal {subtotal} + tax {tax} + tax2 {tax2} is not total + credit "
            f"({gross}): WHMCS contradicts itself here"
        )
    found = [_item(row) for row in item_rows(data)]
    amounts = sum((item.net for item in found), Decimal("0.00"))
    if amounts == subtotal:
        items = found
    elif amounts == gross:
        items = _without_tax(found, tax + tax2)
    else:
        raise Unusable(
            f"the items come to {amounts}, which is neither the subtotal {subtotal} "
            f"nor the total with tax {gross}"
        )
    if tax + tax2 and not any(item.taxed for item in items):
        raise Unusable(f"tax of {tax + tax2}, but no item is taxed")
    rates = (_rate(data.get("taxrate")), _rate(data.get("taxrate2")))
    taxes = tuple(zip(rates, (tax, tax2), strict=True))
    return Sums(tuple(items), subtotal, taxes, credit, gross)


def _item(row):
    return Item(
        str(row.get("type") or ""),
        str(row.get("relid") or "0"),
        Text(escaped=True).decode(row.get("description")) or "",
        money(row.get("amount")),
        Flag().decode(row.get("taxed")),
    )


def _rate(value):
    try:
        return Decimal(str(value or "0")).normalize()
    except InvalidOperation as error:
        raise Unusable(f"{value!r} is not a tax rate") from error


def _without_tax(items, tax):
    """Return items whose amounts hold the tax without it."""
    gross = [item.net if item.taxed else Decimal(0) for item in items]
    shares = share(tax, gross)
    return [
        Item(item.kind, item.relid, item.description, item.net - part, item.taxed)
        for item, part in zip(items, shares, strict=True)
    ]


def share(amount, weights):
    """Return ``amount`` in parts by ``weights``, to the cent, their sum unchanged.

    The cents that rounding leaves go to the parts that it cut most.
    """
    whole = sum(weights, Decimal(0))
    if not whole:
        return [Decimal("0.00") for _weight in weights]
    exact = [amount * weight / whole for weight in weights]
    parts = [each.quantize(CENT, ROUND_DOWN) for each in exact]
    left = amount - sum(parts, Decimal(0))
    step = CENT if left > 0 else -CENT
    cut = sorted(
        range(len(parts)), key=lambda at: abs(exact[at] - parts[at]), reverse=True
    )
    for turn in range(int(abs(left) / CENT)):
        parts[cut[turn % len(cut)]] += step
    return parts


# -- states ----------------------------------------------------------------------


def state_of(data):
    """Return what a WHMCS invoice is to its opportunity.

    ``draft``, ``unpaid``, ``partly_paid``, ``pending``, ``paid``, ``cancelled``,
    ``refunded`` or ``collections``. WHMCS knows no *partly paid*: it is an unpaid one
    with a payment or with credit.

    :raises Unusable: a status that the documentation does not have
    """
    status = str(data.get("status") or "").strip().casefold()
    if status not in STATES:
        raise Unusable(f"known statuses are: {', '.join(sorted(STATES))}")
    state = STATES[status]
    if state == "unpaid" and (_paid_in(data) or money(data.get("credit"))):
        return "partly_paid"
    return state


STATES = {
    "draft": "draft",
    "unpaid": "unpaid",
    "paid": "paid",
    "cancelled": "cancelled",
    "refunded": "refunded",
    "collections": "collections",
    "payment pending": "pending",
}


def _paid_in(data):
    return sum(
        (
            money(row.get("amountin")) - money(row.get("amountout"))
            for row in transaction_rows(data)
        ),
        Decimal(0),
    )
