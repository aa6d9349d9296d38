"""Replies with tickets against the documented examples, as in the other contracts."""

import base64
import json

import pytest

from tests.simulators.tests.whmcs.test_contracts import (
    assert_as_documented,
    documented,
    needs_contracts,
)

pytestmark = needs_contracts

FILE = {"name": "notes.txt", "data": base64.b64encode(b"text").decode()}
FILES = base64.b64encode(json.dumps([FILE]).encode())
FUTURE = "2099-01-01 00:00:00"


@pytest.fixture
def ticket_id(ticket_api):
    """With a file in the opening message and in the note, and a reply without."""
    ticket_id = ticket_api.open_ticket(1, attachments=FILES)
    ticket_api("AddTicketReply", ticketid=ticket_id, message="x", clientid=1)
    ticket_api("AddTicketNote", ticketid=ticket_id, message="x")
    return ticket_id


def test_tickets(ticket_api, ticket_id):
    reply = ticket_api("GetTickets", limitnum=1)
    assert reply["tickets"]["ticket"][0]["id"] == str(ticket_id)
    assert_as_documented("GetTickets", reply, documented("GetTickets"))


def test_ticket(ticket_api, ticket_id):
    reply = ticket_api.ticket(ticket_id)
    assert_as_documented("GetTicket", reply, documented("GetTicket"))
    # GetTicket marks that there is no file by an empty list inside a list
    assert reply["replies"]["reply"][1]["attachments"] == [[]]
    example = documented("GetTicket")["replies"]["reply"]
    for ours, theirs in zip(reply["replies"]["reply"], example, strict=False):
        assert list(ours) == list(theirs)


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("GetSupportDepartments", {}),
        ("GetSupportStatuses", {}),
        ("GetTicketNotes", {"ticketid": "new"}),
        ("GetTicketAttachment", {"relatedid": "new", "type": "ticket", "index": 0}),
    ],
)
def test_read_actions(ticket_api, ticket_id, action, parameters):
    parameters = {k: ticket_id if v == "new" else v for k, v in parameters.items()}
    reply = ticket_api(action, **parameters)
    assert_as_documented(action, reply, documented(action))


def test_ticket_counts(ticket_api):
    reply = ticket_api("GetTicketCounts", includeCountsByStatus="true")
    # two custom statuses more than in the example
    for key in ("completedinvoiced", "waitingforparts"):
        del reply["status"][key]
    assert_as_documented("GetTicketCounts", reply, documented("GetTicketCounts"))


def test_writes(ticket_api, ticket_id):
    api = ticket_api
    text = {"message": "x"}
    reply_id = api.ticket(ticket_id)["replies"]["reply"][1]["replyid"]
    replies = {
        "OpenTicket": api("OpenTicket", deptid=1, clientid=1, subject="x", **text),
        "AddTicketReply": api("AddTicketReply", ticketid=ticket_id, clientid=1, **text),
        "AddTicketNote": api("AddTicketNote", ticketid=ticket_id, **text),
        "UpdateTicket": api("UpdateTicket", ticketid=ticket_id, subject="y"),
        "UpdateTicketReply": api("UpdateTicketReply", replyid=reply_id, **text),
    }
    for action, reply in replies.items():
        assert_as_documented(action, reply, documented(action))


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("OpenTicket", {"clientid": 987654}),
        ("OpenTicket", {"userid": 987654}),
        ("OpenTicket", {"contactid": 987654}),
        ("OpenTicket", {"clientid": "", "name": "x"}),
        ("OpenTicket", {"clientid": "", "name": "x", "email": "no address"}),
        ("OpenTicket", {"deptid": 987654}),
        ("OpenTicket", {"subject": ""}),
        ("OpenTicket", {"message": ""}),
        ("OpenTicket", {"serviceid": 987654}),
        ("OpenTicket", {"domainid": 987654}),
        ("OpenTicket", {"created": "yesterday"}),
        ("OpenTicket", {"created": FUTURE}),
        ("AddTicketReply", {"ticketid": 987654}),
        ("AddTicketReply", {"clientid": 987654}),
        ("AddTicketReply", {"contactid": 987654}),
        ("AddTicketReply", {"clientid": ""}),
        ("AddTicketReply", {"clientid": "", "name": "x", "email": "no address"}),
        ("AddTicketReply", {"message": ""}),
        ("AddTicketReply", {"status": "no such"}),
        ("AddTicketReply", {"created": "01/02/2020"}),
        ("AddTicketReply", {"created": FUTURE}),
        ("AddTicketNote", {"ticketid": 987654}),
        ("AddTicketNote", {"message": ""}),
        ("AddTicketNote", {"created": "x"}),
        ("AddTicketNote", {"created": FUTURE}),
        ("UpdateTicket", {"ticketid": 987654}),
        ("UpdateTicket", {"deptid": 987654}),
        ("UpdateTicket", {"priority": "Urgent"}),
        ("UpdateTicket", {"created": FUTURE}),
        ("UpdateTicketReply", {"replyid": ""}),
        ("UpdateTicketReply", {"message": "", "replyid": 1}),
        ("UpdateTicketReply", {"replyid": 987654}),
        ("UpdateTicketReply", {"created": FUTURE, "replyid": 1}),
        ("DeleteTicket", {"ticketid": 987654}),
        ("DeleteTicketReply", {"ticketid": ""}),
        ("DeleteTicketReply", {}),
        ("DeleteTicketReply", {"ticketid": 987654, "replyid": 1}),
        ("DeleteTicketReply", {"replyid": 987654}),
        ("DeleteTicketNote", {"noteid": 987654}),
        ("MergeTicket", {"ticketid": ""}),
        ("MergeTicket", {"ticketid": 987654, "mergeticketids": "1"}),
        ("MergeTicket", {}),
        ("GetTicketAttachment", {}),
        ("GetTicketAttachment", {"relatedid": 1, "type": "x"}),
        ("GetTicketAttachment", {"relatedid": 987654, "type": "note"}),
        ("GetTicketAttachment", {"relatedid": "new", "type": "ticket"}),
        ("GetTicketAttachment", {"relatedid": "new", "type": "ticket", "index": 9}),
        ("GetTicketAttachment", {"relatedid": "empty", "type": "ticket", "index": 0}),
        ("GetTicketAttachment", {"relatedid": "gone", "type": "ticket", "index": 0}),
    ],
)
def test_error_texts(ticket_api, ticket_sim, ticket_id, action, parameters):
    ordinary = {"ticketid": ticket_id, "message": "x", "clientid": 1}
    if action == "OpenTicket":
        ordinary |= {"deptid": 1, "subject": "x"}
    parameters = ordinary | parameters
    related = parameters.get("relatedid")
    if related in ("new", "gone"):
        parameters["relatedid"] = ticket_id
    if related == "empty":
        parameters["relatedid"] = ticket_api.open_ticket(1)
    if related == "gone":
        ticket_sim.edit("ticket", ticket_id, "remove_attachments")
    reply = ticket_api.http(action, **parameters)
    assert reply.json()["message"] in documented("_documented_error_messages")[action]
    assert reply.status_code == 200


def test_error_texts_that_list_values(ticket_api, ticket_id):
    error = ticket_api.error("UpdateTicket", ticketid=ticket_id, status="no such")
    assert error.startswith("Invalid Ticket Status. Valid statuses are: Open,Answered")
    error = ticket_api.error("MergeTicket", ticketid=1, mergeticketids="2,987654,1")
    assert error == "Invalid Merge Ticket IDs: 987654, 1"
