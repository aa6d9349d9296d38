"""From the hook file to the first refund, as the readme leads there.

Takes the pictures of the readme on its way: they are in `.dev/pictures`, and go to
`addons/sync_whmcs/static/description` where they have changed.
"""

import pytest

from devtools import paths
from devtools.demo.whmcs import billing_settings
from tests.hook_php import fire, needs_php

from ..conftest import running_site
from ..helpers import Backend, open_clients, wait_until

pytestmark = needs_php
PICTURES = paths.STATE / "pictures"
LINE = {"description": "Hosting, November", "amount": "100.00", "taxed": False}


@pytest.fixture
def whmcs(start_whmcs):
    return start_whmcs(clients=8, contacts=4, products=4)


@pytest.fixture
def backend(template, whmcs):
    with running_site(template) as site:
        site.rpc.call(
            "ir.config_parameter", "set_param", "web.base.url", site.server.url
        )
        backend = Backend(site, whmcs, **billing_settings(site.rpc))
        backend.wait()
        yield backend


class Guide:
    """A person at Odoo, and what WHMCS's hooks tell meanwhile."""

    def __init__(self, backend, client, folder):
        self.backend, self.client, self.folder = backend, client, folder
        self.hook_file = folder / "odoo_sync.php"

    def open(self, path, name, ready=".o_form_view .o_form_sheet"):
        self.client.open(path, ready)
        self.picture(name)

    def picture(self, name):
        self.client.picture(PICTURES / f"guide-{name}.png")

    def tell(self, hook, **variables):
        fire(self.hook_file, self.folder, (hook, variables)).assert_quiet()

    def wait_for(self, model, *domain):
        """Return the id of the record that an event brings."""

        def found():
            self.backend.site.wake_scheduler()
            return self.backend.rpc.search_read(model, list(domain), "id")

        return wait_until(found, f"{model} {domain}")[0]["id"]


@pytest.fixture
def guide(backend, chromium, tmp_path):
    url = backend.site.server.url
    with open_clients(chromium, url) as (open_client, opened):
        yield Guide(backend, open_client(), tmp_path)
        assert not opened[0].errors


def test_from_the_hook_file_to_the_first_refund(guide, backend, whmcs):
    page = guide.client.page
    # 0: the assistant, which the readme on setting up shows
    backend.press("action_whmcs_check")
    form = f"action-sync_whmcs.sync_backend_setup_action/{backend.id}"
    guide.open(form, "assistant")
    assert page.get_by_text("All that is needed is allowed.").is_visible()
    # 1: the hook file
    guide.client.open(f"sync-backends/{backend.id}", ".o_form_view .o_form_sheet")
    page.click("a[name=events]")
    page.locator("[name=event_days]").scroll_into_view_if_needed()
    guide.picture("hook-file")
    with page.expect_download() as download:
        page.click("button[name=action_whmcs_hook_file]")
    download.value.save_as(guide.hook_file)
    # 2: a client is saved in WHMCS
    client = 2
    whmcs.edit("client", client, city="Marstal")
    guide.tell("ClientEdit", userid=client)
    partner = backend.partner("client", client)
    guide.wait_for("res.partner", ["id", "=", partner], ["city", "=", "Marstal"])
    guide.open("action-sync_base.sync_event_action", "events", ".o_data_row")
    # 3: an invoice, and what is paid of it
    number = whmcs.add_invoice(client, LINE)
    guide.tell("InvoiceCreated", invoiceid=number)
    bound = ["kind", "=", "invoice"], ["remote_id", "=", str(number)]
    guide.wait_for("sync.binding", *bound, ["res_id", ">", 0])
    payment = whmcs.pay(number, gateway="paypal")
    guide.tell("AddInvoicePayment", invoiceid=number)
    paid = ["ref", "=", str(number)], ["payment_state", "=", "paid"]
    move = guide.wait_for("account.move", *paid)
    invoices = "action-account.action_move_out_invoice_type"
    guide.open(f"{invoices}/{move}", "invoice")
    assert page.locator("[name=whmcs_opportunity_id]").inner_text()
    # 4: a part is given back
    refund = whmcs.refund(payment, amount="20.00")
    guide.tell("AddTransaction", id=refund, invoiceid=number, amountout="20.00")
    guide.wait_for("account.payment", ["payment_type", "=", "outbound"])
    lead = guide.wait_for("crm.lead", ["whmcs_invoice_id", "=", move])
    guide.client.open(
        f"action-crm.crm_lead_opportunities/{lead}", ".o_form_view .o_form_sheet"
    )
    page.get_by_role("tab", name="Invoice").click()
    rows = page.locator("[name=payment_ids] .o_data_row")
    rows.last.scroll_into_view_if_needed()
    guide.picture("refund")
    texts = sorted(" ".join(each.split()) for each in rows.all_inner_texts())
    assert [
        ("Refund" in each, "-20.00" in each.replace("\u2011", "-")) for each in texts
    ].count((True, True)) == 1
    assert len(texts) == 2
