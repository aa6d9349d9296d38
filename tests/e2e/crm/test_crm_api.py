"""Integria's API on a real server: many at once, the manual's PHP form, the screens."""

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from devtools import paths
from devtools.demo.check import ROW

from ..helpers import VIEWPORTS, wait_until
from .conftest import PICTURES

SEEDS = paths.ROOT.parent / "shared" / "seeds"
PASSWORD = "a password of the API"
CLIENTS, CALLS = 20, 200
# a line of code of the manual's form; its comments lost their marks on the way
CODE = re.compile(r"\s*(\$|curl_)")


@pytest.fixture(scope="module")
def api(site):
    """Switch the API on; return its address."""
    user = site.rpc.create(
        "res.users",
        name="API",
        login="api_user",
        password=PASSWORD,
        email="a@b.example",
    )
    page = site.rpc.create(
        "res.config.settings",
        crm_api_on=True,
        crm_api_user_id=user,
        crm_api_networks="127.0.0.1",
        crm_api_rate=100000,
        crm_api_without_user_pass=True,
    )
    site.rpc.call("res.config.settings", "execute", [page])
    return f"{site.server.url}/integria"


def leads(site, *names):
    return site.rpc.call(
        "crm.lead", "search_read", [["contact_name", "in", names]], ["partner_name"]
    )


def test_many_at_once(site, api):
    def call(number):
        reply = requests.get(
            f"{api}/include/api.php",
            {
                "user": "api_user",
                "user_pass": PASSWORD if number % 2 else "",
                "op": "create_lead",
                "params": f"Person {number},,p{number}@there.example",
            },
            timeout=120,
        )
        return reply.status_code, reply.text

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = set(pool.map(call, range(CALLS)))
    assert answers == {(200, "1")}
    found = site.rpc.call(
        "crm.lead", "search_read", [["name", "=like", "Person %"]], ["name"]
    )
    names = sorted(row["name"] for row in found)
    assert names == sorted(f"Person {number}" for number in range(CALLS))


def test_the_form_of_the_manual(site, api, tmp_path):
    seeds = sorted(SEEDS.glob("001_*.txt"))
    if not seeds:
        pytest.skip("the manual with the form lies outside of the project")
    form = seeds[0].read_text().split("<?php", 1)[1].split("?>", 1)[0]
    code = "\n".join(line for line in form.splitlines() if CODE.match(line))
    assert code.count("curl_") == 6
    code = re.sub(r'(\$integria_url = )"[^"]*"', rf'\1"{api}"', code)
    filled = {
        "name": "Jimmy PHP",
        "email": "jimmy@there.example",
        "company": "Café & Søn",
        "role": "Developer",
        "country": "Spain",
        "comments": "100 % sure; <b>soon</b>",
    }
    post = ", ".join(f"{key!r} => {value!r}" for key, value in filled.items())
    script = tmp_path / "form.php"
    script.write_text(f"<?php\n$_POST = [{post}];\n{code}\necho $ret;")
    done = subprocess.run(
        ["php", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "1", done.stderr
    [lead] = leads(site, "Jimmy PHP")
    assert lead["partner_name"] == "Café & Søn"


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_pipeline_list_and_form(open_client, site, api, viewport):
    mine = site.rpc.call("res.users", "search", [["login", "=", "user1"]])[0]
    lead = site.rpc.create(
        "crm.lead",
        name="Bakery",
        type="opportunity",
        contact_name="Ana",
        partner_name="Sol",
        email_from="ana@bakery.example",
        expected_revenue=23000,
        user_id=mine,
    )
    client = open_client("user1", viewport)
    client.open("crm-leads", ROW)
    client.picture(PICTURES / f"crm-leads-{viewport}.png")
    client.open(f"crm-leads/{lead}", ".o_form_view .o_field_widget[name=name]")
    client.picture(PICTURES / f"crm-lead-{viewport}.png")


def test_reply(open_client, site):
    template = site.rpc.create(
        "mail.template",
        name="First information",
        model_id=site.rpc.call("ir.model", "search", [["model", "=", "crm.lead"]])[0],
        subject="For _DEST_NAME_",
        body_html="<p>Dear _DEST_NAME_, yours _SRC_NAME_</p>",
    )
    assert template
    mine = site.rpc.call("res.users", "search", [["login", "=", "user1"]])[0]
    lead = site.rpc.create(
        "crm.lead",
        name="Garage",
        type="opportunity",
        contact_name="Bo",
        email_from="bo@garage.example",
        user_id=mine,
    )
    client = open_client("user1")
    page = client.page
    client.open(f"crm-leads/{lead}", ".o_form_view .o_field_widget[name=name]")
    page.click("button[name=action_crm_reply]")
    page.wait_for_selector(".modal .o_field_widget[name=body]")
    page.click(".modal .mail-composer-template-dropdown-btn")
    page.click(".o-dropdown-item:has-text('First information')")
    page.wait_for_selector(".modal :text('Dear Bo, yours User #1')")
    client.picture(PICTURES / "crm-lead-reply.png")
    page.click(".modal button[name=action_send_mail]")
    page.wait_for_selector(".modal", state="detached")
    sent = [
        ["res_id", "=", lead],
        ["model", "=", "crm.lead"],
        ["body", "ilike", "Dear Bo"],
    ]
    wait_until(lambda: site.rpc.count("mail.message", *sent), "the mail in the chatter")


def test_a_template_and_its_macros(open_client, site):
    """The form names what is no macro, while it is typed, and what is saved is sent."""
    client = open_client("admin")
    page = client.page
    template = site.rpc.create(
        "mail.template",
        name="Second information",
        model_id=site.rpc.call("ir.model", "search", [["model", "=", "crm.lead"]])[0],
        body_html="<p>Dear _DEST_NAME_</p>",
    )
    action = site.ref("mail.action_email_template_tree_all")
    client.open(f"action-{action}/{template}", ".o_form_view [name=subject]")
    warning = page.locator(".alert-warning:has-text('No macro of leads')")
    assert not warning.is_visible()
    page.fill(".o_form_view [name=subject] input", "For _DEST_NAM_")
    page.keyboard.press("Tab")
    warning.locator("text=_DEST_NAM_").wait_for()
    client.picture(PICTURES / "crm-mail-template.png")
    page.fill(".o_form_view [name=subject] input", "For _DEST_NAME_")
    page.keyboard.press("Tab")
    warning.wait_for(state="hidden")
    page.click(".o_form_button_save")
    wait_until(
        lambda: site.rpc.read("mail.template", template, "subject")["subject"],
        "the subject",
    )


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_settings(open_client, site, api, viewport):
    client = open_client("admin", viewport)
    client.open("settings?debug=0", ".settings")
    page = client.page
    page.click(".settings_tab .tab[data-key=crm]")
    box = page.locator("#crm_api_on")
    box.scroll_into_view_if_needed()
    client.picture(PICTURES / f"crm-api-settings-{viewport}.png")
    days = "7" if viewport == "desktop" else "14"
    page.fill("#crm_stale_days input", days)
    page.fill("#crm_lead_mailbox input", "no address")
    page.click(".o_form_button_save")
    dialog = page.locator(".modal:has-text('is no e-mail address')")
    dialog.wait_for()
    client.picture(PICTURES / f"crm-settings-refused-{viewport}.png")
    dialog.locator(".modal-footer button").first.click()
    client.errors.clear()
    page.fill("#crm_lead_mailbox input", f"leads{days}@ours.example")
    page.evaluate("window.before = true")
    page.click(".o_form_button_save")
    # settings that are saved load the page anew
    page.wait_for_function("!window.before")

    def saved():
        stages = [["crm_code", "=", "20"], ["rotting_threshold_days", "=", int(days)]]
        mailbox = ["value", "=", f"leads{days}@ours.example"]
        return site.rpc.count("crm.stage", *stages) and site.rpc.count(
            "ir.config_parameter", ["key", "=", "crm_integria.lead_mailbox"], mailbox
        )

    wait_until(saved, "the settings")


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_dashboard(open_client, site, api, viewport):
    client = open_client("user1", viewport)
    client.open("crm-dashboard", ".o_dashboard canvas")
    page = client.page
    wait_until(lambda: page.locator(".o_dashboard canvas").count() == 5, "graphs")
    page.locator(".o_dashboard .o_list_table").wait_for()
    client.picture(PICTURES / f"crm-dashboard-{viewport}.png")


def test_statistics(open_client, site, api):
    client = open_client("user1")
    client.open("crm-statistics", ".o_graph_view canvas")
    client.picture(PICTURES / "crm-statistics.png")
    client.page.click(".o_switch_view.o_pivot")
    client.page.wait_for_selector(".o_pivot :text('Conversion (%)')")
    client.picture(PICTURES / "crm-statistics-pivot.png")
