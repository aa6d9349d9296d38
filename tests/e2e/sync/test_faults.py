"""Networks and web servers fail; after some more runs nothing shows of it."""

import pytest

from ..helpers import Backend

SHARE = 0.3


@pytest.fixture(scope="module")
def whmcs(start_shared_whmcs):
    return start_shared_whmcs(clients=24, contacts=16)


@pytest.fixture(autouse=True)
def undisturbed(request, whmcs):
    """Leave the simulator without faults for the next test."""
    yield
    whmcs.set_faults()


def pull_under(fault, site, whmcs):
    """Do the first pull while the fault strikes, until nothing is left out."""
    backend = Backend(site, whmcs, page_size=10)
    whmcs.set_faults(fault)
    run = backend.wait()
    if run["state"] == "failed" or run["failed"]:
        backend.sync_until_done()
    return backend


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 429, "retry_after": 1},
        {"kind": "status", "status": 503},
        {"kind": "reset"},
        {"kind": "reset", "after_effect": True},
        {"kind": "html"},
        {"kind": "cut"},
        {"kind": "cut", "length": "larger"},
        {"kind": "timeout", "seconds": 2, "times": 4},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
def test_a_pull_among_faults_ends_like_one_without(site, whmcs, fault):
    whmcs.reset_stats()
    backend = pull_under({"share": SHARE, **fault}, site, whmcs)
    assert whmcs.stats()["faults"][fault["kind"]] >= 4
    backend.assert_equal_to_whmcs()
    # and what it tied together it finds again
    whmcs.set_faults()
    run = backend.sync()
    assert (run["state"], run["created"], run["failed"]) == ("done", 0, 0)
    backend.assert_equal_to_whmcs()


def test_a_change_that_could_not_be_read_is_read_by_the_next_pull(site, whmcs):
    backend = Backend(site, whmcs)
    backend.wait()
    # the list does not show it, and the log is asked only for what is newer
    whmcs.edit("client", 2, city="Missed At First")
    whmcs.set_faults({"kind": "html", "action": "GetClientsDetails"})
    assert backend.sync()["failed"] == 1
    whmcs.set_faults()
    assert backend.sync()["updated"] >= 1
    backend.assert_equal_to_whmcs()


def test_a_whmcs_that_is_away_and_comes_back_is_read_from_where_it_went(site, whmcs):
    backend = Backend(site, whmcs, page_size=5)
    backend.wait()
    for client in range(1, 25):
        whmcs.edit("client", client, city=f"City {client}")
    whmcs.set_faults({"kind": "status", "status": 502, "action": "GetClientsDetails"})
    run = backend.sync()
    assert run["state"] == "failed"
    assert "502" in run["message"]
    whmcs.set_faults()
    backend.sync()
    backend.assert_equal_to_whmcs()
