"""Customers and contacts through OpenAPI: versions, cursors, and both services."""

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.economic.api import (
    CUSTOMERS_API,
    NEW,
    NEW_OPENAPI,
    EconomicApi,
)

CUSTOMERS, CONTACTS = f"{CUSTOMERS_API}/Customers", f"{CUSTOMERS_API}/Contacts"


def contact(api, number):
    return api.call("GET", f"{CONTACTS}/{number}")


def test_every_change_makes_a_version(economic, economic_sim):
    number = economic.add(city="Aarhus")
    path = f"{CUSTOMERS}/{number}"
    versions = [economic.stored(number)["objectVersion"]]

    def moved(change):
        before = economic.stored(number)
        change()
        economic.call("PUT", path, 409, before)
        versions.append(economic.stored(number)["objectVersion"])

    patch = {"op": "replace", "path": "/eInvoicingDisabledByDefault", "value": True}
    moved(lambda: economic.call("PUT", f"customers/{number}", 200, NEW))
    moved(lambda: economic.call("PATCH", f"customers/{number}", 200, [patch]))
    moved(lambda: economic_sim.edit("customer", number, city="Vejle"))
    moved(lambda: economic.change(number, city="Odense"))
    assert len(set(versions)) == 5
    moment = economic.customer(number)["lastUpdated"]
    assert economic.numbers(f"lastUpdated$gte:{moment}$and:customerNumber$eq:{number}")


def test_a_conflict(economic):
    stored = economic.stored(economic.add())
    path = f"{CUSTOMERS}/{stored['customerNumber']}"
    problem = economic.call("PUT", path, 409, stored | {"objectVersion": "0"})
    assert problem["errorCode"] == "UpdateConflict"
    del stored["objectVersion"]
    economic.call("PUT", path, 409, stored)


def test_what_is_read_can_be_written_back(economic, economic_sim):
    number = economic.add()
    values = {
        "defaultAttention": economic.add_contact(number),
        "defaultDisableEInvoicing": True,
        "defaultReminderTemplate": 3,
        "directDebitMandateDate": "2026-01-01",
        "emailAttachmentLanguage": 1,
    }
    economic.change(number, **values)
    before = economic.stored(number)
    economic.change(number)
    after = economic.stored(number)
    assert before.items() >= values.items()
    assert before | {"objectVersion": after["objectVersion"]} == after
    shown = economic.customer(number)
    assert shown["attention"]["customerContactNumber"] == values["defaultAttention"]


def test_a_put_may_answer_200(economic, economic_sim):
    number = economic.add()
    economic_sim.set_quirks("put-answers-200")
    economic.call("PUT", f"{CUSTOMERS}/{number}", 200, economic.stored(number))


@pytest.mark.parametrize(
    "values",
    [
        {"access": None},
        {"defaultDisableEInvoicing": None},
        {"paymentDays": None},
        {"creditMaximum": "much"},
        {"name": ""},
        {"iban": "x" * 51},
        {"voucherNumber": "x" * 31},
        {"zone": 99},
        {"paymentTermId": None},
        {"customerNumber": None},
        {"customerNumber": 1},
    ],
)
def test_refused(economic, values):
    body = NEW_OPENAPI | {"customerNumber": 700_000} | values
    problem = economic.call("POST", CUSTOMERS, 400, body)
    assert [each["property"] for each in problem["errors"]] == [*values]


def test_a_new_customer(economic):
    body = NEW_OPENAPI | {"customerNumber": 710_000, "city": None, "noSuch": 1}
    made = economic.call("POST", CUSTOMERS, 201, body)
    assert made == {"customerNumber": 710_000}
    stored = economic.stored(710_000)
    assert not {"noSuch", "city", "balance", "lastUpdated"} & stored.keys()
    assert "barred" not in economic.customer(710_000)
    economic.call("DELETE", f"{CUSTOMERS}/710000", 204)
    economic.call("DELETE", f"{CUSTOMERS}/710000", 404)


def test_pages_and_counts(economic):
    count = economic.call("GET", f"{CUSTOMERS}/count")
    page = economic.call("GET", f"{CUSTOMERS}/paged?pageSize=10&skipPages=1")
    assert [row["customerNumber"] for row in page] == [*range(11, 21)]
    assert len(economic.call("GET", f"{CUSTOMERS}/paged")) == 20
    last = economic.call("GET", f"{CUSTOMERS}/paged?sort=-customerNumber&pageSize=1")
    assert last[0]["customerNumber"] >= count
    few = economic.call("GET", f"{CUSTOMERS}/count?filter=customerNumber$lte:5")
    assert few == 5
    for wrong in ("pageSize=101", "pageSize=0", "skipPages=101", "sort=city"):
        economic.call("GET", f"{CUSTOMERS}/paged?{wrong}", 400)
    assert len(economic.call("GET", f"{CONTACTS}/paged?pageSize=3")) == 3


@pytest.mark.parametrize(("sort", "rows"), [("", 2300), ("&sort=-number", 2300)])
def test_cursors(many, sort, rows):
    seen, cursor = [], ""
    while cursor is not None:
        page = many.call("GET", f"{CONTACTS}?cursor={cursor}{sort}")
        seen.append([row["number"] for row in page["items"]])
        cursor = page.get("cursor")
    assert [len(part) for part in seen] == [1000, 1000, 300]
    numbers = sum(seen, [])
    assert numbers == sorted(set(numbers)), "a sort is ignored"
    page = many.call("GET", f"{CUSTOMERS}?filter=customerNumber$gt:1")
    assert len(page["items"]) == 1000
    many.call("GET", f"{CONTACTS}?cursor=x", 400)


@pytest.fixture(scope="module")
def many():
    module = "tests.simulators.economic"
    with SimulatorProcess(module, customers=1200, contacts=2300) as simulator:
        yield EconomicApi(simulator.url)


def test_a_contact_in_both_services(economic):
    customer = economic.add()
    number = economic.add_contact(
        customer, emailNotifications=["invoices", "reminders"], notes="Ring først"
    )
    stored = contact(economic, number)
    assert stored["receiveInvoices"] and stored["receiveReminders"]
    assert not stored["receiveOrders"] and not stored["isDeleted"]
    changed = stored | {"receiveQuotes": True, "receiveInvoices": False}
    changed["receiveEInvoices"] = True
    economic.call("PUT", CONTACTS, 204, changed)
    economic.call("PUT", CONTACTS, 409, changed)
    path = f"customers/{customer}/contacts/{number}"
    shown = economic.call("GET", path)
    assert shown["emailNotifications"] == ["quotations", "reminders"]
    body = {"customerContactNumber": number, "name": "Bo"}
    economic.call("PUT", path, 200, body)
    stored = contact(economic, number)
    assert stored["receiveEInvoices"], "which REST does not show"
    assert not stored["receiveQuotes"] and "notes" not in stored
    assert shown["sortKey"] == stored["userInterfaceNumber"] == 1


def test_deleted_contacts_stay_in_lists(economic):
    customer = economic.add()
    number, other = economic.add_contact(customer), economic.add_contact(customer)
    economic.call("DELETE", f"{CONTACTS}/{number}", 204)
    economic.call("DELETE", f"{CONTACTS}/{number}", 404)
    asked = f"{CONTACTS}?filter=customerNumber$eq:{customer}"
    flags = {
        row["number"]: (row["isDeleted"], row["active"])
        for row in economic.call("GET", asked)["items"]
    }
    assert flags == {number: (True, False), other: (False, True)}
    assert economic.call("GET", f"{asked}$and:isDeleted$eq:true")["items"]
    economic.call("PUT", CONTACTS, 404, contact(economic, number))
    listed = economic.call("GET", f"customers/{customer}/contacts")["collection"]
    assert [row["customerContactNumber"] for row in listed] == [other]
    economic.call("DELETE", f"customers/{customer}", 204)
    assert contact(economic, other)["isDeleted"]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"notes": "x" * 2001}, "notes"),
        ({"receiveOrders": None}, "receiveOrders"),
        ({"customerNumber": 999_999}, "customerNumber"),
    ],
)
def test_refused_contacts(economic, values, name):
    body = {"customerNumber": 1, "name": "Bo"} | values
    problem = economic.call("POST", CONTACTS, 400, body)
    assert [each["property"] for each in problem["errors"]] == [name]


@pytest.mark.parametrize(
    "values",
    [
        {"phone": None},
        {"emailNotifications": ["letters"]},
        {"emailNotifications": ["orders", "orders"]},
        {"emailNotifications": "orders"},
        {"name": ""},
    ],
)
def test_refused_contacts_of_rest(economic, values):
    body = {"name": "Bo"} | values
    assert economic.errors("POST", "customers/1/contacts", body).keys() == {*values}


@pytest.mark.parametrize("touches", [False, True])
def test_a_contact_may_move_its_customer(economic, economic_sim, touches):
    number = economic.add()
    economic_sim.set_quirks(*["contact-touches-customer"] * touches)
    before = economic.stored(number)["objectVersion"]
    economic.add_contact(number)
    assert (economic.stored(number)["objectVersion"] != before) == touches


def test_defaults(economic):
    setup = economic.call("GET", f"{CUSTOMERS_API}/Setup")
    assert setup["defaultCustomerGroupNumber"] == 1
    economic.call("GET", f"{CUSTOMERS_API}/Nothing", 404)
    economic.call("GET", f"{CUSTOMERS}/x", 404)
