"""Reading tickets: lists, filters, messages, files, departments, statuses."""

import base64
import html
import time

import pytest

from tests.simulators.process import file
from tests.simulators.whmcs.quirks import QUIRKS
from tests.simulators.whmcs.support import STAFF

EVERYWHERE = {"ignore_dept_assignments": "true"}
HIDDEN = 4


def ids(rows):
    return [int(row["id"]) for row in rows]


def test_departments_of_the_administrator_only(ticket_api, ticket_sim):
    """What the administrator may not see is silently missing."""
    everything = ticket_api("GetTickets", **EVERYWHERE)
    visible = ticket_api("GetTickets")
    hidden = ticket_api("GetTickets", deptid=HIDDEN, **EVERYWHERE)
    assert int(hidden["totalresults"]) > 0
    total = int(visible["totalresults"]) + int(hidden["totalresults"])
    assert total == int(everything["totalresults"])
    assert ticket_api("GetTickets", deptid=HIDDEN)["totalresults"] == "0"
    departments = ticket_api("GetSupportDepartments")["departments"]["department"]
    assert ids(departments) == [1, 2, 3]
    assert ticket_api("GetAdminDetails")["departments"] == ",1,2,3,"
    ticket_sim.edit("department", HIDDEN, assigned=True)
    try:
        assert len(ticket_api("GetTickets", deptid=HIDDEN)["tickets"]["ticket"]) > 0
    finally:
        ticket_sim.edit("department", HIDDEN, assigned=False)


def test_a_hidden_ticket_can_be_read_by_its_id(ticket_api):
    (row, *_) = ticket_api.tickets(deptid=HIDDEN)
    assert ticket_api.ticket(row["id"])["deptid"] == str(HIDDEN)


def test_paging(ticket_api):
    whole = ticket_api.tickets()
    pages, start = [], 0
    while len(pages) < len(whole):
        reply = ticket_api("GetTickets", limitstart=start, limitnum=70, **EVERYWHERE)
        assert (reply["totalresults"], reply["startnumber"]) == (str(len(whole)), start)
        page = reply["tickets"]["ticket"]
        assert reply["numreturned"] == len(page)
        pages, start = pages + page, start + 70
    assert pages == whole
    assert ticket_api("GetTickets")["numreturned"] == 25
    assert ticket_api("GetTickets", limitstart=99999)["tickets"]["ticket"] == []


def test_the_last_answered_come_first(ticket_api, ticket_sim):
    order = [row["lastreply"] for row in ticket_api.tickets()]
    assert order == sorted(order, reverse=True)
    # WHMCS counts in whole seconds, and a ticket may have come within this one
    time.sleep(1)
    ticket_api("AddTicketReply", ticketid=7, message="x", adminusername="admin")
    assert ids(ticket_api.tickets())[0] == 7
    ticket_sim.set_quirks("tickets-by-id")
    found = ids(ticket_api.tickets())
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        ({"deptid": 2}, lambda row: row["deptid"] == "2"),
        ({"clientid": 5}, lambda row: row["userid"] == "5"),
        ({"status": "closed"}, lambda row: row["status"] == "Closed"),
        (
            {"status": "Completed & Invoiced"},
            lambda row: row["status"] == "Completed &amp; Invoiced",
        ),
        ({"subject": "DNS"}, lambda row: "dns" in row["subject"].lower()),
        (
            {"status": "Awaiting Reply"},
            lambda row: row["status"] in ("Open", "Customer-Reply"),
        ),
        (
            {"status": "All Active Tickets"},
            lambda row: row["status"] not in ("Closed", "Completed &amp; Invoiced"),
        ),
        (
            {"status": "My Flagged Tickets"},
            lambda row: (
                row["flag"] == "1"
                and row["status"] not in ("Closed", "Completed &amp; Invoiced")
            ),
        ),
        ({"email": "Anna@guests.example"}, lambda row: row["name"] == "Anna Müller"),
        ({"status": "no such"}, lambda row: False),
    ],
)
def test_filters(ticket_api, filters, fits):
    found = ids(ticket_api.tickets(**filters))
    assert found == ids(filter(fits, ticket_api.tickets()))
    assert found or filters == {"status": "no such"}


def test_email_of_a_client_finds_nothing(ticket_api, ticket_sim):
    email = ticket_sim.state()["clients"][0]["email"]
    ticket_api.open_ticket(1)
    assert ticket_api.tickets(email=email) == []


def test_people(ticket_api, ticket_sim):
    """Clients, contacts, guests and the staff; only guests have own names."""
    client = ticket_sim.state()["clients"][0]
    contact = ticket_sim.edit(
        "contact", operation="add", userid=1, firstname="Bo", email="bo@x.example"
    )["id"]
    guest = {"name": "O'Hara & Co", "email": "guest@x.example"}
    opened = {
        "Owner": {"clientid": 1},
        "Contact": {"clientid": 1, "contactid": contact},
        "Guest": {"clientid": "", **guest},
        "Operator": {"clientid": 1, "admin": "true"},
    }
    rows = {}
    for kind, parameters in opened.items():
        ticket_id = ticket_api.open_ticket(1, **parameters)
        rows[kind] = ticket_api.tickets()[ids(ticket_api.tickets()).index(ticket_id)]
        opening = ticket_api.ticket(ticket_id)["replies"]["reply"][0]
        for row in (rows[kind], opening):
            assert row["requestor_type"] == kind
            assert row["requestor_name"]
    assert rows["Owner"]["requestor_email"] == client["email"]
    assert rows["Contact"]["email"] == "bo@x.example"
    assert html.unescape(rows["Contact"]["owner_name"]) == (
        f"{client['firstname']} {client['lastname']}"
    )
    assert (rows["Guest"]["userid"], rows["Guest"]["owner_name"]) == ("0", "")
    assert rows["Guest"]["name"] == "O&#039;Hara &amp; Co"
    assert rows["Operator"]["admin"] == STAFF["admin"]
    assert rows["Operator"]["requestor_email"] == ""


def test_rows_show_the_new_name_of_a_client(ticket_api, ticket_sim):
    client_id = ticket_api.add_client("renamed@tickets.example")
    ticket_api.open_ticket(client_id)
    (row,) = ticket_api.tickets(clientid=client_id)
    assert row["name"] == "Søren O&#039;Hara"
    ticket_sim.edit("client", client_id, lastname="Berg")
    (row,) = ticket_api.tickets(clientid=client_id)
    assert (row["name"], row["owner_name"]) == ("Søren Berg", "Søren Berg")


def test_ticket_by_number_and_order_of_replies(ticket_api):
    ticket_id = ticket_api.open_ticket(1, message="first")
    for text in ("second", "third"):
        ticket_api("AddTicketReply", ticketid=ticket_id, clientid=1, message=text)
    number = ticket_api.ticket(ticket_id)["tid"]
    ticket = ticket_api("GetTicket", ticketnum=number)
    texts = [reply["message"] for reply in ticket["replies"]["reply"]]
    assert texts == ["first", "second", "third"]
    assert ticket["replies"]["reply"][0]["replyid"] == "0"
    ticket = ticket_api.ticket(ticket_id, repliessort="DESC")
    assert ticket["replies"]["reply"][-1]["replyid"] == "0"
    assert ticket_api.error("GetTicket", ticketid=987654) == "Ticket ID Not Found"
    assert ticket_api.error("GetTicket") == "Ticket ID Not Found"


def test_messages_are_escaped_but_keep_their_lines(ticket_api, ticket_sim):
    text = '**Bold** & <b>\r\n\r\n> it\'s "quoted"\r\n'
    ticket_id = ticket_api.open_ticket(1, message=text, subject="A & B")
    ticket = ticket_api.ticket(ticket_id)
    found = ticket["replies"]["reply"][0]["message"]
    assert "\r\n\r\n&gt; it&#039;s &quot;quoted&quot;" in found
    assert html.unescape(found) == text
    assert ticket["subject"] == "A &amp; B"
    assert ticket_sim.ticket(ticket_id)["message"] == text
    ticket_sim.set_quirks("raw-values")
    assert ticket_api.ticket(ticket_id)["replies"]["reply"][0]["message"] == text


def test_files(ticket_api, ticket_sim):
    files = [file("a b.txt", b"\x00\xff"), file("æ & ø.pdf", b"")]
    ticket_id = ticket_sim.open_ticket("x", "x", userid=1, deptid=1, attachments=files)
    reply_id = ticket_sim.reply(ticket_id, "x", attachments=files[:1])
    note_id = ticket_sim.note(ticket_id, "x", attachments=files)
    opening, reply = ticket_api.ticket(ticket_id)["replies"]["reply"]
    assert opening["attachments"] == [
        {"filename": "a b.txt", "index": 0},
        {"filename": "æ &amp; ø.pdf", "index": 1},
    ]
    for name in opening["attachment"].split("|"):
        assert name.partition("_")[0].isdecimal()
    (note,) = ticket_api("GetTicketNotes", ticketid=ticket_id)["notes"]["note"]
    assert "attachments" not in note
    assert note["attachment"].endswith("_æ &amp; ø.pdf")
    assert len(reply["attachments"]) == 1
    for kind, record_id in (("ticket", ticket_id), ("reply", reply_id)):
        found = ticket_api(
            "GetTicketAttachment", relatedid=record_id, type=kind, index=0
        )
        assert found["filename"] == "a b.txt"
        assert base64.b64decode(found["data"]) == b"\x00\xff"
    found = ticket_api("GetTicketAttachment", relatedid=note_id, type="note", index=1)
    assert found["data"] == ""


def test_removed_files_keep_their_names(ticket_api, ticket_sim):
    files = [file("a.txt", b"a")]
    ticket_id = ticket_sim.open_ticket("x", "x", userid=1, attachments=files)
    reply_id = ticket_sim.reply(ticket_id, "x", attachments=files)
    wanted = {"relatedid": reply_id, "type": "reply", "index": 0}
    ticket_sim.edit("ticket", ticket_id, "remove_attachments", reply_id=reply_id)
    opening, reply = ticket_api.ticket(ticket_id)["replies"]["reply"]
    assert reply["attachments"][0]["filename"] == "a.txt"
    assert (opening["attachments_removed"], reply["attachments_removed"]) == (False, 1)
    assert ticket_api.error("GetTicketAttachment", **wanted) == "Attachments Deleted"
    ticket_sim.edit("ticket", ticket_id, "remove_attachments")
    row = ticket_api.tickets(clientid=1)[0]
    assert (row["id"], row["attachments_removed"]) == (str(ticket_id), True)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "Related ID Required"),
        ({"type": "note"}, "Related ID Required"),
        ({"relatedid": 1, "type": "file"}, "Invalid Type."),
        ({"relatedid": 98765, "type": "ticket"}, "Related ID Not Found"),
        ({"relatedid": "new", "type": "ticket"}, "Attachment Index Required"),
        ({"relatedid": "new", "type": "ticket", "index": 0}, "No Attachments Found"),
    ],
)
def test_errors_of_files(ticket_api, parameters, message):
    if parameters.get("relatedid") == "new":
        parameters = parameters | {"relatedid": ticket_api.open_ticket(1)}
    assert ticket_api.error("GetTicketAttachment", **parameters).startswith(message)


def test_no_file(ticket_api, ticket_sim):
    ticket_id = ticket_api.open_ticket(1)
    (opening,) = ticket_api.ticket(ticket_id)["replies"]["reply"]
    assert (opening["attachment"], opening["attachments"]) == ("", [[]])
    ticket_sim.set_quirks("no-attachments-empty")
    (opening,) = ticket_api.ticket(ticket_id)["replies"]["reply"]
    assert opening["attachments"] == []


def test_statuses_and_counts(ticket_api):
    rows = ticket_api.tickets()
    statuses = ticket_api("GetSupportStatuses")["statuses"]["status"]
    assert [status["title"] for status in statuses[:6]] == [
        "Open",
        "Answered",
        "Customer-Reply",
        "On Hold",
        "In Progress",
        "Closed",
    ]
    for status in statuses:
        found = [row for row in rows if row["status"] == status["title"]]
        assert status["count"] == len(found)
    in_two = ticket_api("GetSupportStatuses", deptid=2)["statuses"]["status"]
    total = sum(status["count"] for status in in_two)
    assert total == len(ticket_api.tickets(deptid=2))
    reply = ticket_api("GetSupportDepartments", **EVERYWHERE)
    departments = reply["departments"]["department"]
    awaiting = sum(int(department["awaitingreply"]) for department in departments)
    assert awaiting == len(ticket_api.tickets(status="Awaiting Reply"))
    counts = ticket_api("GetTicketCounts", ignoreDepartmentAssignments="true")
    assert counts["awaitingReply"] == awaiting
    assert counts["allActive"] == sum(int(d["opentickets"]) for d in departments)
    assert "status" not in counts


def test_every_quirk_answers_every_list(ticket_api, ticket_sim):
    actions = ("GetTickets", "GetSupportStatuses", "GetSupportDepartments")
    for quirk in QUIRKS:
        ticket_sim.set_quirks(quirk)
        for action in actions:
            assert ticket_api(action)["result"] == "success"
        assert ticket_api.ticket(1)["result"] == "success"
