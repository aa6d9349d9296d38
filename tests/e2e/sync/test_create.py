"""Records made in Odoo come to be in WHMCS exactly once, whatever happens."""

import pytest

from ..helpers import Backend, wait_until

CLIENTS, NEW = 5, 30


@pytest.fixture
def whmcs(start_whmcs):
    return start_whmcs(clients=CLIENTS, contacts=3)


@pytest.fixture
def backend(site, whmcs):
    backend = Backend(site, whmcs, page_size=10, push_changes=True, push_new=True)
    backend.wait()
    # testing the connection asked whether AddClient is allowed
    whmcs.reset_stats()
    return backend


def values(number):
    return {
        "name": f"Mølle {number} & Søn",
        "is_company": True,
        "email": f"moelle{number}@example.dk",
        "street": f"Møllevej {number}",
        "city": "Ærøskøbing",
    }


def make(backend, count=NEW):
    """Create partners in Odoo, in one call; return their ids."""
    vals_list = [values(number) for number in range(count)]
    return backend.rpc.call("res.partner", "create", vals_list)


def emails(whmcs):
    return sorted(row["email"] for row in whmcs.state()["clients"][CLIENTS:])


def wait_until_there(backend, count=NEW):
    def nothing_left():
        backend.site.wake_scheduler()
        return not backend.site.sql(
            "SELECT 1 FROM sync_binding WHERE remote_id IS NULL "
            "OR local_version > pushed_version"
        )

    wait_until(nothing_left, "everything to be there", pause=0.5)
    assert emails(backend.simulator) == sorted(
        values(number)["email"] for number in range(count)
    )
    # one that began among faults reports them when it ends
    wait_until(
        lambda: not backend.rpc.count("sync.run", ["state", "=", "running"]),
        "the end of all runs",
    )
    backend.sync_until_done()
    backend.assert_equal_to_whmcs()


def added(whmcs):
    return whmcs.stats()["calls"].get("AddClient", 0)


def test_new_partners_arrive_and_do_not_come_back(backend, whmcs):
    partners = make(backend, 3)
    wait_until_there(backend, 3)
    assert added(whmcs) == 3
    clients = [row["id"] for row in whmcs.state()["clients"][CLIENTS:]]
    assert {backend.partner("client", client) for client in clients} == set(partners)


# before anything was asked, and when about so many had been made in WHMCS: their
# replies are on the way or here, and not in the database yet
@pytest.mark.parametrize("moment", [0, 5, 15])
def test_a_creation_that_is_killed_goes_on(backend, whmcs, site, moment):
    whmcs.set_latency(0.05)
    make(backend)
    if moment:
        wait_until(lambda: added(whmcs) >= moment, "calls", pause=0.01)
    site.server.kill()
    assert site.sql("SELECT 1 FROM sync_binding WHERE remote_id IS NULL")
    site.server.start()
    whmcs.set_latency(0)
    wait_until_there(backend)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset", "after_effect": True},
        {"kind": "cut", "after_effect": True},
        {"kind": "status", "status": 429},
    ],
    ids=lambda fault: "-".join(map(str, fault.values())),
)
def test_creations_among_faults(backend, whmcs, fault):
    whmcs.set_faults({**fault, "share": 0.3})
    make(backend, 20)

    def all_there():
        backend.press("action_sync_now")
        backend.site.wake_scheduler()
        return len(emails(whmcs)) >= 20

    wait_until(all_there, "all to be there", pause=1)
    whmcs.set_faults()
    backend.press("action_sync_now")
    wait_until_there(backend, 20)


def test_one_that_is_there_already_is_tied(backend, whmcs):
    (there,) = [row for row in whmcs.state()["clients"] if row["id"] == 2]
    before = len(whmcs.state()["clients"])
    backend.rpc.call("res.partner", "unlink", [backend.partner("client", 2)])
    backend.site.sql("DELETE FROM sync_binding WHERE remote_id = '2'")
    vals = {"name": "Somebody", "email": there["email"]}
    partner = backend.rpc.call("res.partner", "create", [vals])
    wait_until(
        lambda: backend.rpc.search_read(
            "sync.binding",
            [["remote_id", "=", "2"], ["res_id", "in", partner]],
            "remote_id",
        ),
        "the tie",
    )
    assert len(whmcs.state()["clients"]) == before


def test_a_client_deleted_in_whmcs_is_archived_here(backend, whmcs):
    partner = backend.partner("client", 3)
    whmcs.edit("client", 3, "delete")
    run = backend.sync()
    assert run["state"] == "done"
    assert not backend.rpc.read("res.partner", partner, "active")["active"]
