"""Tickets of WHMCS in the helpdesk, both ways, nothing twice; hours become invoices."""

import base64

import pytest

from devtools.demo.whmcs import billing_settings

from ..conftest import running_site
from ..faulty import FAULTS, lost, settle
from ..helpers import Backend, wait_until

TICKETS = 25
# what takes effect although nobody hears of it
LOST = lost("AddTicketReply", "AddTicketNote", "OpenTicket", "CreateInvoice")


@pytest.fixture(scope="module")
def whmcs(start_shared_whmcs):
    return start_shared_whmcs(clients=15, contacts=10, tickets=TICKETS, departments=3)


@pytest.fixture(scope="module")
def backend(template, whmcs):
    """A backend that has read everything, and sends."""
    with running_site(template) as site:
        whmcs.set_faults(*FAULTS)
        backend = Backend(
            site,
            whmcs,
            whmcs_tickets=True,
            whmcs_admin_username="admin",
            whmcs_hour_rate=80,
            push_changes=True,
            push_new=True,
            **billing_settings(site.rpc),
        )
        backend.sync_until_done()
        whmcs.set_faults()
        backend.sync_until_done()
        backend.press("action_whmcs_load_ticket_choices")
        yield backend


def bound(backend, kind):
    """Return ``{remote id: record id}`` of what is tied, each record once."""
    domain = [
        ["backend_id", "=", backend.id],
        ["kind", "=", kind],
        ["remote_id", "!=", False],
    ]
    rows = backend.rpc.search_read("sync.binding", domain, "remote_id", "res_id")
    found = {row["remote_id"]: row["res_id"] for row in rows}
    assert len(set(found.values())) == len(rows)
    return found


def everything(backend, whmcs):
    """Compare all tickets with what WHMCS holds; return the problems."""
    tickets = whmcs.records("tickets")
    ties = {kind: bound(backend, kind) for kind in ("ticket", "reply", "note")}
    problems = []
    for kind, found in (("replies", "reply"), ("notes", "note")):
        wanted = {str(each["id"]) for ticket in tickets for each in ticket[kind]}
        problems += [f"{found} {id_}" for id_ in wanted ^ ties[found].keys()]
    wanted = {str(ticket["id"]) for ticket in tickets}
    problems += [f"ticket {id_}" for id_ in wanted ^ ties["ticket"].keys()]
    rows = backend.site.sql(
        "SELECT t.id, t.name, t.whmcs_number, count(m.id) FROM helpdesk_ticket t "
        "LEFT JOIN mail_message m ON m.model = 'helpdesk.ticket' AND m.res_id = t.id "
        "AND m.whmcs_ticket_id = t.id GROUP BY t.id"
    )
    here = {row[0]: row[1:] for row in rows}
    if len(here) != len(tickets):
        problems.append(f"{len(here)} tickets here, {len(tickets)} there")
    for ticket in tickets:
        number = ties["ticket"].get(str(ticket["id"]))
        count = len(ticket["replies"]) + len(ticket["notes"])
        there = (" ".join(ticket["subject"].split()), ticket["tid"], count)
        if here.get(number) != there:
            problems.append(f"{ticket['id']}: {here.get(number)}, not {there}")
    return problems


def test_everything_came_in(backend, whmcs):
    assert everything(backend, whmcs) == []


def test_files_came_along(backend, whmcs):
    wanted = sorted(
        (file["filename"], base64.b64decode(file["data"]))
        for ticket in whmcs.records("tickets")
        for message in [ticket, *ticket["replies"], *ticket["notes"]]
        if not message["attachments_removed"]
        for file in message["attachments"]
    )
    rows = backend.rpc.search_read(
        "ir.attachment", [["res_model", "=", "helpdesk.ticket"]], "name", "datas"
    )
    found = sorted((row["name"], base64.b64decode(row["datas"])) for row in rows)
    assert wanted
    assert found == wanted


def test_nobody_got_mail(backend):
    assert backend.rpc.count("mail.mail") == 0


def test_both_write_at_once_and_nothing_is_there_twice(backend, whmcs):
    remote_id, ticket = sorted(bound(backend, "ticket").items())[0]
    whmcs.set_faults(*LOST, *FAULTS)
    whmcs.reply(int(remote_id), "Written <there>")
    whmcs.note(int(remote_id), "Noted there")
    for text, subtype in (
        ("Written here", "mail.mt_comment"),
        ("Noted here", "mail.mt_note"),
        ("Written here", "mail.mt_comment"),
    ):
        backend.rpc.call(
            "helpdesk.ticket",
            "message_post",
            [ticket],
            body=text,
            message_type="comment",
            subtype_xmlid=subtype,
        )
    client, partner = sorted(bound(backend, "client").items())[0]
    backend.rpc.create(
        "helpdesk.ticket",
        name="Opened here",
        description="<p>Help</p>",
        partner_id=partner,
    )
    for _again in range(4):
        backend.sync()
    whmcs.set_faults()
    settle(backend)
    replies = [each["message"] for each in whmcs.ticket(int(remote_id))["replies"]]
    assert replies.count("Written here") == 2
    notes = [each["message"] for each in whmcs.ticket(int(remote_id))["notes"]]
    assert notes.count("Noted here") == 1
    opened = [
        each for each in whmcs.records("tickets") if each["subject"] == "Opened here"
    ]
    assert [str(each["userid"]) for each in opened] == [client]
    # notes do not change the list; a hook would have told
    backend.write(whmcs_full_hours=0)
    settle(backend)
    backend.write(whmcs_full_hours=24)
    assert everything(backend, whmcs) == []


def work(backend, ticket, hours):
    backend.rpc.create(
        "account.analytic.line", ticket_id=ticket, name="Search", unit_amount=hours
    )


def complete(backend, ticket):
    stage = backend.site.ref("sync_whmcs_helpdesk.stage_invoiced")
    backend.rpc.call("helpdesk.ticket", "write", [ticket], {"stage_id": stage})


def of_clients(backend, whmcs):
    """Return ``(remote ticket, id of the ticket here)`` for tickets of clients."""
    found = bound(backend, "ticket")
    return [
        (each, found[str(each["id"])])
        for each in whmcs.records("tickets")
        if each["userid"] and str(each["id"]) in found
    ]


def invoices_of(whmcs, ticket):
    """Return the invoices for the hours of a ticket."""
    return [
        each
        for each in whmcs.records("invoices")
        if each["notes"].startswith("Odoo: ")
        and each["items"][0]["description"].startswith(f"#{ticket['tid']}: ")
    ]


def test_completed_is_invoiced_once_though_the_answer_is_lost(backend, whmcs):
    remote, ticket = of_clients(backend, whmcs)[1]
    work(backend, ticket, 1.5)
    work(backend, ticket, 0.25)
    whmcs.set_faults(*LOST[-1:], *FAULTS)
    complete(backend, ticket)
    for _again in range(4):
        backend.sync()
    whmcs.set_faults()
    settle(backend)
    work(backend, ticket, 3)
    stage = backend.site.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
    backend.rpc.call("helpdesk.ticket", "write", [ticket], {"stage_id": stage})
    complete(backend, ticket)
    settle(backend)
    (invoice,) = invoices_of(whmcs, remote)
    assert invoice["userid"] == remote["userid"]
    assert [item["amount"] for item in invoice["items"]] == ["120.00", "20.00"]
    backend.sync_until_done()
    (lead,) = backend.rpc.search_read(
        "crm.lead", [["ticket_id", "=", ticket]], "ticket_id", "whmcs_invoice_id"
    )
    assert bound(backend, "invoice")[str(invoice["id"])] == lead["whmcs_invoice_id"][0]


def test_a_killed_server_invoices_once(backend, whmcs):
    """Killed while WHMCS answers: the invoice is there, and Odoo does not know."""
    site = backend.site
    remote, ticket = of_clients(backend, whmcs)[2]
    work(backend, ticket, 2)
    # the invoice is made, and the answer takes its time
    whmcs.set_faults(
        {
            "kind": "timeout",
            "action": "CreateInvoice",
            "seconds": 20,
            "after_effect": True,
            "times": 1,
        }
    )
    complete(backend, ticket)
    site.wake_scheduler()
    wait_until(lambda: invoices_of(whmcs, remote), "the invoice", pause=0.02)
    site.server.kill()
    assert site.sql(
        "SELECT remote_id, intent IS NULL FROM sync_binding "
        "WHERE kind = 'ticket_invoice' AND res_id = "
        "(SELECT id FROM whmcs_ticket_invoice WHERE ticket_id = %s)",
        ticket,
    ) == [(None, False)]
    whmcs.set_faults()
    site.server.start()

    def known():
        site.wake_scheduler()
        return str(invoices_of(whmcs, remote)[0]["id"]) in bound(
            backend, "ticket_invoice"
        )

    wait_until(known, "the invoice to be found", 90, pause=1)
    assert len(invoices_of(whmcs, remote)) == 1
