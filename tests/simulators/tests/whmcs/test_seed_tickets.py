"""Seeded tickets: repeatable, plausible, and with the difficulties of real ones."""

from collections import Counter

import pytest

from tests.simulators.whmcs.billing_state import billing_state
from tests.simulators.whmcs.models import plain
from tests.simulators.whmcs.seed import seed_store
from tests.simulators.whmcs.seed_billing import seed_billing
from tests.simulators.whmcs.seed_tickets import seed_tickets
from tests.simulators.whmcs.store import Store
from tests.simulators.whmcs.ticket_state import support_state
from tests.simulators.whmcs.ticketing import all_messages

COUNT = 2000


def seeded(tickets=COUNT, departments=3, seed=1, odd=False):
    store = Store()
    seed_store(store, 300, 400, seed, odd)
    seed_billing(store, 12, 20, seed)
    seed_tickets(store, departments, tickets, seed)
    return store


@pytest.fixture(scope="module")
def store():
    return seeded()


@pytest.fixture(scope="module")
def tickets(store):
    return list(store.support.tickets.values())


def test_same_seed_same_records(store):
    state = support_state(store.support)
    assert support_state(seeded().support) == state
    other = support_state(seeded(50, seed=2).support)
    assert other["tickets"] != state["tickets"][:50]
    assert other["tickets"][0]["tid"] != state["tickets"][0]["tid"]


def test_everything_else_is_as_without_tickets(store):
    alone = seeded(0)
    for name in ("clients", "contacts"):
        ours, theirs = getattr(store, name), getattr(alone, name)
        assert [plain(r) for r in ours.values()] == [plain(r) for r in theirs.values()]
    assert billing_state(store.billing) == billing_state(alone.billing)


def test_sizes(tickets):
    assert [ticket.id for ticket in tickets] == list(range(1, COUNT + 1))
    replies = sum(len(ticket.replies) for ticket in tickets)
    notes = sum(len(ticket.notes) for ticket in tickets)
    assert 2 < replies / COUNT < 3
    assert 0.15 < notes / COUNT < 0.3


def test_dates(tickets):
    opened = [ticket.date for ticket in tickets]
    assert opened == sorted(opened)
    for ticket in tickets:
        dates = [ticket.date, *(reply.date for reply in ticket.replies)]
        assert dates == sorted(dates)
        assert ticket.lastreply == dates[-1] < "2026"


def test_statuses(tickets):
    for ticket in tickets:
        if ticket.status == "Open":
            assert not ticket.replies
        elif ticket.status == "Answered":
            assert ticket.replies[-1].admin
        elif ticket.status == "Customer-Reply":
            assert not ticket.replies[-1].admin
    found = Counter(ticket.status for ticket in tickets)
    assert found["Closed"] > COUNT / 2
    assert found["Completed & Invoiced"] > 20


def test_difficulties(store, tickets):
    messages = [message for ticket in tickets for message in all_messages(ticket)]
    text = "\n".join(message.message for message in messages)
    for part in ("**", "\r\n", "&", "<", "'", "€", "```"):
        assert part in text
    files = [file for message in messages for file in message.attachments]
    removed = [message for message in messages if message.attachments_removed]
    assert {file.filename for file in files} >= {"faktura æøå & co.pdf", "empty.log"}
    assert removed and all(message.attachments for message in removed)
    assert any(len(message.attachments) == 2 for message in messages)
    guests = [ticket for ticket in tickets if not ticket.userid]
    assert 0.05 < len(guests) / COUNT < 0.15
    assert all(ticket.name and ticket.email for ticket in guests)
    assert {ticket.service[:1] for ticket in tickets} == {"", "S", "D"}
    for ticket in tickets:
        if ticket.contactid:
            assert store.contacts[ticket.contactid].userid == ticket.userid
    assert any(ticket.contactid for ticket in tickets)
    assert any(ticket.admin for ticket in tickets)
    assert {ticket.flag for ticket in tickets} == {0, 1, 2}


def test_departments(store):
    support = store.support
    assert support.assigned_departments() == {1, 2}
    many = seeded(0, departments=6).support.departments.values()
    assert len({department.name for department in many}) == 6
    (only,) = seeded(5, departments=1).support.departments.values()
    assert only.assigned


def test_odd_clients_have_no_tickets():
    store = seeded(500, odd=True)
    owners = {ticket.userid for ticket in store.support.tickets.values()}
    assert not owners & set(store.odd_clients)
