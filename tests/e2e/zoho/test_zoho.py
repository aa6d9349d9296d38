"""From the keys to a deal that is won, billed, and written back."""

import pytest

from ..helpers import VIEWPORTS, run_tour, wait_until
from .conftest import PICTURES, ZohoBackend, customer_of


@pytest.fixture(scope="module")
def zoho(start_zoho):
    return start_zoho(contacts=12, products=6, deals=15, currency="USD")


@pytest.fixture(scope="module")
def backend(site, zoho):
    return ZohoBackend(site, zoho, zoho_client_id=False, zoho_client_secret_input=False)


def test_connect_provision_and_switch_on(backend, open_client):
    """As an admin does it in Chromium: keys, consent, fields, switch."""
    client = open_client()
    page = client.page
    path = f"sync-backends/{backend.id}"
    client.open(f"{path}?debug=tests", "button[name=action_zoho_connect]")
    run_tour(page, "sync_zoho_keys")
    page.click("#accept")
    page.wait_for_url(f"**/odoo/**{path}*")
    page.wait_for_selector("button[name=action_test_connection]")
    assert backend.read("zoho_location")["zoho_location"] == "eu"
    page.click(".o_notebook .nav-link:has-text('Keys')")
    client.picture(PICTURES / "zoho-guide-keys.png")
    run_tour(page, "sync_zoho_configuration")
    client.picture(PICTURES / "zoho-guide-on.png")
    names = backend.rpc.search_read(
        "zoho.custom.field", [["backend_id", "=", backend.id]], "purpose", "api_name"
    )
    assert all(row["api_name"] for row in names)
    wait_until(lambda: backend.read("state")["state"] == "running", "the switch")
    assert backend.wait()["state"] == "done"
    counts = {kind: len(backend.tied(kind)) for kind in ("contact", "product", "deal")}
    assert counts == {"contact": 12, "product": 6, "deal": 15}


def test_won_billed_and_told(backend, zoho):
    deal = customer_of(backend)
    backend.press("action_zoho_watch")
    backend.press("action_sync_now")
    backend.lead_is(deal, zoho_category="open")
    backend.edit("deal", deal, "move", stage="Closed Won")
    backend.site.wake_scheduler()
    lead = backend.lead_is(deal, zoho_status="link_sent")
    [episode] = backend.rpc.search_read(
        "zoho.deal.episode", [["lead_id", "=", lead["id"]]], "state", "invoice_id"
    )
    assert episode["state"] == "waiting"

    def told():
        backend.site.wake_scheduler()
        notes = zoho.records("Notes")
        return [note for note in notes if "ada@kunde.example" in str(note)]

    wait_until(told, "the note in Zoho CRM", pause=1)
    [row] = zoho.records("Deals", ids=[deal])
    assert row["Amount"] == 100


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_screens(backend, open_client, viewport):
    client = open_client(viewport=viewport)
    page = client.page
    [lead] = backend.rpc.search_read(
        "crm.lead", [["zoho_status", "=", "link_sent"]], "id", limit=1
    )
    client.open(f"crm.lead/{lead['id']}", ".o_form_view [name=name]")
    page.click(".o_notebook .nav-link:has-text('Zoho CRM')")
    client.picture(PICTURES / f"zoho-deal-{viewport}.png")


def test_delete_the_connection(backend, open_client):
    client = open_client()
    client.open(f"sync-backends/{backend.id}?debug=tests", ".o_notebook")
    run_tour(client.page, "sync_zoho_delete")
    assert not backend.read("zoho_connected")["zoho_connected"]
