"""Connect and the screens of e-conomic in Chromium."""

import pytest

from ..helpers import VIEWPORTS
from .conftest import PICTURES, EconomicBackend


@pytest.fixture(scope="module")
def economic(start_economic):
    return start_economic(customers=20, contacts=30, odd_records=True)


@pytest.fixture(scope="module")
def backend(site, economic):
    backend = EconomicBackend(site, economic)
    assert backend.wait()["state"] == "done"
    return backend


def test_connect_in_the_browser(site, economic, open_client):
    """The app's tokens are pasted, the grant comes from e-conomic's own page."""
    new = EconomicBackend(site, economic, switch_on=False, economic_grant_input=False)
    number = new.id
    client = open_client()
    page = client.page
    client.open(f"sync-backends/{number}", "button[name=action_economic_connect]")
    page.click("button[name=action_economic_connect]")
    page.click("#accept")
    page.wait_for_url(f"**/odoo/**sync-backends/{number}*")
    page.click("button[name=action_test_connection]")
    page.wait_for_selector(".o_notification:has-text('Demo Danmark A/S')")
    page.wait_for_selector("[name=economic_agreement]:has-text('1118081')")
    client.picture(PICTURES / "economic-connected.png")
    site.delete("sync.backend", [number])


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_screens(backend, open_client, viewport):
    client = open_client(viewport=viewport)
    page = client.page
    client.open(f"sync-backends/{backend.id}", ".o_notebook")
    page.click(".o_notebook .nav-link:has-text('Customers')")
    page.wait_for_selector("[name=economic_when]")
    client.picture(PICTURES / f"economic-backend-{viewport}.png")
    partner = backend.partner("customer", 3)
    client.open(f"res.partner/{partner}", ".o_form_view [name=name]")
    page.click(".o_notebook .nav-link:has-text('e-conomic')")
    page.wait_for_selector("[name=economic_group_id]")
    client.picture(PICTURES / f"economic-customer-{viewport}.png")


def test_in_danish(site, backend, open_client):
    """The backend, and a customer whose sides differ, as a Danish user sees them."""
    site.install_language("da_DK")
    site.rpc.call("res.users", "write", [site.rpc.uid], {"lang": "da_DK"})
    site.rpc.call("sync.backend", "action_pause", [backend.id])
    partner = backend.partner("customer", 3)
    site.rpc.call("res.partner", "write", [partner], {"city": "Marstal"})
    client = open_client()
    page = client.page
    client.open(f"sync-backends/{backend.id}", ".o_notebook")
    page.click(".o_notebook .nav-link:has-text('Kunder')")
    page.wait_for_selector("label:has-text('Nye kunder overføres til e-conomic')")
    client.picture(PICTURES / "economic-backend-danish.png")
    client.open(f"res.partner/{partner}", ".o_sync_panel .o_sync_entry")
    page.click("button[name=sync_compare]")
    page.wait_for_selector(".o_sync_compare :has-text('Marstal')")
    client.picture(PICTURES / "economic-compare-danish.png")
    page.click(".o_sync_compare button[name=close]")
