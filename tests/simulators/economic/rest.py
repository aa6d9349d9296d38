"""The REST service: customers, their contacts, the lists, who is connected.

Source: restdocs.e-conomic.com; the schemas that it publishes.
"""

from http import HTTPStatus
from urllib.parse import urlencode

from tests.simulators.economic import contact_forms, forms
from tests.simulators.economic.calls import (
    asked_number,
    body_of,
    number_of,
    sorted_rows,
)
from tests.simulators.economic.errors import Refused
from tests.simulators.economic.filters import matcher
from tests.simulators.economic.forms import TEXTS
from tests.simulators.economic.store import check_customer_number

# live, after those of the schemas (the project's reference, section 4)
FILTERABLE = {
    *TEXTS,
    *("customerNumber", "address", "creditLimit", "barred", "balance", "lastUpdated"),
    "customerGroup.customerGroupNumber",
}
CONTACT_FILTERABLE = {
    *("customerContactNumber", "name", "email", "phone", "eInvoiceId", "sortKey"),
    "customer.customerNumber",
}
UNSORTABLE = {"barred", "pNumber", "customerGroup.customerGroupNumber"}
# what a PUT cannot give
KEPT = (*forms.HIDDEN, "defaultDisableEInvoicing")
KEPT_OF_CONTACTS = (*contact_forms.HIDDEN_FLAGS, contact_forms.EXTERNAL_ID)
LISTS = {
    "customer-groups": "customerGroupNumber",
    "payment-terms": "paymentTermsNumber",
    "vat-zones": "vatZoneNumber",
    "layouts": "layoutNumber",
    "employees": "employeeNumber",
    "currencies": "code",
}
MOST = 1000
AGREEMENT = 1118081


class Rest:
    """Answers calls: ``answer(request, parts of the path)`` → (status, JSON)."""

    def __init__(self, store):
        self.store = store
        self._shown = {}

    def answer(self, request, parts):
        root = f"http://{request.host}"
        name, *more = parts
        if name == "self" and not more:
            return 200, who(root)
        if name == "echo":
            status = asked_number(request, "statuscode", 200, 200, 599)
            if status not in {*HTTPStatus}:
                raise Refused(400, errors={"statuscode": "is unknown"})
            if status >= 400:
                raise Refused(status)
            return status, {}
        if name == "returnHttp500":
            raise Refused(500, "Internal error", "E00500")
        if name in LISTS:
            return 200, self._list(request, root, name, more)
        if name != "customers":
            raise Refused(404)
        if not more:
            return self._customers(request, root)
        number = number_of(more[0])
        if len(more) == 1:
            return self._customer(request, root, number)
        if more[1] == "contacts":
            return self._contacts(request, root, number, more[2:])
        if more[1:] == ["invoices", "booked"] and request.method == "GET":
            self.store.customer(number)
            return 200, self._page(request, root, [], {"date", "bookedInvoiceNumber"})
        raise Refused(404)

    # -- collections -----------------------------------------------------------------

    def _page(self, request, root, rows, allowed, unsortable=()):
        """Return a page of shown rows, filtered and sorted as asked for."""
        every = len(rows)
        if text := request.query.get("filter"):
            fits = matcher(text, allowed)
            rows = [row for row in rows if fits(row)]
        rows = sorted_rows(rows, request.query.get("sort"), allowed - {*unsortable})
        size = asked_number(request, "pagesize", 20, 1, MOST)
        skipped = asked_number(request, "skippages", 0, 0, 10**6)
        place, asked = f"{root}{request.path}", {**request.query, "pagesize": size}
        links = {"firstPage": 0, "lastPage": max(0, (len(rows) - 1) // size)}
        if (skipped + 1) * size < len(rows):
            links["nextPage"] = skipped + 1
        if skipped:
            links["previousPage"] = skipped - 1
        return {
            "collection": rows[skipped * size : (skipped + 1) * size],
            "pagination": {
                "maxPageSizeAllowed": MOST,
                "skipPages": skipped,
                "pageSize": size,
                "results": len(rows),
                "resultsWithoutFilter": every,
                **{
                    name: f"{place}?{urlencode({**asked, 'skippages': page})}"
                    for name, page in links.items()
                },
            },
            "metaData": {},
            "self": place,
        }

    def _list(self, request, root, path, more):
        if request.method != "GET":
            raise Refused(405)
        number_name = LISTS[path]
        rows = [
            {number_name: key, "name": name, "self": f"{root}/{path}/{key}"}
            for key, name in self.store.lists[path].items()
        ]
        if path == "vat-zones":
            for row in rows:
                row |= {"enabledForCustomer": True, "enabledForSupplier": True}
        if path == "payment-terms":
            for row in rows:
                row |= {"paymentTermsType": "net", "daysOfCredit": 8}
        if not more:
            allowed = set() if path == "currencies" else {number_name, "name"}
            return self._page(request, root, rows, allowed)
        for row in rows:
            if str(row[number_name]) == more[0]:
                return row
        raise Refused(404)

    # -- customers -------------------------------------------------------------------

    def _show(self, customer, root):
        """Return a customer's form, which is made once of each version."""
        key = customer["customerNumber"], root
        version, shown = self._shown.get(key, (None, None))
        if version != customer["objectVersion"]:
            shown = forms.rest_customer(customer, root)
            self._shown[key] = customer["objectVersion"], shown
        return shown

    def _customers(self, request, root):
        if request.method == "POST":
            body = self._read(request)
            number = body.get("customerNumber", self.store.next_number())
            check_customer_number(number)
            if number in self.store.customers:
                raise Refused(400, errors={"customerNumber": "is in use"})
            self.store.put_customer(number, forms.from_rest(body, self.store.lists))
            return 201, self._show(self.store.customer(number), root)
        if request.method != "GET":
            raise Refused(405)
        every = self.store.customers
        rows = [self._show(every[number], root) for number in sorted(every)]
        return 200, self._page(request, root, rows, FILTERABLE, UNSORTABLE)

    def _read(self, request):
        body = body_of(request)
        # nobody could verify whether empty texts are taken
        if "refuse-empty-texts" in self.store.quirks:
            empty = [name for name, value in body.items() if value == ""]
            if empty:
                raise Refused(400, errors=dict.fromkeys(empty, "must not be empty"))
        return body

    def _customer(self, request, root, number):
        store = self.store
        if request.method == "GET":
            return 200, self._show(store.customer(number), root)
        if request.method == "DELETE":
            store.delete_customer(number)
            return 204, None
        if request.method == "PATCH":
            return 200, self._patch(request, root, number)
        if request.method != "PUT":
            raise Refused(405)
        return self._replace(number, self._read(request), root)

    def _replace(self, number, body, root):
        store = self.store
        there = number in store.customers
        own = {each["number"] for each in store.contacts_of(number)}
        values = forms.from_rest(body, store.lists, own if there else None)
        wanted = body.get("customerNumber", number)
        check_customer_number(wanted)
        if wanted != number:
            if not there or "change-of-numbers" not in store.quirks:
                told = "differs from the address, and numbers cannot be changed"
                raise Refused(400, errors={"customerNumber": told})
            store.renumber(number, wanted)
        # nobody could verify what becomes of values that only OpenAPI shows
        kept = () if "put-wipes-hidden" in store.quirks else KEPT
        new = store.put_customer(wanted, values, kept)
        if wanted != number:
            # who renumbers is told of once
            store.changes.pop()
        return 201 if new else 200, self._show(store.customer(wanted), root)

    def _patch(self, request, root, number):
        customer = self.store.customer(number)
        changes = body_of(request, list)
        wanted = {"op": "replace", "path": "/eInvoicingDisabledByDefault"}
        for change in changes:
            if not isinstance(change, dict) or not wanted.items() <= change.items():
                raise Refused(400, "Only eInvoicingDisabledByDefault can be replaced.")
            if not isinstance(change.get("value"), bool):
                raise Refused(400, errors={wanted["path"][1:]: "Expected Boolean"})
            customer["defaultDisableEInvoicing"] = change["value"]
        self.store.stamp(customer)
        self.store.tell(number, number)
        return self._show(customer, root)

    # -- contacts --------------------------------------------------------------------

    def _contacts(self, request, root, customer, more):
        store = self.store
        store.customer(customer)
        if more:
            return self._contact(request, root, customer, number_of(more[0]))
        if request.method == "POST":
            values = contact_forms.from_rest(self._read(request))
            number = store.put_contact(customer, values)
            return 201, contact_forms.rest_contact(store.contact(number), root)
        if request.method != "GET":
            raise Refused(405)
        rows = [
            contact_forms.rest_contact(each, root)
            for each in store.contacts_of(customer)
        ]
        return 200, self._page(request, root, rows, CONTACT_FILTERABLE)

    def _contact(self, request, root, customer, number):
        store = self.store
        contact = store.contact(number, customer)
        if request.method == "DELETE":
            store.delete_contact(number)
            return 204, None
        if request.method == "PUT":
            body = self._read(request)
            if body.get("customerContactNumber") != number:
                raise Refused(400, errors={"customerContactNumber": "is required"})
            wipes = "put-wipes-hidden" in store.quirks
            kept = () if wipes else KEPT_OF_CONTACTS
            store.put_contact(customer, contact_forms.from_rest(body), number, kept)
            contact = store.contact(number)
        elif request.method != "GET":
            raise Refused(405)
        return 200, contact_forms.rest_contact(contact, root)


def who(root):
    """Return the agreement, company and app of the tokens."""
    return {
        "agreementNumber": AGREEMENT,
        "userName": "API",
        "user": {
            "name": "API",
            "loginId": "API",
            "agreementNumber": AGREEMENT,
            "language": {
                "culture": "da-DK",
                "name": "Dansk",
                "languageNumber": 1,
                "self": f"{root}/languages/1",
            },
        },
        "company": {
            "name": "Demo Danmark A/S",
            "companyIdentificationNumber": "29403473",
            "country": "Danmark",
            "email": "demo@e-conomic.example",
        },
        "settings": {"baseCurrency": "DKK"},
        "application": {
            "appNumber": 4711,
            "name": "Odoo",
            "requiredRoles": [],
            "self": f"{root}/apps/4711",
        },
        "modules": [],
        "canSendElectronicInvoice": True,
        "self": f"{root}/self",
    }
