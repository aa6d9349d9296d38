"""A pull from a remote in memory with many customers: no HTTP in the figures."""

import time
from contextlib import contextmanager

from devtools import database, server

NAME = "Benchmark"


@contextmanager
def prepared(name):
    """Have a database ``name`` with our addons and the dummy connector."""
    database.clone(database.template(), name)
    server.install(name, ["sync_dummy"])
    try:
        yield name
    finally:
        database.drop(name)


# -- in the worker ---------------------------------------------------------------


def customer(number):
    """Return the values of one customer, all different."""
    return {
        "name": f"Customer {number:06}",
        "email": f"customer.{number}@example.dk",
        "phone": f"+45 {20_000_000 + number}",
        "city": f"City {number % 500}",
        "vat": f"DK{10_000_000 + number}",
    }


def backend(env, customers):
    """Return a running backend whose remote has so many customers."""
    from odoo.addons.sync_dummy.lib.remote import remote

    state = remote(NAME)
    for number in range(customers):
        state.add(**customer(number))
    made = env["sync.backend"].create(
        {
            "name": NAME,
            "system": "dummy",
            "state": "running",
            "user_id": env.ref("base.user_admin").id,
        }
    )
    env.cr.commit()
    return made


def seconds_of_pull(env, customers):
    """Return the time of the first pull."""
    made = backend(env, customers)
    start = time.perf_counter()
    run = made._pull()
    seconds = time.perf_counter() - start
    assert (run.state, run.created) == ("done", customers), run.message
    return seconds
