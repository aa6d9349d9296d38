"""The REST service: customers, their contacts, the lists, who is connected.

Source: restdocs.e-conomic.com; the schemas that it publishes.
"""

import json
from urllib.parse import urlencode

from tests.simulators.economic import forms
from tests.simulators.economic.errors import Refused
from tests.simulators.economic.filters import matcher
from tests.simulators.economic.forms import TEXTS

# live, after those of the schemas (the project's reference, section 4)
FILTERABLE = {
    *TEXTS,
    *("customerNumber", "address", "creditLimit", "barred", "balance", "lastUpdated"),
    "customerGroup.customerGroupNumber",
}
CONTACT_FILTERABLE = {"customerContactNumber", "name", "email", "phone", "eInvoiceId"}
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

    def answer(self, request, parts):
        root = f"http://{request.host}"
        name, *more = parts
        if name == "self" and not more:
            return 200, self._self(root)
        if name == "echo":
            status = int(request.query.get("statuscode", 200))
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
        number = _number(more[0])
        if len(more) == 1:
            return self._customer(request, root, number)
        if more[1] == "contacts":
            return self._contacts(request, root, number, more[2:])
        raise Refused(404)

    def _self(self, root):
        return {
            "agreementNumber": AGREEMENT,
            "userName": "API",
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

    # -- collections -----------------------------------------------------------------

    def _page(self, request, root, rows, allowed):
        """Return a page of shown rows, filtered and sorted as asked for."""
        if text := request.query.get("filter"):
            fits = matcher(text, allowed)
            rows = [row for row in rows if fits(row)]
        for part in reversed(_names(request.query.get("sort"))):
            name = part.lstrip("-~")
            if name not in allowed:
                raise Refused(400, f"{name} is not sortable.", "E04750")
            key = _sort_key(name)
            rows = sorted(rows, key=key, reverse=part.startswith("-"))
        size = int(request.query.get("pagesize", 20))
        skipped = int(request.query.get("skippages", 0))
        if not 1 <= size <= MOST:
            raise Refused(400, errors={"pagesize": f"is at most {MOST}"}, code="E04810")
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
                "resultsWithoutFilter": len(rows),
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
            return self._page(request, root, rows, {number_name, "name"})
        for row in rows:
            if str(row[number_name]) == more[0]:
                return row
        raise Refused(404)

    # -- customers -------------------------------------------------------------------

    def _customers(self, request, root):
        if request.method == "POST":
            body = _body(request)
            number = body.get("customerNumber", self.store.next_number())
            if number in self.store.customers:
                raise Refused(400, errors={"customerNumber": "is in use"})
            self.store.put_customer(number, forms.from_rest(body, self.store.lists))
            return 201, forms.rest_customer(self.store.customer(number), root)
        if request.method != "GET":
            raise Refused(405)
        every = self.store.customers
        rows = [forms.rest_customer(every[number], root) for number in sorted(every)]
        return 200, self._page(request, root, rows, FILTERABLE)

    def _customer(self, request, root, number):
        store = self.store
        if request.method == "GET":
            return 200, forms.rest_customer(store.customer(number), root)
        if request.method == "DELETE":
            store.delete_customer(number)
            return 204, None
        if request.method == "PATCH":
            return 200, self._patch(request, root, number)
        if request.method != "PUT":
            raise Refused(405)
        body = _body(request)
        values = forms.from_rest(body, store.lists)
        # nobody could verify what becomes of values that only OpenAPI shows
        wipes = "put-wipes-hidden" in store.quirks
        kept = () if wipes else (*forms.HIDDEN, "defaultDisableEInvoicing")
        new = store.put_customer(number, values, kept)
        return 201 if new else 200, forms.rest_customer(store.customer(number), root)

    def _patch(self, request, root, number):
        [change] = _body(request)
        if change.get("path") != "/eInvoicingDisabledByDefault":
            raise Refused(400, "Only eInvoicingDisabledByDefault can be patched.")
        customer = self.store.customer(number)
        customer["defaultDisableEInvoicing"] = bool(change.get("value"))
        self.store.stamp(customer)
        self.store.tell(number, number)
        return forms.rest_customer(customer, root)

    # -- contacts --------------------------------------------------------------------

    def _contacts(self, request, root, customer, more):
        store = self.store
        store.customer(customer)
        if not more:
            if request.method == "POST":
                values = forms.contact_from_rest(_body(request))
                number = store.put_contact(customer, values)
                return 201, forms.rest_contact(store.contact(number), root)
            rows = [forms.rest_contact(x, root) for x in store.contacts_of(customer)]
            return 200, self._page(request, root, rows, CONTACT_FILTERABLE)
        number = _number(more[0])
        contact = store.contact(number, customer)
        if request.method == "DELETE":
            store.delete_contact(number)
            return 204, None
        if request.method == "PUT":
            body = _body(request)
            if body.get("customerContactNumber") != number:
                raise Refused(400, errors={"customerContactNumber": "is required"})
            store.put_contact(customer, forms.contact_from_rest(body), number)
            contact = store.contact(number)
        return 200, forms.rest_contact(contact, root)


def _names(text):
    return [each for each in (text or "").split(",") if each]


def _sort_key(name):
    def key(row):
        value = row.get(name)
        return (
            value is None,
            value if isinstance(value, int) else str(value).casefold(),
        )

    return key


def _number(text):
    if not text.isdigit():
        raise Refused(404)
    return int(text)


def _body(request):
    try:
        return json.loads(request.body)
    except ValueError:
        raise Refused(400, "The body is no JSON.", errors=["Parse error"]) from None
