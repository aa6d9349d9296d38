"""Several workers on one backend: jobs with the real job runner, scheduled actions.

Whoever does the work, and whoever is killed, the end is that of an undisturbed run.
"""

import os
import signal

import pytest

from ..conftest import running_site
from ..helpers import Backend, wait_until

CLIENTS, CONTACTS = 40, 20
PAGE_SIZE = 5
LONG_AGO = "2020-01-01 00:00:00"


@pytest.fixture(scope="module")
def queue_site(template):
    env = {"ODOO_QUEUE_JOB_CHANNELS": "root:4"}
    with running_site(template, workers=2, load=["queue_job"], env=env) as site:
        yield site


@pytest.fixture
def site(queue_site):
    yield queue_site
    queue_site.clear()


@pytest.fixture
def whmcs(start_whmcs):
    return start_whmcs(clients=CLIENTS, contacts=CONTACTS, latency=0.05)


@pytest.fixture
def connect(site, whmcs):
    """Have a backend that works through the queue, or not."""

    def connect(use_queue):
        values = {"use_queue": use_queue, "push_changes": True}
        return Backend(site, whmcs, page_size=PAGE_SIZE, **values)

    return connect


def bindings(site):
    return site.sql("SELECT count(*) FROM sync_binding")[0][0]


def dirty(site):
    return site.sql("SELECT 1 FROM sync_binding WHERE local_version > pushed_version")


def move_everybody(backend, city):
    partners = [backend.partner("client", number) for number in range(1, CLIENTS + 1)]
    backend.simulator.reset_stats()
    backend.rpc.call("res.partner", "write", partners, {"city": city})


def calls(whmcs, action):
    return whmcs.stats()["calls"].get(action, 0)


def runs(backend, direction):
    domain = [["backend_id", "=", backend.id], ["direction", "=", direction]]
    return backend.rpc.search_read("sync.run", domain, "state", "updated", "created")


def jobs(backend, *states):
    """Return the jobs of a backend in one of ``states``, or in any state."""
    return backend.site.sql(
        "SELECT method_name, state, worker_pid FROM queue_job "
        "WHERE channel = %s AND (state IN %s OR %s)",
        f"root.sync.{backend.id}",
        states or ("",),
        not states,
    )


def nothing_left(backend):
    """Tell whether all work ended; have scheduler and runner look for some."""
    site = backend.site
    site.wake_scheduler()
    # what the runner hears whenever any job changes: it looks for dead ones then
    site.sql("NOTIFY queue_job, ''")
    waiting = site.sql(
        "SELECT 1 FROM ir_cron_trigger t JOIN sync_backend b "
        "ON t.cron_id IN (b.cron_id, b.push_cron_id) WHERE t.call_at <= now()"
    )
    going_on = site.sql("SELECT 1 FROM sync_run WHERE state = 'running'")
    unfinished = jobs(backend, "pending", "enqueued", "started")
    return not (waiting or going_on or unfinished or dirty(site))


def wait_for_the_end(backend):
    wait_until(lambda: nothing_left(backend), "the end of all work", pause=0.3)


def assert_sent_once_by_two(backend, city):
    """Every change was sent, no one twice, and both senders had their share."""
    whmcs = backend.simulator
    assert {client["city"] for client in whmcs.state()["clients"]} == {city}
    assert calls(whmcs, "UpdateClient") == CLIENTS
    shares = [run["updated"] for run in runs(backend, "push")]
    assert sum(shares) == CLIENTS
    assert sum(share > 0 for share in shares) == 2
    backend.assert_equal_to_whmcs()


def test_jobs_read_and_send(connect, whmcs):
    backend = connect(use_queue=True)
    assert backend.wait()["created"] == bindings(backend.site)
    backend.assert_equal_to_whmcs()
    wait_for_the_end(backend)
    move_everybody(backend, "Kerteminde")
    wait_for_the_end(backend)
    assert_sent_once_by_two(backend, "Kerteminde")
    done = jobs(backend)
    assert {state for _method, state, _pid in done} == {"done"}
    assert {method for method, *_rest in done} >= {"_job_pull", "_job_push"}


def test_a_worker_that_is_killed_does_no_harm(connect, whmcs):
    backend = connect(use_queue=True)
    backend.wait()
    wait_for_the_end(backend)
    move_everybody(backend, "Kerteminde")
    wait_until(lambda: calls(whmcs, "UpdateClient") >= 9, "calls", pause=0.01)
    kill_worker(backend)
    wait_for_the_end(backend)
    assert {client["city"] for client in whmcs.state()["clients"]} == {"Kerteminde"}
    backend.assert_equal_to_whmcs()
    assert not jobs(backend, "failed")


def kill_worker(backend):
    started = jobs(backend, "started")
    assert started, "a job was in its middle, or this shows nothing"
    os.kill(started[0][2], signal.SIGKILL)


def test_a_server_that_is_killed_goes_on_by_itself(connect, site):
    backend = connect(use_queue=True)
    wait_until(lambda: bindings(site) >= 20, "bindings", pause=0.01)
    site.server.kill()
    assert jobs(backend, "started")
    site.server.start()
    wait_for_the_end(backend)
    backend.assert_equal_to_whmcs()
    assert not jobs(backend, "failed")


def test_two_scheduled_actions_at_one_backend(connect, whmcs, site):
    backend = connect(use_queue=False)
    backend.wait()
    wait_for_the_end(backend)
    # as an admin can duplicate it; each of two processes takes one
    cron = backend.read("push_cron_id")["push_cron_id"][0]
    twin = site.rpc.call("ir.cron", "copy", [cron])
    move_everybody(backend, "Faaborg")
    site.rpc.call("ir.cron", "write", twin, {"nextcall": LONG_AGO})
    wait_for_the_end(backend)
    assert_sent_once_by_two(backend, "Faaborg")
    site.delete("ir.cron", twin)
