"""The services of OpenAPI: customersapi and webhooksapi.

Sources: their descriptions (customersapi 3.1.0, webhooksapi 1.0.0), and what others saw
of them (the project's reference, section 5).
"""

import json

from tests.simulators.economic import forms
from tests.simulators.economic.errors import Refused
from tests.simulators.economic.filters import matcher

PAGE = 1000
CUSTOMER_FILTERS = {"customerNumber"}
CONTACT_FILTERS = {
    *("number", "customerNumber", "name", "email", "eInvoiceId"),
    *("lastUpdated", "isDeleted"),
}
READ_ONLY = {"balance", "dueAmount", "lastUpdated"}
EVENT_TYPES = {
    "CUSTOMER_UPDATED": ("OLDNUMBER", "NEWNUMBER"),
    "INVOICE_BOOKED": ("INVOICENO",),
}
MOST_HEADERS = 5


class CustomersApi:
    """``customersapi/v3.1.0``"""

    def __init__(self, store):
        self.store = store

    def answer(self, request, parts):
        name, *more = parts
        if name == "Customers":
            return self._customers(request, more)
        if name == "Contacts":
            return self._contacts(request, more)
        if name == "Setup" and request.method == "GET":
            return 200, {"defaultCustomerGroupNumber": 1, "defaultLayoutNumber": 19}
        raise Refused(404)

    def _cursor(self, request, rows, key, allowed):
        """Return a page: up to 1,000 rows after the cursor, and where to go on."""
        if text := request.query.get("filter"):
            fits = matcher(text, allowed)
            rows = [row for row in rows if fits(row)]
        after = int(request.query.get("cursor") or 0)
        rest = [row for row in rows if row[key] > after]
        page = {"items": rest[:PAGE]}
        if len(rest) > PAGE:
            page["cursor"] = str(rest[PAGE - 1][key])
        return page

    def _customers(self, request, more):
        store = self.store
        if more == ["count"]:
            return 200, len(store.customers)
        if more:
            return self._customer(request, int(more[0]))
        if request.method == "POST":
            body = _body(request)
            number = body.get("customerNumber")
            if not number or number in store.customers:
                raise Refused(400, errors={"customerNumber": "is required, and new"})
            store.put_customer(number, forms.from_openapi(body, store.lists))
            return 201, {"customerNumber": number}
        rows = [_shown(store.customers[number]) for number in sorted(store.customers)]
        return 200, self._cursor(request, rows, "customerNumber", CUSTOMER_FILTERS)

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
        body = _body(request)
        _check_version(body, customer)
        store.put_customer(number, forms.from_openapi(body, store.lists))
        return (200, {}) if "put-answers-200" in store.quirks else (204, None)

    def _contacts(self, request, more):
        store = self.store
        if more == ["count"]:
            return 200, len(store.contacts)
        if more:
            contact = store.contact(int(more[0]))
            if request.method == "GET":
                return 200, dict(contact)
            if request.method == "DELETE":
                store.delete_contact(contact["number"])
                return 204, None
            raise Refused(405)
        if request.method == "GET":
            rows = [store.contacts[number] for number in sorted(store.contacts)]
            return 200, self._cursor(request, rows, "number", CONTACT_FILTERS)
        body = _body(request)
        customer = body.get("customerNumber")
        if customer not in store.customers:
            raise Refused(400, errors={"customerNumber": "does not exist"})
        values = forms.contact_from_openapi(body)
        if request.method == "POST":
            return 201, {"number": store.put_contact(customer, values)}
        contact = store.contact(body.get("number"))
        _check_version(body, contact)
        if contact["isDeleted"]:
            raise Refused(404)
        store.put_contact(customer, values, contact["number"])
        return 204, None


class WebhooksApi:
    """``webhooksapi/v1.0.0``: one webhook for each type of event."""

    def __init__(self, store):
        self.store = store

    def answer(self, request, parts):
        if parts == ["EventTypes"]:
            return 200, [
                {
                    "name": name,
                    "description": name.capitalize(),
                    "mergeFields": [
                        {"fieldName": each, "description": each} for each in merged
                    ],
                }
                for name, merged in EVENT_TYPES.items()
            ]
        if parts[0] != "webhooks":
            raise Refused(404)
        webhooks = self.store.webhooks
        if len(parts) == 2:
            if parts[1] not in webhooks:
                raise Refused(404, "The webhook does not exist.")
            if request.method == "DELETE":
                del webhooks[parts[1]]
                return 204, None
            return 200, webhooks[parts[1]]
        if request.method == "GET":
            return 200, {"items": list(webhooks.values())}
        return self._put(_body(request), new=request.method == "POST")

    def _put(self, body, new):
        webhooks, kind = self.store.webhooks, body.get("eventType")
        wanted = ("eventType", "name", "url", "contentType")
        errors = {name: "is required" for name in wanted if not body.get(name)}
        if kind and kind not in EVENT_TYPES:
            errors["eventType"] = "is unknown"
        if len(body.get("customHeaders") or ()) > MOST_HEADERS:
            errors["customHeaders"] = f"are at most {MOST_HEADERS}"
        if errors:
            raise Refused(400, errors=errors)
        if new and kind in webhooks:
            raise Refused(400, "There is a webhook for this type of event.")
        if not new:
            if kind not in webhooks:
                raise Refused(404)
            _check_version(body, webhooks[kind])
        webhooks[kind] = {"isDisabled": False, "postData": "", **body}
        self.store.stamp(webhooks[kind])
        return (201, {"eventType": kind}) if new else (204, None)


def _shown(customer):
    return {name: each for name, each in customer.items() if name not in READ_ONLY}


def _check_version(body, row):
    if body.get("objectVersion") != row["objectVersion"]:
        raise Refused(409)


def _body(request):
    try:
        return json.loads(request.body)
    except ValueError:
        raise Refused(400, "The body is no JSON.") from None
