"""Databases in which our addons are beside those that a site may have as well."""

import os
from contextlib import contextmanager

import pytest

from devtools import database, paths, server
from tests.e2e.conftest import simulators
from tests.left_overs import loud_lines

pytest.register_assert_rewrite("tests.coexistence.life")

# ours that join something of these to our others: see their manifests
GLUE = ["sync_base_queue", "sync_whmcs_helpdesk"]
ALONE = [name for name in paths.own_addons() if name not in GLUE]


class Installed:
    """A database of its own; ``loud`` is what Odoo's log said from WARNING on."""

    def __init__(self, name):
        self.name = f"dev_beside_{name}_{os.getpid()}"
        self.loud = []

    def install(self, addons):
        log = server.install(self.name, addons)
        assert "modules loaded" in log.read_text(errors="replace").lower()
        self.loud += loud_lines(log)
        return self

    def states(self, addons):
        """Return ``{addon: state}``."""
        statement = "SELECT name, state FROM ir_module_module WHERE name = ANY(%s)"
        return dict(database.query(self.name, statement, (list(addons),)))


@contextmanager
def installed(name, source=None):
    """Have a database, empty or a copy of ``source``."""
    made = Installed(name)
    try:
        if source:
            database.clone(source, made.name)
        else:
            database.create(made.name)
        yield made
    finally:
        database.drop(made.name)


@pytest.fixture(scope="session", autouse=True)
def postgres():
    with database.running():
        yield


@pytest.fixture(scope="module")
def start_simulator():
    """Start a simulator: ``start_simulator("zoho", deals=8)``."""
    with simulators() as start:
        yield lambda system, **options: start(f"tests.simulators.{system}", **options)
