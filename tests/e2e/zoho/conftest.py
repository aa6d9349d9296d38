"""An Odoo with a backend of Zoho CRM, against the simulator."""

import pytest

from devtools import paths
from devtools.demo import zoho as demo_zoho

from ..conftest import running_site, simulators
from ..helpers import Backend, assert_fine, open_clients, wait_until

MODULE = "tests.simulators.zoho"
PICTURES = paths.STATE / "pictures"


class ZohoBackend(Backend):
    """A backend of Zoho CRM, made as an admin does it; not connected yet."""

    def start(self, **values):
        usual = demo_zoho.values(self.simulator.url)
        return self.rpc.create("sync.backend", **{**usual, **values})

    def edit(self, what, number, operation, **values):
        return self.simulator.edit(what, number, operation, by="sales", **values)

    def tied(self, kind):
        """Return ``{id in Zoho CRM: id in Odoo}``."""
        domain = [["backend_id", "=", self.id], ["kind", "=", kind]]
        rows = self.rpc.search_read(
            "sync.binding", [*domain, ["res_id", ">", 0]], "remote_id", "res_id"
        )
        return {row["remote_id"]: row["res_id"] for row in rows}

    def lead_is(self, deal, **values):
        """Wait until the opportunity of a deal has these values; return it."""

        def same():
            number = self.tied("deal").get(deal)
            if not number:
                return False
            found = self.rpc.read("crm.lead", number, *values)
            right = all(found[name] == value for name, value in values.items())
            return found if right else False

        return wait_until(same, f"deal {deal}: {values}")


def customer_of(backend):
    """Make a customer, a product and a deal in Zoho CRM; return the deal's id."""
    ada = demo_zoho.person("Ada", "Ærø")
    return demo_zoho.sell(backend.simulator, "Hosting for Ada", ada, demo_zoho.HOSTING)


@pytest.fixture(scope="module")
def site(template):
    with running_site(template) as site:
        address = ("web.base.url", site.server.url)
        site.rpc.call("ir.config_parameter", "set_param", *address)
        [company] = site.rpc.call("res.company", "search", [], limit=1)
        values = {"email": "post@ours.example"}
        site.rpc.call("res.company", "write", [company], values)
        yield site


@pytest.fixture(scope="module")
def start_zoho():
    """Start a simulator: ``start_zoho(contacts=5, deals=8)``."""
    with simulators() as start:
        yield lambda **options: start(MODULE, no_oauth_limits=True, **options)


@pytest.fixture
def open_client(chromium, site):
    """Log in: ``open_client("admin", "phone")``; in the end nothing was in error."""
    with open_clients(chromium, site.server.url, 60) as (open_client, opened):
        yield open_client
        for client in opened:
            assert_fine(client)
