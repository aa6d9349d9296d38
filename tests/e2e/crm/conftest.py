"""The example of Integria's manual on a real server, and its people in Chromium."""

import pytest

from devtools import paths

from ..conftest import running_site
from ..helpers import assert_fine, open_clients

PICTURES = paths.STATE / "pictures"


@pytest.fixture(scope="module")
def site(template):
    with running_site(template, demo="crm_integria") as site:
        yield site


@pytest.fixture
def open_client(chromium, site):
    """Log in as one of the example: ``open_client(login, viewport)``."""
    with open_clients(chromium, site.server.url) as (open_client, opened):
        yield lambda login, viewport="desktop": open_client(login, viewport, login)
        for client in opened:
            assert_fine(client)
