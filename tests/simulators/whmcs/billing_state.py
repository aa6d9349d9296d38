"""Records with money as the control routes show and take them.

Amounts and rates are text as in the API; names and other types are those of the
records.
"""

from dataclasses import fields

from tests.simulators.simulator import ControlError
from tests.simulators.whmcs.billing import owner_of
from tests.simulators.whmcs.money import amount, cents, rate, thousandths

MONEY = frozenset(
    "subtotal credit tax tax2 total amount amountin amountout fees "
    "firstpaymentamount recurringamount recurring refunded_to_credit".split()
)
RATES = frozenset({"taxrate", "taxrate2"})
HIDDEN = frozenset({"revision", "row_updated_at", "items"})
COLLECTIONS = {
    "invoices": "invoice",
    "transactions": "transaction",
    "products": "product",
    "services": "service",
    "addons": "addon",
    "domains": "domain",
    "billable_items": "billable_item",
}


def state_of(record):
    """A record as JSON-ready values."""
    return {
        field.name: _shown(field.name, getattr(record, field.name))
        for field in fields(record)
        if field.name not in HIDDEN
    }


def invoice_state(invoice, billing):
    """An invoice with its items, transactions and balance."""
    return state_of(invoice) | {
        "balance": amount(billing.balance(invoice)),
        "items": [state_of(item) for item in invoice.items],
        "transactions": [state_of(row) for row in billing.transactions_of(invoice.id)],
    }


def values_from_state(values, settable):
    """Values for a record out of those of a control call."""
    unknown = set(values) - set(settable)
    if unknown:
        raise ControlError(f"cannot set {', '.join(sorted(unknown))}")
    return {name: _stored(name, value) for name, value in values.items()}


def billing_state(billing, wanted=None, ids=None, userid=None):
    """Collections by name; `ids` and `userid` (a client's id) narrow them down."""
    state = {}
    for name, kind in COLLECTIONS.items():
        if wanted is not None and name not in wanted:
            continue
        records = billing.records(kind)
        found = records.values()
        if ids is not None:
            found = [records[id_] for id_ in ids if id_ in records]
        if userid is not None:
            found = [record for record in found if owner_of(record) == userid]
        if kind == "invoice":
            state[name] = [invoice_state(invoice, billing) for invoice in found]
        else:
            state[name] = [state_of(record) for record in found]
    return state


def _shown(name, value):
    if name in MONEY:
        return amount(value)
    if name in RATES:
        return rate(value)
    if name == "pricing":
        return {
            currency: {cycle: amount(price) for cycle, price in prices.items()}
            for currency, prices in value.items()
        }
    return value


def _stored(name, value):
    if name in MONEY:
        return cents(value)
    if name in RATES:
        return thousandths(value)
    if name == "pricing":
        return {
            currency: {cycle: cents(price) for cycle, price in prices.items()}
            for currency, prices in value.items()
        }
    return value
