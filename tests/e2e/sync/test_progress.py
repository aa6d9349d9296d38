"""What runs do is seen while they do it, without reloading the page."""

import pytest

from ..helpers import Backend, open_clients, wait_until


@pytest.fixture
def site(shared_site):
    """The module's site, in which only the backend of the present test is seen."""
    domain = [["active", "=", True]]
    old = shared_site.rpc.call("sync.backend", "search", domain)
    shared_site.rpc.call("sync.backend", "write", old, {"active": False})
    return shared_site


@pytest.fixture
def open_client(chromium, site):
    """Log in: ``open_client(login)``; in the end nothing was in error."""
    # the first page builds the assets
    with open_clients(chromium, site.server.url, patience=90) as (open_client, opened):
        yield open_client
    for client in opened:
        assert not client.errors


def percent(page, within):
    """Return what a progress bar shows, -1 where there is none."""
    bars = page.locator(f"{within} .o_sync_progress [role=progressbar]")
    # at once: the bar goes when the run ends
    shown = bars.evaluate_all(
        "all => all.map(bar => bar.getAttribute('aria-valuenow'))"
    )
    return int(shown[0] or -1) if shown else -1


def mark(page):
    """Mark a page; `assert_marked` tells whether it was loaded anew since."""
    page.evaluate("window.syncMark = true")


def assert_marked(page):
    assert page.evaluate("window.syncMark")


def slow_pull(site, start_whmcs):
    """Return a backend in a pull that takes a minute; `hasten` makes it seconds."""
    whmcs = start_whmcs(clients=120, contacts=1)
    # not yet for the calls that test the connection
    whmcs.set_latency(0.3)
    backend = Backend(site, whmcs, page_size=12)
    whmcs.set_latency(3)
    return backend


BACKEND_BAR = ".o_form_sheet .o_field_sync_progress:not(.o_data_row *)"


def hasten(backend):
    backend.simulator.set_latency(0.3)


@pytest.mark.parametrize(
    ("path", "within"),
    [
        ("sync-backends", ".o_kanban_record"),
        ("sync-backends/{backend}", BACKEND_BAR),
        (
            "sync-backends/{backend}/action-sync_base.sync_run_action/{run}",
            ".o_form_sheet",
        ),
        ("action-sync_base.sync_run_action", ".o_data_row"),
    ],
    ids=["card", "backend", "run", "runs"],
)
def test_the_bar_moves_and_the_end_shows(site, start_whmcs, open_client, path, within):
    client = open_client("admin")
    backend = slow_pull(site, start_whmcs)
    run = wait_until(
        lambda: backend.rpc.call(
            "sync.run", "search", [["backend_id", "=", backend.id]]
        ),
        "the run",
    )[0]
    client.open(path.format(backend=backend.id, run=run), f"{within} .o_sync_progress")
    page, seen = client.page, set()
    mark(page)
    hasten(backend)

    def bar_moved_to_the_end():
        seen.add(percent(page, within))
        return backend.rpc.read("sync.run", run, "state")["state"] == "done"

    wait_until(bar_moved_to_the_end, "the end of the run", pause=0.3)
    assert len(seen & set(range(1, 100))) >= 3
    if "run" in path:
        page.locator(f"{within} [aria-valuenow='100']").first.wait_for()
    else:
        page.locator(f"{within} .o_sync_progress").first.wait_for(state="detached")
    assert_marked(page)


def test_a_run_that_begins_appears_in_the_list(site, start_whmcs, open_client):
    backend = Backend(site, start_whmcs(clients=3, contacts=1))
    backend.wait()
    client = open_client("admin")
    client.open("action-sync_base.sync_run_action", ".o_data_row")
    page = client.page
    page.wait_for_timeout(1500)  # the channel is asked for a moment later
    before = page.locator(".o_data_row").count()
    mark(page)
    backend.sync()
    wait_until(lambda: page.locator(".o_data_row").count() > before, "the new run")
    assert_marked(page)


def test_a_stopped_backend_says_so_in_an_open_form(site, start_whmcs, open_client):
    backend = Backend(site, start_whmcs(clients=3, contacts=1))
    backend.wait()
    client = open_client("admin")
    client.open(f"sync-backends/{backend.id}", ".o_form_sheet")
    page = client.page
    page.wait_for_timeout(1500)
    backend.simulator.set_access(secret="something else")
    backend.press("action_sync_now")
    page.locator(".alert-warning", has_text="credentials").wait_for()
    status = page.locator(".o_arrow_button_current", has_text="Needs attention")
    status.wait_for()
    # and the responsible user has an activity, without asking for the page again
    activities = backend.rpc.search_read(
        "mail.activity",
        [["res_model", "=", "sync.backend"], ["res_id", "=", backend.id]],
        "summary",
        "user_id",
    )
    assert [each["summary"] for each in activities] == [
        "Synchronisation stopped: reconnect"
    ]


def test_what_is_being_typed_stays(site, start_whmcs, open_client):
    client = open_client("admin")
    backend = slow_pull(site, start_whmcs)
    client.open(f"sync-backends/{backend.id}", ".o_form_sheet .o_sync_progress")
    page = client.page
    page.fill(".o_field_widget[name=name] input", "Half a na")
    hasten(backend)
    backend.wait()
    page.wait_for_timeout(1500)
    assert page.input_value(".o_field_widget[name=name] input") == "Half a na"


def test_nobody_else_hears(site, start_whmcs, open_client):
    """Not another company's user, nor one without the group, who ask all the same."""
    other = site.rpc.create("res.company", name="Other company")
    site.add_user(
        "elsewhere",
        "sync_base.group_sync_user",
        company_id=other,
        company_ids=[(6, 0, [other])],
    )
    site.add_user("stranger")
    site.add_user("member", "sync_base.group_sync_user")
    whmcs = start_whmcs(clients=5, contacts=1)
    backend = Backend(site, whmcs)
    backend.wait()
    pages = {}
    for login in ("elsewhere", "stranger", "member"):
        pages[login] = open_client(login).page
        listen(pages[login], backend.id)
    pages["member"].wait_for_timeout(2000)  # channels are asked for a moment later
    backend.sync()
    pages["member"].wait_for_function("window.syncHeard.length")
    for login in ("elsewhere", "stranger"):
        assert not pages[login].evaluate("window.syncHeard")


def listen(page, backend):
    """Ask for a backend's channel as the web client does."""
    page.evaluate(
        """backend => {
            const bus = odoo.__WOWL_DEBUG__.root.env.services.bus_service;
            window.syncHeard = [];
            bus.subscribe("sync_base.progress", (told) => window.syncHeard.push(told));
            bus.addChannel(`sync.backend_${backend}`);
        }""",
        backend,
    )
