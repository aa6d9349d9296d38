"""Calls of e-conomic's SOAP service: sessions, faults, and answers that are none."""

from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib.errors import Auth, Invalid, NotFound, Transient
from odoo.addons.sync_economic.lib.soap_calls import soap_time
from odoo.addons.sync_economic.lib.soap_client import EconomicSoapClient
from odoo.addons.sync_economic.lib.soap_forms import (
    LACKING,
    contact_of,
    customer_of,
    debtor,
    debtor_contact,
)

from tests.unit.scripted_server import Answer, Reset

ENVELOPE = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    "{}</soap:Body></soap:Envelope>"
)
XML = {"Content-Type": "text/xml; charset=utf-8"}
NAMESPACE = "http://e-conomic.com"
DEBTOR = (
    "<Handle><Number>7</Number></Handle><Number>7</Number>"
    "<DebtorGroupHandle><Number>1</Number></DebtorGroupHandle><Name>Ærø</Name>"
    "<VatZone>HomeCountry</VatZone><IsAccessible>true</IsAccessible>"
)


def result(operation, inner, **headers):
    body = (
        f'<{operation}Response xmlns="{NAMESPACE}"><{operation}Result>{inner}'
        f"</{operation}Result></{operation}Response>"
    )
    return Answer(200, ENVELOPE.format(body).encode(), XML | headers)


def fault(text):
    body = f"<soap:Fault><faultcode>soap:Client</faultcode><faultstring>{text}"
    body += "</faultstring></soap:Fault>"
    return Answer(500, ENVELOPE.format(body).encode(), XML)


def told(kind, code, text):
    return fault(f"Economic.Api.Exceptions.{kind}({code}): {text} (id=12-ab)")


CONNECTED = result(
    "ConnectWithToken", "session", **{"Set-Cookie": "ASP.NET_SessionId=s1; path=/"}
)
LOST = told("AuthenticationException", "E02250", "Not logged in.")


@pytest.fixture
def economic(server, waits):
    with EconomicSoapClient(
        "the-secret", "the-grant", url=server.url, test_mode=True, timeout=5
    ) as client:
        yield client


def operations(server):
    return [
        request.headers["SOAPAction"].strip('"').rpartition("/")[2]
        for request in server.requests
    ]


def test_a_session_is_a_cookie(server, economic):
    server.answer(CONNECTED, result("Debtor_GetData", DEBTOR))
    assert economic.customer(7)["name"] == "Ærø"
    assert economic.customer(7)["customerGroup"] == {"customerGroupNumber": 1}
    assert operations(server) == ["ConnectWithToken"] + 2 * ["Debtor_GetData"]
    assert b"the-grant" in server.requests[0].body
    assert server.requests[1].headers["Cookie"] == "ASP.NET_SessionId=s1"
    assert b"the-secret" not in server.requests[1].body


def test_a_session_that_ended_begins_again_once(server, economic):
    server.answer(CONNECTED, LOST, CONNECTED, result("Debtor_GetData", DEBTOR))
    assert economic.customer(7)["customerNumber"] == 7
    server.answer(LOST, CONNECTED, LOST)
    with pytest.raises(Auth, match="session"):
        economic.customer(7)


@pytest.mark.parametrize(
    ("kind", "text", "error"),
    [
        ("IntegrityException", "The debtor does not exist.", NotFound),
        ("IntegrityException", "The number is in use.", Invalid),
        ("AuthorizationException", "No rights.", Auth),
        ("AuthenticationException", "Wrong.", Auth),
        ("ServerException", "Try again later.", Transient),
    ],
)
def test_what_faults_mean(server, economic, kind, text, error):
    server.answer(CONNECTED, told(kind, "E06000", text))
    with pytest.raises(error, match=text) as caught:
        economic.customer(7)
    assert "id=" not in str(caught.value)
    assert len(server.requests) == 2


def test_tokens_that_are_refused(server, economic):
    server.answer(told("AuthenticationException", "E02250", "Unknown the-grant."))
    with pytest.raises(Auth, match="Connect again") as caught:
        economic.who()
    assert "the-grant" not in str(caught.value)


def test_a_fault_of_another_kind(server, economic):
    server.answer(CONNECTED, fault("Server was unable to read request."))
    with pytest.raises(Invalid, match="Debtor_GetData: Server was unable"):
        economic.customer(7)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(200, b"<html>Maintenance</html>"), Transient),
        (Answer(500, b"<html>Runtime Error</html>"), Transient),
        (Answer(503, b""), Transient),
        (Answer(404, b"no such page"), Invalid),
        (Answer(200, b"<soap:Envelope", XML), Transient),
        (Answer(200, b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", XML), Transient),
        (Reset(), Transient),
    ],
)
def test_what_is_no_answer(server, economic, answer, error):
    server.answer(CONNECTED, answer)
    with pytest.raises(error):
        economic.customer(7)


def test_a_creation_is_not_sent_again_by_itself(server, economic):
    free = result("Debtor_GetNextAvailableNumber", "8")
    server.answer(CONNECTED, free, Reset())
    with pytest.raises(Transient):
        economic.create_customer({"name": "Bo", "vatZone.vatZoneNumber": 1}, "key")
    assert operations(server)[1:].count("Debtor_CreateFromData") == 1


def test_a_number_that_somebody_took_meanwhile(server, economic):
    taken = told("IntegrityException", "E1", "The number is in use.")
    server.answer(
        CONNECTED,
        result("Debtor_GetNextAvailableNumber", "8"),
        taken,
        result("Debtor_GetNextAvailableNumber", "9"),
        result("Debtor_GetNextAvailableNumber", "9"),
        result("Debtor_CreateFromData", "<Number>9</Number>"),
    )
    values = {"name": "Bo", "vatZone.vatZoneNumber": 1}
    assert economic.create_customer(values, "key") == 9
    # refused for another reason: the number is still free
    server.answer(result("Debtor_GetNextAvailableNumber", "10"), taken, free_still())
    with pytest.raises(Invalid, match="in use"):
        economic.create_customer(values, "key")


def free_still():
    return result("Debtor_GetNextAvailableNumber", "10")


def test_what_the_wsdl_does_not_know_is_not_lost(server, economic):
    more = DEBTOR + "<PeppolId>0088:1</PeppolId>"
    server.answer(CONNECTED, result("Debtor_GetData", more))
    seen = economic.customer(7)
    assert seen["name"] == "Ærø"
    with pytest.raises(Invalid, match="PeppolId"):
        economic.change_customer(7, seen, {"city": "Vejle"})
    assert "Debtor_UpdateFromData" not in operations(server)


def test_what_the_service_does_not_have(server, economic):
    server.answer(CONNECTED, result("Debtor_GetData", DEBTOR))
    with pytest.raises(Invalid, match="no mobilePhone"):
        economic.change_customer(7, {}, {"mobilePhone": "1"})


def test_the_demo_can_only_be_read(server, waits):
    with EconomicSoapClient("demo", "demo", url=server.url, test_mode=True) as economic:
        server.answer(CONNECTED, result("Debtor_GetNextAvailableNumber", "8"))
        with pytest.raises(Invalid, match="demo"):
            economic.create_customer({"name": "Bo"}, "key")
        assert "Debtor_CreateFromData" not in operations(server)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_times_are_never_later_than_meant(moment):
    """The service means CET or Danish time; both are at least an hour after UTC."""
    text = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    asked = soap_time(text)
    utc = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    assert (asked - utc.replace(tzinfo=None)).total_seconds() == 3600


TEXT = st.none() | st.text(max_size=20)
STORED = st.fixed_dictionaries(
    {
        "Number": st.integers(1, 10**9).map(str),
        "IsAccessible": st.booleans(),
        "VatZone": st.just("HomeCountry"),
        "ExtendedVatZone": st.just({"Number": "1"}),
    },
    optional={
        **{name: TEXT for name in ("Name", "City", "Email", "County", "PNumber")},
        "PriceGroupHandle": st.just({"Number": 3}),
        "CurrencyHandle": st.just({"Code": "DKK"}),
    },
)
CHANGES = st.dictionaries(st.sampled_from(["name", "city", "email"]), TEXT)


@given(STORED, CHANGES)
def test_a_change_leaves_all_else_as_it_was(stored, changes):
    data = debtor(changes, stored)
    there = {"name": "Name", "city": "City", "email": "Email"}
    for name in {*stored, *data} - {there[path] for path in changes}:
        assert data.get(name) == stored.get(name)
    row = customer_of(data)
    for path, value in changes.items():
        assert row.get(path) == (value or None)


@given(STORED)
def test_no_change_is_no_change(stored):
    row = customer_of(stored)
    assert debtor({}, stored) == {k: v for k, v in stored.items() if v is not None}
    assert not LACKING & set(row)


def test_contacts_keep_their_customer():
    stored = {"Id": 5, "Number": 2, "DebtorHandle": {"Number": "7"}, "ExternalId": "x"}
    data = debtor_contact({"phone": "1", "receiveInvoices": True}, stored)
    assert data["DebtorHandle"] == {"Number": "7"}
    assert (data["ExternalId"], data["TelephoneNumber"]) == ("x", "1")
    told = contact_of(data)
    assert (told["customerNumber"], told["receiveInvoices"]) == (7, True)
