"""Lists of Zoho CRM against the simulator: each record once, whatever happens."""

from datetime import datetime, timezone

import pytest

from odoo.addons.sync_base.lib.errors import Invalid
from odoo.addons.sync_zoho.lib.times import read, told

FIELDS = ("Deal_Name", "Stage", "Amount", "Contact_Name", "Modified_Time")


def all_pages(zoho, between=None, **options):
    found, token, calls = [], None, 0
    while True:
        rows, token, _latest = zoho.records("Deals", FIELDS, token, **options)
        found += rows
        calls += 1
        if not token:
            return found, calls
        if between:
            between(calls)


def ids_of(rows):
    return [row["id"] for row in rows]


def there(simulator):
    return sorted(ids_of(simulator.records("Deals")))


def test_all_pages(zoho, zoho_simulator):
    every = there(zoho_simulator)
    rows, calls = all_pages(zoho)
    assert len(every) > 2000
    assert calls == -(-len(every) // 200)
    assert ids_of(rows) == every


def test_records_that_change_and_go_meanwhile(zoho, zoho_simulator):
    every = there(zoho_simulator)

    def disturb(calls):
        if calls == 1:
            zoho_simulator.edit("deal", every[0], Amount=1.0)
            zoho_simulator.edit("deal", every[-1], Amount=2.0)
            zoho_simulator.edit("deal", every[100], "delete")
            zoho_simulator.edit("deal", every[500], "delete")

    rows, _calls = all_pages(zoho, disturb)
    assert ids_of(rows) == [each for each in every if each != every[500]]
    assert rows[-1]["Amount"] == 2.0


@pytest.mark.parametrize("why", ["expired", "no tokens", "limit"])
def test_tokens_that_lead_nowhere(zoho, zoho_simulator, why):
    """They end after a day and after 100,000 records; the pass goes on all the same."""
    every = there(zoho_simulator)

    def disturb(calls):
        if calls == 2 and why == "expired":
            zoho_simulator.control("clock", {"advance": 86_500})
        if calls == 2 and why == "limit":
            refusal = {"code": "PAGINATION_LIMIT_EXCEEDED", "times": 1}
            body = {"refusals": [{**refusal, "action": "GET /Deals"}]}
            zoho_simulator.control("refusals", body)

    if why == "no tokens":
        zoho_simulator.set_quirks("v2-info")
    rows, calls = all_pages(zoho, disturb)
    assert ids_of(rows) == every
    assert calls > len(every) // 50 - 20
    assert rows[-1].keys() == rows[0].keys()


def test_other_refusals_are_told(zoho, zoho_simulator):
    body = {
        "refusals": [{"action": "GET /Deals", "code": "INVALID_MODULE", "times": 1}]
    }
    _rows, token, _latest = zoho.records("Deals", FIELDS)
    zoho_simulator.control("refusals", body)
    with pytest.raises(Invalid):
        zoho.records("Deals", FIELDS, token)


def test_what_changed_since(zoho, zoho_simulator):
    zoho_simulator.control("clock", {"advance": 10})
    zoho.org()
    since = zoho.served_at
    now = datetime.now(timezone.utc)
    assert abs((since - now).total_seconds()) < 10**6
    latest = zoho.records("Deals", FIELDS).latest
    assert read(latest)
    # by its own clock, which was put forward
    first = there(zoho_simulator)[0]
    zoho_simulator.edit("deal", first, Deal_Name="Ærø")
    [row] = zoho_simulator.records("Deals", ids=[first])
    changed = read(row["Modified_Time"])
    since = changed.replace(second=0, microsecond=0)
    zoho_simulator.control("clock", {"advance": 120})
    rows, token, latest = zoho.records("Deals", FIELDS, since=since)
    assert first in ids_of(rows)
    assert read(latest) >= changed
    assert zoho.records("Deals", FIELDS, since=read(latest)) == ([], None, "")
    zoho_simulator.set_quirks("modified-since-inclusive")
    assert first in ids_of(zoho.records("Deals", FIELDS, since=changed).rows)


def test_many_that_changed(zoho, zoho_simulator):
    """Pages of a pass that reads only what changed, whose tokens end meanwhile."""
    chosen = there(zoho_simulator)[:240]
    zoho_simulator.control("clock", {"advance": 60})
    for number in chosen:
        zoho_simulator.edit("deal", number, Next_Step="again")
    [row] = zoho_simulator.records("Deals", ids=chosen[:1])
    since = read(row["Modified_Time"])
    since = since.fromtimestamp(since.timestamp() - 5, timezone.utc)
    rows, calls = all_pages(zoho, since=since)
    assert (ids_of(rows), calls) == (chosen, 2)

    def expire(_calls):
        zoho_simulator.control("clock", {"advance": 86_500})

    rows, calls = all_pages(zoho, expire, since=since)
    assert (ids_of(rows), calls) == (chosen, 2)


def test_deleted(zoho, zoho_simulator):
    numbers = ids_of(zoho_simulator.records("Contacts"))[:3]
    for number in numbers:
        zoho_simulator.edit("contact", number, "delete")
    zoho_simulator.edit("contact", numbers[1], "restore")
    zoho_simulator.edit("contact", numbers[2], "purge")
    rows, token, latest = zoho.deleted("Contacts")
    by_id = {row["id"]: row for row in rows}
    assert by_id[numbers[0]]["type"] == "recycle"
    assert by_id[numbers[2]]["type"] == "permanent"
    assert by_id[numbers[2]]["display_name"] is None
    assert numbers[1] not in by_id
    assert (token, latest) == (None, rows[0]["deleted_time"])
    assert zoho.deleted("Contacts", since=read(latest)).rows == []
    zoho_simulator.set_quirks("deleted-204")
    assert zoho.deleted("Contacts", since=read(latest)).rows == []


def test_many_deleted(zoho, zoho_simulator):
    parent = {"id": there(zoho_simulator)[0], "module": {"api_name": "Deals"}}
    row = {"Note_Content": "Ærø", "Parent_Id": parent}
    made = zoho.insert("Notes", [row] * 230)
    for each in made:
        zoho_simulator.edit("note", each.id, "delete")
    first = zoho.deleted("Notes")
    second = zoho.deleted("Notes", page_token=first.next_token)
    assert (len(first.rows), len(second.rows), second.next_token) == (200, 30, None)
    assert {*ids_of(first.rows), *ids_of(second.rows)} == {each.id for each in made}


def test_times():
    assert told("2026-05-14T12:00:00+03:00") == "2026-05-14T12:00:00+03:00"
    moment = read("2026-05-14T12:00:00.123Z")
    assert told(moment) == "2026-05-14T12:00:00+00:00"
    for odd in (None, "", "soon", "2026-05-14", "2026-05-14T12:00:00"):
        assert read(odd) is None
