"""Calls of the WHMCS API, against the simulator in a sub-folder `/billing`."""

import json

import pytest

from odoo.addons.sync_base.lib.errors import Auth, Invalid, NotFound, Transient
from odoo.addons.sync_whmcs.lib.client import MissingPermission, WhmcsClient
from odoo.addons.sync_whmcs.lib.reply import rows

from tests.simulators.process import SimulatorProcess
from tests.unit.scripted_server import Answer

ROOT = "/billing"
IDENTIFIER, SECRET, ACCESS_KEY = "an-identifier", "the-secret!", "Open.Sesame"
NEW_CLIENT = {
    "firstname": "Søren",
    "lastname": "O'Hara",
    "email": "soren@new.example",
    "address1": "Vej 1",
    "city": "Odense",
    "state": "Syddanmark",
    "postcode": "5000",
    "country": "DK",
    "phonenumber": "66123456",
    "password2": "geheim",
}


@pytest.fixture(scope="module")
def shared_simulator():
    with SimulatorProcess(
        root=ROOT,
        identifier=IDENTIFIER,
        secret=SECRET,
        access_key=ACCESS_KEY,
        clients=3,
        contacts=3,
    ) as simulator:
        yield simulator


@pytest.fixture
def simulator(shared_simulator):
    shared_simulator.reset_stats()
    yield shared_simulator
    shared_simulator.set_faults()
    shared_simulator.set_quirks()
    shared_simulator.set_access(caller_ip="", refused_ips=[], denied_actions=[])


@pytest.fixture
def connect(simulator, waits):
    """Make a client of the simulator; all are closed in the end."""
    clients = []

    def make(identifier=IDENTIFIER, secret=SECRET, access_key=None, **options):
        url = options.pop("url", f"{simulator.url}{ROOT}")
        options = {"test_mode": True, "timeout": 10} | options
        clients.append(WhmcsClient(url, identifier, secret, access_key, **options))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def refusal(client, kind=Auth, action="GetClients", **parameters):
    """The error of a call that must fail, which is not tried again."""
    with pytest.raises(kind) as caught:
        client.call(action, **parameters)
    assert client.calls == 1
    return caught.value


# -- addresses -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["", "/", "/includes/api.php", "/includes/api.php/", "/includes/api.php?a=1"]
)
@pytest.mark.parametrize("root", ["", "/billing", "/a/b"])
def test_endpoint(root, url):
    with WhmcsClient(f"https://whmcs.example{root}{url}", "i", "s") as client:
        assert client.endpoint == f"https://whmcs.example{root}/includes/api.php"


@pytest.mark.parametrize("rest", ["", "/", "/includes/api.php"])
def test_a_call_in_a_sub_folder(connect, simulator, rest):
    reply = connect(url=f"{simulator.url}{ROOT}{rest}").call("GetClients", limitnum=2)
    assert reply["result"] == "success"
    assert len(rows(reply, "clients", "client")) == 2
    assert not reply.broken


def test_not_the_address_of_whmcs(connect, simulator):
    told = str(refusal(connect(url=simulator.url), Invalid))
    assert f"{simulator.url}/includes/api.php answered 404" in told
    assert "is this the address of WHMCS?" in told


def test_plain_http_needs_test_mode(connect):
    with pytest.raises(Invalid):
        connect(test_mode=False)


# -- success and business errors ------------------------------------------------------


def test_parameters_and_credentials_are_sent_as_a_form(server):
    server.answer(Answer(body=b'{"result": "success"}'))
    with WhmcsClient(server.url, "i", "s", "key", test_mode=True) as client:
        client.call("AddClient", firstname="Søren", limitnum=5, repeatable=False)
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/includes/api.php")
    assert request.body.decode() == (
        "identifier=i&secret=s&accesskey=key&action=AddClient&responsetype=json"
        "&firstname=S%C3%B8ren&limitnum=5"
    )


@pytest.mark.parametrize(
    "reply",
    [
        {"result": "success", "status": "Active"},
        {"result": "Success"},
        {"status": "success", "billableid": 1},
    ],
)
def test_success(server, reply):
    server.answer(Answer(body=json.dumps(reply).encode()))
    with WhmcsClient(server.url, "i", "s", test_mode=True) as client:
        assert client.call("AddBillableItem") == reply


def test_not_found(connect):
    error = refusal(connect(), NotFound, "GetClientsDetails", clientid=999)
    assert str(error) == "WHMCS: Client Not Found"


def test_invalid(connect):
    told = str(refusal(connect(), Invalid, "GetClientsDetails"))
    assert told == "WHMCS: Either clientid Or email Is Required"


def test_unknown_action(connect):
    assert "GetNothing" in str(refusal(connect(), Invalid, "GetNothing"))


# -- refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("credentials", "said"),
    [
        ({"secret": "wrong"}, "Authentication Failed"),
        ({"identifier": "unknown"}, "Invalid or missing credentials"),
        ({"identifier": "", "secret": ""}, "Authentication Failed"),
    ],
)
def test_credentials_refused(connect, credentials, said):
    told = str(refusal(connect(**credentials)))
    assert said in told
    assert "Check identifier and secret" in told


@pytest.mark.parametrize("address", ["198.51.100.4", "2001:db8::4"])
def test_the_refused_address_is_quoted(connect, simulator, address):
    simulator.set_access(caller_ip=address, refused_ips=[address])
    told = str(refusal(connect()))
    assert f"refuses requests from the address {address}. " in told
    assert "API IP Access Restriction" in told


def test_the_access_key_skips_the_address_check(connect, simulator):
    simulator.set_access(caller_ip="198.51.100.4", refused_ips=["198.51.100.4"])
    assert connect(access_key=ACCESS_KEY).call("GetClients")["result"] == "success"
    refusal(connect(access_key="wrong"))
    refusal(connect(access_key=""))


def test_a_missing_permission_names_the_action(connect, simulator):
    simulator.set_access(denied_actions=["GetContacts"])
    client = connect()
    error = refusal(client, MissingPermission, "GetContacts")
    assert error.action == "getcontacts"
    assert "getcontacts" in str(error)
    assert "API Roles" in str(error)
    assert client.call("GetClients")["result"] == "success"


def test_another_refusal(server):
    body = b'{"result": "error", "message": "Too many bad logins"}'
    server.answer(Answer(403, body))
    with WhmcsClient(server.url, "i", "s", test_mode=True) as client:
        assert "Too many bad logins" in str(refusal(client))


# -- the network and the web server ----------------------------------------------------


def test_a_page_in_place_of_json_is_tried_again(connect, simulator, waits):
    simulator.set_faults({"kind": "html", "times": 1})
    assert connect().call("GetClients")["result"] == "success"
    assert len(waits) == 1


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"kind": "html"}, "an HTML page instead of JSON.*maintenance"),
        ({"kind": "cut"}, r"cut off: '\{"),
        ({"kind": "cut", "length": "larger"}, "connection failed"),
        ({"kind": "reset"}, "connection failed"),
        ({"kind": "status", "status": 503}, "answered 503"),
    ],
)
def test_what_will_pass(connect, simulator, fault, told):
    simulator.set_faults(fault)
    client = connect()
    with pytest.raises(Transient, match=f"(?is){told}"):
        client.call("GetClients")
    assert client.calls == simulator.stats()["total_calls"] == 4


def test_a_forbidden_page_is_not_tried_again(connect, simulator):
    simulator.set_faults({"kind": "html", "status": 403})
    assert "answered 403 without JSON" in str(refusal(connect(), Invalid))


@pytest.mark.parametrize("kind", ["reset", "html", "cut"])
def test_nothing_is_created_twice(connect, simulator, kind):
    before = len(simulator.state()["clients"])
    simulator.set_faults({"kind": kind, "action": "AddClient", "after_effect": True})
    values = NEW_CLIENT | {"email": f"{kind}@new.example"}
    with pytest.raises(Transient):
        connect().call("AddClient", repeatable=False, **values)
    assert simulator.stats()["calls"] == {"AddClient": 1}
    assert len(simulator.state()["clients"]) == before + 1


def test_a_text_that_whmcs_cannot_encode(server):
    message = "Error generating JSON encoded response: Malformed UTF-8 characters"
    body = json.dumps({"result": "error", "message": message}).encode()
    server.answer(Answer(body=body))
    with WhmcsClient(server.url, "i", "s", test_mode=True) as client:
        assert "text that is not UTF-8" in str(refusal(client, Invalid))
