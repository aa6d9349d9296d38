"""The service customersapi of OpenAPI.

Sources: its description (3.1.0), and what others saw of it (the project's reference,
section 5).
"""

from tests.simulators.economic import contact_forms, forms
from tests.simulators.economic.calls import body_of, number_of
from tests.simulators.economic.errors import Refused
from tests.simulators.economic.listing import check_version, collection
from tests.simulators.economic.store import check_customer_number

CUSTOMER_FILTERS = {"customerNumber"}
CONTACT_FILTERS = {
    *("number", "customerNumber", "userInterfaceNumber", "name", "email"),
    *("eInvoiceId", "lastUpdated", "isDeleted", "active"),
}
READ_ONLY = {"balance", "dueAmount", "lastUpdated"}
SETUP = {
    "defaultCustomerGroupNumber": 1,
    "defaultLayoutNumber": 19,
    "objectVersion": f"{1:016x}",
}


class CustomersApi:
    """``customersapi/v3.1.0``"""

    def __init__(self, store):
        self.store = store

    def answer(self, request, parts):
        name, *more = parts
        if name == "Customers" and len(more) < 2:
            return self._customers(request, more)
        if name == "Contacts" and len(more) < 2:
            return self._contacts(request, more)
        if parts == ["Setup"]:
            if request.method != "GET":
                raise Refused(405)
            return 200, SETUP
        raise Refused(404)

    def _customers(self, request, more):
        store = self.store
        if more and more[0] not in ("paged", "count"):
            return self._customer(request, number_of(more[0]))
        if request.method == "POST" and not more:
            body = body_of(request)
            number = body.get("customerNumber")
            check_customer_number(number)
            if number in store.customers:
                raise Refused(400, errors={"customerNumber": "is in use"})
            store.put_customer(number, forms.from_openapi(body, store.lists))
            return 201, {"customerNumber": number}
        every = store.customers
        rows = [every[number] for number in sorted(every)]
        found = collection(request, more, rows, "customerNumber", CUSTOMER_FILTERS)
        return _with_rows(*found, _shown)

    def _customer(self, request, number):
        store = self.store
        customer = store.customer(number)
        if request.method == "GET":
            return 200, _shown(customer)
        if request.method == "DELETE":
            store.delete_customer(number)
            return 204, None
        if request.method != "PUT":
            raise Refused(405)
        body = body_of(request)
        check_version(body, customer)
        store.put_customer(number, forms.from_openapi(body, store.lists))
        return self._done()

    def _done(self):
        return (200, {}) if "put-answers-200" in self.store.quirks else (204, None)

    def _contacts(self, request, more):
        store = self.store
        if more and more[0] not in ("paged", "count"):
            return self._contact(request, number_of(more[0]))
        if request.method == "GET":
            rows = [store.contacts[number] for number in sorted(store.contacts)]
            found = collection(request, more, rows, "number", CONTACT_FILTERS)
            return _with_rows(*found, _shown_contact)
        if more or request.method not in ("POST", "PUT"):
            raise Refused(405)
        body = body_of(request)
        customer = body.get("customerNumber")
        if type(customer) is not int or customer not in store.customers:
            told = (forms.DOES_NOT_EXIST, "does not exist")
            raise Refused(400, errors={"customerNumber": told})
        values = contact_forms.from_openapi(body)
        if request.method == "POST":
            return 201, {"number": store.put_contact(customer, values)}
        number = body.get("number")
        contact = store.contact(number if type(number) is int else None)
        if contact["isDeleted"]:
            raise Refused(404)
        check_version(body, contact)
        kept = (contact_forms.EXTERNAL_ID,)
        store.put_contact(customer, values, contact["number"], kept)
        return self._done()

    def _contact(self, request, number):
        contact = self.store.contact(number)
        if request.method == "GET":
            return 200, _shown_contact(contact)
        if request.method == "DELETE":
            self.store.delete_contact(number)
            return 204, None
        raise Refused(405)


def _with_rows(status, page, shown):
    """Show the rows of a page; a count has none."""
    if isinstance(page, list):
        page = [shown(row) for row in page]
    elif isinstance(page, dict):
        page["items"] = [shown(row) for row in page["items"]]
    return status, page


def _shown_contact(contact):
    external = contact_forms.EXTERNAL_ID
    if external not in contact:
        return contact
    return {name: each for name, each in contact.items() if name != external}


def _shown(customer):
    return {name: each for name, each in customer.items() if name not in READ_ONLY}
