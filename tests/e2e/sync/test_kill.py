"""Odoo is killed in the middle of the first pull; in the end nothing shows of it."""

import pytest

from ..helpers import GROUPS, Backend, wait_until

CLIENTS, CONTACTS = 150, 100
PAGE_SIZE = 20
LATENCY = 0.05


@pytest.fixture(scope="module")
def whmcs(start_shared_whmcs):
    return start_shared_whmcs(clients=CLIENTS, contacts=CONTACTS, latency=LATENCY)


@pytest.fixture
def backend(site, whmcs):
    return Backend(site, whmcs, page_size=PAGE_SIZE)


def bindings(site):
    return site.sql("SELECT count(*) FROM sync_binding")[0][0]


def run_ended(site):
    """Tell whether the run ended; have the scheduler look for work meanwhile."""
    site.wake_scheduler()
    return site.sql("SELECT 1 FROM sync_run WHERE state != 'running'")


def check_run(backend):
    (run,) = backend.rpc.search_read(
        "sync.run", [], "state", "done", "created", "progress"
    )
    assert (run["state"], run["progress"]) == ("done", 100)
    # every page was counted once: one that was under way was rolled back with its page
    assert run["done"] == GROUPS + CLIENTS + CONTACTS
    assert run["created"] == bindings(backend.site)


# before the first page, after the first, among clients, between both kinds, at the end
@pytest.mark.parametrize("moment", [0, 1, 100, 200, 290])
def test_a_pull_that_is_killed_goes_on_by_itself(backend, site, moment):
    if moment:
        wait_until(lambda: bindings(site) >= moment, "bindings", pause=0.01)
    else:
        wait_until(lambda: site.sql("SELECT 1 FROM sync_run"), "a run", pause=0.01)
    site.server.kill()
    # the pull was in its middle, or this shows nothing
    assert site.sql("SELECT state FROM sync_run") == [("running",)]
    site.server.start()
    wait_until(lambda: run_ended(site), "the end of the run", pause=1)
    backend.assert_equal_to_whmcs()
    check_run(backend)


def test_a_pull_that_is_killed_again_and_again_comes_to_its_end(backend, site):
    for moment in (80, 160, 240):
        wait_until(
            lambda moment=moment: site.wake_scheduler() or bindings(site) >= moment,
            "bindings",
            pause=0.02,
        )
        site.server.kill()
        site.server.start()
    wait_until(lambda: run_ended(site), "the end of the run", pause=1)
    backend.assert_equal_to_whmcs()
    check_run(backend)


def test_a_server_that_is_stopped_in_order_goes_on_as_well(backend, site):
    wait_until(lambda: bindings(site) >= 100, "bindings", pause=0.01)
    site.server.stop()
    assert site.sql("SELECT state FROM sync_run") == [("running",)]
    site.server.start()
    wait_until(lambda: run_ended(site), "the end of the run", pause=1)
    backend.assert_equal_to_whmcs()
    check_run(backend)
