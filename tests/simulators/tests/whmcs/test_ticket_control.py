"""Tickets as clients and the staff change them in WHMCS itself."""

import pytest

from tests.simulators.process import file


@pytest.fixture
def ticket_id(ticket_sim):
    return ticket_sim.open_ticket("Subject", "Text", userid=1, deptid=1)


@pytest.fixture
def edit(ticket_sim, ticket_id):
    def edit_ticket(operation="update", **values):
        ticket_sim.edit("ticket", ticket_id, operation, **values)
        return ticket_sim.ticket(ticket_id)

    return edit_ticket


def test_state(ticket_sim, ticket_api):
    files = [file("a.txt", b"abc")]
    ticket_id = ticket_sim.open_ticket("A & B", "x\r\ny", userid=1, attachments=files)
    reply_id = ticket_sim.reply(ticket_id, "answer", by="admin")
    note_id = ticket_sim.note(ticket_id, "note")
    ticket = ticket_sim.ticket(ticket_id)
    assert (ticket["subject"], ticket["message"]) == ("A & B", "x\r\ny")
    assert ticket["tid"] == ticket_api.ticket(ticket_id)["tid"]
    (shown,) = ticket["attachments"]
    assert shown | file("a.txt", b"abc") == shown
    assert [reply["id"] for reply in ticket["replies"]] == [reply_id]
    assert [note["id"] for note in ticket["notes"]] == [note_id]
    state = ticket_sim.state()
    assert ticket in state["tickets"]
    assert len(state["departments"]) == 4
    titles = [status["title"] for status in state["ticket_statuses"]]
    assert "Completed & Invoiced" in titles


def test_part_of_the_state(ticket_sim, ticket_id):
    found = ticket_sim.records("tickets", userid=1)
    assert ticket_id in [ticket["id"] for ticket in found]
    assert {ticket["userid"] for ticket in found} == {1}
    assert ticket_sim.ticket(987654) is None
    assert [d["id"] for d in ticket_sim.records("departments", ids=[2, 3])] == [2, 3]


def test_who_writes(ticket_sim, ticket_id):
    by_client = ticket_sim.ticket(ticket_id)
    assert (by_client["userid"], by_client["admin"], by_client["status"]) == (
        1,
        "",
        "Open",
    )
    guest = {"name": "Ann", "email": "ann@x.example"}
    by_guest = ticket_sim.ticket(ticket_sim.open_ticket("x", "x", **guest))
    assert (by_guest["userid"], by_guest["email"]) == (0, "ann@x.example")
    ticket_sim.reply(by_guest["id"], "x")
    ticket_sim.reply(by_guest["id"], "x", by="admin", status="On Hold")
    ticket = ticket_sim.ticket(by_guest["id"])
    first, second = ticket["replies"]
    assert (first["name"], first["admin"]) == ("Ann", "")
    assert (second["name"], bool(second["admin"])) == ("", True)
    assert ticket["status"] == "On Hold"


def test_statuses_follow_replies(ticket_sim, ticket_id):
    def status():
        return ticket_sim.ticket(ticket_id)["status"]

    ticket_sim.reply(ticket_id, "x", by="admin", admin="Somebody")
    assert status() == "Answered"
    ticket_sim.reply(ticket_id, "x")
    assert status() == "Customer-Reply"


def test_header(edit):
    values = {"subject": "s", "priority": "High", "deptid": 4, "status": "Closed"}
    ticket = edit(**values)
    assert values.items() <= ticket.items()
    assert edit(flag=2, cc="a@b.example")["flag"] == 2
    assert edit("delete") is None


def test_messages(ticket_sim, ticket_id, edit):
    reply_id = ticket_sim.reply(ticket_id, "x")
    note_id = ticket_sim.note(ticket_id, "x")
    ticket = edit("update_message", reply_id=reply_id, message="new")
    assert ticket["replies"][0]["message"] == "new"
    ticket = edit("update_message", note_id=note_id, message="newer")
    assert ticket["notes"][0]["message"] == "newer"
    assert edit(message="newest")["message"] == "newest"
    assert edit("delete_message", reply_id=reply_id)["replies"] == []
    assert edit("delete_message", note_id=note_id)["notes"] == []
    with pytest.raises(ValueError, match="has no reply_id"):
        edit("delete_message", reply_id=reply_id)
    with pytest.raises(ValueError, match="reply_id or note_id is missing"):
        edit("delete_message")


def test_merge(ticket_sim, ticket_id, edit):
    other = ticket_sim.open_ticket("Other", "merged", userid=2)
    ticket = edit("merge", ticket_ids=[other], subject="Both")
    assert [reply["message"] for reply in ticket["replies"]] == ["merged"]
    assert (ticket["subject"], ticket["replies"][0]["userid"]) == ("Both", 2)
    assert ticket_sim.ticket(other) is None
    with pytest.raises(ValueError, match="cannot merge"):
        edit("merge", ticket_ids=[ticket_id])


def test_removed_files(ticket_sim, ticket_id, edit):
    files = [file("a.txt", b"a")]
    ticket_sim.reply(ticket_id, "x", attachments=files)
    note_id = ticket_sim.note(ticket_id, "x", attachments=files)
    ticket = edit("remove_attachments", note_id=note_id)
    (reply,), (note,) = ticket["replies"], ticket["notes"]
    assert (reply["attachments_removed"], note["attachments_removed"]) == (False, True)
    ticket = edit("remove_attachments")
    assert ticket["replies"][0]["attachments_removed"]
    assert not ticket["attachments_removed"], "it has none"


def test_departments_and_statuses(ticket_sim, ticket_api, edit):
    dept = ticket_sim.edit("department", operation="add", name="New & more")["id"]
    status = ticket_sim.edit("ticket_status", operation="add", title="billed")["id"]
    ticket = edit(deptid=dept, status="billed")
    shown = ticket_api.ticket(ticket["id"])
    assert (shown["deptname"], shown["status"]) == ("New &amp; more", "billed")
    ticket_sim.edit("ticket_status", status, title="to bill")
    assert ticket_sim.ticket(ticket["id"])["status"] == "to bill"
    ticket_sim.edit("ticket_status", status, "delete")
    assert ticket_sim.ticket(ticket["id"])["status"] == "Closed"
    ticket_sim.edit("department", dept, "delete")
    shown = ticket_api.ticket(ticket["id"])
    assert (shown["deptid"], shown["deptname"]) == (str(dept), "")
    edit("delete")  # nobody would find it any more


def test_log(ticket_sim, ticket_api):
    ticket_id = ticket_sim.open_ticket("x", "x", by="database", userid=3)
    ticket_sim.edit("ticket", ticket_id, by="client", subject="y")

    def newest():
        reply = ticket_api("GetActivityLog", clientid=3)
        return reply["activity"]["entry"]

    (changed, *_) = newest()
    assert "subject from" in changed["description"]
    assert (changed["adminId"], changed["userId"] > 0) == (0, True)
    assert not any("Opened" in entry["description"] for entry in newest())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"what": "ticket", "id": 987654}, "there is no ticket 987654"),
        ({"what": "ticket", "id": 1, "values": {"tid": "1"}}, "cannot set tid"),
        ({"what": "ticket", "id": 1, "values": {"status": "?"}}, "no status"),
        ({"what": "ticket", "id": 1, "values": {"deptid": 99}}, "no deptid 99"),
        ({"what": "ticket", "id": 1, "values": {"priority": "?"}}, "no priority"),
        ({"what": "ticket", "id": 1, "values": {"userid": 98765}}, "no userid"),
        (
            {
                "what": "ticket",
                "operation": "reply",
                "id": 1,
                "values": {"attachments": [{"filename": "x", "data": "!"}]},
            },
            "must be base64",
        ),
        ({"what": "department", "id": 1, "values": {"color": "x"}}, "cannot set color"),
        ({"what": "department", "operation": "close", "id": 1}, "cannot close"),
    ],
)
def test_bad_edits(ticket_sim, body, message):
    with pytest.raises(ValueError, match=message):
        ticket_sim.control("edit", body)
