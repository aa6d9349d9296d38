"""Real servers for end-to-end tests: PostgreSQL, Odoo, simulators, Chromium."""

import itertools
import os
from contextlib import contextmanager

import pytest

from devtools import browser, database
from devtools.server import Odoo, install, load_demo
from tests.simulators.process import SimulatorProcess

from .helpers import Backend, Site

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def template():
    with database.running():
        yield database.template()


@contextmanager
def running_site(source, demo=None, addons=(), load=(), **options):
    """Have an Odoo on a copy of the database ``source``.

    :param demo: name of an addon whose demo data are there
    :param addons: what is installed besides
    :param load: what the server has besides, see `Odoo`
    """
    # several of these may run at once
    name = database.clone(source, f"dev_e2e_{os.getpid()}_{next(_numbers)}")
    # Odoo mails it two hours after ``source`` was made, whatever is tested then.
    database.query(name, "UPDATE digest_digest SET state = 'deactivated' RETURNING id")
    try:
        if addons:
            install(name, addons)
        if demo:
            load_demo(name, demo)
        with Odoo(name, load=["cheap_passwords", *load], **options) as server:
            yield Site(server)
    finally:
        database.drop(name)


@contextmanager
def simulators():
    """Yield a function that starts simulators, WHMCS's if no other is named."""
    running = []

    def start(*module, **options):
        running.append(SimulatorProcess(*module, **options))
        running[-1].start()
        return running[-1]

    try:
        yield start
    finally:
        for simulator in running:
            simulator.stop()


@pytest.fixture(scope="session")
def cleared_site(template):
    with running_site(template) as site:
        yield site


@pytest.fixture
def site(cleared_site):
    """A running Odoo with all our addons, without any backend or its records."""
    yield cleared_site
    cleared_site.clear()


@pytest.fixture(scope="module")
def shared_site(template):
    """An Odoo of its own for the tests of a module, where what they do stays."""
    with running_site(template) as site:
        yield site


@pytest.fixture
def start_whmcs():
    """Start a WHMCS simulator: ``start_whmcs(clients=20, contacts=30)``."""
    with simulators() as start:
        yield start


@pytest.fixture(scope="module")
def start_shared_whmcs():
    """Like `start_whmcs`; what it starts is there for all tests of a module."""
    with simulators() as start:
        yield start


@pytest.fixture
def connect(site, start_whmcs):
    """Start a simulator, and a backend for it: ``connect(clients=20, contacts=30)``."""

    def connect(backend=None, **options):
        return Backend(site, start_whmcs(**options), **(backend or {}))

    return connect


@pytest.fixture(scope="session")
def chromium():
    with browser.chromium() as running:
        yield running
