"""Answers and writes of the simulated e-conomic against the published schemas."""

import pytest

from tests.simulators.tests.economic.api import (
    CUSTOMERS_API,
    NEW,
    NEW_OPENAPI,
    WEBHOOKS_API,
    needs_contracts,
    openapi,
    rest_schema,
)

jsonschema = pytest.importorskip("jsonschema")
pytestmark = needs_contracts

FULL = NEW | {
    "address": "Havnegade 1\n2. sal",
    "zip": "8000",
    "city": "Aarhus",
    "country": "Danmark",
    "email": "a@kunde.example b@kunde.example",
    "telephoneAndFaxNumber": "+45 12 34 56 78",
    "mobilePhone": "12345678",
    "website": "https://kunde.example",
    "corporateIdentificationNumber": "29403473",
    "pNumber": "1003388394",
    "ean": "5790000000005",
    "publicEntryNumber": "Konto 1",
    "creditLimit": 1000.5,
    "barred": True,
    "layout": {"layoutNumber": 19},
    "salesPerson": {"employeeNumber": 1},
}
REST_GETS = {
    "self": "self.get",
    "customers?pagesize=1000": "customers.get",
    "customers/1": "customers.customerNumber.get",
    "customers/2/contacts": "customers.customerNumber.contacts.get",
    "customers/2/invoices/booked": "customers.customerNumber.invoices.booked.get",
    "customer-groups": "customer-groups.get",
    "customer-groups/1": "customer-groups.customerGroupNumber.get",
    "payment-terms": "payment-terms.get",
    "payment-terms/1": "payment-terms.paymentTermsNumber.get",
    "vat-zones": "vat-zones.get",
    "vat-zones/1": "vat-zones.vatZoneNumber.get",
    "layouts": "layouts.get",
    "layouts/19": "layouts.layoutNumber.get",
    "currencies": "currencies.get",
    "currencies/DKK": "currencies.code.get",
    "employees": "employees.get",
    "employees/1": "employees.employeeNumber.get",
}
OPENAPI_GETS = {
    f"{CUSTOMERS_API}/Customers": ("Customers", "CustomerCursorResults"),
    f"{CUSTOMERS_API}/Customers/1": ("Customers", "Customer"),
    f"{CUSTOMERS_API}/Contacts": ("Customers", "ContactCursorResults"),
    f"{CUSTOMERS_API}/Contacts/101": ("Customers", "Contact"),
    f"{CUSTOMERS_API}/Setup": ("Customers", "Setup"),
    f"{WEBHOOKS_API}/webhooks": ("webhooks-api", "WebhookCursorResults"),
}


def check_rest(value, name):
    schema = rest_schema(name)
    jsonschema.Draft3Validator(schema).validate(value)
    properties = schema["properties"]
    rows = [value]
    if "collection" in properties:
        properties, rows = (
            properties["collection"]["items"]["properties"],
            value["collection"],
        )
    assert {key for row in rows for key in row} <= properties.keys()


def check_openapi(value, document, name):
    whole = openapi(document)
    schema = whole | {"$ref": f"#/components/schemas/{name}"}
    jsonschema.Draft4Validator(schema).validate(value)
    assert value.keys() <= whole["components"]["schemas"][name]["properties"].keys()


@pytest.mark.parametrize("path", REST_GETS)
def test_rest_answers(economic, path):
    check_rest(economic.call("GET", path), REST_GETS[path])


@pytest.mark.parametrize("path", OPENAPI_GETS)
def test_openapi_answers(economic, path):
    check_openapi(economic.call("GET", path), *OPENAPI_GETS[path])


def test_a_full_customer(economic):
    check_rest(FULL, "customers.post")
    number = economic.add(**FULL)
    contact = economic.add_contact(number, emailNotifications=["invoices"])
    body = FULL | {
        "customerNumber": number,
        "attention": {"customerContactNumber": contact},
        "customerContact": {"customerContactNumber": contact},
        "defaultDeliveryLocation": {"deliveryLocationNumber": 7},
    }
    check_rest(body, "customers.customerNo.put")
    shown = economic.call("PUT", f"customers/{number}", 200, body)
    check_rest(shown, "customers.customerNumber.get")
    for name, value in body.items():
        part = shown[name]
        assert part == value or part.items() >= value.items(), name
    check_openapi(economic.stored(number), "Customers", "Customer")


def test_a_contact(economic):
    contact = {"name": "Bo", "email": "bo@kunde.example", "notes": "Ring først"}
    check_rest(contact, "customers.customerNumber.contacts.post")
    number = economic.add()
    path = f"customers/{number}/contacts"
    made = economic.call("POST", path, 201, contact)
    name = "customers.customerNumber.contacts.contactNumber"
    check_rest(made, f"{name}.get")
    key = made["customerContactNumber"]
    body = contact | {"customerContactNumber": key, "phone": "12345678"}
    check_rest(body, f"{name}.put")
    check_rest(economic.call("PUT", f"{path}/{key}", 200, body), f"{name}.get")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "Customers/999999", None, 404),
        ("GET", "Customers?filter=name$eq:x", None, 400),
        ("POST", "Customers", {"customerNumber": 1}, 400),
        ("PUT", "Customers/1", NEW_OPENAPI, 409),
        ("PUT", "Contacts/101", {}, 405),
    ],
)
def test_problems(economic, method, path, body, status):
    reply = economic.http(method, f"{CUSTOMERS_API}/{path}", body)
    assert reply.status_code == status
    assert reply.headers["Content-Type"] == "application/problem+json"
    check_openapi(reply.json(), "Customers", "ProblemDetails")


def test_created(economic):
    body = NEW_OPENAPI | {"customerNumber": 400_000}
    made = economic.call("POST", f"{CUSTOMERS_API}/Customers", 201, body)
    check_openapi(made, "Customers", "CustomerCreatedResult")
    body = {"customerNumber": 400_000, "name": "Bo"}
    made = economic.call("POST", f"{CUSTOMERS_API}/Contacts", 201, body)
    check_openapi(made, "Customers", "CreatedResult")


def test_event_types(economic):
    for each in economic.call("GET", f"{WEBHOOKS_API}/EventTypes"):
        check_openapi(each, "webhooks-api", "EventType")


def test_no_text_is_longer_than_published():
    from tests.simulators.economic import contact_forms, forms

    post = rest_schema("customers.post")["properties"]
    for name, (_stored, longest) in forms.TEXTS.items():
        assert post.get(name, {}).get("maxLength", longest) == longest, name
    schemas = openapi("Customers")["components"]["schemas"]
    texts = {**forms.OPENAPI_TEXTS, **forms.HIDDEN}
    published = schemas["Customer"]["properties"]
    for name, longest in texts.items():
        assert published[name].get("maxLength", longest) == longest, name
    known = {*texts, *forms.OPENAPI_FLAGS, *forms.OPENAPI_NUMBERS}
    assert published.keys() - known == {"customerNumber", "objectVersion"}
    for name, longest in contact_forms.TEXTS.items():
        assert schemas["Contact"]["properties"][name]["maxLength"] == longest


def test_what_can_be_filtered_by():
    from tests.simulators.economic import rest

    rows = rest_schema("customers.get")["properties"]["collection"]["items"]
    published = {
        name for name, each in rows["properties"].items() if each.get("filterable")
    }
    # live only (the project's reference, section 4)
    added = {"pNumber", "customerGroup.customerGroupNumber"}
    assert published | added == rest.FILTERABLE
