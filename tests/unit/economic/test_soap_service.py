"""Our small WSDL says the same as the published one, of what it says."""

import pytest
from lxml import etree

from odoo.addons.sync_economic.lib.soap_service import OPERATIONS, TYPES, wsdl

from tests.simulators.tests.economic.api import CONTRACTS

PUBLISHED = CONTRACTS / "economic_2019.wsdl"
SCHEMA = "{http://www.w3.org/2001/XMLSchema}"
SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
ORDER = ("name", "type", "minOccurs", "maxOccurs", "nillable")

pytestmark = pytest.mark.skipif(
    not PUBLISHED.exists(), reason="the published WSDL is not beside the project"
)


def described(root):
    """Return what a WSDL says of elements and types, and of SOAP actions."""
    [schema] = root.iter(f"{SCHEMA}schema")
    found = {}
    for top in schema:
        parts = [
            # the prefix of a type is the file's own business
            [(part.get(name) or "").rpartition(":")[2] for name in ORDER]
            for part in top.iter(f"{SCHEMA}element")
            if part is not top
        ]
        values = [each.get("value") for each in top.iter(f"{SCHEMA}enumeration")]
        # an element and a type may have one name
        found[etree.QName(top).localname == "element", top.get("name")] = parts, values
    actions = {
        operation.getparent().get("name"): operation.get("soapAction")
        for operation in root.iter(f"{SOAP}operation")
    }
    return found, actions, schema.get("targetNamespace")


@pytest.fixture(scope="module")
def both():
    ours = described(etree.fromstring(wsdl()))
    return ours, described(etree.parse(PUBLISHED).getroot())


def test_operations_and_types(both):
    (ours, actions, space), (theirs, their_actions, their_space) = both
    assert space == their_space
    assert len(actions) == len(OPERATIONS) >= 30
    assert {name: their_actions[name] for name in actions} == actions
    assert {name for is_element, name in ours if not is_element} >= set(TYPES)
    for name, parts in ours.items():
        assert parts == theirs[name], name
