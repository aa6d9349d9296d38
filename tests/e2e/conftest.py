"""Real servers for end-to-end tests: PostgreSQL, Odoo, simulators, Chromium."""

import itertools

import pytest

from devtools import browser, database
from devtools.rpc import Rpc
from devtools.server import Odoo
from tests.simulators.process import SimulatorProcess

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def template():
    with database.running():
        yield database.template()


@pytest.fixture
def odoo(template):
    """A running Odoo with all our addons on a database of its own."""
    name = database.clone(template, f"dev_e2e_{next(_numbers)}")
    with Odoo(name) as server:
        yield server
    database.drop(name)


@pytest.fixture
def rpc(odoo):
    return Rpc(odoo.url, odoo.database)


@pytest.fixture
def whmcs():
    """Start a WHMCS simulator: ``whmcs(clients=20, contacts=30)``."""
    running = []

    def start(**options):
        running.append(SimulatorProcess(**options))
        running[-1].start()
        return running[-1]

    yield start
    for simulator in running:
        simulator.stop()


@pytest.fixture(scope="session")
def chromium():
    with browser.chromium() as running:
        yield running
