"""The set-up assistant in a real browser: from nothing to the first synchronisation."""

from contextlib import contextmanager

import pytest

from ..conftest import running_site
from ..helpers import VIEWPORTS, open_clients, wait_until

SECRET = "simulator-secret"
STEPS = ["connect", "permissions", "money", "sales", "scope", "preview", "start"]


@pytest.fixture
def whmcs(start_whmcs):
    return start_whmcs(clients=15, contacts=8, invoices=40)


@pytest.fixture
def open_client(chromium, site):
    with checked_clients(chromium, site) as open_client:
        yield open_client


@contextmanager
def checked_clients(chromium, site):
    """Log in; in the end nothing was in error, nor wider than the screen."""
    with open_clients(chromium, site.server.url) as (open_client, opened):
        yield open_client
        for client in opened:
            page = client.page
            assert not client.errors
            assert not page.locator(".o_error_dialog").count()
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= page.viewport_size["width"]


class Assistant:
    """The assistant on the screen."""

    def __init__(self, client, simulator):
        self.client, self.page, self.simulator = client, client.page, simulator

    def open(self):
        # its menu, which opens what is not finished
        action = "action-sync_whmcs.whmcs_setup_action"
        self.client.open(action, ".o_form_view [name=whmcs_setup_step]")
        return self

    def connect(self, secret=SECRET):
        page = self.page
        page.fill("[name=whmcs_url] input", self.simulator.url)
        page.fill("[name=whmcs_identifier] input", "simulator-identifier")
        page.locator("[name=test_mode] input").check()
        self.type_secret(secret)

    def type_secret(self, secret):
        self.page.locator("[name=whmcs_secret_input] input").first.fill(secret)
        self.press("Check and go on")

    def press(self, label):
        self.page.locator(f"button:visible:has-text('{label}')").first.click()

    def at(self, step):
        self.page.locator(f"[name=step_{step}]").wait_for()

    def next(self, step):
        self.press("Next")
        self.at(step)

    def problem(self):
        alert = self.page.locator(".alert:visible [name=whmcs_setup_problem]")
        alert.wait_for()
        return alert.inner_text()


def test_from_nothing_to_the_first_synchronisation(template, whmcs, chromium):
    # an Odoo of its own: invoices cannot be deleted for the next test
    with running_site(template) as site, checked_clients(chromium, site) as open_client:
        for rate in (25, 19, 21, 20, 5.2):
            site.rpc.create("account.tax", name=f"VAT {rate} %", amount=rate)
        go_through(site.rpc, whmcs, Assistant(open_client(), whmcs).open())


def go_through(rpc, whmcs, assistant):
    page = assistant.page

    # the address is not allowed, then the secret is wrong: both say what to do
    whmcs.set_access(caller_ip="192.0.2.7", refused_ips=["192.0.2.7"])
    assistant.connect("wrong")
    assert "192.0.2.7" in assistant.problem()
    whmcs.set_access(caller_ip="", refused_ips=[])
    assistant.press("Check and go on")
    alert = page.locator(".alert:visible", has_text="credentials")
    alert.wait_for()
    whmcs.set_access(denied_actions=["GetContacts", "AddClient"])
    assistant.type_secret(SECRET)

    assistant.at("permissions")
    missing = page.locator("[name=whmcs_missing]").inner_text()
    assert missing == "GetContacts, AddClient"
    assert not page.locator("button:visible:has-text('Next')").count()
    whmcs.set_access(denied_actions=["AddClient"])
    assistant.press("Check again")

    assistant.next("money")
    page.locator("[name=whmcs_billing] input").check()
    page.locator("[name=whmcs_currency_ids] .o_data_row").first.wait_for()
    codes = {row["code"] for row in rpc.search_read("whmcs.currency", [], "code")}
    assert codes == {"EUR", "DKK", "GBP", "USD"}
    button = page.locator("button:visible:has-text('Activate them in Odoo')")
    if button.count():
        button.click()
        button.wait_for(state="detached")
    assert page.locator("[name=whmcs_gateway_ids] .o_data_row").count() == 3
    assert "Visa & Mastercard" in page.locator("[name=whmcs_gateway_ids]").inner_text()

    # left, and come back to: nothing is lost
    assistant.next("sales")
    page.locator("[name=whmcs_rule_ids] .o_field_x2many_list_row_add a").click()
    page.locator("[name=whmcs_rule_ids] [name=group_id] input").click()
    page.locator(".o-autocomplete--dropdown-item", has_text="Public Sector").click()
    page.locator("[name=whmcs_rule_ids] [name=user_id] input").click()
    page.locator(".o-autocomplete--dropdown-item", has_text="Administrator").click()
    assistant.next("tickets")
    page.locator("[name=whmcs_tickets] input").check()
    departments = page.locator("[name=whmcs_department_ids] .o_data_row")
    departments.first.wait_for()
    assert departments.count() == 3
    page.locator("[name=whmcs_tickets] input").uncheck()
    assistant.next("scope")
    assistant.open()
    assistant.at("scope")
    (backend,) = rpc.call("sync.backend", "search", [])
    rule = rpc.search_read("whmcs.rule", [], "group_id", "user_id")[0]
    assert rule["group_id"][1] == "Public Sector"

    assistant.next("preview")
    before = rpc.count("res.partner")
    assistant.press("Make a dry run")
    wait_until(lambda: rpc.count("sync.preview", ["state", "=", "done"]), "dry run")
    assert rpc.count("res.partner") == before
    assistant.open()
    row = page.locator("[name=preview_ids] .o_data_row")
    row.wait_for()
    assistant.next("start")
    assert "No dry run" not in page.locator("[name=step_start]").inner_text()
    assistant.press("Start synchronisation")
    page.locator("[name=binding_count]").wait_for()

    run = wait_until(lambda: ended(rpc, backend), "the first synchronisation", 180)
    assert run["state"] == "done", run
    state = whmcs.state()
    (public,) = rpc.search_read(
        "whmcs.group", [["name", "=", "Public Sector"]], "company_id"
    )
    wanted = [row for row in state["clients"] if row["groupid"] == 3]
    owned = rpc.search_read(
        "res.partner",
        [["whmcs_group_id", "=", public["id"]]],
        "user_id",
        context={"active_test": False},
    )
    assert len(owned) == len(wanted)
    assert all(row["user_id"][1] == "Administrator" for row in owned)
    invoices = rpc.count("sync.binding", ["kind", "=", "invoice"], ["res_id", ">", 0])
    assert invoices > 20


def ended(rpc, backend):
    domain = [["backend_id", "=", backend], ["state", "!=", "running"]]
    rows = rpc.search_read("sync.run", domain, "state", "message", "failed")
    return rows and rows[0]


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_every_step_fits_the_screen(site, whmcs, open_client, viewport):
    client = open_client("admin", viewport)
    assistant = Assistant(client, whmcs).open()
    assistant.connect()
    assistant.at("permissions")
    (backend,) = site.rpc.call("sync.backend", "search", [])
    site.rpc.call("sync.backend", "action_whmcs_setup_read", [backend])
    values = {"whmcs_billing": True}
    for step in STEPS:
        values["whmcs_setup_step"] = step
        site.rpc.call("sync.backend", "write", [backend], values)
        assistant.open()
        assistant.at(step)
        wide = client.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= client.page.viewport_size["width"], step


def test_a_reload_stays_in_the_assistant(site, whmcs, open_client):
    assistant = Assistant(open_client(), whmcs).open()
    assistant.connect()
    assistant.at("permissions")
    assistant.page.reload()
    assistant.at("permissions")
