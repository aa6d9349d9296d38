"""How many webhook calls are taken in, against a route that only inserts a row."""

import hmac
import itertools
import json
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

from devtools import database, server
from devtools.bench import Row
from devtools.rpc import Rpc

from .worker import measure

DATABASE = "dev_bench_events"
SECRET = "benchmark"
# Short rounds in turns: what else the machine does then meets both alike.
CALLS = 50
ROUNDS = 40
SENDERS = 4
_numbers = itertools.count(1)


def rows():
    """Return the rows of this benchmark (see `devtools.bench`)."""
    database.clone(database.template(), DATABASE)
    server.install(DATABASE, ["sync_dummy"])
    path = measure(DATABASE, f"{__name__}:make_backend")
    # The action that processes events would take its share of the machine.
    with server.Odoo(DATABASE, crons=False) as odoo:
        paths = {"intake": path, "bare": "/dummy/bare"}
        for each in paths.values():
            seconds_of_calls(odoo.port, each)
        seconds = dict.fromkeys(paths, 0)
        for number in range(ROUNDS):
            for name in list(paths) if number % 2 else list(paths)[::-1]:
                seconds[name] += seconds_of_calls(odoo.port, paths[name])
        speed = {name: ROUNDS * CALLS / each for name, each in seconds.items()}
        print(f"  calls per second: {speed}", flush=True)
        waiting = Rpc(odoo.url, DATABASE).count("sync.event", ["state", "=", "new"])
        assert waiting == CALLS * (ROUNDS + 1), waiting
    database.drop(DATABASE)
    return [
        Row(
            "events: calls per second of a bare route / of the intake",
            speed["bare"] / speed["intake"],
            1.25,
        )
    ]


def seconds_of_calls(port, path):
    calls = [_signed() for _number in range(CALLS)]

    def send(call):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        body, headers = call
        connection.request("POST", path, body, headers)
        assert connection.getresponse().status == 200
        connection.close()

    with ThreadPoolExecutor(SENDERS) as senders:
        start = time.perf_counter()
        list(senders.map(send, calls))
        return time.perf_counter() - start


def _signed():
    """Return ``(body, headers)`` of a call as the dummy signs it."""
    number = next(_numbers)
    body = json.dumps({"id": number, "customers": [str(number)]}).encode()
    now = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), now.encode() + b"." + body, "sha256")
    return body, {
        "Content-Type": "application/json",
        "X-Dummy-Time": now,
        "X-Dummy-Signature": digest.hexdigest(),
    }


# -- in the worker ---------------------------------------------------------------


def make_backend(env):
    """Make a backend that takes events; return the path of its address."""
    backend = env["sync.backend"].create(
        {"name": "Benchmark", "system": "dummy", "state": "running"}
    )
    backend.event_secret = SECRET
    return f"/sync/event/{backend.id}-{backend.event_token}"
