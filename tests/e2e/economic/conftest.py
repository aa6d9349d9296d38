"""An Odoo with a backend of e-conomic, against the simulator."""

import pytest

from devtools import paths
from devtools.demo.economic import choose_defaults, connection

from ..conftest import running_site, simulators
from ..helpers import Backend, assert_fine, open_clients, wait_until

MODULE = "tests.simulators.economic"
PICTURES = paths.STATE / "pictures"


class EconomicBackend(Backend):
    """A backend of e-conomic, made and switched on as an admin does it."""

    def start(self, switch_on=True, **values):
        usual = {"name": "e-conomic", "push_changes": True}
        values = connection(self.simulator.url) | usual | values
        backend = self.rpc.create("sync.backend", **values)
        if switch_on:
            self.rpc.call("sync.backend", "action_test_connection", [backend])
            self.rpc.call("sync.backend", "action_start", [backend])
        return backend

    def choose_defaults(self):
        choose_defaults(self.rpc, self.id)

    def customer(self, number):
        """Return what is stored in e-conomic, with OpenAPI's names."""
        rows = self.simulator.state()["customers"]
        return next(row for row in rows if row["customerNumber"] == number)

    def partner_is(self, number, **values):
        """Wait until the partner of a customer has these values; return its id."""

        def same():
            domain = [["kind", "=", "customer"], ["remote_id", "=", str(number)]]
            rows = self.rpc.search_read("sync.binding", domain, "res_id")
            if not rows:
                return False
            found = self.rpc.read("res.partner", rows[0]["res_id"], *values)
            right = all(found[name] == value for name, value in values.items())
            return rows[0]["res_id"] if right else False

        return wait_until(same, f"customer {number}: {values}")


@pytest.fixture(scope="module")
def transport():
    """Which services are used; a file of tests may ask for both."""
    return "rest"


@pytest.fixture(scope="module")
def site(template, transport):
    with running_site(template) as site:
        # what an admin's first log-in sets
        address = ("web.base.url", site.server.url)
        site.rpc.call("ir.config_parameter", "set_param", *address)
        currency = site.ref("base.DKK")
        site.rpc.call("res.currency", "write", [currency], {"active": True})
        yield site


@pytest.fixture(scope="module")
def start_economic():
    """Start a simulator: ``start_economic(customers=20, contacts=30)``."""
    with simulators() as start:
        yield lambda **options: start(MODULE, **options)


@pytest.fixture
def open_client(chromium, site):
    """Log in: ``open_client("admin", "phone")``; in the end nothing was in error."""
    with open_clients(chromium, site.server.url, 120) as (open_client, opened):
        yield open_client
        for client in opened:
            assert_fine(client)
