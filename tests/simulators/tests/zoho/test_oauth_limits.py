"""Limits per minute of the simulated accounts servers."""

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.zoho.api import MODULE, Accounts


@pytest.fixture(scope="module")
def sim():
    with SimulatorProcess(MODULE, deals=0, contacts=0, products=0) as simulator:
        yield simulator


def test_four_codes_a_minute(sim):
    accounts = Accounts(sim.url)
    for _time in range(4):
        accounts.code()
    with pytest.raises(AssertionError, match="too many requests"):
        accounts.code()
    # the block outlasts the minute
    sim.control("clock", {"advance": 120})
    with pytest.raises(AssertionError, match="too many requests"):
        accounts.code()
    sim.control("clock", {"advance": 600})
    assert accounts.code()
    sim.control("clock", {"advance": 660})


def test_five_refresh_tokens_a_minute(sim):
    accounts = Accounts(sim.url)
    codes = [accounts.code() for _time in range(3)]
    sim.control("clock", {"advance": 61})
    codes += [accounts.code() for _time in range(3)]
    found = [accounts.exchange(code) for code in codes]
    assert ["refresh_token" in each for each in found] == [True] * 5 + [False]
    assert found[-1]["error"] == "Access Denied"


def test_limits_can_be_set(sim):
    told = sim.control("oauth-limits", {"rare": False, "code_seconds": 30})
    assert (told["rare"], told["code_seconds"], told["refreshes"]) == (False, 30.0, 10)
    with pytest.raises(ValueError, match="unknown setting: shoes"):
        sim.control("oauth-limits", {"shoes": 1})
    accounts = Accounts(sim.url)
    codes = [accounts.code() for _time in range(6)]
    sim.control("clock", {"advance": 31})
    assert accounts.exchange(codes[0]) == {"error": "invalid_code"}
