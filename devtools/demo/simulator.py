"""Simulated remote systems, and waiting for what Odoo makes of them."""

import time

from tests.simulators.process import SimulatorProcess

from ..server import forget, record

PATIENCE = 600
OF_RUN = ("state", "done", "created", "failed", "seconds", "rate", "calls", "message")


class Simulator(SimulatorProcess):
    """A simulator that ``./dev stop`` knows about."""

    def start(self):
        super().start()
        record(self.pid, "simulator")

    def stop(self):
        forget(self.pid)
        return super().stop()


def wait_until(condition, what, seconds=PATIENCE, pause=0.5):
    """Return the first true value of ``condition()``.

    :raises TimeoutError: there was none in time
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(pause)
    raise TimeoutError(f"{what}: not within {seconds} s")


def wait_for_run(rpc, backend, after=0):
    """Wait for the end of the first run newer than ``after``; return it as a dict."""
    domain = [
        ["backend_id", "=", backend],
        ["id", ">", after],
        ["state", "!=", "running"],
    ]

    def ended():
        return rpc.search_read("sync.run", domain, *OF_RUN, order="id", limit=1)

    return wait_until(ended, f"a run of backend {backend}")[0]
