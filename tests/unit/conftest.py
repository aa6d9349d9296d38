"""Settings and fixtures of the unit tests."""

import ssl
import time
from types import SimpleNamespace

import pytest
from hypothesis import settings

from odoo.addons.sync_base.lib import http
from odoo.addons.sync_whmcs.lib.hooks import fill_in
from odoo.addons.sync_zoho.lib.client import ZohoClient
from odoo.addons.sync_zoho.lib.regions import Regions

from tests.hook_php import HOOK_FILE, SECRET, fire
from tests.simulators.process import SimulatorProcess
from tests.unit.certificates import write_certificate
from tests.unit.scripted_server import ScriptedServer
from tests.unit.zoho.connected import BACK, Fixed, Holder, accounts_of, consent

# A busy machine is no reason to fail.
settings.register_profile("unit", deadline=None)
settings.load_profile("unit")


@pytest.fixture(scope="session", autouse=True)
def direct_connections():
    """Keep a proxy of the environment out: all tests talk to this machine only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "*")
        patch.setenv("no_proxy", "*")
        yield


@pytest.fixture
def waits(monkeypatch):
    """The seconds waited between attempts; nothing really waits."""
    seconds = []
    patient = SimpleNamespace(**vars(time) | {"sleep": seconds.append})
    monkeypatch.setattr(http, "time", patient)
    return seconds


@pytest.fixture
def server():
    with ScriptedServer() as scripted:
        yield scripted


@pytest.fixture
def serve(tmp_path):
    """Serve https on the loopback address with a certificate for an address."""
    servers = []

    def start(address):
        path = write_certificate(tmp_path / "certificate.pem", address)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        server = ScriptedServer()
        server.socket = context.wrap_socket(server.socket, server_side=True)
        servers.append(server.__enter__())
        return server.url.replace("http:", "https:"), path

    yield start
    for server in servers:
        server.__exit__()


@pytest.fixture
def whmcs(server, tmp_path):
    """Return a function that fires hooks, whose file sends to the server."""

    def request(*hooks, url=None, secret=SECRET, **options):
        path = tmp_path / "odoo_sync.php"
        url = url or f"{server.url}/sync/event/1-token"
        path.write_text(fill_in(HOOK_FILE.read_text(), url, secret), newline="")
        return fire(path, tmp_path, *hooks, **options)

    return request


@pytest.fixture(params=["curl", "stream"])
def curl(request):
    """Whether PHP has curl; the hook file works as well without."""
    return request.param == "curl"


@pytest.fixture(scope="session")
def zoho_simulator():
    """A simulated Zoho; settings are restored after each test that has `zoho`."""
    options = {"contacts": 30, "products": 12, "deals": 2100, "region": "eu"}
    with SimulatorProcess(
        "tests.simulators.zoho",
        subform="Product_and_Pricing",
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
