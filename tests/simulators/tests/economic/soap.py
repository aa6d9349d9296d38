"""A plain caller of the SOAP service of the simulated e-conomic."""

import re

import pytest
import requests
import zeep
from lxml import etree
from zeep.helpers import serialize_object

from tests.simulators.economic.soap.contract import NAMESPACE, SERVICE
from tests.simulators.economic.soap.service import PATH
from tests.simulators.tests.economic.api import CONTRACTS, TOKENS

PUBLISHED = CONTRACTS / "economic_2019.wsdl"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
GRANT, SECRET = TOKENS["X-AgreementGrantToken"], TOKENS["X-AppSecretToken"]
NEW_DEBTOR = {
    "DebtorGroupHandle": {"Number": 1},
    "Name": "Ærø Såg & Hyvel",
    "VatZone": "HomeCountry",
    "CurrencyHandle": {"Code": "DKK"},
    "IsAccessible": True,
    "TermOfPaymentHandle": {"Id": 1},
}
NEW_CONTACT = {
    "Name": "Åse Łucja Öberg",
    "Number": 0,
    "IsToReceiveEmailCopyOfOrder": False,
    "IsToReceiveEmailCopyOfInvoice": False,
}
TOLD = re.compile(r"Economic\.Api\.Exceptions\.(\w+)\((E\d+)\): (.*) \(id=[0-9a-f-]+\)")


class SoapDocuments(dict):
    """What zeep reads of a description: the simulator's ``own``, or ``published``."""

    def __init__(self, url):
        super().__init__()
        self._places = {"own": f"{url}/{PATH}?WSDL", "published": str(PUBLISHED)}

    def __missing__(self, name):
        self[name] = zeep.Client(self._places[name]).wsdl
        return self[name]


class SoapApi:
    """Calls operations in a session of its own.

    :param version: "" for SOAP 1.1, "12" for SOAP 1.2
    """

    def __init__(self, document, url, version=""):
        self.address, self.session = f"{url}/{PATH}", requests.Session()
        transport = zeep.Transport(session=self.session, timeout=9, operation_timeout=9)
        client = zeep.Client(document, transport=transport)
        binding = f"{{{NAMESPACE}}}{SERVICE}Soap{version}"
        self._service = client.create_service(binding, self.address)

    def __call__(self, operation, **parameters):
        return self._service[operation](**parameters)

    def connect(self, grant=GRANT, secret=SECRET):
        return self("ConnectWithToken", token=grant, appToken=secret)

    def fault(self, operation, **parameters):
        """The fault that a call is answered by."""
        with pytest.raises(zeep.exceptions.Fault) as caught:
            self(operation, **parameters)
        return caught.value

    def refused(self, operation, **parameters):
        """``(exception, code, message)`` of a call that must fail."""
        fault = self.fault(operation, **parameters)
        assert fault.code == "soap:Client"
        return TOLD.fullmatch(fault.message).groups()

    def raw(self, operation, inside="", **headers):
        """The HTTP reply to a call whose parameters are XML."""
        return self.post(envelope(operation, inside), operation, **headers)

    def post(self, body, operation=None, content_type="text/xml", **headers):
        if operation is not None:
            headers.setdefault("SOAPAction", f'"{NAMESPACE}/{operation}"')
        data = body.encode() if isinstance(body, str) else body
        return self.session.post(
            self.address,
            data=data,
            headers={"Content-Type": content_type, **headers},
            timeout=9,
        )

    # -- debtors ---------------------------------------------------------------------

    def debtor(self, number):
        return serialize_object(
            self("Debtor_GetData", entityHandle={"Number": str(number)}), dict
        )

    def add(self, **values):
        """Create a debtor; return its number as a text."""
        number = str(self("Debtor_GetNextAvailableNumber"))
        data = NEW_DEBTOR | {"Number": number} | values
        return self("Debtor_CreateFromData", data=data)

    def change(self, number, **values):
        """Write back what is read, but for some members."""
        data = self.debtor(number) | values
        return self("Debtor_UpdateFromData", data=data)

    # -- contacts --------------------------------------------------------------------

    def contact(self, number):
        return serialize_object(
            self("DebtorContact_GetData", entityHandle={"Id": number}), dict
        )

    def add_contact(self, debtor, **values):
        data = NEW_CONTACT | {"DebtorHandle": {"Number": debtor}} | values
        return self("DebtorContact_CreateFromData", data=data)

    def change_contact(self, number, **values):
        data = self.contact(number) | values
        return self("DebtorContact_UpdateFromData", data=data)


def envelope(operation, inside="", space=SOAP_11):
    """A request whose parameters are XML."""
    body = f'<{operation} xmlns="{NAMESPACE}">{inside}</{operation}>'
    return f'<e:Envelope xmlns:e="{space}"><e:Body>{body}</e:Body></e:Envelope>'


def fault_of(reply):
    """``(code, text)`` of a fault of SOAP 1.1 or 1.2."""
    root = etree.fromstring(reply.content)
    space = etree.QName(root).namespace
    [fault] = root.iter(f"{{{space}}}Fault")
    if space == SOAP_11:
        return fault.findtext("faultcode"), fault.findtext("faultstring")
    names = {"s": space}
    code = fault.findtext("s:Code/s:Value", namespaces=names)
    return code, fault.findtext("s:Reason/s:Text", namespaces=names)
