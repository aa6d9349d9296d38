"""An Odoo with a backend of e-conomic, against the simulator."""

import pytest

from devtools import paths

from ..conftest import running_site, simulators
from ..helpers import Backend, open_clients, wait_until

MODULE = "tests.simulators.economic"
PICTURES = paths.STATE / "pictures"
DEFAULTS = {
    "economic_group_id": ("customer_group", 1),
    "economic_terms_id": ("payment_terms", 1),
    "economic_zone_home_id": ("vat_zone", 1),
    "economic_zone_eu_id": ("vat_zone", 2),
    "economic_zone_abroad_id": ("vat_zone", 3),
}


class EconomicBackend(Backend):
    """A backend of e-conomic, made and switched on as an admin does it."""

    def create(self, **values):
        url = self.simulator.url
        addresses = ("economic_rest_url", "economic_openapi_url", "economic_secure_url")
        return self.rpc.create(
            "sync.backend",
            **{
                "name": "e-conomic",
                "system": "economic",
                "test_mode": True,
                "economic_app_secret_input": "simulator-app-secret",
                "economic_app_public": "simulator-app-public",
                **dict.fromkeys(addresses, url),
                **values,
            },
        )

    def start(self, **values):
        values = {"push_changes": True} | values
        backend = self.create(economic_grant_input="simulator-grant", **values)
        self.rpc.call("sync.backend", "action_test_connection", [backend])
        self.rpc.call("sync.backend", "action_start", [backend])
        return backend

    def choose_defaults(self):
        """Choose what new customers get there."""
        items = {
            name: self.partner(kind, number)
            for name, (kind, number) in DEFAULTS.items()
        }
        self.write(**items)

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
def site(template):
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
            assert not client.errors
            wide = client.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= client.page.viewport_size["width"]
