"""The client of Zoho CRM against the simulator: log-in, reading, writing."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from odoo.addons.sync_base.lib.errors import Auth, Invalid, NotFound, Transient
from odoo.addons.sync_zoho.lib.client import ZohoClient
from odoo.addons.sync_zoho.lib.oauth import ZohoAccounts
from odoo.addons.sync_zoho.lib.regions import Regions

from tests.simulators.process import SimulatorProcess

APP = "1000.SIMULATORCLIENT", "simulator-secret"
BACK = "https://odoo.example/sync_zoho/connected"
FIELDS = ("Deal_Name", "Stage", "Amount", "Contact_Name", "Modified_Time")


class Holder:
    """Keeps tokens in memory."""

    def __init__(self, accounts, tokens):
        self.accounts, self.tokens, self.renewals = accounts, tokens, 0

    def token(self):
        return self.tokens.access

    def renewed(self, stale):
        self.renewals += 1
        fresh = self.accounts.refresh(self.tokens.refresh)
        self.tokens = self.tokens._replace(access=fresh.access)
        return self.tokens.access


@pytest.fixture(scope="module")
def simulator():
    options = {"contacts": 300, "products": 12, "deals": 2100, "region": "eu"}
    with SimulatorProcess(
        "tests.simulators.zoho", no_oauth_limits=True, **options
    ) as simulator:
        yield simulator


def consent(url, decision="accept"):
    """Consent as a user does; return what comes back."""
    page = requests.get(url, timeout=9)
    reply = requests.post(
        page.url, data={"decision": decision}, allow_redirects=False, timeout=9
    )
    query = parse_qs(urlsplit(reply.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


@pytest.fixture(scope="module")
def connected(simulator):
    regions = Regions(simulator.url)
    start = ZohoAccounts(*APP, url=regions.accounts_url("us"), test_mode=True)
    back = consent(start.authorize_url(BACK, "a state"))
    region = regions.region_of_callback(back["location"], back["accounts-server"])
    accounts = ZohoAccounts(*APP, url=regions.accounts_url(region), test_mode=True)
    tokens = accounts.exchange(back["code"], BACK)
    return region, accounts, tokens, back


@pytest.fixture
def zoho(simulator, connected, waits):
    region, accounts, tokens, _back = connected
    holder = Holder(accounts, tokens)
    url = Regions(simulator.url).api_url(region)
    with ZohoClient(url, holder, test_mode=True) as client:
        client.holder = holder
        yield client
    simulator.set_faults()


def test_consent_leads_to_the_region_of_the_organisation(connected):
    region, accounts, tokens, back = connected
    assert (region, back["state"]) == ("eu", "a state")
    assert tokens.refresh
    assert tokens.seconds == 3600
    with pytest.raises(Auth, match="Connect again"):
        accounts.exchange(back["code"], BACK)


def test_a_user_who_refuses(simulator):
    regions = Regions(simulator.url)
    with ZohoAccounts(*APP, url=regions.accounts_url("eu"), test_mode=True) as accounts:
        back = consent(accounts.authorize_url(BACK, "a state"), "deny")
        assert back["error"] == "access_denied"


def test_an_app_that_is_unknown(simulator):
    url = Regions(simulator.url).accounts_url("eu")
    with ZohoAccounts("1000.X", "no secret", url=url, test_mode=True) as accounts:
        with pytest.raises(Auth, match="client ID") as caught:
            accounts.refresh("a refresh token")
    assert "no secret" not in str(caught.value)


def test_the_organisation(zoho):
    org = zoho.org()
    assert zoho.base_currency(org) == "EUR"
    stages = zoho.stages()
    assert stages.category("Closed Won") == "won"
    assert stages.category("closed lost") == "lost"
    assert stages.category("Qualification") == "open"
    assert stages.category("Nobody knows") is None


def test_all_pages(zoho, simulator):
    found, token, calls = [], None, 0
    while True:
        rows, token, _latest = zoho.records("Deals", FIELDS, token)
        found += [row["id"] for row in rows]
        calls += 1
        if not token:
            break
    there = {row["id"] for row in simulator.records("Deals")}
    assert calls == 11
    assert len(found) == len(set(found)) == 2100
    assert set(found) == there


def test_what_changed_since(zoho, simulator):
    zoho.org()
    since = zoho.served_at
    assert zoho.records("Contacts", ["Last_Name"], since=since).rows == []
    number = simulator.records("Contacts")[0]["id"]
    simulator.control("clock", {"advance": 2})
    edit = {"what": "contact", "id": number, "operation": "update"}
    simulator.control("edit", {**edit, "values": {"Last_Name": "Ærø"}})
    rows = zoho.records("Contacts", ["Last_Name"], since=since).rows
    assert [row["Last_Name"] for row in rows] == ["Ærø"]


def test_products_of_a_deal(zoho, simulator):
    deal = simulator.records("Deals")[1]["id"]
    products = [row["id"] for row in simulator.records("Products")][:2]
    edit = {"what": "deal", "id": deal, "operation": "add-products"}
    simulator.control("edit", {**edit, "values": {"products": products}})
    rows = zoho.products_of(deal, ["Product_Name", "Unit_Price"])
    assert {row["id"] for row in rows} >= set(products)


def test_a_change_and_a_note(zoho, simulator):
    deal = simulator.records("Deals")[2]["id"]
    zoho.update("Deals", deal, {"Amount": 99.5})
    assert zoho.record("Deals", deal)["Amount"] == 99.5
    zoho.add_note("Deals", deal, "Odoo", "Paid.")
    runs = simulator.records("workflow_runs")
    assert not [run for run in runs if run.get("id") == deal]
    with pytest.raises(Invalid, match="Amount"):
        zoho.update("Deals", deal, {"Amount": "much"})


def test_one_that_is_not_there(zoho):
    with pytest.raises(NotFound):
        zoho.record("Deals", "1")


def test_a_token_that_ended_is_renewed_once(zoho, simulator):
    simulator.control("expire-tokens", {"what": ["access"]})
    zoho.org()
    assert zoho.holder.renewals == 1
    zoho.org()
    assert zoho.holder.renewals == 1


def test_the_wrong_region(simulator, connected, waits):
    _region, accounts, tokens, _back = connected
    url = Regions(simulator.url).api_url("in")
    with ZohoClient(url, Holder(accounts, tokens), test_mode=True) as client:
        with pytest.raises(Auth, match="Connect again"):
            client.org()


def test_faults(zoho, simulator):
    simulator.set_faults({"kind": "reset", "times": 2})
    assert zoho.org()["company_name"]
    simulator.set_faults({"kind": "html", "times": 50})
    with pytest.raises(Transient):
        zoho.org()


def test_a_channel_lives_on_and_is_opened_anew(zoho, simulator):
    zoho.org()
    until = (zoho.served_at + timedelta(days=6)).replace(tzinfo=None)
    number = "1000000000000001"
    given = number, ["Deals.all"], "https://odoo.example/sync/event/1-x", "a token"
    for _twice in range(2):
        zoho.watch(*given, until)
        assert len(simulator.records("channels")) == 1
    simulator.control("drop-channels", {})
    zoho.watch(*given, until)
    assert len(simulator.records("channels")) == 1
    zoho.unwatch(number)
    assert not simulator.records("channels")
