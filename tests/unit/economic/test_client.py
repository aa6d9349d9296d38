"""The clients of e-conomic against the simulator: nothing is lost or overwritten.

The same tests over both transports.
"""

import pytest

from odoo.addons.sync_base.lib.errors import (
    Auth,
    Conflict,
    Invalid,
    NotFound,
    Transient,
)
from odoo.addons.sync_economic.lib.client import EconomicClient
from odoo.addons.sync_economic.lib.soap_client import EconomicSoapClient
from odoo.addons.sync_economic.lib.values import first_with

from tests.simulators.process import SimulatorProcess

SOAP = "/secure/api1/EconomicWebService.asmx"
CREATION = {"rest": "POST /customers", "soap": "SOAP Debtor_CreateFromData"}
NEW = {
    "name": "Ærø & Søn (A) $ * [x], 50 %",
    "currency": "DKK",
    "customerGroup.customerGroupNumber": 1,
    "paymentTerms.paymentTermsNumber": 1,
    "vatZone.vatZoneNumber": 1,
    "address": "Vej 1\n2. tv",
    "email": "a@x.example b@x.example",
    "zip": "",
}


@pytest.fixture(scope="module", params=["rest", "soap"])
def transport(request):
    return request.param


@pytest.fixture(scope="module")
def simulator(transport):
    with SimulatorProcess(
        "tests.simulators.economic", customers=2300, contacts=1200, odd_records=True
    ) as simulator:
        yield simulator
        simulator.set_faults()


def connected(transport, simulator, *tokens):
    if transport == "soap":
        return EconomicSoapClient(*tokens, url=simulator.url + SOAP, test_mode=True)
    urls = dict.fromkeys(("rest_url", "openapi_url"), simulator.url)
    return EconomicClient(*tokens, **urls, test_mode=True)


@pytest.fixture
def economic(transport, simulator, waits):
    tokens = "simulator-app-secret", "simulator-grant"
    with connected(transport, simulator, *tokens) as client:
        yield client
    simulator.set_faults()
    simulator.control("access", {"revoked": False, "lacks_role": False})


def stored(simulator, number):
    [row] = simulator.records("customers", ids=[number])
    return row


def test_all_pages(economic):
    found, after, calls = [], 0, 0
    while True:
        rows, total, _latest = economic.customers(after)
        found += [row["customerNumber"] for row in rows]
        calls += 1
        if len(rows) == total:
            break
        after = found[-1]
    assert calls == 3
    assert sorted(set(found)) == found
    assert len(found) >= 2300
    people, cursor, _latest = economic.contacts()
    rest, end, _latest = economic.contacts(cursor)
    assert (len(people), len(rest), end) == (1000, 200, None)


def test_what_changed_since(economic, simulator):
    simulator.edit("customer", 11, city="Ribe")
    since = f"{stored(simulator, 11)['lastUpdated'][:19]}Z"
    rows, total, latest = economic.customers(since=since)
    assert ([row["customerNumber"] for row in rows], total) == ([11], 1)
    assert latest >= since
    assert economic.customers(11, since).rows == []


def test_created_once_and_found(transport, economic, simulator):
    number = economic.create_customer(NEW, "key 1")
    # so does the engine before it tries again; by REST the key tells as well
    assert first_with(NEW, economic.customers_like(NEW))["customerNumber"] == number
    if transport == "rest":
        assert economic.create_customer(NEW, "key 1") == number
    [row] = economic.customers_like({"name": NEW["name"]})
    assert (row["customerNumber"], row["address"]) == (number, NEW["address"])
    assert "zip" not in stored(simulator, number)


def test_a_number_that_is_brought_along(economic, simulator):
    values = {**NEW, "name": "4711", "customerNumber": 4711}
    assert economic.create_customer(values, "key 4711") == 4711
    assert stored(simulator, 4711)["name"] == "4711"
    with pytest.raises(Invalid, match="in use|already"):
        economic.create_customer({**values, "name": "Another"}, "another key")
    assert stored(simulator, 4711)["name"] == "4711"


def test_a_reply_that_is_lost(transport, economic, simulator):
    lost = {"kind": "reset", "after_effect": True, "times": 2}
    simulator.set_faults({**lost, "action": CREATION[transport]})
    before = len(simulator.state()["customers"])
    values = {**NEW, "name": "Once"}
    if transport == "rest":
        number = economic.create_customer(values, "key 2")
    else:
        # not sent again by itself; the engine looks for it first
        with pytest.raises(Transient):
            economic.create_customer(values, "key 2")
        number = first_with(values, economic.customers_like(values))["customerNumber"]
    rows = simulator.state()["customers"]
    assert len(rows) == before + 1
    assert [row["customerNumber"] for row in rows if row["name"] == "Once"] == [number]


def test_a_change_leaves_all_else_as_it_was(economic, simulator):
    hidden = {"iban": "DK50", "defaultDiscountPct": 5.5, "county": "Fyn"}
    simulator.edit("customer", 7, **hidden, pNumber="1003388394")
    seen, before = economic.customer(7), stored(simulator, 7)
    economic.change_customer(7, seen, {"city": "Vejle", "email": "", "barred": True})
    after = stored(simulator, 7)
    # SOAP does not tell "" from nothing
    changed = {
        name
        for name in before | after
        if (before.get(name) or None) != (after.get(name) or None)
    }
    moving = {"objectVersion", "lastUpdated"}
    assert changed - moving <= {"city", "email", "access"}
    assert (after["city"], after["access"]) == ("Vejle", False)
    assert not after.get("email")


def test_two_who_change_the_same(economic, simulator):
    seen = economic.customer(8)
    simulator.edit("customer", 8, city="Odense")
    with pytest.raises(Conflict, match="city"):
        economic.change_customer(8, seen, {"city": "Vejle"})
    assert stored(simulator, 8)["city"] == "Odense"
    # another value is nobody's concern
    economic.change_customer(8, seen, {"zip": "5000"})
    assert stored(simulator, 8)["city"] == "Odense"
    assert stored(simulator, 8)["postCode"] == "5000"


def test_contacts(economic, simulator):
    number = economic.create_contact({"customerNumber": 9, "name": "Bo"}, "key 3")
    seen = economic.contact(number)
    economic.change_contact(number, seen, {"phone": "1", "receiveInvoices": True})
    with pytest.raises(Conflict):
        economic.change_contact(number, seen, {"phone": "2"})
    now = economic.contact(number)
    assert (now["phone"], now["receiveInvoices"]) == ("1", True)
    assert number in [row["number"] for row in economic.contacts_of(9)]
    simulator.edit("contact", number, "delete")
    with pytest.raises(NotFound):
        economic.contact(number)
    assert number not in [row["number"] for row in economic.contacts_of(9)]


def test_sessions_of_soap_end(transport, economic, simulator):
    if transport == "soap":
        economic.who()
        simulator.control("sessions", {"end": True})
    assert economic.who()["agreementNumber"] == 1118081


def test_refused(economic, simulator):
    simulator.control("access", {"revoked": True})
    with pytest.raises(Auth, match="Connect again"):
        economic.who()
    simulator.control("access", {"revoked": False, "lacks_role": True})
    with pytest.raises(Auth, match="Superuser"):
        economic.contact(101)


def test_a_try_out_with_the_demo(transport, simulator, waits):
    """With e-conomic's demo tokens everything can be read, and nothing written."""
    calls = simulator.stats()["calls"]
    with connected(transport, simulator, "demo", "demo") as economic:
        assert economic.who()["agreementNumber"]
        rows = economic.customers().rows
        assert len(rows) == 1000
        assert economic.listing("vat_zone")
        with pytest.raises(Invalid, match="demo"):
            economic.create_customer(NEW, "key")
        with pytest.raises(Invalid, match="demo"):
            economic.change_customer(1, economic.customer(1), {"city": "Vejle"})
        with pytest.raises(Invalid, match="demo"):
            economic.create_contact({"customerNumber": 1, "name": "Bo"}, "key")
    made = {name for name in simulator.stats()["calls"] if name not in calls}
    assert not [name for name in made if name.startswith(("PUT", "POST"))]
    assert not [name for name in made if "Create" in name or "Update" in name]
