"""How fast WHMCS clients come in, against Odoo's batched create of the same values."""

import threading
import time

import psutil
from psycopg2 import sql

from devtools import database
from devtools.bench import Row
from devtools.demo.simulator import Simulator

from .worker import measure

CLIENTS, CONTACTS = 6_000, 4_000
MANY_CLIENTS, MANY_CONTACTS = 50_000, 80_000
ROUNDS = 3
BATCH = 1_000
KINDS = ("client", "client_person", "contact")
MODELS = ("whmcs.client", "whmcs.client.person", "whmcs.contact")


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    return [*speed(), memory()]


def speed():
    rounds = []
    with Simulator(clients=CLIENTS, contacts=CONTACTS) as whmcs:
        for number in range(ROUNDS):
            pulled = database.clone(database.template(), "dev_bench_pull")
            bare = database.clone(database.template(), "dev_bench_bare")
            figures = measure(pulled, f"{__name__}:pull", url=whmcs.url)
            # The same values, so the pull of this round must come first.
            figures["bare"] = measure(bare, f"{__name__}:bare_create", source=pulled)
            print(f"  round {number + 1}: {figures}", flush=True)
            rounds.append(figures)
            database.drop(pulled)
            database.drop(bare)

    def best(over, under):
        # whatever else a shared machine does only adds to a time
        return min(each[over] for each in rounds) / min(each[under] for each in rounds)

    return [
        Row("pull: first pull / bare create", best("first", "bare"), 1.5),
        Row("pull: nothing changed / first pull", best("again", "first"), 0.10),
        Row(
            "pull: rows of res_partner written though nothing changed",
            max(each["written"] for each in rounds),
            0,
        ),
        Row("pull: all details anew / first pull", best("full", "first"), None),
    ]


def memory():
    with Simulator(clients=MANY_CLIENTS, contacts=MANY_CONTACTS) as whmcs:
        name = database.clone(database.template(), "dev_bench_memory")
        grown = measure(name, f"{__name__}:memory_of_pull", url=whmcs.url)
        print(f"  {grown}", flush=True)
        database.drop(name)
    return Row("pull: memory growth over 50,000 clients (MiB)", grown["mib"], 150)


# -- in the worker ---------------------------------------------------------------


def make_backend(env, url, **values):
    """Return a running backend on a simulator."""
    backend = env["sync.backend"].create(
        {
            "name": "Benchmark",
            "system": "whmcs",
            "whmcs_url": url,
            "whmcs_identifier": "simulator-identifier",
            "whmcs_secret": "simulator-secret",
            "test_mode": True,
            "user_id": env.ref("base.user_admin").id,
            "state": "running",
            **values,
        }
    )
    env.cr.commit()
    return backend


def timed_pull(backend):
    start = time.perf_counter()
    run = backend._pull()
    seconds = time.perf_counter() - start
    assert run.state == "done", run.message
    return seconds


def written(env):
    """Return how many rows of res_partner were inserted or updated so far."""
    env.cr.commit()
    env.cr.execute("SELECT pg_stat_force_next_flush()")
    env.cr.commit()
    env.cr.execute(
        "SELECT n_tup_ins + n_tup_upd FROM pg_stat_user_tables "
        "WHERE relname = 'res_partner'"
    )
    return env.cr.fetchone()[0]


def pull(env, url):
    """Return seconds of the first pull, of one with nothing new, and of a full one."""
    backend = make_backend(env, url)
    figures = {"first": timed_pull(backend)}
    before = written(env)
    figures["again"] = timed_pull(backend)
    # everything is due for the full comparison
    backend.whmcs_full_hours = 0
    figures["full"] = timed_pull(backend)
    figures["written"] = written(env) - before
    return figures


def bare_create(env, source, models=MODELS, kinds=KINDS, without=("whmcs_group_id",)):
    """Return seconds of batched creates of the partners that ``source`` holds.

    :param without: fields that link to what the other database lacks
    """
    values = _values_of(env, source, models, kinds, set(without))
    partners = env["res.partner"].with_context(tracking_disable=True)
    new_ids = {}
    start = time.perf_counter()
    for rows_of_kind in values:
        for first in range(0, len(rows_of_kind), BATCH):
            batch = rows_of_kind[first : first + BATCH]
            created = partners.create(
                [
                    {**row, "parent_id": new_ids.get(row["parent_id"], False)}
                    for _old_id, row in batch
                ]
            )
            new_ids |= zip((old_id for old_id, _row in batch), created.ids, strict=True)
            env.cr.commit()
    return time.perf_counter() - start


def _values_of(env, source, models, kinds, without):
    """Return, per kind, ``(id, values)`` of the bound partners of another database."""
    names = {pair.name for model in models for pair in env[model]._field_map()}
    columns = sorted(names - without | {"parent_id"})
    statement = sql.SQL(
        "SELECT p.id, {} FROM res_partner p JOIN sync_binding b ON b.res_id = p.id "
        "WHERE b.kind = %s ORDER BY b.id"
    ).format(sql.SQL(", ").join(sql.Identifier("p", column) for column in columns))
    return [
        [
            (row[0], dict(zip(columns, row[1:], strict=True)))
            for row in database.query(source, statement, (kind,))
        ]
        for kind in kinds
    ]


def memory_of_pull(env, url):
    """Return what `watched_pull` does of a backend of WHMCS."""
    return watched_pull(make_backend(env, url))


def watched_pull(backend):
    """Return the highest growth of this process's memory during a pull, and seconds."""
    process = psutil.Process()
    start = process.memory_info().rss
    peak, done = [start], threading.Event()

    def watch():
        while not done.wait(0.5):
            peak[0] = max(peak[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        seconds = timed_pull(backend)
    finally:
        done.set()
        watcher.join()
    return {"mib": (peak[0] - start) / 2**20, "seconds": seconds}
