"""Changes made in Odoo reach WHMCS: by themselves, among faults, after kills."""

import pytest

from ..helpers import Backend, wait_until

CLIENTS = 40


@pytest.fixture
def whmcs(start_whmcs):
    return start_whmcs(clients=CLIENTS, contacts=5)


@pytest.fixture
def backend(site, whmcs):
    backend = Backend(site, whmcs, page_size=10, push_changes=True)
    backend.wait()
    return backend


def dirty(site):
    (row,) = site.sql(
        "SELECT count(*) FROM sync_binding WHERE local_version > pushed_version"
    )
    return row[0]


def move_everybody(backend, city):
    """Change the city of all clients in Odoo, in one write."""
    partners = [backend.partner("client", number) for number in range(1, CLIENTS + 1)]
    backend.rpc.call("res.partner", "write", partners, {"city": city})


def wait_until_sent(backend):
    def nothing_left():
        backend.site.wake_scheduler()
        return not dirty(backend.site)

    wait_until(nothing_left, "everything to be sent", pause=0.5)


def push_again_until_sent(backend, tries=20):
    """Press *Sync now* until nothing is left: a run that fails ends with its reason."""
    for _try in range(tries):
        if not dirty(backend.site):
            return
        backend.rpc.call("sync.backend", "action_sync_now", [backend.id])
        wait_until(lambda: not running(backend.site), "the runs to end")
    raise AssertionError(f"{dirty(backend.site)} still to be sent after {tries} runs")


def running(site):
    site.wake_scheduler()
    waiting = site.sql(
        "SELECT 1 FROM ir_cron_trigger t JOIN sync_backend b "
        "ON t.cron_id IN (b.cron_id, b.push_cron_id) WHERE t.call_at <= now()"
    )
    return waiting or site.sql("SELECT 1 FROM sync_run WHERE state = 'running'")


def pull(backend):
    """Press *Sync now*; return the pull's run."""
    (row,) = backend.site.sql("SELECT max(id) FROM sync_run")
    backend.last_run = row[0]
    return backend.sync()


def cities(whmcs):
    return {client["city"] for client in whmcs.state()["clients"]}


def test_a_change_arrives_by_itself_and_does_not_come_back(backend, whmcs):
    whmcs.reset_stats()
    partner = backend.partner("client", 7)
    backend.rpc.call("res.partner", "write", [partner], {"city": "Ærøskøbing"})
    wait_until_sent(backend)
    (client,) = [row for row in whmcs.state()["clients"] if row["id"] == 7]
    assert client["city"] == "Ærøskøbing"
    assert whmcs.stats()["calls"]["UpdateClient"] == 1
    run = pull(backend)
    assert (run["updated"], run["created"]) == (0, 0)
    assert not dirty(backend.site)
    assert whmcs.stats()["calls"]["UpdateClient"] == 1
    backend.assert_equal_to_whmcs()


# before anything was sent, and when about so many clients had been changed in WHMCS
@pytest.mark.parametrize("moment", [0, 1, 15, 30])
def test_a_push_that_is_killed_goes_on(backend, whmcs, site, moment):
    whmcs.set_latency(0.1)
    whmcs.reset_stats()
    move_everybody(backend, "Kerteminde")
    if moment:
        wait_until(
            lambda: whmcs.stats()["calls"].get("UpdateClient", 0) >= moment,
            "calls",
            pause=0.01,
        )
    site.server.kill()
    assert dirty(site), "the push was in its middle, or this shows nothing"
    site.server.start()
    wait_until_sent(backend)
    whmcs.set_latency(0)
    assert cities(whmcs) == {"Kerteminde"}
    pull(backend)
    backend.assert_equal_to_whmcs()


def test_what_was_changed_after_the_kill_wins_over_what_was_sent(backend, whmcs, site):
    whmcs.set_latency(0.1)
    whmcs.reset_stats()
    move_everybody(backend, "Kerteminde")
    wait_until(
        lambda: whmcs.stats()["calls"].get("UpdateClient", 0) >= 5, "calls", pause=0.01
    )
    site.server.kill()
    whmcs.set_latency(0)
    site.server.start()
    move_everybody(backend, "Faaborg")
    wait_until_sent(backend)
    assert cities(whmcs) == {"Faaborg"}
    backend.assert_equal_to_whmcs()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 500},
        {"kind": "status", "status": 429, "retry_after": 1},
        {"kind": "reset"},
        {"kind": "reset", "after_effect": True},
        {"kind": "html", "after_effect": True},
        {"kind": "cut"},
    ],
    ids=lambda fault: "-".join(map(str, fault.values())),
)
def test_a_push_among_faults_ends_like_one_without(backend, whmcs, fault):
    whmcs.set_faults({**fault, "share": 0.3})
    move_everybody(backend, "Rudkøbing")
    push_again_until_sent(backend)
    whmcs.set_faults()
    assert cities(whmcs) == {"Rudkøbing"}
    pull(backend)
    backend.assert_equal_to_whmcs()


def test_what_whmcs_refuses_is_told_with_its_reason(backend, whmcs):
    one, two = (backend.partner("client", number) for number in (1, 2))
    taken = backend.rpc.read("res.partner", two, "email")["email"]
    backend.rpc.call("res.partner", "write", [one], {"email": taken})
    issue = wait_until(
        lambda: backend.rpc.search_read(
            "sync.issue", [["state", "=", "open"], ["remote_id", "=", "1"]], "reason"
        ),
        "an issue",
    )
    assert "Duplicate Email Address" in issue[0]["reason"]
    assert backend.read("state")["state"] == "running"
