"""The file that WHMCS runs: what it sends, and what it never sends."""

import json

import pytest

from odoo.addons.sync_base.lib.events import EventCall, signed_at
from odoo.addons.sync_whmcs.lib.hooks import (
    HOOKS,
    SIGNATURE_HEADER,
    TIME_HEADER,
    parse,
    php_string,
)

from tests.hook_php import EDIT, HOOK_FILE, SECRET, fire, needs_php, php, sent
from tests.unit.whmcs.test_hooks import DOCUMENTED

pytestmark = needs_php

PRIVATE = "Private"


# -- what it sends -----------------------------------------------------------------


def test_syntax():
    assert php("-l", HOOK_FILE).returncode == 0


def test_as_long_as_nothing_is_filled_in_it_does_nothing(tmp_path):
    result = fire(HOOK_FILE, tmp_path, EDIT)
    result.assert_quiet()
    assert result.hooks == []


def test_a_call_is_signed(whmcs, server, curl):
    whmcs(EDIT, curl=curl).assert_quiet()
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/sync/event/1-token")
    headers = {name.lower(): value for name, value in request.headers.items()}
    call = EventCall(headers=headers, body=request.body)
    assert headers["content-type"] == "application/json"
    assert signed_at(SECRET, call, SIGNATURE_HEADER, TIME_HEADER)
    assert not signed_at("another", call, SIGNATURE_HEADER, TIME_HEADER)
    assert [event.remote_id for event in parse(request.body, {"client"})] == ["5"]


def test_each_call_has_a_number_of_its_own(whmcs, server):
    whmcs(EDIT)
    whmcs(EDIT)
    assert len({json.loads(request.body)["id"] for request in server.requests}) == 2


def test_it_has_the_hooks_that_odoo_knows(whmcs, server):
    hooks = []
    for number, (hook, variables) in enumerate(HOOKS.items(), 100):
        values = {}
        for variable in variables:
            name, _dot, inner = variable.partition(".")
            values[name] = {inner: number} if inner else number
        hooks.append((hook, values))
    result = whmcs(*hooks)
    result.assert_quiet()
    assert result.hooks == [*{hook: None for hook in result.hooks}]
    assert {*result.hooks} == HOOKS.keys()
    assert {hook: {*ids} for hook, ids in sent(server)} == {
        hook: {*variables} for hook, variables in HOOKS.items()
    }


def test_the_hooks_of_a_request_are_told_together(whmcs, server):
    paid = ("InvoicePaid", {"invoiceid": 9})
    result = whmcs(EDIT, paid, EDIT, paid, ("ClientEdit", {"userid": 6}), fpm=True)
    result.assert_quiet()
    assert result.finished == 1
    assert len(server.requests) == 1
    assert sent(server) == [EDIT, paid, ("ClientEdit", {"userid": 6})]


def test_a_cron_run_is_told_in_pieces(whmcs, server):
    whmcs(*[("UpdateInvoiceTotal", {"invoiceid": n}) for n in range(1, 2501)])
    assert len(server.requests) == 3
    assert len(sent(server)) == 2500
    assert max(len(request.body) for request in server.requests) < 128 * 1024


def test_a_request_without_hooks_sends_nothing(whmcs, server):
    whmcs(fpm=True).assert_quiet()
    assert server.requests == []


@pytest.mark.parametrize("name", ["invoiceid", "invocieid", "invoiceId"])
def test_a_transaction_however_it_is_spelt(whmcs, server, name):
    whmcs(("AddTransaction", {"id": 3, "userid": 4, name: "9", "transid": "x"}))
    (event,) = parse(server.requests[0].body, {"invoice"})
    assert event.remote_id == "9"


def test_a_refund_by_hand_names_the_payment(whmcs, server):
    whmcs(
        ("ManualRefund", {"transid": "ch_3Nx-7", "amount": 5.0}),
        ("ManualRefund", {"transid": f"Paid by {PRIVATE} 2", "amount": 5.0}),
    )
    assert sent(server) == [("ManualRefund", {"transid": "ch_3Nx-7"})]


@pytest.mark.parametrize(
    "odd", [0, -5, "", "5 OR 1=1", "5\n", PRIVATE, None, True, 5.5, {"a": {"b": 5}}, []]
)
def test_only_numbers_are_ids(whmcs, server, odd):
    result = whmcs(("ClientEdit", {"userid": odd}), ("ClientEdit", {}), EDIT)
    result.assert_quiet()
    assert sent(server) == [EDIT]


def test_variables_that_are_none(whmcs, server):
    whmcs(("ClientEdit", None), ("ClientEdit", "text"), EDIT).assert_quiet()
    assert sent(server) == [EDIT]


# -- what it never sends -----------------------------------------------------------


def person(**ids):
    names = "firstname lastname companyname email address1 city phonenumber tax_id"
    names += " password securityqans cardnum notes authdata message subject"
    return {
        **{name: f"{PRIVATE} {name}" for name in names.split()},
        "olddata": {"email": f"{PRIVATE} old"},
        "customfields": [f"{PRIVATE} field", "424242"],
        "user_id": 424242,
        **ids,
    }


def assert_only_ids(server):
    for request in server.requests:
        text = repr(request)
        assert PRIVATE not in text and "424242" not in text and SECRET not in text
        call = json.loads(request.body)
        assert call.keys() == {"id", "events"}
        for event in call["events"]:
            assert event.keys() == {"event", "ids"}
            assert event["ids"].keys() <= HOOKS[event["event"]].keys()


def test_nothing_of_people_and_no_password(whmcs, server):
    whmcs(
        ("ClientAdd", person(client_id=1, userid=1)),
        ("ClientEdit", person(userid=2)),
        ("ContactAdd", person(userid=2, contactid=3)),
        ("ContactEdit", person(userid=2, contactid=3)),
        ("TicketOpen", person(ticketid=4, userid=2, ticketmask=PRIVATE)),
        ("TicketAdminReply", person(ticketid=4, admin=PRIVATE)),
        ("TicketAddNote", person(ticketid=4, attachments=PRIVATE)),
        ("AfterModuleCreate", {"params": person(serviceid=5)}),
        ("AddTransaction", person(id=424242, invoiceid=6, transid=PRIVATE)),
    ).assert_quiet()
    assert len(sent(server)) == 9
    assert_only_ids(server)


@pytest.mark.skipif(not DOCUMENTED.exists(), reason="the contracts are not here")
def test_of_all_documented_variables_only_ids(whmcs, server):
    hooks = []
    for hook, entry in json.loads(DOCUMENTED.read_text()).items():
        values = {
            variable["name"]: 7 if variable["type"] == "int" else f"{PRIVATE} {hook}"
            for variable in entry["variables"]
        }
        if "params" in values:
            values["params"] = {"serviceid": 7, "password": PRIVATE}
        hooks.append((hook, values))
    whmcs(*hooks).assert_quiet()
    # a merger has an array of tickets, of which only one is tested here; the number
    # of a payment is a text
    assert {hook for hook, _ids in sent(server)} == HOOKS.keys() - {"ManualRefund"}
    assert_only_ids(server)


# -- filling it in -----------------------------------------------------------------

ODD = [
    "it's",
    "back\\slash\\",
    "\\'",
    '"$x {$y} ${z}"',
    "?> <?php die('x'); //",
    "*/ die(); /*",
    "line\nline\r\nend",
    "æøå 日本 🐘",
    "\0",
    "$secret = '';",
    "'); die('x",
]


@pytest.mark.parametrize("secret", [odd for odd in ODD if odd != "\0"])
def test_odd_secrets(whmcs, server, secret):
    whmcs(EDIT, secret=secret).assert_quiet()
    (request,) = server.requests
    headers = {name.lower(): value for name, value in request.headers.items()}
    call = EventCall(headers=headers, body=request.body)
    assert signed_at(secret, call, SIGNATURE_HEADER, TIME_HEADER)


def test_odd_addresses(whmcs, server):
    for end in ("it's", "$x", "{$y}", "$secret='';"):
        whmcs(EDIT, url=f"{server.url}/{end}").assert_quiet()
        assert server.requests[-1].path == f"/{end}"


def test_quoting(tmp_path):
    texts = ",".join(map(php_string, ODD))
    path = tmp_path / "quoted.php"
    path.write_text(f"<?php echo json_encode([{texts}]);", newline="")
    assert json.loads(php(path).stdout) == ODD
