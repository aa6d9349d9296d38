"""Sessions, tokens, faults of the transport, webhooks and control of SOAP."""

import time

import pytest
import requests
from zeep.exceptions import Fault, TransportError, XMLSyntaxError

from tests.simulators.economic.soap.sessions import COOKIE
from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.economic.api import WEBHOOKS_API
from tests.simulators.tests.economic.soap import (
    GRANT,
    NEW_DEBTOR,
    SECRET,
    SoapApi,
    SoapDocuments,
)

NOT_LOGGED_IN = (
    *("AuthenticationException", "E02250"),
    "Not logged in - could not resolve authenticationContext",
)
NOT_AUTHORIZED = "AuthorizationException"


@pytest.mark.parametrize("version", ["", "12"])
def test_the_session_is_a_cookie(economic_sim, soap_documents, version):
    soap = SoapApi(soap_documents["own"], economic_sim.url, version)
    with pytest.raises(Fault, match="E02250"):
        soap("Debtor_GetAll")
    assert not soap.session.cookies
    soap.connect()
    cookie = soap.session.cookies[COOKIE]
    assert soap("Debtor_FindByNumber", number="1") == "1"
    soap.connect()
    assert soap.session.cookies[COOKIE] == cookie
    soap("Disconnect")
    with pytest.raises(Fault, match="E02250"):
        soap("Debtor_GetAll")
    # another caller is none of these
    soap.connect()
    stranger = SoapApi(soap_documents["own"], economic_sim.url)
    stranger.session.cookies[COOKIE] = "a" * 24
    assert stranger.refused("Debtor_GetAll") == NOT_LOGGED_IN


def test_sessions_end(own_soap, economic_sim):
    own_soap.connect()
    ended = economic_sim.control("sessions", {"end": True})
    assert (ended["ended"] > 0, ended["open"]) == (True, 0)
    assert own_soap.refused("Debtor_GetAll") == NOT_LOGGED_IN
    own_soap.connect()
    assert own_soap("Debtor_GetAll")
    economic_sim.control("sessions", {"seconds": 0})
    assert own_soap.refused("Debtor_GetAll") == NOT_LOGGED_IN


@pytest.mark.parametrize(
    ("grant", "secret"), [("wrong", SECRET), (GRANT, "wrong"), (None, None), ("", "")]
)
def test_wrong_tokens(own_soap, grant, secret):
    tokens = {"token": grant, "appToken": secret}
    told = own_soap.refused("ConnectWithToken", **tokens)
    assert (told[0], told[1] != "E02250") == ("AuthenticationException", True)
    assert own_soap.refused("Debtor_GetAll") == NOT_LOGGED_IN


def test_access_of_the_agreement(own_soap, economic_sim):
    own_soap.connect()
    economic_sim.set_access(lacks_role=True)
    assert own_soap.refused("Debtor_GetAll")[0] == NOT_AUTHORIZED
    economic_sim.set_access(lacks_role=False)
    assert own_soap("Debtor_GetAll")
    economic_sim.set_access(revoked=True)
    assert own_soap.refused("Debtor_GetAll") == NOT_LOGGED_IN
    tokens = {"token": GRANT, "appToken": SECRET}
    assert own_soap.refused("ConnectWithToken", **tokens)[1] != "E02250"


def test_demo_only_reads(own_soap):
    own_soap.connect("demo", "demo")
    assert own_soap("Debtor_GetData", entityHandle={"Number": "1"})
    for operation, parameters in {
        "Debtor_CreateFromData": {"data": NEW_DEBTOR | {"Number": "5"}},
        "Debtor_UpdateFromData": {"data": own_soap.debtor(1)},
        "Debtor_Delete": {"debtorHandle": {"Number": "1"}},
    }.items():
        assert own_soap.refused(operation, **parameters)[0] == NOT_AUTHORIZED


def test_the_identifier_of_the_app(own_soap):
    assert own_soap.refused("Verify_XEconomicAppIdentifier")[0] == NOT_AUTHORIZED
    own_soap.session.headers["X-EconomicAppIdentifier"] = "Odoo/1.0"
    assert own_soap("Verify_XEconomicAppIdentifier") is True


def test_calls_are_listed_by_operation(own_soap, economic_sim):
    economic_sim.reset_stats()
    own_soap.connect()
    own_soap("Debtor_GetAll")
    own_soap.refused("Debtor_GetData", entityHandle={"Number": "999999"})
    requests.get(f"{own_soap.address}?WSDL", timeout=9)
    own_soap.post("no XML")
    stats = economic_sim.stats()
    names = ("ConnectWithToken", "Debtor_GetAll", "Debtor_GetData", "description")
    wanted = dict.fromkeys((f"SOAP {name}" for name in (*names, "unknown")), 1)
    assert stats["calls"] == wanted
    assert stats["errors"] == {"SOAP Debtor_GetData": 1, "SOAP unknown": 1}


def test_each_change_calls_the_webhook(own_soap, economic, economic_sim):
    own_soap.connect()
    webhook = {
        "eventType": "CUSTOMER_UPDATED",
        "name": "Odoo",
        "url": "http://odoo.example/hook",
        "contentType": "text/plain",
        "postData": "old=[OLDNUMBER]&new=[NEWNUMBER]",
    }
    path = f"{WEBHOOKS_API}/webhooks"
    economic.call("POST", path, 201, webhook)
    before = len(economic_sim.control("webhook-calls")["calls"])
    number = own_soap.add()
    own_soap.change(number, City="Vejle")
    own_soap("Debtor_Delete", debtorHandle={"Number": number})
    economic.call("DELETE", f"{path}/CUSTOMER_UPDATED", 204)
    wanted = [f"old=&new={number}", f"old={number}&new={number}", f"old={number}&new="]
    calls, until = [], time.monotonic() + 5
    while len(calls) < len(wanted):
        assert time.monotonic() < until
        calls = economic_sim.control("webhook-calls")["calls"][before:]
    assert sorted(each["body"] for each in calls) == sorted(wanted)


# -- faults of the transport ---------------------------------------------------------


def test_pages_instead_of_soap(own_soap, economic_sim):
    own_soap.connect()
    status = {"kind": "status", "status": 500, "times": 1}
    economic_sim.set_faults(status | {"action": "SOAP Debtor_GetAll"})
    assert own_soap("Debtor_FindByNumber", number="1") == "1"
    reply = own_soap.raw("Debtor_GetAll")
    assert (reply.status_code, reply.headers["Content-Type"][:9]) == (500, "text/html")
    economic_sim.set_faults({"kind": "html", "times": 1})
    reply = own_soap.raw("Debtor_GetAll")
    assert (reply.status_code, "Maintenance" in reply.text) == (200, True)
    # zeep finds no code in them
    economic_sim.set_faults(status | {"retry_after": 3})
    assert own_soap.fault("Debtor_GetAll").code is None
    assert own_soap("Debtor_GetAll")


def test_half_an_answer(own_soap, economic_sim):
    own_soap.connect()
    cut = {"kind": "cut", "times": 1}
    economic_sim.set_faults(cut)
    with pytest.raises((TransportError, XMLSyntaxError)):
        own_soap("Debtor_GetAll")
    economic_sim.set_faults(cut | {"length": "larger"})
    with pytest.raises(requests.RequestException):
        own_soap("Debtor_GetAll")


def test_a_lost_answer(own_soap, economic, economic_sim):
    own_soap.connect()
    number = str(own_soap("Debtor_GetNextAvailableNumber"))
    data = NEW_DEBTOR | {"Number": number}
    reset = {"kind": "reset", "action": "SOAP Debtor_CreateFromData", "times": 1}
    economic_sim.set_faults(reset)
    with pytest.raises(requests.ConnectionError):
        own_soap("Debtor_CreateFromData", data=data)
    economic.call("GET", f"customers/{number}", 404)
    economic_sim.set_faults(reset | {"after_effect": True})
    with pytest.raises(requests.ConnectionError):
        own_soap("Debtor_CreateFromData", data=data)
    assert economic.customer(int(number))["name"] == NEW_DEBTOR["Name"]
    timeout = {"kind": "timeout", "seconds": 0.05, "after_effect": True, "times": 1}
    economic_sim.set_faults(timeout)
    with pytest.raises(requests.ConnectionError):
        own_soap.change(number, City="Vejle")
    economic_sim.set_faults()
    assert own_soap.debtor(number)["City"] is None
    economic_sim.set_faults(timeout | {"action": "SOAP Debtor_UpdateFromData"})
    with pytest.raises(requests.ConnectionError):
        own_soap.change(number, City="Vejle")
    assert own_soap.debtor(number)["City"] == "Vejle"


def test_errors_of_the_server(own_soap, economic_sim):
    own_soap.connect()
    economic_sim.set_quirks("soap-server-errors")
    told = own_soap.refused("Debtor_GetAll")
    assert told[0] == "ServerException"
    own_soap.connect()


def test_exceptions_that_tell_more(own_soap, economic_sim):
    economic_sim.set_quirks("soap-open-exceptions")
    fault = own_soap.fault("Debtor_GetAll")
    start, _line, trace = fault.message.partition("\n")
    assert start.startswith(
        "System.Web.Services.Protocols.SoapException: Economic.Api.Exceptions."
        "AuthenticationException(E02250): Not logged in"
    )
    assert trace.startswith("   at ")


def test_options_of_the_command_line():
    fault = '{"kind": "status", "action": "SOAP Debtor_GetAll"}'
    options = {"customers": 1, "contacts": 0, "session_seconds": 0, "fault": fault}
    with SimulatorProcess("tests.simulators.economic", **options) as simulator:
        soap = SoapApi(SoapDocuments(simulator.url)["own"], simulator.url)
        soap.connect()
        told = soap.refused("Debtor_FindByNumber", number="1")
        assert told == NOT_LOGGED_IN
        assert soap.raw("Debtor_GetAll").status_code == 503
