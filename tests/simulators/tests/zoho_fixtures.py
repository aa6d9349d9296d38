"""A simulated Zoho for all tests; settings are restored after each test."""

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.zoho_api import MODULE, ZohoApi


@pytest.fixture(scope="session")
def shared_zoho_sim():
    """A simulated Zoho CRM."""
    options = {"odd_records": True, "pipelines": 2, "no_oauth_limits": True}
    with SimulatorProcess(MODULE, contacts=30, deals=30, **options) as simulator:
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
