"""Seeded invoices: repeatable, lawful, and with the difficulties of real ones."""

from collections import Counter

import pytest

from tests.simulators.whmcs.billing import BillingSettings
from tests.simulators.whmcs.billing_state import billing_state
from tests.simulators.whmcs.models import plain
from tests.simulators.whmcs.money import cents
from tests.simulators.whmcs.seed import seed_store
from tests.simulators.whmcs.seed_billing import FAR_DAY, seed_billing
from tests.simulators.whmcs.store import Store

COUNT = 2000


def seeded(invoices=COUNT, clients=300, products=12, seed=1, odd=False, **settings):
    store = Store(billing_settings=BillingSettings(**settings))
    seed_store(store, clients, 0, seed, odd)
    seed_billing(store, products, invoices, seed)
    return store


@pytest.fixture(scope="module")
def store():
    return seeded()


@pytest.fixture(scope="module")
def billing(store):
    return store.billing


@pytest.fixture(scope="module")
def invoices(billing):
    return list(billing.invoices.values())


def test_same_seed_same_records(billing):
    state = billing_state(billing)
    assert billing_state(seeded().billing) == state
    other = billing_state(seeded(50, seed=2).billing)
    assert other["invoices"] != state["invoices"][:50]


def test_clients_are_as_without_invoices(store):
    alone = Store()
    seed_store(alone, 300, 0)
    for client_id, client in alone.clients.items():
        ours = plain(store.clients[client_id])
        assert ours == plain(client)


def test_sizes(billing, invoices):
    assert len(invoices) == COUNT
    items = sum(len(invoice.items) for invoice in invoices)
    payments = sum(row.amountin > 0 for row in billing.transactions.values())
    assert 2.2 < items / COUNT < 2.8
    assert 0.8 < payments / COUNT < 1.2
    assert len(billing.products) == 12


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("compound", [False, True])
def test_totals_identity(inclusive, compound):
    store = seeded(500, tax_inclusive=inclusive, compound_tax=compound)
    for invoice in store.billing.invoices.values():
        gross = invoice.subtotal + invoice.tax + invoice.tax2
        assert gross == invoice.total + invoice.credit
        items = sum(item.amount for item in invoice.items)
        assert items == (gross if inclusive else invoice.subtotal)


def test_paid_invoices_are_paid(billing, invoices):
    for invoice in invoices:
        rows = billing.transactions_of(invoice.id)
        paid = sum(row.amountin for row in rows)
        if invoice.status == "Paid":
            assert paid == max(invoice.total, 0)
        if invoice.status in ("Paid", "Refunded"):
            assert not invoice.datepaid.startswith("0000")
        if invoice.status == "Refunded":
            assert paid == sum(row.amountout for row in rows)


def test_refunds_name_their_payment(billing):
    refunds = [row for row in billing.transactions.values() if row.amountout]
    assert any(billing.invoices[row.invoiceid].status == "Paid" for row in refunds), (
        "partial refunds"
    )
    for row in refunds:
        paid = billing.transactions[row.refundid]
        assert paid.invoiceid == row.invoiceid
        assert 0 < row.amountout <= paid.amountin
        assert paid.date < row.date


def test_items_point_to_what_the_client_has(billing, invoices):
    targets = {
        "Hosting": (billing.services, "clientid"),
        "Setup": (billing.services, "clientid"),
        "PromoHosting": (billing.services, "clientid"),
        "Addon": (billing.addons, "userid"),
        "DomainRegister": (billing.domains, "userid"),
        "Invoice": (billing.invoices, "userid"),
    }
    seen = Counter()
    for invoice in invoices:
        for item in invoice.items:
            seen[item.type] += 1
            if item.type in targets:
                records, owner = targets[item.type]
                assert getattr(records[item.relid], owner) == invoice.userid
            if item.type == "PromoHosting":
                assert item.amount <= 0
    assert set(seen) == {*targets, "Item", "", "AddFunds", "LateFee", "Upgrade"}


def test_mass_payments_settle_by_credit(invoices, billing):
    containers = [i for i in invoices if any(x.type == "Invoice" for x in i.items)]
    assert containers
    for container in containers:
        assert {item.type for item in container.items} == {"Invoice"}
        for item in container.items:
            original = billing.invoices[item.relid]
            assert (original.status, original.total) == ("Paid", 0)
            assert original.credit == item.amount
            assert not billing.transactions_of(original.id)


def test_variety(invoices, billing):
    assert len({invoice.status for invoice in invoices}) == 7
    assert any(invoice.credit and invoice.total for invoice in invoices)
    assert any(invoice.tax2 for invoice in invoices)
    assert any(invoice.taxrate and not invoice.tax for invoice in invoices)
    assert any(0 < sum(i.taxed for i in x.items) < len(x.items) for x in invoices)
    assert any(len(billing.transactions_of(x.id)) > 2 for x in invoices)
    assert any(row.fees for row in billing.transactions.values())
    assert {row.rate for row in billing.transactions.values()} >= {"7.46000"}
    assert any(x.duedate == FAR_DAY for x in invoices)
    assert all(x.invoicenum == "" for x in invoices)


def test_ids_and_dates_rise_together(invoices):
    assert [invoice.id for invoice in invoices] == list(range(1, COUNT + 1))
    dates = [invoice.created_at for invoice in invoices]
    assert dates == sorted(dates)
    assert all(invoice.created_at <= invoice.updated_at for invoice in invoices)


def test_transids_are_unique(billing):
    ids = {row.transid for row in billing.transactions.values()}
    assert len(ids) == len(billing.transactions)


def test_credit_entries_sum_up(store):
    for client in store.clients.values():
        entries = store.billing.credits_of(client.id)
        assert sum(entry.amount for entry in entries) == cents(client.credit)


def test_sequential_numbers():
    store = seeded(200, sequential_numbers=True)
    invoices = store.billing.invoices.values()
    numbers = [i.invoicenum for i in invoices if i.status in ("Paid", "Refunded")]
    assert all(numbers) and len(set(numbers)) == len(numbers)
    assert not any(i.invoicenum for i in invoices if i.status == "Unpaid")


def test_odd_clients_have_no_invoices():
    store = seeded(200, clients=20, odd=True)
    users = {invoice.userid for invoice in store.billing.invoices.values()}
    assert users and not users & set(store.odd_clients)


def test_nothing_to_seed():
    assert not seeded(10, clients=0).billing.invoices
    bare = seeded(50, clients=5, products=0).billing
    assert not bare.products and not bare.services and len(bare.invoices) == 50
    assert seeded(0, products=30).billing.products[13].name == "Starter 2"
