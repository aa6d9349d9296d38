"""What else goes on while a pull is under way: people, impatience, time limits."""

from ..conftest import running_site
from ..helpers import GROUPS, Backend, wait_until


def bindings(site):
    return site.sql("SELECT count(*) FROM sync_binding")[0][0]


def turns(site):
    """Return how often the scheduled action of the only backend was executed."""
    return site.sql(
        "SELECT count(*) FROM ir_cron_progress p JOIN sync_backend b "
        "ON b.cron_id = p.cron_id"
    )[0][0]


def test_people_work_on_the_partners_that_a_pull_changes(site, connect):
    backend = connect(clients=30, contacts=0, backend={"page_size": 5})
    backend.wait()
    whmcs = backend.simulator
    clients = range(1, 31)
    partners = [backend.partner("client", client) for client in clients]
    for client in clients:
        whmcs.edit("client", client, city=f"Remote City {client}")
    whmcs.set_latency(0.02)
    backend.press("action_sync_now")
    # each of these may meet the page that is being written: one of both comes again
    for note in ("one", "two", "three"):
        for partner in partners:
            values = {"street2": "By Hand", "comment": note}
            site.rpc.call("res.partner", "write", [partner], values)
    assert backend.wait()["state"] == "done"
    by_hand = {"street2": "By Hand"}
    backend.assert_equal_to_whmcs(
        local={
            key: by_hand
            for key in backend.keys()
            if key[0] in ("client", "client_person")
        }
    )


def test_pressing_again_and_again_changes_nothing(site, connect):
    backend = connect(clients=40, contacts=20, latency=0.1, backend={"page_size": 8})
    for share in (1, 8, 16, 24):
        wait_until(lambda share=share: bindings(site) >= share, "bindings", pause=0.02)
        backend.press("action_sync_now")
    first, second = backend.wait(), backend.wait()
    assert (first["state"], second["state"]) == ("done", "done")
    assert first["done"] == second["unchanged"] == GROUPS + 60
    assert second["created"] == second["updated"] == second["linked"] == 0
    backend.assert_equal_to_whmcs()


def test_a_pull_of_many_pages_is_done_in_one_turn(site, connect):
    backend = connect(clients=20, contacts=20, backend={"page_size": 5})
    assert backend.wait()["state"] == "done"
    assert turns(site) == 1


def test_a_pull_longer_than_a_turn_goes_on_in_the_next_one(template, start_whmcs):
    whmcs = start_whmcs(clients=60, contacts=30, latency=0.3)
    # a turn is a third of the time that the scheduler allows: here two seconds
    with running_site(template, options=["--limit-time-real-cron=6"]) as site:
        backend = Backend(site, whmcs, page_size=6)
        run = backend.wait()
        assert turns(site) >= 2
        assert (run["state"], run["done"]) == ("done", GROUPS + 90)
        assert backend.rpc.count("sync.run") == 1
        backend.assert_equal_to_whmcs()
