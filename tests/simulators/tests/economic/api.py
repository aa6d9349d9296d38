"""A plain caller of the simulated e-conomic."""

import json
from urllib.parse import quote

import pytest
import requests

from tests.simulators.process import PROJECT_ROOT

CONTRACTS = PROJECT_ROOT.parent / "shared" / "contracts" / "economic"
needs_contracts = pytest.mark.skipif(
    not CONTRACTS.is_dir(), reason="the published schemas are not on this machine"
)
TOKENS = {
    "X-AppSecretToken": "simulator-app-secret",
    "X-AgreementGrantToken": "simulator-grant",
}
CUSTOMERS_API = "customersapi/v3.1.0"
WEBHOOKS_API = "webhooksapi/v1.0.0"
NEW = {
    "name": "Ærø Såg & Hyvel",
    "currency": "DKK",
    "customerGroup": {"customerGroupNumber": 1},
    "paymentTerms": {"paymentTermsNumber": 1},
    "vatZone": {"vatZoneNumber": 1},
}
NEW_OPENAPI = {
    "name": "Łódź AB",
    "currency": "DKK",
    "customerGroupNumber": 1,
    "paymentTermId": 1,
    "zone": 1,
}


class EconomicApi:
    """Calls a path of either service with the tokens of the agreement."""

    def __init__(self, url, **headers):
        self.url, self._session = url, requests.Session()
        self._session.headers.update(TOKENS | headers)

    def http(self, method, path, body=None, **headers):
        """The whole reply; `path` may be a link of an answer."""
        url = path if path.startswith("http") else f"{self.url}/{path}"
        return self._session.request(
            *(method, url),
            json=body,
            headers=headers,
            timeout=9,
            allow_redirects=False,
        )

    def call(self, method, path, status=200, body=None, **headers):
        """The JSON of a reply of this status."""
        reply = self.http(method, path, body, **headers)
        assert reply.status_code == status, reply.text
        return reply.json() if reply.content else None

    def add(self, **values):
        return self.call("POST", "customers", 201, NEW | values)["customerNumber"]

    def add_contact(self, customer, **values):
        path, body = f"customers/{customer}/contacts", {"name": "Bo"} | values
        return self.call("POST", path, 201, body)["customerContactNumber"]

    def customer(self, number):
        return self.call("GET", f"customers/{number}")

    def stored(self, number):
        """The customer as OpenAPI shows it."""
        return self.call("GET", f"{CUSTOMERS_API}/Customers/{number}")

    def change(self, number, **values):
        """Change a customer through OpenAPI, which shows all that is stored."""
        path = f"{CUSTOMERS_API}/Customers/{number}"
        self.call("PUT", path, 204, self.stored(number) | values)

    def found(self, text, path="customers", **query):
        """Rows of a filter."""
        asked = {"filter": text, "pagesize": 1000} | query
        parts = "&".join(f"{name}={quote(str(x), '')}" for name, x in asked.items())
        return self.call("GET", f"{path}?{parts}")["collection"]

    def numbers(self, text, **query):
        return [row["customerNumber"] for row in self.found(text, **query)]

    def errors(self, method, path, body, status=400):
        """What is wrong with a call to REST: message by property."""
        told = self.call(method, path, status, body)["errors"]
        return {name: each["errors"][0]["message"] for name, each in told.items()}


def escaped(text):
    """Text as a filter's value that means nothing else."""
    return "".join(f"${mark}" if mark in "$()*," else mark for mark in text)


def rest_schema(name):
    path = CONTRACTS / "rest_schemas" / f"{name}.schema.json"
    return json.loads(path.read_text())


def openapi(name):
    return json.loads((CONTRACTS / f"openapi-{name}.json").read_text())
