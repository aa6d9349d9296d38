"""Calls of e-conomic's services: what is sent, and what answers mean."""

import json

import pytest

from odoo.addons.sync_base.lib.errors import (
    Auth,
    Conflict,
    Invalid,
    NotFound,
    Transient,
)
from odoo.addons.sync_economic.lib.calls import equal, told
from odoo.addons.sync_economic.lib.client import EconomicClient
from odoo.addons.sync_economic.lib.values import nested
from odoo.addons.sync_economic.lib.webhook import MOST, numbers

from tests.unit.scripted_server import Answer, Reset

VALIDATION = {
    "message": "Validation failed. 2 errors found.",
    "errorCode": "E04300",
    "errors": {
        "name": {"errors": [{"errorCode": "E1", "message": "Name is too long."}]},
        "contacts": {
            "items": [
                {"arrayIndex": 0, "email": {"errors": [{"message": "No address."}]}}
            ]
        },
    },
}
PROBLEM = {
    "title": "Bad request",
    "status": 400,
    "errors": [{"property": "zone", "message": "Zone is required."}],
}


@pytest.fixture
def economic(server, waits):
    with EconomicClient(
        "the-secret",
        "the-grant",
        rest_url=server.url,
        openapi_url=server.url,
        test_mode=True,
        timeout=5,
    ) as client:
        yield client


def answer(value, status=200, **headers):
    return Answer(status, json.dumps(value).encode(), headers)


def test_both_tokens_go_along(server, economic):
    server.answer(answer({"agreementNumber": 1}))
    assert economic.who() == {"agreementNumber": 1}
    [request] = server.requests
    assert request.path == "/self"
    headers = {name.lower(): value for name, value in request.headers.items()}
    assert headers["x-appsecrettoken"] == "the-secret"
    assert headers["x-agreementgranttoken"] == "the-grant"
    assert "idempotency-key" not in headers


def test_a_repeated_write_has_the_same_key(server, economic):
    server.answer(Reset(), answer({"customerNumber": 9}, 201))
    assert economic.create_customer({"name": "B", "zip": ""}, "a key") == 9
    first, second = server.requests
    for request in (first, second):
        headers = {name.lower(): value for name, value in request.headers.items()}
        assert headers["idempotency-key"] == "a key"
        assert json.loads(request.body) == {"name": "B"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Invalid),
        (401, Auth),
        (403, Auth),
        (404, NotFound),
        (409, Conflict),
        (429, Transient),
        (500, Transient),
    ],
)
def test_kinds_of_errors(server, economic, status, kind):
    server.answer(answer({"message": "Nope."}, status))
    with pytest.raises(kind, match="Nope|answered"):
        economic.customer(1)


@pytest.mark.parametrize(
    ("error", "texts"),
    [
        (VALIDATION, ["2 errors", "name: Name is too long", "email: No address"]),
        (PROBLEM, ["Bad request", "zone: Zone is required"]),
        ({"message": "Parse error", "errors": ["at 7"]}, ["Parse error", "at 7"]),
    ],
)
def test_errors_are_told_field_by_field(error, texts):
    said = told(error)
    assert all(text in said for text in texts)


def test_tokens_are_masked_in_what_is_told(server, economic):
    server.answer(Answer(400, b'{"message": ""}<p>the-secret the-grant'))
    with pytest.raises(Transient) as caught:
        economic.customer(1)
    assert "the-" not in str(caught.value)


def test_filters_are_escaped(server, economic):
    assert equal("name", "A$ (b), c*[d]") == "name$eq:A$$ $(b$)$, c$*[d]"
    server.answer(answer({"collection": [], "pagination": {"results": 0}}))
    economic.customers_like({"name": "Jensen & Søn + 1"})
    path = server.requests[0].path
    assert "filter=name%24eq%3AJensen%20%26%20S%C3%B8n%20%2B%201" in path


def test_lists_leave_the_last_of_the_budget(server, economic, monkeypatch):
    page = {"collection": [], "pagination": {"results": 0}}
    rate = "token-limit-10000-per-60-seconds: {}/10000"
    server.answer(answer(page, **{"X-RateLimiting": rate.format(147)}))
    economic.customers()
    assert (economic.budget.remaining, economic.budget.limit) == (9853, 10000)
    server.answer(answer(page, **{"X-RateLimiting": rate.format(9999)}))
    economic.customers()
    with pytest.raises(Transient) as caught:
        economic.customers()
    assert 10 < caught.value.retry_after < 60
    # what a person waits for goes on
    server.answer(answer({"customerNumber": 1}))
    assert economic.customer(1) == {"customerNumber": 1}


def test_the_demo_is_read_only(server, waits):
    with (
        EconomicClient(
            "demo", "demo", rest_url=server.url, openapi_url=server.url, test_mode=True
        ) as demo,
        pytest.raises(Invalid, match="read"),
    ):
        demo.create_customer({"name": "B"}, "key")
    assert not server.requests


def test_a_list_goes_on_at_our_address_only(server, economic):
    there = {"nextPage": "https://elsewhere.example/layouts?skippages=1"}
    server.answer(
        answer({"collection": [{"layoutNumber": 1}], "pagination": there}),
        answer({"collection": [{"layoutNumber": 2}], "pagination": {}}),
    )
    assert len(economic.listing("layout")) == 2
    assert server.requests[1].path == "/layouts?skippages=1"


def test_nested_values():
    assert nested({"a": 1, "b.c": 2}) == {"a": 1, "b": {"c": 2}}


@pytest.mark.parametrize(
    ("query", "body", "found"),
    [
        ({}, b"old=7&new=8", ["7", "8"]),
        ({}, b"OLD=&NEW=8", ["8"]),
        ({}, b"7&8", ["7", "8"]),
        ({}, b"7", ["7"]),
        ({}, b'{"NewNumber": 8, "oldNumber": "8"}', ["8"]),
        ({"new": "9", "secret": "12345"}, b"", ["9"]),
        ({}, b'[{"a": [true, 8]}]', ["8"]),
        ({}, b"[NEWNUMBER]&0&x&1234567890", []),
        ({}, b"\xff\xfe", []),
        ({}, b"[" * 100_000, []),
    ],
)
def test_what_webhooks_tell(query, body, found):
    assert numbers(query, body) == found


def test_a_call_names_few():
    assert len(numbers({}, b"&".join(b"%d" % n for n in range(1, 200)))) == MOST
