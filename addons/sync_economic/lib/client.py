"""Customers, contacts and lists of e-conomic, by its REST service and by OpenAPI.

The methods are what the connector asks of any transport. A customer has the form of
REST, a contact that of OpenAPI::

    with EconomicClient("demo", "demo") as economic:
        economic.customer(1)

Sources: restdocs.e-conomic.com (customers, lists) and the OpenAPI description of
customersapi v3.1.0.
"""

from typing import NamedTuple

from odoo.addons.sync_base.lib.errors import Conflict, Invalid, NotFound
from odoo.addons.sync_base.lib.field_map import dig

from . import names
from .calls import CUSTOMERS_API, WEBHOOKS_API, EconomicCalls, equal
from .values import filled, nested, replaced, same
from .webhook import TEMPLATE

# kind of list: (path, its number, its name)
LISTS = {
    "customer_group": ("customer-groups", "customerGroupNumber", "name"),
    "payment_terms": ("payment-terms", "paymentTermsNumber", "name"),
    "vat_zone": ("vat-zones", "vatZoneNumber", "name"),
    "layout": ("layouts", "layoutNumber", "name"),
    "employee": ("employees", "employeeNumber", "name"),
}
WANTED = ("corporateIdentificationNumber", "email", "name")


class Customers(NamedTuple):
    """A page of customers, in the order of their numbers.

    ``total`` is how many there are from here, ``latest`` when the last of these was
    changed, or when they were asked for where that is not told ("" for unknown).
    """

    rows: list
    total: int
    latest: str


class Contacts(NamedTuple):
    """A page of contacts, deleted ones among them where the service tells of them.

    ``cursor`` leads to the next page, ``latest`` is as in `Customers`.
    """

    rows: list
    cursor: str | None
    latest: str


class EconomicClient(EconomicCalls):
    """See `EconomicCalls` for the parameters."""

    def who(self):
        """Return ``/self``: agreement, company, application."""
        return self.rest("GET", "self")

    def listing(self, kind):
        """Return all rows of one of `LISTS`."""
        path, _number, _name = LISTS[kind]
        found = []
        while path:
            params = None if found else {"pagesize": 1000}
            answer = self.rest("GET", path, params=params)
            found += answer.get("collection", [])
            path = self._path(answer.get("pagination", {}).get("nextPage"))
        return found

    def _path(self, url):
        # of a link, only where it leads: credentials stay at the address they are for
        return url and url.split("//", 1)[-1].split("/", 1)[-1]

    # -- customers -------------------------------------------------------------------

    def customers(self, after=0, since=None):
        """Return a page of `Customers`.

        :param after: only customers with a higher number
        :param since: only what was changed at this time (``YYYY-MM-DDTHH:MM:SSZ``) or
            later
        """
        self.spare()
        parts = [f"customerNumber$gt:{after}"]
        if since:
            parts.append(f"lastUpdated$gte:{since}")
        answer = self.rest(
            "GET",
            "customers",
            params={
                "pagesize": self.page_size,
                "sort": "customerNumber",
                "filter": "$and:".join(parts),
            },
        )
        rows = answer["collection"]
        latest = max((row["lastUpdated"] for row in rows), default="")
        return Customers(rows, answer["pagination"]["results"], latest)

    def customer(self, number):
        return self.rest("GET", f"customers/{int(number)}")

    def customers_like(self, values):
        """Return customers that may be the one with these values: CVR, e-mail or name.

        :param values: ``{REST path: value}``
        """
        found = {}
        for name in WANTED:
            if values.get(name):
                answer = self.rest(
                    "GET",
                    "customers",
                    params={"pagesize": 20, "filter": equal(name, values[name])},
                )
                for row in answer["collection"]:
                    found.setdefault(row["customerNumber"], row)
        return list(found.values())

    def create_customer(self, values, key):
        """Create a customer; return its number, which e-conomic gives.

        :param key: the same for each attempt to create the same customer
        """
        answer = self.rest("POST", "customers", key=key, json=nested(filled(values)))
        return answer["customerNumber"]

    def change_customer(self, number, seen, values):
        """Change some values of a customer, and nothing else.

        :param seen: the customer as read before, in REST's form
        :param values: ``{REST path: value}``
        :raises Conflict: somebody changed one of them, or the customer, meanwhile
        """
        path = f"{CUSTOMERS_API}/Customers/{int(number)}"
        now = self.openapi("GET", path)
        there = names.from_openapi(now, values)
        for name, value in there.items():
            if not same(value, dig(seen, name)):
                raise Conflict(
                    f"e-conomic: {name} of customer {number} was changed meanwhile."
                )
        try:
            changed = names.to_openapi(values)
        except ValueError as error:
            raise Invalid(f"e-conomic: {error}") from error
        self.openapi("PUT", path, json=replaced(now, changed))

    # -- contacts --------------------------------------------------------------------

    def contacts(self, cursor=None, since=None):
        """Return a page of `Contacts`. :param since: as in `customers`"""
        self.spare()
        params = {"cursor": cursor} if cursor else {}
        if since:
            params["filter"] = f"lastUpdated$gte:{since}"
        answer = self.openapi("GET", f"{CUSTOMERS_API}/Contacts", params=params)
        rows = answer["items"]
        latest = max((row.get("lastUpdated") or "" for row in rows), default="")
        return Contacts(rows, answer.get("cursor"), latest)

    def contact(self, number):
        found = self.openapi("GET", f"{CUSTOMERS_API}/Contacts/{int(number)}")
        if found.get("isDeleted"):
            raise NotFound(f"e-conomic: contact {number} was deleted.")
        return found

    def contacts_of(self, customer):
        """Return the contacts of a customer that are there."""
        params = {"filter": f"customerNumber$eq:{int(customer)}"}
        answer = self.openapi("GET", f"{CUSTOMERS_API}/Contacts", params=params)
        return [row for row in answer["items"] if not row.get("isDeleted")]

    def create_contact(self, values, key):
        """Create a contact; return its number. :param key: see `create_customer`"""
        path = f"{CUSTOMERS_API}/Contacts"
        return self.openapi("POST", path, key=key, json=filled(values))["number"]

    def change_contact(self, number, seen, values):
        """Change some values of a contact as it was ``seen``, and nothing else.

        :raises Conflict: it was changed since
        """
        changed = {**values, "number": int(number)}
        path = f"{CUSTOMERS_API}/Contacts"
        self.openapi("PUT", path, json=replaced(seen, changed))

    # -- webhooks --------------------------------------------------------------------

    def register_webhook(self, event_type, name, url, headers):
        """Have e-conomic call ``url`` when a customer changed.

        An agreement has one for each type of event; another's is not replaced.

        :raises Invalid: there is one that calls another address
        """
        path = f"{WEBHOOKS_API}/webhooks"
        wanted = {
            "eventType": event_type,
            "name": name,
            "url": url,
            "contentType": "application/x-www-form-urlencoded",
            "postData": TEMPLATE,
            "customHeaders": [{"key": k, "value": v} for k, v in headers.items()],
            "isDisabled": False,
        }
        try:
            there = self.openapi("GET", f"{path}/{event_type}")
        except NotFound:
            self.openapi("POST", path, json=wanted)
            return
        if there["url"].split("/sync/event/")[0] != url.split("/sync/event/")[0]:
            raise Invalid(
                f"e-conomic calls {there['url'].split('?')[0]} when a customer "
                "changes, and has one webhook for that. Remove it there first."
            )
        wanted["objectVersion"] = there.get("objectVersion")
        self.openapi("PUT", path, json=filled(wanted))
