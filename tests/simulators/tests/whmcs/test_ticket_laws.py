"""What holds for tickets after any sequence of changes that people make."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulators.simulator import ControlError
from tests.simulators.whmcs.edits import edit
from tests.simulators.whmcs.models import Client
from tests.simulators.whmcs.renderer import Renderer
from tests.simulators.whmcs.store import Store
from tests.simulators.whmcs.ticket_models import TicketNote, TicketReply
from tests.simulators.whmcs.ticket_state import support_state
from tests.simulators.whmcs.ticket_views import revision_of, ticket_row

TICKETS = st.integers(1, 4)
PARTS = st.integers(1, 6)
CLIENTS = st.integers(0, 2)
TEXT = st.sampled_from(["", "a", "<&>"])
DATES = st.sampled_from([f"202{year}-01-01 00:00:00" for year in range(4)])
FILES = st.lists(st.just({"filename": "a", "data": "YQ=="}), max_size=2)


def change(operation, **values):
    return st.fixed_dictionaries(
        {
            "what": st.just("ticket"),
            "operation": st.just(operation),
            "id": TICKETS,
            "values": st.fixed_dictionaries(values),
            "by": st.sampled_from(["admin", "client", "database"]),
        }
    )


CHANGES = st.one_of(
    change("add", userid=CLIENTS, message=TEXT, date=DATES, attachments=FILES),
    change("reply", message=TEXT, date=DATES, attachments=FILES),
    change("note", message=TEXT, date=DATES),
    change("update", userid=CLIENTS, subject=TEXT),
    change("update", status=st.sampled_from(["Open", "Closed"])),
    change("update_message", reply_id=PARTS, message=TEXT, date=DATES),
    change("update_message", note_id=PARTS, message=TEXT),
    change("delete_message", reply_id=PARTS),
    change("remove_attachments"),
    change("merge", ticket_ids=st.lists(TICKETS, min_size=1, max_size=2)),
    change("delete"),
)


@settings(deadline=None)
@given(st.lists(CHANGES, max_size=25))
def test_laws(changes):
    store, renderer = Store(), Renderer()
    support = store.support
    for client_id in (1, 2):
        store.insert_client(Client(client_id, client_id, "", firstname="A"))
    for body in changes:
        before = {t.id: (t.revision, repr(t)) for t in support.tickets.values()}
        version, state = store.version, support_state(support)
        try:
            edit(store, body)
        except ControlError:
            assert support_state(support) == state, "all or nothing"
        # remembered lists and rows are kept by version and by revision
        assert store.version > version or support_state(support) == state
        for ticket in support.tickets.values():
            revision, text = before.get(ticket.id, (None, None))
            assert revision != ticket.revision or text == repr(ticket)
            kept = renderer.record(
                ticket_row, ticket, store, revision=revision_of(ticket, store)
            )
            assert json.loads(kept) == ticket_row(ticket, renderer, store)
    owners = {TicketReply: set(), TicketNote: set()}
    for ticket in support.tickets.values():
        assert support.ticket_by_number(ticket.tid) is ticket
        assert ticket in support.tickets_of(ticket.userid)
        for parts in (ticket.replies, ticket.notes):
            assert parts == sorted(parts, key=lambda part: (part.date, part.id))
            for part in parts:
                assert support.part(type(part), part.id) == (ticket, part)
                assert part.id not in owners[type(part)]
                owners[type(part)].add(part.id)
    known = {kind: set(parts) for kind, parts in support._owners.items()}
    assert known == owners
    numbers = [ticket.tid for ticket in support.tickets.values()]
    assert len(set(numbers)) == len(numbers)
    assert sum(len(support.tickets_of(i)) for i in range(3)) == len(numbers)
