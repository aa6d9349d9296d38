"""Which hooks of WHMCS tell of what, and what is made of a call."""

import json

import pytest

from odoo.addons.sync_base.lib.events import Event
from odoo.addons.sync_whmcs.lib.hooks import HOOKS, fill_in, parse

from devtools import paths

DOCUMENTED = paths.SHARED / "contracts" / "whmcs" / "_documented_hook_variables.json"
# as the words of AddTransaction should have been spelt
OF_OURS = {"invoiceid"}


def body(*events, number="n"):
    return json.dumps(
        {"id": number, "events": [{"event": name, "ids": ids} for name, ids in events]}
    ).encode()


@pytest.mark.skipif(not DOCUMENTED.exists(), reason="the contracts are not here")
@pytest.mark.parametrize("hook", HOOKS)
def test_hooks_and_variables_are_documented(hook):
    documented = json.loads(DOCUMENTED.read_text())[hook]["variables"]
    names = {variable["name"] for variable in documented} | OF_OURS
    assert {variable.partition(".")[0] for variable in HOOKS[hook]} <= names


def test_what_a_call_tells_of():
    call = body(
        ("ClientEdit", {"userid": 5}),
        ("ContactAdd", {"contactid": 7}),
        ("AddTransaction", {"invocieid": 9}),
        ("AfterModuleCreate", {"params.serviceid": 3}),
    )
    assert parse(call, {"client", "contact", "invoice", "service"}) == [
        Event("n:client:5", "client", "5"),
        Event("n:contact:7", "contact", "7"),
        Event("n:invoice:9", "invoice", "9"),
        Event("n:service:3", "service", "3"),
    ]


def test_each_object_once():
    call = body(
        ("InvoicePaid", {"invoiceid": 9}),
        ("AddTransaction", {"invoiceid": 9, "invocieid": 9}),
        ("ClientAdd", {"client_id": 9, "userid": 9}),
    )
    events = parse(call, {"client", "invoice"})
    assert [event.key for event in events] == ["n:invoice:9", "n:client:9"]


def test_both_of_a_merger():
    call = body(
        ("AfterClientMerge", {"toUserID": 1, "fromUserID": 2}),
        ("TicketMerge", {"masterTicketId": 3, "mergedTicketIds": [4, 5]}),
        ("ClientDelete", {"userid": 6}),
    )
    found = [(kind, id_) for _key, kind, id_ in parse(call, {"client", "ticket"})]
    assert found == [
        *(("client", "1"), ("client", "2")),
        *(("ticket", "3"), ("ticket", "4"), ("ticket", "5"), ("client", "6")),
    ]


def test_what_is_of_no_interest_is_left_out():
    call = body(
        ("InvoicePaid", {"invoiceid": 9}),
        ("NeverHeardOf", {"userid": 1}),
        ("ClientEdit", {}),
        ("ClientEdit", {"userid": None, "password": 8}),
    )
    assert parse(call, {"client"}) == []


def test_another_delivery_has_other_keys():
    keys = [
        parse(body(("ClientEdit", {"userid": 5}), number=number), {"client"})[0].key
        for number in ("a", "b")
    ]
    assert len({*keys}) == 2


@pytest.mark.parametrize(
    "content", [b"", b"no JSON", b"[]", b"{}", b'{"id": 1, "events": 5}', b"\xff"]
)
def test_what_is_no_call_is_an_error(content):
    with pytest.raises((ValueError, TypeError, KeyError)):
        parse(content, {"client"})


def test_a_file_without_a_place_for_the_secret():
    with pytest.raises(ValueError, match="secret"):
        fill_in("$url = '';", "https://odoo.example", "s")
