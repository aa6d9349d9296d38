"""A connection to a simulated Zoho CRM, as tests of its client need it."""

import threading
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from odoo.addons.sync_zoho.lib.client import ZohoClient
from odoo.addons.sync_zoho.lib.oauth import ZohoAccounts
from odoo.addons.sync_zoho.lib.regions import Regions

from tests.simulators.process import SimulatorProcess

APP = "1000.SIMULATORCLIENT", "simulator-secret"
BACK = "https://odoo.example/sync_zoho/connected"


class Holder:
    """Keeps tokens in memory."""

    def __init__(self, accounts, tokens):
        self.accounts, self.tokens, self.renewals = accounts, tokens, 0
        self._lock = threading.Lock()

    def token(self):
        return self.tokens.access

    def renewed(self, stale):
        with self._lock:
            if stale == self.tokens.access:
                self.renewals += 1
                fresh = self.accounts.refresh(self.tokens.refresh)
                self.tokens = self.tokens._replace(access=fresh.access)
        return self.tokens.access


class Fixed:
    """Has one token after the other, without Zoho."""

    def __init__(self):
        self.asked = []

    def token(self):
        return f"access-token-{len(self.asked)}"

    def renewed(self, stale):
        self.asked.append(stale)
        return self.token()


def accounts_of(simulator, location, *app):
    url = Regions(simulator.url).accounts_url(location)
    return ZohoAccounts(*(app or APP), url=url, test_mode=True)


def consent(url, decision="accept"):
    """Consent as a user does; return what comes back."""
    page = requests.get(url, timeout=9)
    reply = requests.post(
        page.url, data={"decision": decision}, allow_redirects=False, timeout=9
    )
    query = parse_qs(urlsplit(reply.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}


@pytest.fixture(scope="session")
def zoho_simulator():
    """A simulated Zoho; settings are restored after each test that has `zoho`."""
    options = {"contacts": 30, "products": 12, "deals": 2100, "region": "eu"}
    with SimulatorProcess(
        "tests.simulators.zoho",
        no_oauth_limits=True,
        refreshes=10_000,
        odd_records=True,
        **options,
    ) as simulator:
        yield simulator


@pytest.fixture(scope="session")
def zoho_tokens(zoho_simulator):
    """Return ``(region, accounts, tokens, what came back)`` of a consent."""
    regions = Regions(zoho_simulator.url)
    with accounts_of(zoho_simulator, "us") as start:
        back = consent(start.authorize_url(BACK, "a state"))
    region = regions.region_of_callback(back["location"], back["accounts-server"])
    with accounts_of(zoho_simulator, region) as accounts:
        yield region, accounts, accounts.exchange(back["code"], BACK), back


@pytest.fixture
def zoho(zoho_simulator, zoho_tokens, waits):
    region, accounts, tokens, _back = zoho_tokens
    url = Regions(zoho_simulator.url).api_url(region)
    holder = Holder(accounts, tokens)
    with ZohoClient(url, holder, test_mode=True) as client:
        client.holder = holder
        yield client
    zoho_simulator.set_faults()
    zoho_simulator.set_quirks()
    zoho_simulator.control("refusals", {"refusals": []})
    zoho_simulator.control("credits", {"limit": 50_000, "used": 0, "concurrency": 20})
    zoho_simulator.control("drop-channels", {})


@pytest.fixture
def scripted_zoho(server, waits):
    """A client of a server that answers as it is told."""
    with ZohoClient(server.url, Fixed(), test_mode=True) as client:
        yield client
