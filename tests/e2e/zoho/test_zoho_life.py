"""The whole life of a deal: won, paid, billed again, lost, and won again.

With the simulated Zoho CRM, a real SMTP server, and Odoo's demo provider in Chromium.
"""

import email
import re
from email import policy

import pytest

from devtools import browser
from devtools.demo import zoho as demo_zoho

from ..crm.mail_servers import smtp_server
from ..helpers import wait_until
from .conftest import PICTURES, ZohoBackend, customer_of

LINK = re.compile(r"https?://[^\s\"<>]+/zoho/pay/\d+/[\w-]+")


@pytest.fixture(scope="module")
def mails(site):
    """The mails that customers got: ``[(subject, text)]``."""
    rpc = site.rpc
    with smtp_server() as (port, kept):
        rpc.call("ir.mail_server", "unlink", rpc.call("ir.mail_server", "search", []))
        demo_zoho.send_mails_to(rpc, port)
        yield lambda: [_read(content) for _to, content in kept.mails]


def _read(content):
    mail = email.message_from_bytes(content, policy=policy.default)
    return mail["subject"], mail.get_body(("html",)).get_content()


@pytest.fixture(scope="module")
def payments(site):
    demo_zoho.take_payments(site.rpc)


@pytest.fixture(scope="module")
def backend(site, start_zoho, mails, payments):
    zoho = start_zoho(contacts=0, products=0, deals=0, currency="USD", provisioned=True)
    backend = ZohoBackend(site, zoho)
    server = site.server
    demo_zoho.connect(site.rpc, server.url, server.database, backend.id)
    backend.press("action_test_connection")
    backend.press("action_zoho_check_fields")
    backend.press("action_start")
    backend.press("action_zoho_watch")
    assert backend.wait()["state"] == "done"
    return backend


def pay(chromium, link, picture=None):
    """Follow a pay link as the customer, and pay there."""
    with browser.client(chromium, link) as customer:
        page = customer.page
        page.goto(link)
        page.wait_for_selector("button[name=o_payment_submit_button]:visible")
        field = page.locator("input[name=customer_input]:visible")
        if not field.count():
            page.locator("input[name=o_payment_radio]").first.check()
        field.first.fill("4111 1111 1111 1111")
        if picture:
            customer.picture(picture)
        page.click("button[name=o_payment_submit_button]:visible")
        page.wait_for_url("**/payment/status**")
        page.wait_for_url("**/my/invoices/**")
        assert not customer.errors


def test_the_whole_life_of_a_deal(site, backend, mails, chromium, open_client):
    zoho, rpc = backend.simulator, backend.rpc

    def arrived(count):
        site.wake_scheduler()
        return len(mails()) >= count and mails()

    def told(text):
        def noted():
            site.wake_scheduler()
            return [note for note in zoho.records("Notes") if text in str(note)]

        return wait_until(noted, f"the note {text}", pause=0.5)

    def move(stage, **values):
        backend.edit("deal", deal, "move", stage=stage, **values)
        site.wake_scheduler()

    deal = customer_of(backend)
    move("Closed Won")
    lead = backend.lead_is(deal, zoho_status="link_sent")["id"]
    [(subject, text)] = wait_until(lambda: arrived(1), "the pay link", pause=0.5)
    assert "Hosting for Ada" in subject
    link = LINK.search(text)[0]
    told("pay link sent to ada@kunde.example")
    pay(chromium, link, PICTURES / "zoho-pay.png")
    backend.lead_is(deal, zoho_status="paid")
    told("is paid")
    client = open_client()
    client.open(f"crm.lead/{lead}", ".o_form_view [name=name]")
    client.page.click(".o_notebook .nav-link:has-text('Zoho CRM')")
    client.picture(PICTURES / "zoho-guide-paid.png")
    # a month goes by
    [episode] = rpc.search_read(
        "zoho.deal.episode", [["lead_id", "=", lead]], "contract_id", "state"
    )
    contract = episode["contract_id"][0]
    # who keeps the books, and has nothing to do with a CRM's companies
    books = site.add_user("books", "account.group_account_manager")
    lines = demo_zoho.let_a_month_pass(books, contract)
    demo_zoho.bill_contracts(rpc)
    invoiced = ["invoice_line_ids.contract_line_id", "in", lines]
    assert books.count("account.move", invoiced) == 2
    wait_until(lambda: arrived(2), "the second invoice", pause=0.5)
    move("Closed Lost", reason="Too <dear>")
    backend.lead_is(deal, zoho_status="stopped")
    cancelled = wait_until(lambda: arrived(3), "the cancellation", pause=0.5)
    assert any("Too &lt;dear&gt;" in text for _subject, text in cancelled)
    demo_zoho.bill_contracts(rpc)
    move("Closed Won")
    backend.lead_is(deal, zoho_status="paid")
    wait_until(lambda: arrived(4), "the mail that it goes on", pause=0.5)
    assert books.count("account.move", invoiced) == 2
    assert rpc.count("zoho.deal.episode", ["lead_id", "=", lead]) == 1
    told("Active again")
