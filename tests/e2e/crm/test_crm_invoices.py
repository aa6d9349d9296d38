"""Invoices: twenty people who post at once, the lock, the PDF, and the screens."""

import re
from concurrent.futures import ThreadPoolExecutor
from xmlrpc.client import Fault

import pytest
import requests

from devtools.demo.check import ROW

from ..helpers import VIEWPORTS, wait_until
from .conftest import PICTURES

FORM = ".o_form_view .o_field_widget[name=partner_id]"
PEOPLE = 20
# odoo.addons.rpc.controllers.xmlrpc.RPC_FAULT_CODE_ACCESS_ERROR
ACCESS_ERROR = 4


@pytest.fixture(scope="module")
def company(site):
    """The company of the demo data's people, which numbers by a pattern."""
    (company,) = site.rpc.call("res.company", "search", [], limit=1)
    values = {
        "crm_numbers_by_pattern": True,
        "crm_number_pattern": "15/[1000]",
        "crm_invoice_layout": True,
        "crm_invoice_header": "<p>Head of ours</p>",
    }
    site.rpc.call("res.company", "write", [company], values)
    return company


@pytest.fixture(scope="module")
def customer(site):
    """A company of the demo data; its people work with invoices."""
    group = site.ref("account.group_account_invoice")
    people = site.rpc.call(
        "res.users", "search", [["login", "in", ["user1", "manager1"]]]
    )
    site.rpc.call("res.users", "write", people, {"group_ids": [[4, group]]})
    (customer,) = site.rpc.call("res.partner", "search", [["name", "=", "Customer #A"]])
    return customer


def make_invoice(site, customer, post=True, **values):
    line = {"name": "Consulting", "quantity": 2, "price_unit": 500}
    invoice = site.rpc.create(
        "account.move",
        move_type="out_invoice",
        partner_id=customer,
        invoice_date="2026-03-01",
        invoice_line_ids=[[0, 0, line]],
        **values,
    )
    if post:
        site.rpc.call("account.move", "action_post", [invoice])
    return invoice


@pytest.fixture(scope="module")
def reader(site):
    """Somebody whose only role is to see what is in the CRM."""
    roles = (f"crm_integria.group_crm_{role}" for role in ("view", "back_office"))
    # its password is as those of the example are
    return site.add_user("reader", *roles, password="reader")


@pytest.fixture(scope="module")
def invoice(site, company, customer):
    return make_invoice(site, customer, crm_discount=10, ref="PO 17")


def test_twenty_people_post_at_once(site, company, customer):
    # The first invoice makes a partner a customer, which Odoo does only once.
    make_invoice(site, customer)
    before = len(site.server.log.read_text())
    drafts = [make_invoice(site, customer, post=False) for _each in range(PEOPLE)]
    clients = []
    for number in range(PEOPLE):
        group = "crm_integria.group_crm_administrator"
        client = site.add_user(
            f"poster{number}", group, "account.group_account_invoice"
        )
        clients.append(client)

    def post(client, draft):
        client.call("account.move", "action_post", [draft])

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(post, clients, drafts))
    rows = site.rpc.call("account.move", "read", drafts, ["name"])
    numbers = sorted(int(row["name"].removeprefix("15/")) for row in rows)
    assert numbers == list(range(numbers[0], numbers[0] + PEOPLE))
    found = site.sql(
        "SELECT name FROM account_move WHERE name LIKE '15/%%' "
        "GROUP BY name HAVING count(*) > 1"
    )
    assert not found
    # nobody had to begin anew because somebody else was quicker
    assert "SERIALIZATION_FAILURE" not in site.server.log.read_text()[before:]


@pytest.mark.parametrize("viewport", VIEWPORTS)
@pytest.mark.parametrize("login", ["user1", "admin", "reader"])
def test_list_and_form(open_client, site, reader, invoice, login, viewport):
    client = open_client(login, viewport)
    client.open("crm-invoices", ROW)
    client.picture(PICTURES / f"crm-invoices-{login}-{viewport}.png")
    client.open(f"crm-invoices/{invoice}", FORM)
    client.picture(PICTURES / f"crm-invoice-{login}-{viewport}.png")


def test_lock(open_client, site, invoice):
    client = open_client("user1")
    page = client.page
    client.open(f"crm-invoices/{invoice}", FORM)
    page.click("button[name=action_crm_lock]")
    page.click(".modal button.btn-primary")
    page.wait_for_selector(".alert:has-text('Locked by')")
    client.picture(PICTURES / "crm-invoice-locked.png")
    with pytest.raises(Fault) as refused:
        site.login("manager1", "manager1").call(
            "account.move", "write", [invoice], {"ref": "Theirs"}
        )
    assert refused.value.faultCode == ACCESS_ERROR
    assert "is locked by" in refused.value.faultString
    # a super-administrator is asked, and may
    admin = open_client("admin")
    admin.open(f"crm-invoices/{invoice}", FORM)
    admin.page.click("button[name=action_crm_unlock]:visible")
    admin.page.wait_for_selector(".modal:has-text('Somebody else locked')")
    admin.page.click(".modal button.btn-primary")
    admin.page.wait_for_selector("button[name=action_crm_lock]:visible")


def test_pdf_from_the_list_and_in_the_portal(open_client, site, invoice):
    client = open_client("user1")
    page = client.page
    client.open("crm-invoices", ROW)
    with page.expect_download() as download:
        page.click(".o_data_row button[name=action_crm_pdf] >> nth=0")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    share = site.rpc.create(
        "portal.share", res_model="account.move", res_id=invoice, partner_ids=[]
    )
    link = site.rpc.read("portal.share", share, "share_link")["share_link"]
    token = re.search(r"access_token=([\w-]+)", link)[1]
    reply = requests.get(
        f"{site.server.url}/my/invoices/{invoice}",
        {"access_token": token, "report_type": "pdf"},
        timeout=60,
    )
    assert reply.status_code == 200
    assert reply.content.startswith(b"%PDF")
    reply = requests.get(
        f"{site.server.url}/my/invoices/{invoice}",
        {"access_token": token, "report_type": "html"},
        timeout=60,
    )
    assert "Head of ours" in reply.text
    # the customer's page is as high as the invoice in it
    page.goto(f"{site.server.url}/my/invoices/{invoice}?access_token={token}")
    frame = page.frame_locator("iframe#invoice_html")
    frame.locator(":text('Head of ours')").wait_for()
    page.wait_for_function("document.querySelector('#invoice_html').height > 300")


def test_gaps(open_client, site, company, customer):
    draft = make_invoice(site, customer, post=False)
    site.rpc.call("account.move", "write", [draft], {"name": "15/3000"})
    site.rpc.call("account.move", "action_post", [draft])
    client = open_client("manager1")
    client.open(f"action-{site.ref('crm_integria.crm_invoice_gap_action')}", ".modal")
    client.page.wait_for_selector(".modal :text('15/3000 was given by hand')")
    client.picture(PICTURES / "crm-invoice-gaps.png")


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_on_the_company(open_client, customer, invoice, viewport):
    client = open_client("user1", viewport)
    client.open(f"crm-companies/{customer}", ".o_form_view [name=name]")
    client.page.click(".o_notebook .nav-link:text-is('Invoices')")
    client.page.wait_for_selector("[name=crm_invoice_totals] td:has-text('2026')")
    client.picture(PICTURES / f"crm-company-invoices-{viewport}.png")


def test_settings(open_client, company):
    client = open_client("admin")
    client.open("settings?debug=0", ".settings")
    client.page.click(".settings_tab .tab[data-key=crm]")
    client.page.wait_for_selector("[name=crm_number_pattern] input")
    box = client.page.locator("#crm_numbers_by_pattern")
    box.scroll_into_view_if_needed()
    client.picture(PICTURES / "crm-invoice-settings.png")
    wait_until(box.is_visible, "the settings of invoices")
