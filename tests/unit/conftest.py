"""Settings and fixtures of the unit tests."""

import time
from types import SimpleNamespace

import pytest
from hypothesis import settings

from odoo.addons.sync_base.lib import http

from tests.unit.scripted_server import ScriptedServer

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
