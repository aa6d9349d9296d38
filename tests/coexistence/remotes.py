"""Simulated remote systems, each with a backend in a company of its own."""

from devtools.demo import zoho as demo_zoho
from devtools.demo.whmcs import billing_settings
from tests.e2e.economic.conftest import EconomicBackend
from tests.e2e.helpers import Backend
from tests.e2e.zoho.conftest import ZohoBackend


class _InCompany:
    """A backend that its firm's administrator makes, in the firm's company."""

    def __init__(self, firm, simulator, **values):
        values |= {"company_id": firm.id, "own_contacts": True}
        super().__init__(firm.site, simulator, **values)

    def partners(self, kind):
        """Return ``{remote id: id}`` of what came in."""
        rows = self.rpc.search_read(
            "sync.binding",
            [["backend_id", "=", self.id], ["kind", "=", kind], ["res_id", ">", 0]],
            *("remote_id", "res_id"),
        )
        return {row["remote_id"]: row["res_id"] for row in rows}


class Whmcs(_InCompany, Backend):
    pass


class Economic(_InCompany, EconomicBackend):
    pass


class Zoho(_InCompany, ZohoBackend):
    pass


def connect_whmcs(firm, simulator):
    """Have a company's backend read all that WHMCS has."""
    backend = Whmcs(firm, simulator, **billing_settings(firm))
    backend.sync_until_done()
    return backend


def connect_economic(firm, simulator):
    backend = Economic(firm, simulator)
    assert backend.wait()["state"] == "done"
    return backend


def connect_zoho(firm, simulator, price):
    """Have deals of one price: one that is won and billed, one that is open.

    :return: the backend, and both deals' ids in Zoho CRM
    """
    site = firm.site
    site.rpc.call("ir.config_parameter", "set_param", "web.base.url", site.server.url)
    email = {"email": "post@ours.example"}
    site.rpc.call("res.company", "write", [firm.id], email)
    backend = Zoho(firm, simulator)
    demo_zoho.connect(site.rpc, site.server.url, site.server.database, backend.id)
    hosting = demo_zoho.product("Hosting", price)
    won = demo_zoho.sell(
        simulator, "Hosting for Ada", demo_zoho.person("Ada", "Ærø"), hosting
    )
    given = {"Deal_Name": "Hosting for Bo", "Amount": price}
    given |= {"Stage": demo_zoho.STAGE, "Pipeline": demo_zoho.PIPELINE}
    still_open = simulator.edit("deal", operation="add", by="sales", **given)["id"]
    for button in ("test_connection", "zoho_check_fields", "start", "zoho_watch"):
        backend.press(f"action_{button}")
    backend.lead_is(won, zoho_category="open")
    simulator.edit("deal", won, "move", by="sales", stage="Closed Won")
    return backend, won, still_open
