"""Credentials, IP list, permissions, formats and the place of the API file."""

import json
from xml.etree import ElementTree

import pytest
import requests

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.whmcs.api import CREDENTIALS, Api

DETAILS = {"action": "WhmcsDetails", "responsetype": "json"}


def refusal(reply):
    assert reply.status_code == 403
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.json()["result"] == "error"
    return reply.json()["message"]


def test_identifier_and_secret(api):
    assert api("WhmcsDetails")["result"] == "success"


def test_credentials_as_username_and_password(api):
    pair = {"username": CREDENTIALS["identifier"], "password": CREDENTIALS["secret"]}
    assert api.post(DETAILS | pair).json()["result"] == "success"


def test_no_credentials(api):
    assert refusal(api.post(DETAILS)) == "Authentication Failed"


def test_wrong_secret(api):
    reply = api.http("WhmcsDetails", secret="wrong")
    assert refusal(reply) == "Authentication Failed"


def test_unknown_identifier(api):
    reply = api.http("WhmcsDetails", identifier="wrong")
    assert refusal(reply) == "Invalid or missing credentials"


def test_new_secret(api, sim):
    sim.set_access(secret="renewed")
    assert refusal(api.http("WhmcsDetails")) == "Authentication Failed"
    assert api("WhmcsDetails", secret="renewed")["result"] == "success"


@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8::5"])
def test_refused_address_is_quoted(api, sim, address):
    sim.set_access(caller_ip=address, refused_ips=[address])
    assert refusal(api.http("WhmcsDetails")) == f"Invalid IP {address}"


def test_refused_real_address(api, sim):
    sim.set_access(refused_ips=["127.0.0.1"])
    assert refusal(api.http("WhmcsDetails")) == "Invalid IP 127.0.0.1"


def test_access_key_skips_the_address_check(api, sim):
    sim.set_access(refused_ips=["127.0.0.1"])
    assert api("WhmcsDetails", accesskey="Open.Sesame")["result"] == "success"
    assert api.http("WhmcsDetails", accesskey="wrong").status_code == 403


def test_denied_action(api, sim):
    sim.set_access(denied_actions=["GetClients"])
    message = 'Invalid Permissions: API action "getclients" is not allowed'
    assert refusal(api.http("GetClients")) == message
    assert api("GetContacts")["result"] == "success"


def test_unknown_action(api):
    message = 'Invalid API Action: "GetNothing" is not a valid API action'
    assert api.error("GetNothing") == message


def test_action_names_ignore_case(api):
    assert api("getclients")["result"] == "success"


@pytest.mark.parametrize("responsetype", [{}, {"responsetype": "xml"}])
def test_default_format_is_not_json(api, responsetype):
    reply = api.post(CREDENTIALS | {"action": "WhmcsDetails"} | responsetype)
    with pytest.raises(json.JSONDecodeError):
        json.loads(reply.text)
    root = ElementTree.fromstring(reply.content)
    assert root.findtext("result") == "success"
    assert root.findtext("whmcs/version") == "8.13.1"


def test_json_body_is_no_form(api):
    reply = requests.post(api.url, json=CREDENTIALS | DETAILS, timeout=5)
    assert reply.status_code == 403


def test_sub_folder_and_options():
    options = {
        "root": "/billing/",
        "refuse_ip": ["198.51.100.7", "127.0.0.1"],
        "access_key": "key",
        "deny_action": "AddClient",
        "whmcs_version": "9.0.1",
    }
    with SimulatorProcess(clients=1, contacts=0, **options) as sim:
        api = Api(sim.url, "/billing")
        assert refusal(api.http("WhmcsDetails")) == "Invalid IP 127.0.0.1"
        version = api("WhmcsDetails", accesskey="key")["whmcs"]["version"]
        assert version == "9.0.1"
        assert api.http("AddClient", accesskey="key").status_code == 403
        assert Api(sim.url).http("WhmcsDetails").status_code == 404
