"""The field map of a backend in Chromium: seen, changed with its effect shown, kept."""

import os
from pathlib import Path

import pytest

from ..helpers import VIEWPORTS, Backend, open_clients, wait_until

# where pictures go, for who wants to look
PICTURES = os.environ.get("SYNC_PICTURES")


@pytest.fixture(scope="module")
def backend(shared_site, start_shared_whmcs):
    backend = Backend(shared_site, start_shared_whmcs(clients=12, contacts=6))
    backend.wait()
    # the bot's chat window would cover a phone's screen
    for login, group in (("viewer", "user"), ("manager", "manager")):
        shared_site.add_user(
            login, f"sync_base.group_sync_{group}", odoobot_state="disabled"
        )
    return backend


@pytest.fixture
def open_map(chromium, backend):
    """Open the field map by the button of the backend's form."""
    with open_clients(chromium, backend.site.server.url) as (open_client, opened):

        def open_map(login, viewport):
            client = open_client(login, viewport)
            client.open(f"sync-backends/{backend.id}", ".o_form_view")
            button = client.page.locator("button[name=action_view_fields]")
            if not button.is_visible():  # phones fold what does not fit
                client.page.click(".o-form-buttonbox .o_button_more")
            button.click()
            client.page.wait_for_selector(".o_group_header, .o_kanban_group")
            return client

        yield open_map
    for client in opened:
        assert not client.errors


def picture(client, name):
    if PICTURES:
        client.picture(Path(PICTURES) / f"{name}.png")


def row_of(client, label):
    """Return the row of a field of the first resource, the clients."""
    return client.page.locator(".o_data_row", has_text=label).first


def test_a_change_is_made_with_its_effect_shown(backend, open_map):
    partners = [backend.partner("client", number) for number in (1, 2, 3)]
    backend.rpc.call("res.partner", "write", partners, {"city": "Changed here"})
    client = open_map("manager", "desktop")
    picture(client, "map-desktop")
    row_of(client, "City").locator("button[name=action_change]").click()
    dialog = client.page.locator(".modal")
    dialog.locator(".alert", has_text="Nothing changes").wait_for()
    dialog.locator("[name=enabled] input").first.click()
    effect = dialog.locator(".alert", has_text="no longer travels")
    effect.wait_for()
    assert "3 record(s) changed in Odoo" in effect.inner_text()
    picture(client, "change-off-desktop")
    dialog.locator("button[name=action_save]").click()
    dialog.wait_for(state="detached")
    wait_until(
        lambda: "text-muted" in row_of(client, "City").get_attribute("class"),
        "the muted row",
    )
    picture(client, "map-off-desktop")

    domain = [
        ["backend_id", "=", backend.id],
        ["resource", "=", "whmcs.client"],
        ["enabled", "=", False],
    ]
    (pair,) = backend.rpc.search_read("sync.field", domain, "label", "remote")
    assert (pair["label"], pair["remote"]) == ("City", "city")
    partner = backend.partner("client", 4)
    before = backend.rpc.read("res.partner", partner, "city")["city"]
    backend.simulator.edit("client", 4, city="Changed there", address1="New Street 1")
    backend.sync()
    after = backend.rpc.read("res.partner", partner, "city", "street")
    assert (after["city"], after["street"]) == (before, "New Street 1")


def test_several_fields_are_changed_at_once(backend, open_map):
    client = open_map("manager", "desktop")
    for label in ("City", "Street", "Name"):
        row_of(client, label).locator(".o_list_record_selector input").click()
    client.page.locator(".o_control_panel button[name=action_change]").first.click()
    dialog = client.page.locator(".modal")
    dialog.locator(".o_data_row").nth(2).wait_for()
    picture(client, "change-several-desktop")
    name = dialog.locator(".o_data_row", has_text="Name")
    assert name.locator("[name=enabled] input").is_disabled()


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_a_user_sees_the_map_without_a_way_to_change_it(open_map, viewport):
    client = open_map("viewer", viewport)
    picture(client, f"map-viewer-{viewport}")
    wide = client.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= client.page.viewport_size["width"]
    assert not client.page.locator("[name=action_change]").count()


def test_on_a_phone(open_map):
    client = open_map("manager", "phone")
    picture(client, "map-phone")
    client.page.locator("[name=action_change]").first.click()
    client.page.locator(".modal .alert").wait_for()
    picture(client, "change-phone")
    wide = client.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= client.page.viewport_size["width"]
