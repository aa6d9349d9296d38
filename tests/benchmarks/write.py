"""What it costs users that a changed partner is noted to be sent."""

import time

from devtools import database
from devtools.bench import Row

from .worker import measure

PARTNERS = 1_000
ROUNDS = 5
WRITES = 7


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    # The best of several: whatever else a shared machine does only adds to them.
    best = {"with": float("inf"), "without": float("inf")}
    for number in range(ROUNDS):
        ours = database.clone(database.template(), "dev_bench_with")
        bare = database.clone(database.core_template(), "dev_bench_without")
        pairs = [("with", ours, True), ("without", bare, False)]
        seconds = {
            name: measure(target, f"{__name__}:seconds_of_write", tied=tied)
            for name, target, tied in (pairs if number % 2 else pairs[::-1])
        }
        print(f"  round {number + 1}: {seconds}", flush=True)
        best = {name: min(best[name], seconds[name]) for name in best}
        database.drop(ours)
        database.drop(bare)
    return [
        Row(
            "write: one mapped field of 1,000 tied partners, with / without sync_base",
            best["with"] / best["without"],
            1.15,
        )
    ]


# -- in the worker ---------------------------------------------------------------


def seconds_of_write(env, tied):
    """Return the shortest time of a write to all partners, with its commit."""
    partners = env["res.partner"].create(
        [{"name": f"Partner {number}"} for number in range(PARTNERS)]
    )
    if tied:
        _tie(env, partners)
    env.cr.commit()
    seconds = []
    for number in range(WRITES):
        env.invalidate_all()
        start = time.perf_counter()
        partners.write({"city": f"City {number}"})
        env.cr.commit()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def _tie(env, partners):
    backend = env["sync.backend"].create(
        {"name": "Benchmark", "system": "whmcs", "push_changes": True}
    )
    ties = [(str(partner.id), "v1", partner.id, {}) for partner in partners]
    env["sync.binding"]._insert(backend, "client", "res.partner", ties)
