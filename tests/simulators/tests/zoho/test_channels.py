"""Channels: subscribing, changing, ending."""

from datetime import datetime, timedelta, timezone

import pytest

from tests.simulators.tests.zoho.api import ZohoApi

WATCH = "actions/watch"
DAY = 24 * 3600


def in_days(days):
    moment = datetime.now(timezone.utc) + timedelta(days=days)
    return moment.isoformat(timespec="seconds")


@pytest.fixture
def zoho(calling_zoho):
    return calling_zoho


def expiry(zoho, channel="100"):
    rows = zoho.call("GET", WATCH, channel_id=channel)["watch"]
    end = datetime.fromisoformat(rows[0]["channel_expiry"])
    now = datetime.fromisoformat(zoho.sim.control("clock", {})["now"])
    return (end - now).total_seconds()


@pytest.mark.parametrize(
    ("days", "seconds"), [(6.9, 6.9 * DAY), (7.1, 3600), (30, 3600), (None, 3600)]
)
def test_a_week_at_most(zoho, days, seconds):
    now = datetime.fromisoformat(zoho.sim.control("clock", {})["now"])
    more = {"channel_expiry": (now + timedelta(days=days)).isoformat()} if days else {}
    zoho.watch(**more)
    assert abs(expiry(zoho) - seconds) < 30


def test_late_expiries_may_be_refused(zoho):
    zoho.sim.set_quirks("late-expiry-refused")
    row = {"channel_id": "1", "events": ["Deals.all"], "notify_url": "http://x.example"}
    body = {"watch": [row | {"channel_expiry": in_days(3000)}]}
    assert zoho.error("POST", WATCH, "INVALID_DATA", 400, body)["api_name"] == (
        "channel_expiry"
    )


def test_a_channel_ends(zoho, subscriber):
    zoho.watch(subscriber.url)
    zoho.sim.control("clock", {"advance": 3601})
    zoho = ZohoApi(zoho.sim)
    zoho.deal()
    assert zoho.call("GET", WATCH, 204) is None
    row = {"channel_id": "100", "events": ["Deals.all"], "notify_url": subscriber.url}
    for method in ("PUT", "PATCH"):
        zoho.error(method, WATCH, "NOT_SUBSCRIBED", 400, {"watch": [row]})
    zoho.error("DELETE", WATCH, "NOT_SUBSCRIBED", channel_ids="100")
    zoho.call("POST", WATCH, 201, {"watch": [row]})
    deal = zoho.deal()
    assert subscriber.wait(1)[0]["ids"] == [deal]


def test_what_a_channel_says(zoho):
    details = zoho.watch(events=["Deals.edit", "Deals.create", "Contacts.all"])
    names = [each["resource_name"] for each in details["details"]["events"]]
    assert names == ["Deals", "Contacts"]
    told = zoho.call("GET", WATCH)
    assert told["info"]["count"] == 2
    rows = {row["resource_name"]: row for row in told["watch"]}
    assert rows["Deals"]["events"] == ["Deals.edit", "Deals.create"]
    assert rows["Deals"]["notify_on_related_action"] is True
    (row,) = zoho.call("GET", WATCH, module="Contacts")["watch"]
    assert row == rows["Contacts"]
    assert zoho.call("GET", WATCH, 204, channel_id="7") is None
    # channels belong to who made them
    assert ZohoApi(zoho.sim, by="sales").call("GET", WATCH, 204) is None


def test_replacing_and_changing(zoho):
    zoho.watch(token="a", events=["Deals.edit", "Contacts.all"])
    row = {"channel_id": "100", "token": "b"}
    zoho.call("PATCH", WATCH, 200, {"watch": [row]})
    found = zoho.call("GET", WATCH)["watch"]
    assert [each["token"] for each in found] == ["b", "b"]
    row = {"channel_id": "100", "events": ["Contacts.all"], "_delete_events": True}
    zoho.call("PATCH", WATCH, 200, {"watch": [row]})
    (found,) = zoho.call("GET", WATCH)["watch"]
    assert (found["resource_name"], found["token"]) == ("Deals", "b")
    row = {"channel_id": "100", "events": ["Products.all"], "notify_url": "http://b.c"}
    zoho.call("PUT", WATCH, 200, {"watch": [row]})
    (found,) = zoho.call("GET", WATCH)["watch"]
    assert (found["resource_name"], found["token"]) == ("Products", None)
    zoho.call("DELETE", WATCH, 207, channel_ids="100,200")
    assert zoho.call("GET", WATCH, 204) is None


GOOD = {"channel_id": "1", "events": ["Deals.all"], "notify_url": "http://a.example"}


@pytest.mark.parametrize(
    ("values", "code", "name"),
    [
        ({"channel_id": None}, "MANDATORY_NOT_FOUND", "channel_id"),
        ({"channel_id": "abc"}, "INVALID_DATA", "channel_id"),
        ({"events": None}, "MANDATORY_NOT_FOUND", "events"),
        ({"events": []}, "INVALID_DATA", "events"),
        ({"events": ["Shoes.all"]}, "INVALID_DATA", "events"),
        ({"events": ["Deals.update"]}, "INVALID_DATA", "events"),
        ({"notify_url": None}, "MANDATORY_NOT_FOUND", "notify_url"),
        ({"notify_url": "x"}, "INVALID_DATA", "notify_url"),
        ({"notify_url": f"http://a.b/{'x' * 250}"}, "INVALID_DATA", "notify_url"),
        ({"token": "x" * 51}, "INVALID_DATA", "token"),
        ({"channel_expiry": "soon"}, "INVALID_DATA", "channel_expiry"),
        ({"channel_expiry": "2020-01-01T00:00:00Z"}, "INVALID_DATA", "channel_expiry"),
        ({"notify_on_related_action": 1}, "INVALID_DATA", "notify_on_related_action"),
        ({"notification_condition": [{}]}, "INVALID_DATA", "type"),
    ],
)
def test_bad_subscriptions(zoho, values, code, name):
    body = {"watch": [GOOD | values]}
    assert zoho.error("POST", WATCH, code, 400, body)["api_name"] == name


def test_many_subscriptions(zoho):
    rows = [GOOD | {"channel_id": str(n)} for n in range(50)]
    told = zoho.call("POST", WATCH, 201, {"watch": rows})["watch"]
    assert len(told) == 50
    body = {"watch": [*rows, rows[0]]}
    assert zoho.error("POST", WATCH, "INVALID_DATA", 400, body)["api_name"] == "watch"
    told = zoho.call("POST", WATCH, 207, {"watch": [GOOD, {}]})["watch"]
    assert [each["status"] for each in told] == ["success", "error"]
    zoho.error("DELETE", WATCH, "REQUIRED_PARAM_MISSING")
