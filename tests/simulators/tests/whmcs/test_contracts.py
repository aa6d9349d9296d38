"""Replies against the documented examples: same keys, same JSON types."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.simulators.process import PROJECT_ROOT
from tests.simulators.tests.whmcs.api import NEW_CLIENT

BESIDE = PROJECT_ROOT.parent / "shared" / "contracts" / "whmcs"
# set it where the project lies elsewhere, as in another worktree
CONTRACTS = Path(os.environ.get("WHMCS_CONTRACTS", BESIDE))

needs_contracts = pytest.mark.skipif(
    not CONTRACTS.is_dir(), reason="the documented replies are not on this machine"
)
pytestmark = needs_contracts

CALLS = {
    "GetClients": {},
    "GetClientsDetails": {"clientid": 1, "stats": "true"},
    "GetContacts": {},
    "GetClientGroups": {},
    "GetPaymentMethods": {},
    "WhmcsDetails": {},
    "GetActivityLog": {},
    "GetAdminDetails": {},
}
# path: why it is not in the documented example
ADDITIONS = {
    "GetClientsDetails": {
        ".client.customfields2": "the example has one custom field, we have two"
    },
    "GetContacts": {
        ".contacts.contact[].companyname": "missing in the example of 2026, but a "
        "request parameter and in the example of 2016"
    },
    "AddClient": {".owner_id": "seen by public API clients, not documented"},
}
REQUIRED = sorted(set(NEW_CLIENT) - {"companyname"})
# documented for another action only
BORROWED_ERRORS = {"AddClient": {"You did not enter a password"}}


def documented(name):
    return json.loads((CONTRACTS / f"{name}.json").read_text())


def shape(value, path=""):
    """All paths in a value with their JSON types."""
    if isinstance(value, dict):
        paths = {(path, "object")}
        for key, item in value.items():
            paths |= shape(item, f"{path}.{key}")
        return paths
    if isinstance(value, list):
        return {(path, "array")}.union(*(shape(item, f"{path}[]") for item in value))
    return {(path, type(value).__name__)}


def assert_as_documented(action, reply, example):
    expected, found = shape(example), shape(reply)
    additions = {path for path, _ in found - expected}
    assert expected <= found, f"missing or of another type: {expected - found}"
    assert additions == set(ADDITIONS.get(action, {}))


@pytest.mark.parametrize("action", CALLS)
def test_read_actions(api, action):
    reply = api(action, **CALLS[action])
    if action == "GetClientsDetails":
        client = reply["client"]
        copy = {key: reply.pop(key) for key in client}
        assert copy == client, "the deprecated copy on top level, not in the example"
    assert_as_documented(action, reply, documented(action))


def test_write_actions(api):
    client = NEW_CLIENT | {"email": "written@contracts.example"}
    replies = {"AddClient": api("AddClient", **client)}
    client_id = replies["AddClient"]["clientid"]
    replies["UpdateClient"] = api("UpdateClient", clientid=client_id, city="Aarhus")
    replies["AddContact"] = api("AddContact", clientid=client_id, firstname="Bo")
    contact_id = replies["AddContact"]["contactid"]
    replies["UpdateContact"] = api("UpdateContact", contactid=contact_id, city="Vejle")
    replies["DeleteContact"] = api("DeleteContact", contactid=contact_id)
    replies["CloseClient"] = api("CloseClient", clientid=client_id)
    replies["DeleteClient"] = api("DeleteClient", clientid=client_id)
    for action, reply in replies.items():
        assert_as_documented(action, reply, documented(action))


def nested(example):
    """A flattened example as live replies are: the first record only."""
    pattern = re.compile(r"(\w+)\[(\w+)\]\[0\]\[(\w+)\]")
    reply = {key: value for key, value in example.items() if "[" not in key}
    record = {}
    for key, value in example.items():
        if match := pattern.fullmatch(key):
            record[match[3]] = value
            reply[match[1]] = {match[2]: [record]}
    return reply


def test_currencies_are_documented_flattened(api):
    example = nested(documented("GetCurrencies"))
    assert_as_documented("GetCurrencies", api("GetCurrencies"), example)


def test_flattened_quirk_is_the_documented_reply(api, sim):
    sim.set_quirks("flattened-keys")
    reply = api("GetCurrencies")
    first = {k: v for k, v in reply.items() if "[" not in k or "[0]" in k}
    assert shape(first) == shape(documented("GetCurrencies"))


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("GetClientsDetails", {}),
        ("GetClientsDetails", {"clientid": 987654}),
        ("GetClientsDetails", {"email": "nobody@nowhere.example"}),
        ("AddClient", {"owner_user_id": 987654}),
        *(("AddClient", {name: ""}) for name in REQUIRED),
        ("AddClient", {"email": ""}),
        ("AddClient", {"email": "no address"}),
        ("AddClient", {"country": "XX"}),
        ("AddClient", {"phonenumber": "call me"}),
        ("AddClient", {"email": "taken"}),
        ("UpdateClient", {"clientid": 987654}),
        ("UpdateClient", {"clientid": 1, "email": "taken"}),
        ("UpdateClient", {"clientid": 1, "email": "no address"}),
        ("CloseClient", {}),
        ("DeleteClient", {"clientid": 987654}),
        ("AddContact", {"clientid": 987654}),
        ("UpdateContact", {"contactid": 987654}),
        ("DeleteContact", {}),
    ],
)
def test_error_texts(api, sim, action, parameters):
    if action == "AddClient":
        parameters = NEW_CLIENT | {"email": "new@errors.example"} | parameters
    if parameters.get("email") == "taken":
        parameters["email"] = sim.state()["clients"][5]["email"]
    reply = api.http(action, **parameters)
    known = set(documented("_documented_error_messages")[action])
    assert reply.json()["message"] in known | BORROWED_ERRORS.get(action, set())
    assert reply.status_code == 200


def test_only_documented_actions(api):
    from tests.simulators.whmcs.actions import ACTIONS

    errors = documented("_documented_error_messages")
    assert set(ACTIONS) <= {*documented("_documented_request_params"), *errors}
