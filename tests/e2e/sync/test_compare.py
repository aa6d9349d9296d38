"""The status panel and the compare dialog, in Chromium against a simulator."""

import re

import pytest

from devtools import browser

from ..helpers import Backend, run_tour

PANEL = ".o_sync_panel .o_sync_entry"
DIALOG = ".o_sync_compare"


@pytest.fixture(scope="module")
def whmcs(start_shared_whmcs):
    return start_shared_whmcs(clients=20, contacts=10)


@pytest.fixture(scope="module")
def backend(shared_site, whmcs):
    backend = Backend(shared_site, whmcs, push_changes=True)
    backend.wait()
    # What differs stays so until somebody decides.
    crons = backend.read("cron_id", "push_cron_id")
    ids = [crons["cron_id"][0], crons["push_cron_id"][0]]
    backend.rpc.call("ir.cron", "write", ids, {"active": False})
    return backend


@pytest.fixture
def web(chromium, backend):
    """Odoo's web client, logged in; in the end nothing was in error."""
    with browser.client(chromium, backend.site.server.url) as client:
        # The first page of a server, and of tests, waits for its assets.
        client.page.set_default_timeout(120_000)
        yield client.login()
        assert not client.errors


def differ(backend, number, odoo, there):
    """Change both sides of a client; return the id of the partner.

    By SQL: a change by Odoo's own means is marked to be sent.
    """
    partner = backend.partner("client", number)
    for name, value in odoo.items():
        assert name in ("city", "street", "zip")
        backend.site.sql(
            f"UPDATE res_partner SET {name} = %s WHERE id = %s",  # noqa: S608
            value,
            partner,
        )
    backend.simulator.edit("client", number, **there)
    return partner


def client_row(whmcs, number):
    (row,) = [row for row in whmcs.state()["clients"] if row["id"] == number]
    return row


def value(page, key, side):
    return page.locator(f"{DIALOG} [data-key='{key}'] [data-side='{side}']")


def binding(backend, number):
    (row,) = backend.rpc.search_read(
        "sync.binding", [["kind", "=", "client"], ["remote_id", "=", str(number)]], "id"
    )
    return row["id"]


def test_a_tour_chooses_one_value_of_each_side(backend, whmcs, web):
    partner = differ(
        backend,
        3,
        {"city": "Marstal", "street": "Kongensgade 1"},
        {"city": "Ommel", "address1": "Prinsensgade 2"},
    )
    web.open(f"res.partner/{partner}?debug=tests", PANEL)
    run_tour(web.page, "sync_base_compare")
    there = client_row(whmcs, 3)
    assert (there["city"], there["address1"]) == ("Marstal", "Prinsensgade 2")
    here = backend.rpc.read("res.partner", partner, "city", "street")
    assert (here["city"], here["street"]) == ("Marstal", "Prinsensgade 2")
    backend.rpc.call("sync.binding", "action_sync_fetch", [binding(backend, 3)])
    assert not backend.rpc.count("sync.binding", ["is_dirty", "=", True])
    backend.assert_equal_to_whmcs()


def test_by_keyboard_and_for_screen_readers(backend, whmcs, web):
    partner = differ(backend, 4, {"city": "Marstal"}, {"city": "Ommel"})
    page = web.open(f"res.partner/{partner}", f"{PANEL}[data-state=differs]").page
    page.locator("button[name=sync_compare]").focus()
    page.keyboard.press("Enter")
    group = page.get_by_role("radiogroup", name="City", exact=True)
    group.wait_for()
    here = group.get_by_role("radio", name="City: Odoo value Marstal")
    there = group.get_by_role("radio", name="City: Hosting customers value Ommel")
    assert there.is_checked()  # the proposal: the policy is that WHMCS wins
    there.focus()
    page.keyboard.press("ArrowLeft")
    assert here.is_checked() and not there.is_checked()
    page.locator(f"{DIALOG} button[name=write]").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(DIALOG, state="detached")
    assert client_row(whmcs, 4)["city"] == "Marstal"


def test_moved_meanwhile_is_said_and_nothing_written(backend, whmcs, web):
    partner = differ(backend, 5, {"city": "Marstal"}, {"city": "Ommel"})
    page = web.open(f"res.partner/{partner}", f"{PANEL}[data-state=differs]").page
    page.click("button[name=sync_compare]")
    value(page, "city", "odoo").click()
    whmcs.edit("client", 5, city="Rise")
    page.click(f"{DIALOG} button[name=write]")
    page.locator(f"{DIALOG} .alert-warning", has_text="changed meanwhile").wait_for()
    assert "Rise" in value(page, "city", "remote").inner_text()
    assert client_row(whmcs, 5)["city"] == "Rise"
    city = backend.rpc.read("res.partner", partner, "city")["city"]
    assert city == "Marstal"


def test_what_whmcs_refuses_is_told_in_the_dialog(backend, whmcs, web):
    taken = client_row(whmcs, 7)["email"]
    partner = backend.partner("client", 6)
    backend.site.sql("UPDATE res_partner SET email = %s WHERE id = %s", taken, partner)
    page = web.open(f"res.partner/{partner}", f"{PANEL}[data-state=differs]").page
    page.click("button[name=sync_compare]")
    value(page, "email", "odoo").click()
    page.click(f"{DIALOG} button[name=write]")
    page.locator(f"{DIALOG} .alert-danger", has_text="Duplicate Email").wait_for()
    assert client_row(whmcs, 6)["email"] != taken


def test_a_list_is_served_one_after_another(backend, whmcs, web):
    numbers = (8, 9, 10)
    for number in numbers:
        differ(backend, number, {"city": f"Here {number}"}, {"city": f"There {number}"})
    action = backend.rpc.call(
        "sync.binding", "action_compare", [binding(backend, each) for each in numbers]
    )
    assert len(action["params"]["binding_ids"]) == 3
    page = web.open("action-sync_base.sync_binding_action", ".o_data_row").page
    for number in numbers:
        name = backend.rpc.read(
            "sync.binding", binding(backend, number), "record_name"
        )["record_name"]
        row = page.locator(".o_data_row")
        for column, text in (("record_name", name), ("kind", "client")):
            exact = re.compile(f"^{re.escape(text)}$")
            cell = page.locator(f"td[name={column}]", has_text=exact)
            row = row.filter(has=cell)
        row.locator(".o_list_record_selector input").click()
    page.click(".o_control_panel button[name=action_compare]")
    page.locator(DIALOG, has_text="1 of 3").wait_for()
    page.click(f"{DIALOG} button[name=all_odoo]")
    page.click(f"{DIALOG} button[name=write]")
    page.locator(DIALOG, has_text="2 of 3").wait_for()
    page.click(f"{DIALOG} button[name=next]")
    page.locator(DIALOG, has_text="3 of 3").wait_for()
    page.click(f"{DIALOG} button[name=all_remote]")
    page.click(f"{DIALOG} button[name=write]")
    page.wait_for_selector(DIALOG, state="detached")
    page.wait_for_selector(".o_data_row")
    cities = {client_row(whmcs, number)["city"] for number in numbers}
    assert sum(city.startswith("Here") for city in cities) == 1


def test_over_xml_rpc(backend, whmcs):
    differ(backend, 12, {"city": "Marstal"}, {"city": "Ommel"})
    user = backend.site.add_user(
        "chooser", "sync_base.group_sync_user", "base.group_partner_manager"
    )
    tie = binding(backend, 12)
    comparison = user.call("sync.binding", "compare", [tie])
    assert comparison["differences"] == 1
    reply = user.call(
        "sync.binding", "apply_choices", [tie], {"city": "odoo"}, comparison["version"]
    )
    assert (reply["status"], reply["differences"]) == ("written", 0)
    assert client_row(whmcs, 12)["city"] == "Marstal"
    partner = backend.partner("client", 12)
    (entry, *_others) = user.call("res.partner", "sync_status", [partner], True)
    assert entry["state"] == "in_sync"


def test_a_dead_remote_does_not_hold_the_form_up(backend, whmcs, web):
    partner = backend.partner("client", 11)
    whmcs.set_latency(30)
    try:
        page = web.open(f"res.partner/{partner}", PANEL).page
        page.fill("[name=city] input", "Typed meanwhile")
        page.locator(PANEL, has_text="no answer").wait_for()
        page.click(".o_form_button_save")
        page.wait_for_selector(".o_form_button_save", state="hidden")
    finally:
        whmcs.set_latency(0)
    city = backend.rpc.read("res.partner", partner, "city")["city"]
    assert city == "Typed meanwhile"
