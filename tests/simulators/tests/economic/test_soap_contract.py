"""The simulated SOAP service's description against the published one."""

import pytest
import requests
from lxml import etree

from tests.simulators.economic.app import EconomicSimulator
from tests.simulators.economic.limits import Bucket
from tests.simulators.economic.soap.contract import (
    ENUMERATIONS,
    NAMESPACE,
    OPERATIONS,
    TYPES,
)
from tests.simulators.economic.soap.service import PATH, SoapService
from tests.simulators.economic.soap.sessions import USUAL_SECONDS
from tests.simulators.economic.soap.wsdl import wsdl
from tests.simulators.economic.store import Store
from tests.simulators.tests.economic.api import needs_contracts
from tests.simulators.tests.economic.soap import PUBLISHED

SPACES = {
    "w": "http://schemas.xmlsoap.org/wsdl/",
    "x": "http://www.w3.org/2001/XMLSchema",
    "soap": "http://schemas.xmlsoap.org/wsdl/soap/",
    "soap12": "http://schemas.xmlsoap.org/wsdl/soap12/",
}
ATTRIBUTES = ("name", "type", "minOccurs", "maxOccurs", "nillable", "default")
SESSION = {"ConnectWithToken", "Disconnect", "Verify_XEconomicAppIdentifier"}


class Described:
    """What a description says, by name."""

    def __init__(self, root):
        self.root = root
        schema = root.find("w:types/x:schema", SPACES)
        self.schema = dict(schema.attrib)
        self.elements = self._named(schema, "x:element")
        self.types = self._named(schema, "x:complexType")
        self.enumerations = self._named(schema, "x:simpleType")
        self.messages = self._named(root, "w:message")
        self.operations = self._named(root.find("w:portType", SPACES), "w:operation")
        self.bindings = {
            name: self._named(binding, "w:operation")
            for name, binding in self._named(root, "w:binding").items()
        }

    @staticmethod
    def _named(place, tag):
        return {each.get("name"): each for each in place.iterfind(tag, SPACES)}

    @staticmethod
    def members(element):
        found = element.iterfind(".//x:sequence/x:element", SPACES)
        return [_attributes(each) for each in found]

    def values(self, name):
        kind = self.enumerations[name]
        [base] = kind.iterfind("x:restriction", SPACES)
        return [base.get("base").split(":")[1], *(each.get("value") for each in base)]

    def operation(self, name):
        """What leads from an operation to its elements."""
        ways = {}
        for way in ("input", "output"):
            link = self.operations[name].find(f"w:{way}", SPACES).get("message")
            message = self.messages[link.split(":")[1]]
            ways[way] = [dict(part.attrib) for part in message]
        return ways

    def binding(self, binding, name):
        """Tags and attributes of an operation in a binding."""
        found = self.bindings[binding][name].iterdescendants()
        return [(each.tag, dict(each.attrib)) for each in found]

    def ports(self):
        """Names, tags and links of bindings and ports."""
        told = [dict(self.root.find("w:portType", SPACES).attrib)]
        for binding in self.root.iterfind("w:binding", SPACES):
            told += [dict(binding.attrib), (binding[0].tag, dict(binding[0].attrib))]
        service = self.root.find("w:service", SPACES)
        ports = [(dict(port.attrib), port[0].tag) for port in service]
        return [*told, service.get("name"), ports, self.root.get("targetNamespace")]


def _attributes(element):
    values = {name: element.get(name) for name in ATTRIBUTES}
    kind = values["type"].split(":")
    # the prefix of the schema's own types is anybody's choice
    values["type"] = (element.nsmap[kind[0]], kind[1])
    return values


@pytest.fixture(scope="module")
def own():
    return Described(etree.fromstring(wsdl("http://127.0.0.1/")))


@pytest.fixture(scope="module")
def published():
    return Described(etree.parse(str(PUBLISHED)).getroot())


@needs_contracts
@pytest.mark.parametrize("name", OPERATIONS)
def test_operations(own, published, name):
    for element in (name, f"{name}Response"):
        wanted = published.members(published.elements[element])
        assert own.members(own.elements[element]) == wanted
    assert own.operation(name) == published.operation(name)
    for binding in ("EconomicWebServiceSoap", "EconomicWebServiceSoap12"):
        assert own.binding(binding, name) == published.binding(binding, name)


@needs_contracts
@pytest.mark.parametrize("name", TYPES)
def test_types(own, published, name):
    wanted = published.members(published.types[name])
    assert wanted and own.members(own.types[name]) == wanted


@needs_contracts
@pytest.mark.parametrize("name", ENUMERATIONS)
def test_enumerations(own, published, name):
    assert own.values(name) == published.values(name)


@needs_contracts
def test_bindings(own, published):
    assert own.ports() == published.ports()
    assert own.schema == published.schema


def test_every_type_is_described(own):
    members = [
        each
        for place in (own.elements, own.types)
        for element in place.values()
        for each in own.members(element)
    ]
    named = {each["type"][1] for each in members if each["type"][0] == NAMESPACE}
    assert named <= {*own.types, *own.enumerations}
    assert len(members) > 150


def test_every_operation_is_there():
    bucket = Bucket(1, 1)
    simulator = EconomicSimulator(Store(), ("secret", "grant", "public"), bucket)
    service = SoapService(Store(), simulator, USUAL_SECONDS)
    assert service.operations.keys() == OPERATIONS.keys() - SESSION


@pytest.mark.parametrize(
    "place", [f"{PATH}?WSDL", f"{PATH}?wsdl", f"{PATH.lower()}?Wsdl"]
)
def test_where_the_description_is(economic_sim, place):
    reply = requests.get(f"{economic_sim.url}/{place}", timeout=9)
    assert reply.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert reply.content == wsdl(f"{economic_sim.url}/{PATH}")


def test_other_requests(economic_sim):
    place = f"{economic_sim.url}/{PATH}"
    page = requests.get(place, timeout=9)
    assert page.headers["Content-Type"].startswith("text/html")
    assert requests.delete(place, timeout=9).status_code == 405
