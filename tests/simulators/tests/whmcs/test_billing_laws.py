"""What holds after any sequence of changes that people make."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulators.simulator import ControlError
from tests.simulators.whmcs.billing import BillingSettings
from tests.simulators.whmcs.edits import edit
from tests.simulators.whmcs.models import Client
from tests.simulators.whmcs.money import amount, cents
from tests.simulators.whmcs.store import Store

AMOUNTS = st.integers(-5_000, 50_000).map(amount)
PAYMENTS = st.integers(1, 50_000).map(amount)
INVOICES = st.integers(1, 4)
ITEM = st.fixed_dictionaries(
    {
        "amount": AMOUNTS,
        "taxed": st.booleans(),
        "type": st.sampled_from(["", "AddFunds", "Invoice"]),
        "relid": INVOICES,
    }
)


def change(what, operation, **values):
    return st.fixed_dictionaries(
        {
            "what": st.just(what),
            "operation": st.just(operation),
            "id": INVOICES if what == "invoice" else st.integers(1, 6),
            "values": st.fixed_dictionaries(values),
        }
    )


CHANGES = st.one_of(
    change("invoice", "add", userid=st.just(1), items=st.lists(ITEM, max_size=3)),
    change("invoice", "add_item", amount=AMOUNTS, taxed=st.booleans()),
    change("invoice", "update", taxrate=st.sampled_from(["0", "25", "5.2"])),
    change("invoice", "cancel"),
    change("invoice", "pay"),
    change("invoice", "pay", amount=PAYMENTS),
    change("invoice", "apply_credit"),
    change("transaction", "refund"),
    change("transaction", "refund", amount=PAYMENTS, to_credit=st.booleans()),
    change("transaction", "delete"),
)


@settings(deadline=None)
@given(st.lists(CHANGES, max_size=25), st.booleans())
def test_laws(changes, inclusive):
    store = Store(billing_settings=BillingSettings(tax_inclusive=inclusive))
    billing = store.billing
    billing.tax_rules = {"DK": (25_000, 0)}
    store.insert_client(Client(1, 1, "", country="DK"))
    for body in changes:
        before = {i.id: (i.revision, repr(i)) for i in billing.invoices.values()}
        try:
            edit(store, body)
        except ControlError:
            pass
        for invoice in billing.invoices.values():
            gross = invoice.subtotal + invoice.tax + invoice.tax2
            assert gross == invoice.total + invoice.credit
            # replies are kept by revision
            revision, text = before.get(invoice.id, (None, None))
            assert (invoice.revision == revision) == (repr(invoice) == text)
    (client,) = store.clients.values()
    entries = sum(entry.amount for entry in billing.credits_of(1))
    assert entries == cents(client.credit)
    for row in billing.transactions.values():
        assert row in billing.transactions_of(row.invoiceid)
        if row.refundid in billing.transactions:
            assert row.amountout <= billing.transactions[row.refundid].amountin
    assert len(store.log) >= len(billing.invoices)
