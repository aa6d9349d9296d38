"""While a pull waits for WHMCS it holds no database transaction, and it does not
wait for one client after the other."""

import time
from contextlib import closing

import psycopg2
import pytest

from devtools import database

from ..helpers import Backend, wait_until

# What the scheduler does by design: it keeps the row of the scheduled action locked
# while the action runs, in a connection of its own. That one holds a lock on ir_cron
# rows and has written to nothing but ir_cron_trigger, and to what refers to its rows
# (the calendar's recurrences do). It is told from a pull that left
# a transaction open by these locks, not by its last statement.
OPEN_TRANSACTIONS = """
    SELECT a.pid, a.state, a.query
      FROM pg_stat_activity a
     WHERE a.datname = %(database)s
       AND a.pid != pg_backend_pid()
       AND a.xact_start < clock_timestamp() - interval '0.6 s'
       AND NOT (
            EXISTS (
                SELECT FROM pg_locks l
                 WHERE l.pid = a.pid AND l.granted
                   AND l.relation = %(cron)s AND l.mode = 'RowShareLock'
            ) AND NOT EXISTS (
                SELECT FROM pg_locks l
                 WHERE l.pid = a.pid AND l.granted
                   AND l.relation != %(trigger)s AND l.mode = 'RowExclusiveLock'
                   AND l.relation NOT IN (
                        SELECT conrelid FROM pg_constraint
                         WHERE contype = 'f' AND confrelid = %(trigger)s
                   )
                   AND l.relation IN (SELECT oid FROM pg_class WHERE relkind = 'r')
            )
       )
"""


def open_transactions(site):
    """Return the transactions that have been open for some time, as rows."""
    (tables,) = site.sql(
        "SELECT 'ir_cron'::regclass::oid, 'ir_cron_trigger'::regclass::oid"
    )
    name = site.server.database
    parameters = {"database": name, "cron": tables[0], "trigger": tables[1]}
    return database.query(name, OPEN_TRANSACTIONS, parameters)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id FROM sync_backend",
        "SELECT id FROM ir_cron FOR NO KEY UPDATE; UPDATE res_lang SET name = name",
        "INSERT INTO ir_cron_progress (cron_id) SELECT min(id) FROM ir_cron",
    ],
)
def test_an_open_transaction_would_be_seen(site, statement):
    parameters = {**database.connection(), "dbname": site.server.database}
    with closing(psycopg2.connect(**parameters)) as connection:
        with connection.cursor() as cr:
            cr.execute(statement)
        (seen,) = wait_until(lambda: open_transactions(site), "the transaction")
        assert seen[0] == connection.get_backend_pid()
    wait_until(lambda: not open_transactions(site), "the end of the transaction")


def test_no_transaction_is_open_while_whmcs_is_waited_for(site, start_whmcs):
    whmcs = start_whmcs(clients=6, contacts=3)
    backend = Backend(site, whmcs, page_size=3)
    backend.wait()
    # both ways: a first reading of new clients, and of changed ones
    whmcs.set_latency(1)
    for client in range(1, 7):
        whmcs.edit("client", client, city="Changed")
        whmcs.edit("client", operation="add", firstname="New", lastname=f"{client}")
    backend.press("action_sync_now")
    # every page is a second or more of waiting
    assert watch(backend) >= 6
    assert backend.wait()["state"] == "done"
    backend.assert_equal_to_whmcs()


def test_no_transaction_is_open_while_changes_are_sent(site, start_whmcs):
    whmcs = start_whmcs(clients=6, contacts=0)
    backend = Backend(site, whmcs, page_size=3, push_changes=True)
    backend.wait()
    whmcs.set_latency(1)
    partners = [backend.partner("client", client) for client in range(1, 7)]
    site.rpc.call("res.partner", "write", partners, {"city": "Sent"})
    # two pages: each is read, sent, and read again
    assert watch(backend) >= 6
    run = backend.wait("push")
    assert (run["state"], run["updated"]) == ("done", 6)


def watch(backend):
    """Look on until the run ends; return how often WHMCS was seen being waited for."""
    whmcs, seen = backend.simulator, 0
    while not ended(backend):
        before = whmcs.stats()["in_flight"]
        found = open_transactions(backend.site)
        if before and whmcs.stats()["in_flight"]:
            seen += 1
            assert not found
        time.sleep(0.05)
    return seen


def ended(backend):
    return backend.rpc.count(
        "sync.run",
        ["backend_id", "=", backend.id],
        ["id", ">", backend.last_run],
        ["state", "!=", "running"],
    )


def test_details_are_asked_for_eight_at_a_time(site, start_whmcs):
    whmcs = start_whmcs(clients=60, contacts=10, latency=0.05)
    whmcs.reset_stats()
    backend = Backend(site, whmcs)
    assert backend.wait()["state"] == "done"
    assert whmcs.stats()["max_in_flight_by_action"]["GetClientsDetails"] == 8
    backend.assert_equal_to_whmcs()
