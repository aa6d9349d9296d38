"""Zoho CRM's answers and what they mean, whatever form a refusal has."""

import json

import pytest

from odoo.addons.sync_base.lib.errors import (
    Auth,
    Conflict,
    Invalid,
    NotFound,
    Transient,
)
from odoo.addons.sync_zoho.lib.client import Written
from odoo.addons.sync_zoho.lib.refusals import Duplicate, Refused

from tests.unit.scripted_server import Answer, Reset

FINE = {"code": "SUCCESS", "status": "success", "message": "record added"}


def says(body, status=200, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, json.dumps(body).encode(), headers)


def refusal(code, message="no", **details):
    return {"code": code, "details": details, "message": message, "status": "error"}


def done(number, **more):
    return {**FINE, "details": {"id": number, "Modified_Time": "2026-01-01"}, **more}


REFUSALS = [
    (400, refusal("INVALID_DATA", api_name="Amount"), Invalid),
    (404, refusal("INVALID_DATA"), NotFound),
    (400, refusal("INVALID_DATA", resource_path_index=1), NotFound),
    (400, refusal("INVALID_DATA", resource_path_index=2), Invalid),
    (404, refusal("INVALID_DATA", resource_path_index=2), Invalid),
    (404, refusal("INVALID_URL_PATTERN"), Invalid),
    (400, refusal("MANDATORY_NOT_FOUND", api_name="Stage"), Invalid),
    (400, refusal("AUTHORIZATION_FAILED"), Auth),
    (401, refusal("AUTHENTICATION_FAILURE"), Auth),
    (401, refusal("OAUTH_SCOPE_MISMATCH"), Auth),
    (403, refusal("OAUTH_SCOPE_MISMATCH"), Auth),
    (403, refusal("NO_PERMISSION", permissions=["Crm_Implied_Api_Access"]), Auth),
    # of one record
    (403, refusal("NO_PERMISSION"), Invalid),
    (403, refusal("FEATURE_NOT_SUPPORTED"), Invalid),
    (400, refusal("RECORD_LOCKED"), Invalid),
    (400, refusal("NOT_APPROVED"), Invalid),
    (400, refusal("NOT_SUBSCRIBED"), NotFound),
    (412, refusal("ALREADY_MODIFIED"), Conflict),
    (400, refusal("NOBODY_KNOWS"), Invalid),
    (202, refusal("INVALID_DATA", api_name="events"), Invalid),
    (400, {"code": "INVALID_DATA"}, Invalid),
    (403, {"code": None, "status": "error", "details": None}, Auth),
]


# what lacks a status is the whole answer
CASES = [
    (inside, *case)
    for case in REFUSALS
    for inside in ("", "data", "watch", "fields")
    if not inside or "status" in case[1]
]


@pytest.mark.parametrize(("inside", "status", "body", "kind"), CASES)
def test_kinds(scripted_zoho, server, inside, status, body, kind):
    server.answer(says({inside: [body]} if inside else body, status))
    with pytest.raises(kind) as caught:
        scripted_zoho.call("GET", "Deals")
    assert len(server.requests) == 1
    assert str(body["code"]) in str(caught.value)


@pytest.mark.parametrize("status", [200, 207, 400])
def test_one_refusal_among_others(scripted_zoho, server, status):
    answer = [done("1"), refusal("INVALID_DATA", api_name="Email"), done("3")]
    server.answer(says({"data": answer}, status))
    first, second, third = scripted_zoho.insert("Contacts", [{}, {}, {}])
    assert first == Written("1", "insert", "2026-01-01")
    assert third.id == "3"
    assert isinstance(second, Invalid)
    assert str(second) == "Zoho CRM: Email: no (INVALID_DATA)."
    assert json.loads(second.payload)["code"] == "INVALID_DATA"
    body = json.loads(server.requests[0].body)
    assert body == {"data": [{}, {}, {}], "trigger": []}


def test_several_errors_of_one_record(scripted_zoho, server):
    nested = [
        refusal("MANDATORY_NOT_FOUND", "required", api_name="Stage"),
        refusal("INVALID_DATA", "bad", api_name="Amount", expected_data_type="double"),
    ]
    item = refusal("MULTIPLE_OR_MULTI_ERRORS", "Multiple", errors=nested)
    server.answer(says({"data": [item]}, 400))
    with pytest.raises(Refused) as caught:
        scripted_zoho.update("Deals", "1", {"Amount": "x"})
    assert str(caught.value) == (
        "Zoho CRM: Stage: required (MANDATORY_NOT_FOUND); "
        "Amount: bad (INVALID_DATA; expected double)."
    )
    for code, kind in (("OAUTH_SCOPE_MISMATCH", Auth), ("ALREADY_MODIFIED", Invalid)):
        nested[0] = refusal(code)
        server.answer(says({"data": [item]}, 400))
        with pytest.raises(kind):
            scripted_zoho.update("Deals", "1", {})
    for odd in ("x", None, [None], {}):
        server.answer(says({"data": [{**item, "details": {"errors": odd}}]}, 400))
        with pytest.raises(Invalid):
            scripted_zoho.update("Deals", "1", {})


def test_a_layout_rule_and_other_details(scripted_zoho, server):
    details = {
        "api_name": "Reason",
        "layout_rule": {"name": "Lost deals", "id": "7"},
        "supported_values": ["a", "b"],
        "maximum_length": 120,
    }
    item = refusal("MANDATORY_NOT_FOUND", "required field not found", **details)
    server.answer(says({"data": [item]}, 400))
    with pytest.raises(Invalid) as caught:
        scripted_zoho.update("Deals", "1", {})
    for words in ("Reason", "layout rule Lost deals", "one of a, b", "at most 120"):
        assert words in str(caught.value)


def test_a_record_that_is_there_already(scripted_zoho, server):
    twin = {"id": "554", "Owner": {"name": "x"}}
    item = refusal("DUPLICATE_DATA", api_name="Odoo_ID", duplicate_record=twin)
    several = refusal("MULTIPLE_OR_MULTI_ERRORS", errors=[item])
    server.answer(says({"data": [item, several]}, 400))
    for error in scripted_zoho.insert("Contacts", [{}, {}]):
        assert isinstance(error, Duplicate)
        assert error.record == "554"


def test_what_a_locked_record_needs(scripted_zoho, server):
    server.answer(says({"data": [refusal("RECORD_LOCKED")]}, 400))
    with pytest.raises(Invalid, match="unlock it there, then Retry"):
        scripted_zoho.update("Deals", "1", {})


# -- tokens ----------------------------------------------------------------------------


EXPIRED = says(refusal("INVALID_TOKEN", "invalid oauth token"), 401)


def test_a_token_that_ended(scripted_zoho, server):
    server.answer(EXPIRED, says({"data": [done("1")]}))
    assert scripted_zoho.insert("Deals", [{}])[0].id == "1"
    sent = [request.headers["Authorization"] for request in server.requests]
    # nothing was done the first time
    assert sent == [f"Zoho-oauthtoken access-token-{n}" for n in (0, 1)]
    assert scripted_zoho._tokens.asked == ["access-token-0"]


@pytest.mark.parametrize(
    "shape", [EXPIRED, says({"data": [refusal("INVALID_TOKEN")]}, 401)]
)
def test_a_new_token_that_is_refused(scripted_zoho, server, shape):
    server.answer(shape)
    for _time in range(3):
        with pytest.raises(Auth, match="Connect again"):
            scripted_zoho.org()
    # Zoho blocks who renews in a loop
    assert scripted_zoho._tokens.asked == ["access-token-0"]
    assert len(server.requests) == 4


def test_many_calls_with_a_dead_token(scripted_zoho, server):
    server.answer(EXPIRED)
    errors = scripted_zoho.many(lambda n: scripted_zoho.record("Deals", n), range(40))
    assert all(isinstance(error, Auth) for error in errors)
    assert len(server.requests) <= 2 * scripted_zoho.in_flight


def test_a_token_is_not_told(scripted_zoho, server):
    page = b"<html>Authorization: Zoho-oauthtoken access-token-0 &c.</html>"
    for status in (200, 400, 403, 404, 429, 503):
        server.answer(Answer(status, page))
        with pytest.raises((Auth, Invalid, Transient)) as caught:
            scripted_zoho.org()
        assert "access-token-0" not in f"{caught.value} {caught.value.payload}"


# -- limits ----------------------------------------------------------------------------


def test_credits(scripted_zoho, server, waits):
    fine = {"org": [{}], "data": []}
    server.answer(says(fine))
    scripted_zoho.org()
    # not told before half of them are used
    assert scripted_zoho.budget is None
    server.answer(says(fine, X_API_CREDITS_REMAINING="2500"))
    scripted_zoho.records("Deals", ["id"])
    assert scripted_zoho.budget.remaining == 2500
    server.answer(says(fine, X_API_CREDITS_REMAINING="499"))
    scripted_zoho.records("Deals", ["id"])
    for listing in (scripted_zoho.records, scripted_zoho.deleted):
        with pytest.raises(Transient) as caught:
            listing("Deals", ["id"] if listing == scripted_zoho.records else None)
        assert caught.value.retry_after == 900
    # what people wait for still goes
    scripted_zoho.org()
    server.answer(says(fine, X_API_CREDITS_REMAINING="many"))
    scripted_zoho.org()
    assert scripted_zoho.budget.remaining == 499


@pytest.mark.parametrize("code", ["TOO_MANY_REQUESTS", "RATE_LIMIT_EXCEEDED"])
def test_too_many_at_once(scripted_zoho, server, waits, code):
    busy = says(refusal(code), 429)
    server.answer(busy, busy, says({"org": [{"id": "1"}]}))
    assert scripted_zoho.org() == {"id": "1"}
    assert len(waits) == 2


def test_no_credits_left(scripted_zoho, server, waits):
    server.answer(says(refusal("X"), 429, X_API_CREDITS_REMAINING="0"))
    with pytest.raises(Transient, match="credits") as caught:
        scripted_zoho.org()
    assert (caught.value.retry_after, waits) == (900, [])


def test_what_is_sent_once(scripted_zoho, server):
    server.answer(Reset())
    (error,) = scripted_zoho.insert("Deals", [{}])
    assert isinstance(error, Transient)
    with pytest.raises(Transient):
        scripted_zoho.add_note("Deals", "1", "Odoo", "Paid.")
    with pytest.raises(Transient):
        scripted_zoho.create_fields("Deals", [{}])
    assert len(server.requests) == 3
    with pytest.raises(Transient):
        scripted_zoho.update("Deals", "1", {})
    assert len(server.requests) == 3 + scripted_zoho.attempts


# -- odd answers -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(200, b"<html>"), Transient),
        (Answer(200, b"[1]"), Transient),
        (Answer(400, b"{}"), Transient),
        (Answer(401, b""), Auth),
        (Answer(403, b"<html>"), Auth),
        (Answer(404, b"<html>"), Invalid),
        (says(refusal("INTERNAL_ERROR"), 500), Transient),
        (says({"data": []}, 400), Transient),
        (Answer(302, b"", {"Location": "https://evil.example/"}), Invalid),
    ],
)
def test_other_answers(scripted_zoho, server, answer, kind):
    server.answer(answer)
    with pytest.raises(kind):
        scripted_zoho.call("GET", "Deals")


@pytest.mark.parametrize(
    "answer", [{}, {"data": []}, {"data": "x"}, {"data": [done("1")] * 3}, {"x": 1}]
)
def test_an_answer_that_does_not_tell_of_all(scripted_zoho, server, answer):
    server.answer(says(answer))
    for error in scripted_zoho.insert("Deals", [{}, {}]):
        assert isinstance(error, Transient)


@pytest.mark.parametrize("status", [204, 304])
def test_nothing(scripted_zoho, server, status):
    server.answer(Answer(status, b""))
    assert scripted_zoho.records("Deals", ["id"]) == ([], None, "")
    assert scripted_zoho.deleted("Deals").rows == []
    assert scripted_zoho.products_of("1", ["id"]) == []
    assert scripted_zoho.stages().category("Closed Won") is None
    with pytest.raises(NotFound):
        scripted_zoho.record("Deals", "1")


def test_the_base_currency(scripted_zoho):
    told = scripted_zoho.base_currency
    assert told({"iso_code": "USD", "currency_locale": "en_US"}) == "USD"
    assert told({"iso_code": "US", "currency_locale": "USD"}) == "USD"
    row = {"iso_code": "DK", "currency_locale": "da_DK", "currency": "Krone - DKK"}
    assert told(row) == "DKK"
    assert told({"iso_code": None, "currency": "Krone"}) is None
    assert told({}) is None
