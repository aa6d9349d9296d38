"""Changing tickets through the API."""

import base64
import json
from datetime import datetime, timedelta, timezone

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.whmcs.api import Api
from tests.simulators.whmcs.support import STAFF


@pytest.fixture
def ticket_id(ticket_api):
    return ticket_api.open_ticket(1, created="2020-01-01 10:00:00")


@pytest.fixture
def reply(ticket_api, ticket_id):
    def reply(**parameters):
        """The last message of the ticket after AddTicketReply."""
        parameters = {"ticketid": ticket_id, "message": "Text"} | parameters
        answer = ticket_api("AddTicketReply", **parameters)
        assert answer == {"result": "success"}, "without any id"
        ticket = ticket_api.ticket(ticket_id)
        return ticket, ticket["replies"]["reply"][-1]

    return reply


def encoded(files):
    return base64.b64encode(json.dumps(files).encode()).decode()


def test_open(ticket_api, ticket_sim):
    reply = ticket_api(
        "OpenTicket",
        clientid=2,
        deptid=4,
        subject="S & T",
        message="x",
        priority="High",
    )
    assert set(reply) == {"result", "id", "tid", "c"}
    row = ticket_api.tickets(clientid=2)[0]
    assert {key: row[key] for key in ("id", "tid", "c")} == {
        key: reply[key] for key in ("id", "tid", "c")
    }
    assert (row["status"], row["priority"], row["deptid"]) == ("Open", "High", "4")
    assert row["lastreply"] == row["date"]
    assert len(row["tid"]) == 6 and row["tid"].isdecimal()
    other = ticket_api.ticket(ticket_api.open_ticket(2, priority="Urgent"))
    assert other["priority"] == "Low"


def test_services_must_be_those_of_the_client(ticket_api, ticket_sim):
    service = ticket_sim.records("services")[0]
    opened = {"serviceid": service["id"]}
    ticket_id = ticket_api.open_ticket(service["clientid"], **opened)
    assert ticket_api.ticket(ticket_id)["service"] == f"S{service['id']}"
    other = {"clientid": service["clientid"] + 1, "deptid": 1, "subject": "x"}
    error = ticket_api.error("OpenTicket", message="x", **other, **opened)
    assert error == "Service ID Not Found"


def test_a_client_answers(reply):
    ticket, answer = reply(clientid=1)
    assert ticket["status"] == "Customer-Reply"
    assert (answer["userid"], answer["admin"], answer["name"]) == ("1", "", "")
    assert answer["requestor_type"] == "Owner"
    assert ticket["lastreply"] == answer["date"] > "2026"


def test_the_staff_answers(reply):
    ticket, answer = reply(adminusername="maria")
    assert ticket["status"] == "Answered"
    assert answer["admin"] == "Maria O&#039;Neill"
    assert (answer["userid"], answer["requestor_type"]) == ("1", "Operator")
    _, answer = reply(adminusername="nobody")
    assert answer["admin"] == "nobody"


def test_a_guest_answers(reply):
    _, answer = reply(name="Ann", email="ann@x.example")
    assert (answer["name"], answer["email"]) == ("Ann", "ann@x.example")
    assert (answer["userid"], answer["requestor_type"]) == ("0", "Guest")


def test_status_after_a_reply(reply):
    ticket, _ = reply(adminusername="admin", status="completed & invoiced")
    assert ticket["status"] == "Completed &amp; Invoiced"


@pytest.mark.parametrize(
    "created", ["2021-02-03 04:05:06", "2021-02-03T04:05:06", "2021-02-03"]
)
def test_created(reply, created):
    ticket, answer = reply(clientid=1, created=created)
    assert answer["date"][:10] == "2021-02-03"
    assert ticket["lastreply"] == answer["date"]


def test_created_with_an_offset(reply):
    moment = datetime(2021, 2, 3, 4, 5, 6, tzinfo=timezone.utc)
    local = f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"
    assert reply(clientid=1, created="2021-02-03T04:05:06Z")[1]["date"] == local
    _, answer = reply(clientid=1, created="2021-02-03T06:05:06+02:00")
    assert answer["date"] == local


def test_an_older_answer_stands_in_its_place(reply):
    reply(clientid=1, created="2021-01-01 00:00:00", message="second")
    ticket, last = reply(clientid=1, created="2020-06-01 00:00:00", message="first")
    assert last["message"] == "second"
    assert ticket["lastreply"] == "2021-01-01 00:00:00"


def test_created_in_the_future(ticket_api, ticket_id):
    soon = f"{datetime.now() + timedelta(hours=1):%Y-%m-%d %H:%M:%S}"
    values = {"ticketid": ticket_id, "message": "x", "clientid": 1, "created": soon}
    error = ticket_api.error("AddTicketReply", **values)
    assert error == "Reply creation date cannot be in the future"
    error = ticket_api.error("AddTicketNote", **values)
    assert error == "Ticket creation date cannot be in the future"


def test_files(reply, ticket_api):
    data = base64.b64encode(b"\x00\x01").decode()
    files = [
        {"name": "one.bin", "data": data},
        {"filename": "key.not.taken", "data": data},
        {"name": "broken", "data": "!"},
        {"name": "two.bin", "data": ""},
    ]
    _, answer = reply(clientid=1, attachments=encoded(files))
    names = [entry["filename"] for entry in answer["attachments"]]
    assert names == ["one.bin", "two.bin"]
    found = ticket_api(
        "GetTicketAttachment", relatedid=answer["replyid"], type="reply", index=0
    )
    assert found["data"] == data
    for unreadable in ("no base64!", encoded({"a": 1}), encoded(["x"])):
        _, answer = reply(clientid=1, attachments=unreadable)
        assert answer["attachments"] == [[]]


def test_notes(ticket_api, ticket_id):
    before = ticket_api.tickets(clientid=1)
    number = ticket_api.ticket(ticket_id)["tid"]
    assert ticket_api("AddTicketNote", ticketnum=number, message="a & b") == {
        "result": "success"
    }
    (note,) = ticket_api.ticket(ticket_id)["notes"]["note"]
    assert (note["message"], note["admin"]) == ("a &amp; b", STAFF["admin"])
    assert ticket_api.tickets(clientid=1) == before, "rows do not show notes"
    ticket_api("DeleteTicketNote", noteid=note["noteid"])
    assert ticket_api.ticket(ticket_id)["notes"]["note"] == []
    assert ticket_api("GetTicketNotes", ticketid=ticket_id)["totalresults"] == 0


def test_update(ticket_api, ticket_id):
    values = {"subject": "New & old", "priority": "High", "deptid": 3, "flag": 2}
    ticket_api("UpdateTicket", ticketid=ticket_id, status="on hold", **values)
    ticket_api("UpdateTicket", ticketid=ticket_id, message="changed", userid=3)
    ticket = ticket_api.ticket(ticket_id)
    assert (ticket["subject"], ticket["priority"]) == ("New &amp; old", "High")
    assert (ticket["deptid"], ticket["deptname"]) == ("3", "Domænenavne")
    assert (ticket["status"], ticket["flag"], ticket["userid"]) == ("On Hold", "2", "3")
    assert ticket["replies"]["reply"][0]["message"] == "changed"
    assert ticket["lastreply"] == "2020-01-01 10:00:00"
    assert str(ticket_id) in [row["id"] for row in ticket_api.tickets(clientid=3)]
    ticket_api("UpdateTicket", ticketid=ticket_id, removeFlag="true", userid=987654)
    ticket = ticket_api.ticket(ticket_id)
    assert (ticket["flag"], ticket["userid"]) == ("0", "3")


def test_nothing_changes_on_a_refused_update(ticket_api, ticket_id):
    before = ticket_api.ticket(ticket_id)
    values = {"ticketid": ticket_id, "subject": "new"}
    for refused in ({"status": "x"}, {"priority": "x"}, {"deptid": 99}):
        ticket_api.error("UpdateTicket", **values, **refused)
    assert ticket_api.ticket(ticket_id) == before


def test_update_and_delete_a_reply(ticket_api, ticket_id, reply):
    before, answer = reply(clientid=1)
    found = ticket_api("UpdateTicketReply", replyid=answer["replyid"], message="new")
    assert found["replyid"] == answer["replyid"]
    ticket = ticket_api.ticket(ticket_id)
    assert ticket["replies"]["reply"][1]["message"] == "new"
    assert ticket["lastreply"] == before["lastreply"]
    other = ticket_api.open_ticket(1)
    values = {"ticketid": other, "replyid": answer["replyid"]}
    assert ticket_api.error("DeleteTicketReply", **values) == "Reply ID Not Found"
    ticket_api("DeleteTicketReply", **values | {"ticketid": ticket_id})
    assert len(ticket_api.ticket(ticket_id)["replies"]["reply"]) == 1


def test_delete(ticket_api, ticket_id, reply):
    _, answer = reply(clientid=1)
    number = ticket_api.ticket(ticket_id)["tid"]
    assert ticket_api("DeleteTicket", ticketid=ticket_id) == {"result": "success"}
    assert ticket_api.error("GetTicket", ticketnum=number) == "Ticket ID Not Found"
    error = ticket_api.error(
        "UpdateTicketReply", replyid=answer["replyid"], message="x"
    )
    assert error == "Reply ID Not Found"


def test_merge(ticket_api, ticket_id):
    others = [
        ticket_api.open_ticket(2, message=text, created=f"20{year}-01-01 00:00:00")
        for text, year in (("older", 19), ("younger", 21))
    ]
    ticket_api(
        "AddTicketReply",
        ticketid=others[0],
        message="answer",
        adminusername="admin",
        created="2022-01-01 00:00:00",
    )
    ticket_api("AddTicketNote", ticketid=others[1], message="note")
    reply_id = ticket_api.ticket(others[0])["replies"]["reply"][1]["replyid"]
    merged = ", ".join(map(str, others))
    reply = ticket_api(
        "MergeTicket", ticketid=ticket_id, mergeticketids=merged, newsubject="One"
    )
    assert reply == {"result": "success", "ticketid": str(ticket_id)}
    ticket = ticket_api.ticket(ticket_id)
    replies = ticket["replies"]["reply"]
    assert [r["message"] for r in replies] == ["Text", "older", "younger", "answer"]
    assert (replies[1]["userid"], replies[3]["replyid"]) == ("2", reply_id)
    assert (ticket["subject"], len(ticket["notes"]["note"])) == ("One", 1)
    assert ticket["lastreply"] == "2022-01-01 00:00:00"
    for gone in others:
        assert ticket_api.error("GetTicket", ticketid=gone) == "Ticket ID Not Found"


def test_activity_log(ticket_api):
    client_id = ticket_api.add_client("log@tickets.example")
    ticket_id = ticket_api.open_ticket(client_id)
    ticket_api("AddTicketReply", ticketid=ticket_id, clientid=client_id, message="x")
    reply = ticket_api("GetActivityLog", clientid=client_id)
    answered, opened, *_ = reply["activity"]["entry"]
    assert opened["description"].startswith("New Support Ticket Opened - #")
    assert (answered["clientId"], answered["adminId"]) == (client_id, 1)


def test_tickets_go_with_their_client(ticket_api):
    client_id = ticket_api.add_client("gone@tickets.example")
    ticket_id = ticket_api.open_ticket(client_id)
    ticket_api("DeleteClient", clientid=client_id)
    assert ticket_api.error("GetTicket", ticketid=ticket_id) == "Ticket ID Not Found"


def test_numbers_by_a_mask():
    with SimulatorProcess(
        clients=2, contacts=0, products=0, ticket_mask="%A%A-%n%y%%a"
    ) as sim:
        api = Api(sim.url)
        number = api.ticket(api.open_ticket(1))["tid"]
        year = str(datetime.now().year)
        assert number[:2].isupper() and number[2] == "-"
        assert number[4:9] == f"{year}%" and number[9:].islower()
    with SimulatorProcess(clients=2, contacts=0, ticket_mask="T%y") as sim:
        api = Api(sim.url)
        api.open_ticket(1)
        values = {"clientid": 1, "deptid": 1, "subject": "x", "message": "x"}
        error = api.error("OpenTicket", **values)
        assert error == "Unable to generate ticket number"
