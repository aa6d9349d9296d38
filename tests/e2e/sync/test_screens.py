"""The screens of the app in Chromium, as an admin and a user see them."""

import re

import pytest

from .. import helpers
from ..helpers import VIEWPORTS, Backend, open_clients, wait_until

LOGINS = ("admin", "viewer")
SECRET = "simulator-secret"


@pytest.fixture(scope="module")
def whmcs(start_shared_whmcs):
    return start_shared_whmcs(clients=25, contacts=30, odd_records=True)


@pytest.fixture(scope="module")
def backend(shared_site, whmcs):
    backend = Backend(shared_site, whmcs)
    backend.wait()
    shared_site.sql(
        "INSERT INTO sync_event (backend_id, company_id, key, kind, remote_id, state, "
        "received_at) SELECT id, company_id, 'key', 'client', '1', 'done', now() "
        "FROM sync_backend"
    )
    preview = backend.press("action_preview")["res_id"]
    wait_until(
        lambda: backend.rpc.read("sync.preview", preview, "state")["state"] == "done",
        "the preview",
    )
    shared_site.add_user("viewer", "sync_base.group_sync_user")
    return backend


# lists of systems that this Odoo has no backend of; they say what fills them
OF_OTHERS = {"economic.item", "zoho.deal.episode", "zoho.tax.region"}


@pytest.fixture
def open_client(chromium, backend):
    """Log in: ``open_client(login, viewport)``; in the end nothing was in error."""
    with open_clients(chromium, backend.site.server.url) as (open_client, opened):
        yield open_client
        for client in opened:
            assert_fine(client)


def assert_fine(client):
    assert not client.page.locator(".o_error_dialog, .modal .alert-danger").count()
    helpers.assert_fine(client)


def menus(backend, login="admin"):
    """Return ``{name: (action id, model)}`` of the entries of the app for a user."""
    root = backend.site.ref("sync_base.sync_menu_root")
    rpc, found = backend.rpc, {}
    domain = [["login", "=", login]]
    (user,) = rpc.search_read("res.users", domain, "all_group_ids")
    for menu in rpc.search_read(
        "ir.ui.menu", [["id", "child_of", root]], "name", "action", "group_ids"
    ):
        groups = set(menu["group_ids"])
        if menu["action"] and (not groups or groups & {*user["all_group_ids"]}):
            model, number = menu["action"].split(",")
            if model == "ir.actions.server":  # the assistant, which has its own tests
                continue
            action = rpc.read(model, int(number), "res_model")
            found[menu["name"]] = (int(number), action["res_model"])
    return found


@pytest.mark.parametrize("viewport", VIEWPORTS)
@pytest.mark.parametrize("login", LOGINS)
def test_every_menu_and_record_opens(backend, open_client, login, viewport):
    client = open_client(login, viewport)
    entries = menus(backend, login)
    assert len(entries) >= 5
    for action, model in entries.values():
        if model in OF_OTHERS:
            client.open(f"action-{action}", ".o_nocontent_help")
            assert_fine(client)
            continue
        client.open(
            f"action-{action}",
            ".o_data_row, .o_group_header, .o_kanban_record:not(.o_kanban_ghost)",
        )
        assert_fine(client)
        if model == "sync.binding":  # its records open the partners
            continue
        record = backend.rpc.call(model, "search", [], 0, 1)[0]
        client.open(f"action-{action}/{record}", ".o_form_view .o_form_sheet")
        assert_fine(client)


def test_the_app_is_in_the_menu_of_those_who_may_use_it(backend, open_client):
    backend.site.add_user("stranger")
    for login, count in (("viewer", 1), ("stranger", 0)):
        page = open_client(login).page
        page.click(".o_navbar_apps_menu button")
        page.wait_for_selector(".o-dropdown--menu .o_app")
        entries = page.locator(".o_app", has_text=re.compile("Synchronisation"))
        assert entries.count() == count


def test_the_connection_is_tested_by_a_button(backend, open_client):
    client = open_client().open(f"sync-backends/{backend.id}", ".o_form_view")
    client.page.click("button[name=action_test_connection]")
    notification = client.page.locator(".o_notification", has_text="WHMCS")
    notification.wait_for()
    clients = len(backend.simulator.state()["clients"])
    assert f"{clients} clients" in notification.inner_text()


def test_a_failed_test_says_why_in_a_dialog_and_not_as_a_crash(backend, open_client):
    client = open_client().open(f"sync-backends/{backend.id}", ".o_form_view")
    backend.simulator.set_access(secret="something else")
    try:
        client.page.click("button[name=action_test_connection]")
        dialog = client.page.locator(".modal", has_text="credentials")
        dialog.wait_for()
        assert "Traceback" not in dialog.inner_text()
        dialog.locator(".modal-footer button").first.click()
        dialog.wait_for(state="detached")
    finally:
        backend.simulator.set_access(secret=SECRET)


def test_an_issue_is_retried_from_the_list(backend, open_client):
    action, _model = menus(backend)["Issues"]
    client = open_client("viewer").open(f"action-{action}", ".o_group_header")
    client.page.click(".o_group_header:has-text('email: this is not an e-mail')")
    backend.simulator.edit("client", 12, email="mended@odd.example")
    row = client.page.locator(".o_data_row", has_text="no at sign.example")
    row.locator("button[name=action_retry]").click()
    client.page.locator(".o_notification", has_text="1 of 1").wait_for()
    row.wait_for(state="detached")
    partner = backend.rpc.read("res.partner", backend.partner("client", 12), "email")
    assert partner["email"] == "mended@odd.example"


def test_sync_now_brings_a_change(backend, open_client):
    client = open_client("viewer").open(f"sync-backends/{backend.id}", ".o_form_view")
    backend.simulator.edit("client", 1, city="By Button")
    client.page.click("button[name=action_sync_now]")
    client.page.locator(".o_notification").wait_for()
    partner = backend.partner("client", 1)
    wait_until(
        lambda: backend.rpc.read("res.partner", partner, "city")["city"] == "By Button",
        "the change",
    )


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_a_partner_leads_to_what_it_is_tied_to(backend, open_client, viewport):
    client = open_client("admin", viewport)
    partner = backend.partner("client", 1)
    client.open(f"res.partner/{partner}", ".o_form_view")
    button = client.page.locator("button[name=action_view_sync_bindings]")
    if not button.is_visible():  # phones fold what does not fit
        client.page.click(".o-form-buttonbox .o_button_more")
    button.click()
    client.page.wait_for_selector(".o_list_view .o_data_row")
    ties = backend.rpc.count("sync.binding", ["res_id", "=", partner])
    assert client.page.locator(".o_list_view .o_data_row").count() == ties == 1


def test_a_typed_secret_does_not_come_back(backend, open_client):
    client = open_client()
    page, replies = client.page, []
    page.on("response", lambda reply: replies.append(reply))
    client.open(f"sync-backends/{backend.id}", ".o_form_view")
    page.fill("[name=whmcs_secret_input] input", "typed into the form")
    page.click(".o_form_button_save")
    page.wait_for_selector(".o_form_button_save", state="hidden")
    seen = [*texts(page, replies)]
    assert page.locator("[name=whmcs_secret_input] input").input_value() == ""
    page.goto("about:blank")  # what comes after it can be read to its end
    replies.clear()
    client.open(f"sync-backends/{backend.id}", ".o_form_view")
    seen += texts(page, replies)

    stored = backend.site.sql("SELECT whmcs_secret FROM sync_backend")
    assert stored == [("typed into the form",)]
    backend.write(whmcs_secret_input=SECRET)
    assert any("whmcs_url" in text for text in seen)
    for text in seen:
        assert "typed into the form" not in text
        assert SECRET not in text


def texts(page, replies):
    """Yield what came from the server since the last time, and the page itself."""
    while replies:
        reply = replies.pop(0)
        if "/call_kw/" in reply.url:
            yield reply.text()
    yield page.content()
