"""Requests as they arrive: how ASP.NET reads them, and what it refuses."""

import pytest
from lxml import etree

from tests.simulators.economic.soap.contract import NAMESPACE
from tests.simulators.economic.soap.values import escaped
from tests.simulators.tests.economic.soap import (
    SOAP_11,
    SOAP_12,
    SoapApi,
    envelope,
    fault_of,
)

XSI = "http://www.w3.org/2001/XMLSchema-instance"
UNREAD = "Server was unable to read request. ---> There is an error in XML document ("
HANDLE = "<entityHandle><Number>1</Number></entityHandle>"
DATA = """
    <data><CurrencyHandle><Code>DKK</Code></CurrencyHandle><Name>Å &amp; Ł</Name>
    <DebtorGroupHandle><Number> 1 </Number></DebtorGroupHandle>
    <TermOfPaymentHandle><Id>1</Id></TermOfPaymentHandle>{0}</data>
"""


@pytest.fixture
def connected(own_soap):
    own_soap.connect()
    return own_soap


def texts(reply, name):
    assert reply.status_code == 200, reply.text
    root = etree.fromstring(reply.content)
    return [each.text for each in root.iter(f"{{{NAMESPACE}}}{name}")]


@pytest.mark.parametrize(
    ("space", "kind"), [(SOAP_11, "text/xml"), (SOAP_12, "application/soap+xml")]
)
def test_versions(connected, space, kind):
    for body, status in ((HANDLE, 200), ("", 500)):
        request = envelope("Debtor_GetData", body, space)
        reply = connected.post(request, content_type=kind)
        assert reply.status_code == status
        assert reply.headers["Content-Type"] == f"{kind}; charset=utf-8"
        assert etree.fromstring(reply.content).tag == f"{{{space}}}Envelope"
    code, text = fault_of(reply)
    assert code == ("soap:Client" if space == SOAP_11 else "soap:Sender")
    assert "E04010" in text


def test_the_action_of_soap_12(connected):
    request = envelope("Debtor_GetData", HANDLE, SOAP_12)
    kind = 'application/soap+xml; charset=utf-8; action="{0}"'
    known = kind.format(f"{NAMESPACE}/Debtor_GetData")
    assert connected.post(request, content_type=known).status_code == 200
    reply = connected.post(request, content_type=kind.format("x"))
    code, text = fault_of(reply)
    assert (code, "SOAPAction: x." in text) == ("soap:Sender", True)


@pytest.mark.parametrize(
    "action", ["", '""', "http://e-conomic.com/No", "Debtor_GetAll"]
)
def test_unknown_actions(connected, action):
    reply = connected.raw("Debtor_GetAll", SOAPAction=action)
    told = "Server did not recognize the value of HTTP Header SOAPAction: "
    assert reply.status_code == 500
    bare = action.strip('"')
    assert fault_of(reply) == ("soap:Client", f"{told}{bare}.")


def test_the_body_says_what_is_called(connected):
    request = envelope("Debtor_FindByNumber", "<number>1</number>")
    assert texts(connected.post(request), "Number") == ["1"]
    for reply in (
        connected.post(envelope("Debtor_Burn")),
        connected.post(request, "Debtor_GetAll"),
        connected.post(request.replace(NAMESPACE, "http://else.example")),
    ):
        code, text = fault_of(reply)
        assert (code, text[-19:]) == ("soap:Client", "> was not expected.")


@pytest.mark.parametrize(
    "body",
    [
        "no XML",
        "",
        "<a>",
        b"\xff\xfe\x00",
        envelope("Debtor_GetData", HANDLE)[:-5],
        '<!DOCTYPE e [<!ENTITY x "1">]>'
        + envelope("Debtor_GetData", HANDLE.replace("1", "&x;")),
        '<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        + envelope("Debtor_GetData", HANDLE.replace("1", "&x;")),
        "<!DOCTYPE e>" + envelope("Debtor_GetData", HANDLE),
    ],
)
def test_no_xml_and_no_entities(connected, body):
    reply = connected.post(body, "Debtor_GetData")
    assert (reply.status_code, reply.content) == (400, b"")


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        ("<a/>", "soap:VersionMismatch", "Possible SOAP version mismatch"),
        (envelope("Debtor_GetAll", "", SOAP_12), "soap:VersionMismatch", "Possible"),
        (f'<e:Envelope xmlns:e="{SOAP_11}"/>', "soap:Client", UNREAD),
        (
            f'<e:Envelope xmlns:e="{SOAP_11}"><e:Body/></e:Envelope>',
            *("soap:Client", UNREAD),
        ),
    ],
)
def test_no_envelope(connected, body, code, message):
    reply = connected.post(body, "Debtor_GetAll")
    told = fault_of(reply)
    assert (reply.status_code, told[0]) == (500, code)
    assert told[1].startswith(message)


def test_other_types_of_content(connected):
    reply = connected.post(envelope("Debtor_GetAll"), content_type="application/json")
    assert reply.status_code == 500
    assert reply.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("operation", "inside", "message"),
    [
        (
            "Debtor_GetAllUpdated",
            "<fromDate>yesterday</fromDate>",
            "The string 'yesterday' is not a valid AllXsd value.",
        ),
        (
            "Debtor_GetAllUpdated",
            "<fromDate>2026-02-30</fromDate>",
            "The string '2026-02-30' is not a valid AllXsd value.",
        ),
        (
            "Debtor_GetAllUpdated",
            "<includeCalculatedProperties>no</includeCalculatedProperties>",
            "The string 'no' is not a valid Boolean value.",
        ),
        (
            "DebtorContact_GetData",
            "<entityHandle><Id>x</Id></entityHandle>",
            "Input string was not in a correct format.",
        ),
        (
            "DebtorContact_GetData",
            f'<entityHandle><Id xmlns:i="{XSI}" i:nil="true"/></entityHandle>',
            "Input string was not in a correct format.",
        ),
        (
            "DebtorContact_GetData",
            "<entityHandle><Id>2147483648</Id></entityHandle>",
            "Value was either too large or too small for an Int32.",
        ),
        (
            "Debtor_Create",
            "<vatZone>Moon</vatZone>",
            "Instance validation error: 'Moon' is not a valid value for VatZone.",
        ),
        (
            "Debtor_CreateFromData",
            DATA.format("<CreditMaximum>1,5</CreditMaximum>"),
            "Input string was not in a correct format.",
        ),
        (
            "Debtor_CreateFromData",
            DATA.format(f"<CreditMaximum>{10**29}</CreditMaximum>"),
            "Value was either too large or too small for a Decimal.",
        ),
    ],
)
def test_values_that_cannot_be_read(connected, operation, inside, message):
    reply = connected.raw(operation, inside)
    code, text = fault_of(reply)
    assert (reply.status_code, code) == (500, "soap:Client")
    assert text.startswith(UNREAD) and text.endswith(f"---> {message}")


def test_what_is_left_out_is_what_dotnet_starts_with(connected, economic):
    number = str(connected("Debtor_GetNextAvailableNumber"))
    # in no order, and with what nobody knows
    more = f"<Unknown><Name>x</Name></Unknown><Number>{number}</Number>"
    reply = connected.raw("Debtor_CreateFromData", DATA.format(more))
    assert texts(reply, "Number") == [number]
    shown = economic.customer(int(number))
    assert (shown["name"], shown["barred"]) == ("Å & Ł", True)
    assert shown["vatZone"]["vatZoneNumber"] == 1
    handle = connected.raw("DebtorContact_GetData", "<entityHandle/>")
    assert "The debtor contact does not exist." in fault_of(handle)[1]


def test_nil_and_repeated_members(connected, economic):
    number = str(connected("Debtor_GetNextAvailableNumber"))
    nil = f'xmlns:i="{XSI}" i:nil="true"'
    more = (
        f"<Number>{number}</Number><City {nil}/><CreditMaximum {nil}/><County/>"
        f"<LayoutHandle {nil}/><IsAccessible>1</IsAccessible><Country>A</Country>"
        "<Country>B</Country>"
    )
    reply = connected.raw("Debtor_CreateFromData", DATA.format(more))
    assert texts(reply, "Number") == [number]
    stored = economic.stored(int(number))
    assert not {"city", "creditMaximum", "layoutGroup"} & stored.keys()
    wanted = {"county": "", "country": "A", "access": True}
    assert stored.items() >= wanted.items()


def test_other_encodings(connected, economic):
    number = str(connected("Debtor_GetNextAvailableNumber"))
    request = envelope(
        "Debtor_CreateFromData", DATA.format(f"<Number>{number}</Number>")
    )
    body = f'<?xml version="1.0" encoding="utf-16"?>{request}'.encode("utf-16")
    assert connected.post(body).status_code == 200
    assert economic.customer(int(number))["name"] == "Å & Ł"


def test_letters_that_are_marks(connected, economic):
    number = connected.add(City="a < b & \"c\" > 'd'")
    assert connected.debtor(number)["City"] == "a < b & \"c\" > 'd'"
    economic.change(int(number), city="x\r\ny")
    assert connected.debtor(number)["City"] == "x\r\ny"
    # even what XML forbids, as .NET does
    assert escaped("\x01\x1f\n\t") == "&#x1;&#x1F;\n\t"


def test_no_answer_is_an_empty_one(connected):
    number = connected.add()
    inside = f"<debtorHandle><Number>{number}</Number></debtorHandle>"
    reply = connected.raw("Debtor_Delete", inside)
    assert f'<Debtor_DeleteResponse xmlns="{NAMESPACE}" />' in reply.text
    reply = connected.raw("Debtor_FindByNumber", f"<number>{number}</number>")
    assert f'<Debtor_FindByNumberResponse xmlns="{NAMESPACE}" />' in reply.text
    reply = connected.raw("Debtor_FindByName", "<name>nobody at all</name>")
    assert "<Debtor_FindByNameResult />" in reply.text


def test_callers_do_not_mix(own_soap, economic_sim, soap_documents):
    first, second = own_soap, SoapApi(soap_documents["own"], economic_sim.url)
    first.connect()
    assert second.refused("Debtor_GetAll")[1] == "E02250"
    second.connect()
    first("Disconnect")
    assert second("Debtor_GetAll")
