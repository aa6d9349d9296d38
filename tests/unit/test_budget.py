"""The calls that a remote system still allows, as its replies tell."""

from datetime import datetime, timedelta, timezone

import pytest
from requests.structures import CaseInsensitiveDict

from odoo.addons.sync_base.lib.budget import Budget, budget_of

from tests.unit.scripted_server import Answer
from tests.unit.test_http import Client

NOW = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)


def told(**headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return budget_of(CaseInsensitiveDict(headers), NOW)


def test_nothing_is_told():
    assert told(Content_Type="text/html") is None


@pytest.mark.parametrize("prefix", ["x_ratelimit_", "RateLimit_", "X_Rate_Limit_"])
def test_all_is_told(prefix):
    headers = {"remaining": "7", "limit": "100, 100;w=60", "reset": "30"}
    budget = told(**{prefix + name: value for name, value in headers.items()})
    assert budget == Budget(7, 100, NOW + timedelta(seconds=30))


@pytest.mark.parametrize("reset", ["1777636800", "1777636800000"])
def test_reset_as_a_moment(reset):
    budget = told(RateLimit_Remaining="0", RateLimit_Reset=reset)
    assert budget == Budget(0, None, NOW)


@pytest.mark.parametrize("text", ["", "many", "-1", "²", "1" * 30])
def test_what_is_no_number_is_not_believed(text):
    assert told(RateLimit_Remaining=text) is None
    assert told(RateLimit_Remaining="1", RateLimit_Limit=text) == Budget(1)


def test_the_client_keeps_what_was_told_last(server):
    server.answer(
        Answer(headers={"X-RateLimit-Remaining": "9"}),
        Answer(headers={"X-RateLimit-Remaining": "8"}),
        Answer(),
    )
    with Client(server.url, test_mode=True) as client:
        assert client.budget is None
        for left in (9, 8, 8):
            client.request("GET", server.url)
            assert client.budget == Budget(left)
