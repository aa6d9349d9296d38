"""Preview and undo in Chromium, as a manager uses them."""

import pytest

from devtools import paths

from ..helpers import VIEWPORTS, Backend, open_clients, wait_until

ROW = ".o_data_row, .o_kanban_record:not(.o_kanban_ghost)"


@pytest.fixture(scope="module")
def whmcs(start_shared_whmcs):
    return start_shared_whmcs(clients=25, contacts=30, odd_records=True)


@pytest.fixture(scope="module")
def backend(shared_site, whmcs):
    backend = Backend(shared_site, whmcs)
    backend.wait()
    return backend


@pytest.fixture(scope="module")
def changed(backend):
    """A run that changed one client."""
    backend.simulator.edit("client", 1, city="Somewhere Else")
    backend.press("action_sync_now")
    return backend.wait()


@pytest.fixture
def open_client(chromium, backend):
    """Log in: ``open_client(viewport=…)``."""
    with open_clients(chromium, backend.site.server.url) as (open_client, _opened):
        yield open_client


def assert_fits(client):
    assert not client.errors
    wide = client.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= client.page.viewport_size["width"]


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_a_preview_is_asked_for_and_read(backend, open_client, viewport):
    client = open_client(viewport=viewport)
    page = client.open(f"sync-backends/{backend.id}", ".o_form_view").page
    backend.simulator.edit("client", 2, city=f"Previewed {viewport}")
    press(page, "action_preview")
    # no reload: the form reads itself anew
    done = ".o_arrow_button_current:has-text('Done')"
    page.wait_for_selector(done, state="attached")
    tile = page.locator("button[name=action_view_lines]:has([name=updated])")
    assert tile.locator("[name=updated]").inner_text() == "1"
    client.picture(paths.STATE / "pictures" / f"preview-{viewport}.png")
    assert_fits(client)
    tile.click()
    row = page.locator(ROW).filter(has_text=f"Previewed {viewport}")
    row.wait_for()
    client.picture(paths.STATE / "pictures" / f"preview-lines-{viewport}.png")
    row.locator("[name=label], .fw-bold").first.click()
    page.wait_for_selector("[name=to_odoo] table")
    client.picture(paths.STATE / "pictures" / f"preview-line-{viewport}.png")
    assert_fits(client)


def test_a_run_is_undone(backend, changed, open_client):
    client, rpc = open_client(), backend.rpc
    partner = backend.partner("client", 1)
    page = open_run(backend, changed, client).page
    client.picture(paths.STATE / "pictures" / "run.png")
    page.click("button[name=action_undo]")
    page.click(".modal-footer .btn-primary")
    page.locator(".o_notification", has_text="undone").wait_for()
    wait_until(
        lambda: rpc.read("res.partner", partner, "city")["city"] != "Somewhere Else",
        "the old city",
    )
    assert_fits(client)


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_what_a_run_changed_is_shown(backend, changed, open_client, viewport):
    client = open_client(viewport=viewport)
    page = open_run(backend, changed, client).page
    press(page, "action_view_changes")
    row = page.locator(ROW).filter(has_text="Somewhere Else")
    row.wait_for()
    client.picture(paths.STATE / "pictures" / f"changes-{viewport}.png")
    row.locator("[name=record_name], .fw-bold").first.click()
    page.wait_for_selector("[name=details] table")
    client.picture(paths.STATE / "pictures" / f"change-{viewport}.png")
    assert_fits(client)


def open_run(backend, run, client):
    runs = backend.site.ref("sync_base.sync_run_action")
    return client.open(f"action-{runs}/{run['id']}", ".o_form_view .o_form_sheet")


def press(page, name):
    """Press a button, which phones fold away."""
    button = page.locator(f"button[name={name}]").first
    if not button.is_visible():
        tile = name.startswith("action_view")
        page.click(".o_button_more" if tile else ".o_statusbar_buttons [title=More]")
    button.click()
