"""The hook file, from its download to the change that it brings."""

import pytest
import requests

from devtools import browser
from devtools.demo.whmcs import billing_settings
from tests.hook_php import fire, needs_php

from ..helpers import Backend, wait_until

pytestmark = needs_php


@pytest.fixture(scope="module")
def backend(shared_site, start_shared_whmcs):
    whmcs = start_shared_whmcs(clients=20, contacts=10, invoices=10, tickets=6)
    shared_site.rpc.call(
        "ir.config_parameter", "set_param", "web.base.url", shared_site.server.url
    )
    backend = Backend(
        shared_site,
        whmcs,
        whmcs_tickets=True,
        whmcs_admin_username="admin",
        **billing_settings(shared_site.rpc),
    )
    backend.sync_until_done()
    return backend


@pytest.fixture(scope="module")
def hook_file(backend, tmp_path_factory):
    """Press the button, and download what it leads to, as a browser does."""
    server = backend.site.server
    action = backend.press("action_whmcs_hook_file")
    with requests.Session() as session:
        login = {"db": server.database, "login": "admin", "password": "admin"}
        session.post(
            f"{server.url}/web/session/authenticate", json={"params": login}, timeout=60
        ).raise_for_status()
        reply = session.get(f"{server.url}{action['url']}", timeout=60)
    assert reply.status_code == 200
    path = tmp_path_factory.mktemp("hooks") / "odoo_sync.php"
    path.write_bytes(reply.content)
    return path


def test_what_is_saved_in_whmcs_is_here_without_a_pull(backend, hook_file, tmp_path):
    whmcs, rpc = backend.simulator, backend.rpc
    pulls = rpc.count("sync.run", ["direction", "=", "pull"])
    whmcs.edit("client", 2, city="By The Hook")
    whmcs.edit("client", 3, city="Not Told")
    # with all that WHMCS hands to a hook
    variables = {"userid": 2, "city": "By The Hook", "authdata": "secret of WHMCS"}
    fire(hook_file, tmp_path, ("ClientEdit", variables)).assert_quiet()
    partner = backend.partner("client", 2)

    def arrived():
        backend.site.wake_scheduler()
        return rpc.read("res.partner", partner, "city")["city"] == "By The Hook"

    wait_until(arrived, "the change")
    assert rpc.count("sync.run", ["direction", "=", "pull"]) == pulls
    other = rpc.read("res.partner", backend.partner("client", 3), "city")
    assert other["city"] != "Not Told"
    events = rpc.search_read("sync.event", [], "kind", "remote_id", "body")
    assert [(each["kind"], each["remote_id"]) for each in events] == [("client", "2")]
    assert "secret of WHMCS" not in events[0]["body"]


def test_one_request_that_does_several_things(backend, hook_file, tmp_path):
    whmcs, rpc = backend.simulator, backend.rpc
    new = whmcs.edit(
        "client", operation="add", firstname="New", lastname="One", email="n@e.dk"
    )["id"]
    whmcs.edit("client", 4, city="Four")
    result = fire(
        hook_file,
        tmp_path,
        ("ClientAdd", {"client_id": new, "userid": new, "password": "in the clear"}),
        ("ClientEdit", {"userid": 4}),
        ("ClientEdit", {"userid": 4}),
        ("InvoicePaid", {"invoiceid": 1}),
    )
    result.assert_quiet()
    assert result.log == []
    bound = [["kind", "=", "client"], ["remote_id", "=", str(new)], ["res_id", ">", 0]]

    def arrived():
        backend.site.wake_scheduler()
        return rpc.count("sync.binding", *bound)

    wait_until(arrived, "the new client")
    here = rpc.read("res.partner", backend.partner("client", 4), "city")
    assert here["city"] == "Four"
    names = [["kind", "=", "client"], ["remote_id", "in", [str(new), "4"]]]
    assert rpc.count("sync.event", *names) == 2


def test_money_and_tickets_arrive_as_they_are_saved(backend, hook_file, tmp_path):
    whmcs, site = backend.simulator, backend.site
    pulls = backend.rpc.count("sync.run", ["direction", "=", "pull"])
    item = {"description": "By the hook", "amount": "100.00", "taxed": False}
    invoice = whmcs.add_invoice(7, item)
    whmcs.pay(invoice)
    ticket = whmcs.open_ticket("Opened now", "Please <help>", userid=7, deptid=1)
    whmcs.reply(ticket, "Answered now", by="admin")
    # nothing but a hook tells of notes
    whmcs.note(1, "Noted now")
    fire(
        hook_file,
        tmp_path,
        ("InvoiceCreation", {"invoiceid": invoice, "status": "Unpaid"}),
        ("InvoicePaid", {"invoiceid": invoice}),
        ("TicketOpen", {"ticketid": ticket, "message": "not to be told"}),
        ("TicketAdminReply", {"ticketid": ticket, "replyid": 1}),
        ("TicketAddNote", {"ticketid": 1, "message": "not to be told"}),
    ).assert_quiet()

    def arrived():
        site.wake_scheduler()
        return site.sql(
            "SELECT m.payment_state FROM sync_binding b JOIN account_move m "
            "ON m.id = b.res_id WHERE b.kind = 'invoice' AND b.remote_id = %s",
            str(invoice),
        ) == [("paid",)] and {
            body for (body,) in site.sql("SELECT body FROM mail_message")
        } >= {"<p>Answered now</p>", "<p>Noted now</p>"}

    wait_until(arrived, "invoice and ticket")
    (opened,) = backend.rpc.search_read(
        "helpdesk.ticket", [["name", "=", "Opened now"]], "description", "partner_id"
    )
    assert opened["description"] == "<p>Please &lt;help&gt;</p>"
    assert opened["partner_id"][0] == backend.partner("client", 7)
    assert backend.rpc.count("sync.run", ["direction", "=", "pull"]) == pulls
    (bodies,) = site.sql("SELECT string_agg(body, ' ') FROM sync_event")
    assert "not to be told" not in bodies[0]


def test_after_a_new_secret_the_old_file_is_refused(backend, hook_file, tmp_path):
    backend.press("action_new_whmcs_hook_secret")
    before = backend.rpc.count("sync.event")
    result = fire(hook_file, tmp_path, ("ClientEdit", {"userid": 5}))
    result.assert_quiet()
    assert len(result.log) == 1 and "403" in result.log[0]
    assert backend.rpc.count("sync.event") == before


@pytest.mark.parametrize("viewport", [browser.DESKTOP, browser.PHONE])
def test_by_hand(backend, chromium, viewport, tmp_path):
    with browser.client(chromium, backend.site.server.url, viewport) as client:
        client.login()
        client.open(f"sync-backends/{backend.id}", ".o_form_view .o_form_sheet")
        client.page.click("a[name=events]")
        client.page.locator("[name=event_days]").scroll_into_view_if_needed()
        client.picture(tmp_path / "backend.png")
        with client.page.expect_download() as download:
            client.page.click("button[name=action_whmcs_hook_file]")
        assert download.value.suggested_filename == "odoo_sync.php"
        text = download.value.path().read_text()
        assert f"{backend.site.server.url}/sync/event/{backend.id}-" in text
        client.page.click("button[name=action_new_whmcs_hook_secret]")
        client.page.click(".modal-footer .btn-primary")
        client.page.locator(".o_notification", has_text="hook file again").wait_for()
        assert not client.errors
        wide = client.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"]
