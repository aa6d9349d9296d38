"""One simulator for all tests; settings are restored after each test."""

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.economic.api import EconomicApi, needs_contracts
from tests.simulators.tests.economic.soap import SoapApi, SoapDocuments
from tests.simulators.tests.whmcs.api import CREDENTIALS, Api
from tests.simulators.tests.zoho.api import MODULE as ZOHO
from tests.simulators.tests.zoho.api import ZohoApi
from tests.simulators.tests.zoho.subscriber import Subscriber


@pytest.fixture(scope="session")
def shared_sim():
    with SimulatorProcess(
        clients=60, contacts=100, odd_records=True, access_key="Open.Sesame"
    ) as simulator:
        yield simulator


@pytest.fixture
def sim(shared_sim):
    yield shared_sim
    shared_sim.set_faults()
    shared_sim.set_quirks()
    shared_sim.set_latency(0)
    shared_sim.set_access(
        refused_ips=[], denied_actions=[], caller_ip="", secret=CREDENTIALS["secret"]
    )


@pytest.fixture(scope="session")
def shared_billing_sim():
    """Another one, with invoices."""
    with SimulatorProcess(clients=40, contacts=0, invoices=300) as simulator:
        yield simulator


@pytest.fixture
def billing_sim(shared_billing_sim):
    yield shared_billing_sim
    shared_billing_sim.set_quirks()


@pytest.fixture
def billing_api(billing_sim):
    return Api(billing_sim.url)


@pytest.fixture(scope="session")
def shared_ticket_sim():
    """Another one, with tickets; the API's administrator lacks department 4."""
    with SimulatorProcess(
        clients=40, contacts=60, tickets=300, departments=4
    ) as simulator:
        yield simulator


@pytest.fixture
def ticket_sim(shared_ticket_sim):
    yield shared_ticket_sim
    shared_ticket_sim.set_quirks()


@pytest.fixture
def ticket_api(ticket_sim):
    return Api(ticket_sim.url)


@pytest.fixture
def api(sim):
    return Api(sim.url)


@pytest.fixture(scope="session")
def shared_economic_sim():
    """A simulated e-conomic."""
    module = "tests.simulators.economic"
    options = {"odd_records": True, "webhook_pause": 0.02}
    with SimulatorProcess(module, customers=45, contacts=60, **options) as simulator:
        yield simulator


@pytest.fixture
def economic_sim(shared_economic_sim):
    yield shared_economic_sim
    shared_economic_sim.set_faults()
    shared_economic_sim.set_quirks()
    shared_economic_sim.set_access(revoked=False, lacks_role=False)
    shared_economic_sim.control("rate", {"limit": 10000, "seconds": 60})
    shared_economic_sim.control("sessions", {"end": True, "seconds": 1200})


@pytest.fixture
def economic(economic_sim):
    return EconomicApi(economic_sim.url)


@pytest.fixture(scope="session")
def soap_documents(shared_economic_sim):
    """Descriptions of the SOAP service, each read once."""
    return SoapDocuments(shared_economic_sim.url)


@pytest.fixture(params=["own", pytest.param("published", marks=needs_contracts)])
def soap(request, economic_sim, soap_documents):
    """A connected caller of the SOAP service, by each description of it."""
    caller = SoapApi(soap_documents[request.param], economic_sim.url)
    caller.connect()
    return caller


@pytest.fixture
def own_soap(economic_sim, soap_documents):
    """A caller that did not connect."""
    return SoapApi(soap_documents["own"], economic_sim.url)


@pytest.fixture(scope="session")
def shared_zoho_sim():
    """A simulated Zoho CRM."""
    options = {"odd_records": True, "pipelines": 2, "no_oauth_limits": True}
    with SimulatorProcess(ZOHO, contacts=30, deals=30, **options) as simulator:
        yield simulator


@pytest.fixture
def zoho_sim(shared_zoho_sim):
    sim = shared_zoho_sim
    yield sim
    sim.set_faults()
    sim.set_quirks()
    sim.set_latency(0)
    sim.control("refusals", {"refusals": []})
    sim.control("search-lag", {"seconds": 0})
    sim.control("credits", {"limit": 50_000, "used": 0, "concurrency": 20})
    sim.control("drop-channels", {})
    usual = {"delay": 0, "jitter": 0, "lost": 0, "repeated": 0, "hold": False}
    sim.control("notifications", usual)
    sim.edit("org", edition="enterprise", currency_format="symbol")


@pytest.fixture
def zoho(zoho_sim):
    return ZohoApi(zoho_sim)


@pytest.fixture(scope="session")
def shared_selling_sim():
    """Another one, whose deals have a subform."""
    options = {"subform": "Product_and_Pricing", "no_oauth_limits": True}
    with SimulatorProcess(ZOHO, contacts=2, products=2, deals=0, **options) as sim:
        yield sim


@pytest.fixture
def selling(shared_selling_sim):
    """A caller of that one."""
    sim = shared_selling_sim
    yield ZohoApi(sim)
    sim.set_faults()
    sim.control("refusals", {"refusals": []})
    sim.control("drop-channels", {})
    sim.control("credits", {"limit": 50_000, "used": 0, "concurrency": 20})


@pytest.fixture
def subscriber():
    """A server that Zoho CRM calls."""
    found = Subscriber()
    yield found
    found.close()


@pytest.fixture(scope="module")
def calling_sim():
    """A Zoho CRM for what it calls; its clock goes on, so each file has its own."""
    with SimulatorProcess(ZOHO, contacts=2, products=2, deals=0) as simulator:
        yield simulator


@pytest.fixture
def calling_zoho(calling_sim):
    sim = calling_sim
    yield ZohoApi(sim)
    sim.control("drop-channels", {})
    sim.set_quirks()
    usual = {"delay": 0, "jitter": 0, "lost": 0, "repeated": 0, "hold": False}
    sim.control("notifications", {**usual, "tries": 1})
    sim.control("release-notifications", {})
