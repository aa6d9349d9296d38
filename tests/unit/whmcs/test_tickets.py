"""Tickets of WHMCS: texts, converters, items of invoices, and reading their list."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib.convert import KEEP, Unusable
from odoo.addons.sync_base.lib.errors import NotFound
from odoo.addons.sync_base.lib.html_text import to_html
from odoo.addons.sync_base.lib.page import RemoteRecord
from odoo.addons.sync_whmcs.lib.billing_writes import find_invoice
from odoo.addons.sync_whmcs.lib.client import WhmcsClient
from odoo.addons.sync_whmcs_helpdesk.lib.convert import (
    Author,
    Mapped,
    Moment,
    Priority,
    Prose,
)
from odoo.addons.sync_whmcs_helpdesk.lib.invoices import (
    create_invoice,
    items_of,
)
from odoo.addons.sync_whmcs_helpdesk.lib.reads import (
    TicketOptions,
    file_content,
    find_messages,
    first_position,
    messages,
    ticket_page,
    tickets,
)
from odoo.addons.sync_whmcs_helpdesk.lib.text import fold, to_text
from odoo.addons.sync_whmcs_helpdesk.lib.writes import OutFile, add_message

from tests.simulators.process import SimulatorProcess, file

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)


# -- text --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["Completed & Invoiced", "completed &amp; invoiced", "completedinvoiced"]
)
def test_statuses_are_compared_by_letters_and_digits(name):
    assert fold(name) == "completedinvoiced"


def test_text_becomes_paragraphs_and_never_html():
    assert to_html("a\r\nb\r\n\r\n<b>&") == "<p>a<br>b</p><p>&lt;b&gt;&amp;</p>"


def test_html_becomes_text():
    source = (
        "<style>p {}</style><p>One<br>two</p><div>three</div><ul><li>four</li></ul>"
        '<p>see <a href="https://a.example/x">this</a>, '
        '<a href="https://b.example">https://b.example</a></p>'
    )
    assert to_text(source) == (
        "One\ntwo\n\nthree\n\nfour\n\nsee this (https://a.example/x), https://b.example"
    )


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.just("\n")))
def test_text_comes_back_the_same_but_for_white_space(text):
    assert Prose.normalize(to_text(to_html(text))) == Prose.normalize(text)


# -- converters --------------------------------------------------------------------


def test_several_values_may_stand_for_one_record():
    statuses = Mapped(
        {"open": 1, "customerreply": 2, "inprogress": 2},
        {1: "open", 2: "inprogress"},
        {"open": "Open", "inprogress": "In Progress"},
        folded=True,
        missing="choose its stage",
    )
    assert statuses.decode("Customer-Reply") == "customerreply"
    assert statuses.normalize("customerreply") == statuses.normalize("inprogress")
    assert statuses.normalize("open") != statuses.normalize("inprogress")
    assert statuses.encode("inprogress") == "In Progress"
    with pytest.raises(Unusable, match="choose"):
        statuses.decode("Elsewhere")


def test_what_stands_for_nothing_is_not_sent():
    teams = Mapped({"2": 7}, {7: "2"}, other=9)
    assert teams.encode("#5") is KEEP
    assert teams.to_odoo("3", None) == 9
    assert teams.normalize("3") == teams.normalize("#9")
    assert teams.normalize("#5") != teams.normalize("3")


def test_moments_are_local_there_and_utc_here():
    moment = Moment("Europe/Copenhagen")
    assert moment.decode("2026-07-01 12:00:00") == "2026-07-01 10:00:00"
    assert moment.decode("2026-12-01 12:00:00") == "2026-12-01 11:00:00"
    assert moment.decode("0000-00-00 00:00:00") is None
    with pytest.raises(Unusable):
        moment.decode("01/07/2026")


@pytest.mark.parametrize(
    ("values", "author"),
    [
        (("Jane &amp; Co", "0", "5", "", ""), "staff|Jane & Co"),
        (("", "9", "5", "", ""), "contact|9"),
        (("", "0", 5, "", ""), "client|5"),
        (("", "0", "0", "A|B", "a@b.example"), "guest|A B|a@b.example"),
        (("", "", None, "", ""), None),
    ],
)
def test_authors(values, author):
    assert Author().decode(values) == author


def test_priorities():
    assert Priority().decode("High") == "2"
    assert Priority().encode("2") == "High"
    assert Priority().from_odoo("3", None) == "2"
    with pytest.raises(Unusable):
        Priority().decode("Urgent")


# -- items -------------------------------------------------------------------------

LINES = [
    {"date": "2026-10-06", "text": "Search", "hours": 1.5, "rate": 80.0},
    {"date": "2026-10-06", "text": "", "hours": 0.333, "rate": 80.0},
    {"date": "2026-10-07", "text": "Mend", "hours": 0.1, "rate": 99.99},
]


def test_one_item_for_each_line():
    assert items_of(LINES, "line") == [
        ["2026-10-06, Search, 1.5 h × 80.00", "120.00"],
        ["2026-10-06, 0.333 h × 80.00", "26.64"],
        ["2026-10-07, Mend, 0.1 h × 99.99", "10.00"],
    ]


def test_one_item_for_each_day_comes_to_the_same():
    days = items_of(LINES, "day")
    assert [amount for _text, amount in days] == ["146.64", "10.00"]
    assert days[0][0] == "2026-10-06, Search, 1.833 h × 80.00"


# -- against the simulator ---------------------------------------------------------


@pytest.fixture(scope="module")
def simulator():
    with SimulatorProcess(clients=5, contacts=5, tickets=12) as running:
        yield running


@pytest.fixture
def client(simulator):
    credentials = ("simulator-identifier", "simulator-secret")
    with WhmcsClient(
        simulator.url, *credentials, test_mode=True, attempts=1, page_size=5
    ) as client:
        client.tickets = TicketOptions()
        yield client


def read_all(client, bookmark, now=NOW):
    """Return ``(records, bookmark)`` of a pass."""
    records, position = [], first_position(client, bookmark, now)
    while position is not None:
        page = ticket_page(client, position)
        records += page.records
        position = page.position
    return records, page.bookmark


def test_all_departments_are_read_by_pages(client, simulator):
    records, _bookmark = read_all(client, {})
    wanted = {str(each["id"]) for each in simulator.records("tickets")}
    assert {each.id for each in records} == wanted
    assert not any("c" in each.data or each.complete for each in records)


def test_what_is_open_or_of_late_is_read_anew_once_a_day(client):
    records, bookmark = read_all(client, {})
    reread = {each.id for each in records if each.must_read}
    closed = {each.id for each in records if each.data["status"] == "Closed"}
    assert reread
    assert reread.isdisjoint(
        each.id
        for each in records
        if each.id in closed and each.data["lastreply"] < "2026-10-20"
    )
    later, bookmark = read_all(client, bookmark, NOW + timedelta(hours=1))
    # those of the newest second, once more
    newest = max(each.data["lastreply"] for each in later)
    again = {each.id for each in later if each.must_read}
    assert again == {each.id for each in later if each.data["lastreply"] == newest}
    third, bookmark = read_all(client, bookmark, NOW + timedelta(hours=2))
    assert not any(each.must_read for each in third)
    fourth, _bookmark = read_all(client, bookmark, NOW + timedelta(hours=25))
    assert any(each.must_read for each in fourth)


def test_a_ticket_has_messages_and_files(client, simulator):
    number = simulator.open_ticket(
        "Mail & web", "Help!", userid=3, attachments=[file("a &.txt", b"one")]
    )
    reply = simulator.reply(number, "Here", attachments=[file("b.txt", b"two")])
    gone = simulator.note(number, "1.5 h", attachments=[file("c.txt", b"three")])
    simulator.edit("ticket", number, "remove_attachments", note_id=gone)
    (ticket,) = tickets(client, [RemoteRecord(str(number), {}, complete=False)])
    assert ticket.data["message"] == "Help!"
    assert ticket.data["files"] == [["ticket", str(number), "0", "a &.txt"]]
    (found,) = messages(ticket, "replies")
    assert (found.id, found.data["ticketid"]) == (str(reply), str(number))
    assert found.data["files"] == [["reply", str(reply), "0", "b.txt"]]
    (noted,) = messages(ticket, "notes")
    assert (noted.id, noted.data["files"]) == (str(gone), None)
    assert file_content(client, "ticket", number, 0) == b"one"
    assert "c" not in ticket.data


def test_a_message_that_is_gone_is_not_found(client, simulator):
    number = simulator.open_ticket("Mail", "Help!", userid=3)
    asked = [RemoteRecord("999", {"ticketid": str(number)}, complete=False)]
    (found,) = find_messages(client, asked, "replies")
    assert isinstance(found.error, NotFound)


def test_equal_messages_are_told_apart(client, simulator):
    number = simulator.open_ticket("Mail", "Help!", userid=3)
    old = simulator.reply(number, "Done & dusted", by="admin")
    values = {
        "ticketid": str(number),
        "message": "Done & dusted",
        "writer": {"adminusername": "admin"},
        "known": [str(old)],
        "files": [OutFile("a.txt", b"one")],
    }
    first = add_message(client, "replies", values)
    second = add_message(client, "replies", values)
    replies = simulator.ticket(number)["replies"]
    assert [str(each["id"]) for each in replies] == [str(old), first, second]
    assert replies[1]["attachments"][0]["filename"] == "a.txt"


def test_the_content_of_a_file_is_not_shown():
    assert "secret" not in f"{OutFile('a.txt', b'secret')!r}"


def test_an_invoice_is_found_by_its_marker(client, simulator):
    assert find_invoice(client, 3, "a" * 32) is None
    items = [("Work & travel", "12.50", True), ("Hour", "80.00", False)]
    number = create_invoice(client, "a" * 32, 3, items, status="Unpaid")
    create_invoice(client, "b" * 32, 3, items, status="Unpaid")
    assert find_invoice(client, 3, "a" * 32) == number
    assert find_invoice(client, 2, "a" * 32) is None
    found = simulator.invoice(int(number))["items"]
    assert [(each["amount"], each["taxed"]) for each in found] == [
        ("12.50", True),
        ("80.00", False),
    ]
