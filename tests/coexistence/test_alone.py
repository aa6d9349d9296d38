"""Our addons with what they need and no more; then others come after them."""

import pytest

from devtools.upstream import NEIGHBOURS as THEIRS
from tests.e2e.conftest import running_site

from .conftest import ALONE, GLUE, installed
from .firm import CURRENCIES, PLAIN_CHART, make_firms
from .life import Life


@pytest.fixture(scope="module")
def alone():
    with installed("alone") as made:
        yield made.install(ALONE)


@pytest.fixture(scope="module")
def site(alone):
    with running_site(alone.name) as site:
        yield site


@pytest.fixture(scope="module")
def firms(site):
    return make_firms(site, dict.fromkeys(CURRENCIES, PLAIN_CHART))


def test_ours_are_content_with_what_they_need(alone):
    assert not alone.loud
    assert set(alone.states(ALONE).values()) == {"installed"}
    assert "installed" not in alone.states([*GLUE, *THEIRS]).values()


class TestLife(Life):
    pass


def test_theirs_come_after_ours(alone):
    alone.install([*THEIRS, "helpdesk_mgmt"])
    assert not alone.loud
    states = alone.states([*THEIRS, *ALONE, *GLUE])
    assert len(states) == len(THEIRS) + len(ALONE) + len(GLUE)
    # what joins ours to theirs comes by itself
    assert set(states.values()) == {"installed"}
