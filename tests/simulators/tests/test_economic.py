"""The simulated e-conomic: against the published schemas, and its oddities."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulators.process import PROJECT_ROOT, SimulatorProcess

CONTRACTS = PROJECT_ROOT.parent / "shared" / "contracts" / "economic"
needs_contracts = pytest.mark.skipif(
    not CONTRACTS.is_dir(), reason="the published schemas are not on this machine"
)
TOKENS = {
    "X-AppSecretToken": "simulator-app-secret",
    "X-AgreementGrantToken": "simulator-grant",
}
OPENAPI = "customersapi/v3.1.0"
NEW = {
    "name": "Ærø",
    "currency": "DKK",
    "customerGroup": {"customerGroupNumber": 1},
    "paymentTerms": {"paymentTermsNumber": 1},
    "vatZone": {"vatZoneNumber": 1},
}


class Api:
    def __init__(self, url, **headers):
        self.url, self.session = url, requests.Session()
        self.session.headers.update(TOKENS | headers)

    def call(self, method, path, status=200, body=None, **headers):
        """Return the JSON of an answer of this status."""
        url = f"{self.url}/{path}"
        reply = self.session.request(method, url, json=body, headers=headers, timeout=9)
        assert reply.status_code == status, reply.text
        return reply.json() if reply.content else None

    def add(self, **values):
        return self.call("POST", "customers", 201, NEW | values)["customerNumber"]


@pytest.fixture(scope="module")
def sim():
    with SimulatorProcess(
        "tests.simulators.economic", customers=45, contacts=60, odd_records=True
    ) as simulator:
        yield simulator


@pytest.fixture
def api(sim):
    yield Api(sim.url)
    sim.set_quirks()
    sim.control("access", {"revoked": False, "lacks_role": False})


def check(value, schema):
    """Validate by a draft-03 schema that the REST service publishes."""
    jsonschema = pytest.importorskip("jsonschema")
    published = json.loads((CONTRACTS / "rest_schemas" / schema).read_text())
    jsonschema.Draft3Validator(published).validate(value)


@needs_contracts
@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("self", "self.get.schema.json"),
        ("customers?pagesize=1000", "customers.get.schema.json"),
        ("customers/1", "customers.customerNumber.get.schema.json"),
        (
            "customers/2/contacts",
            "customers.customerNumber.contacts.get.schema.json",
        ),
        ("customer-groups", "customer-groups.get.schema.json"),
        ("payment-terms", "payment-terms.get.schema.json"),
        ("vat-zones", "vat-zones.get.schema.json"),
        ("layouts", "layouts.get.schema.json"),
        ("currencies", "currencies.get.schema.json"),
        ("employees", "employees.get.schema.json"),
    ],
)
def test_answers_of_rest(api, path, schema):
    check(api.call("GET", path), schema)


@needs_contracts
def test_what_we_create_is_as_published(api):
    check(NEW, "customers.post.schema.json")


@needs_contracts
@pytest.mark.parametrize(
    ("path", "name"),
    [("Customers/1", "Customer"), ("Contacts/101", "Contact")],
)
def test_answers_of_openapi(api, path, name):
    published = json.loads((CONTRACTS / "openapi-Customers.json").read_text())
    properties = published["components"]["schemas"][name]["properties"]
    found = api.call("GET", f"{OPENAPI}/{path}")
    types = {"integer": int, "string": str, "boolean": bool, "number": (int, float)}
    for key, value in found.items():
        assert isinstance(value, types[properties[key]["type"]]), key


def test_pages(api):
    page = api.call("GET", "customers?pagesize=20&skippages=1")
    assert len(page["collection"]) == 20
    assert page["pagination"]["results"] == 45
    last = api.call("GET", page["pagination"]["nextPage"].split("/", 3)[3])
    assert "nextPage" not in last["pagination"]
    beyond = api.call("GET", "customers?skippages=99")
    assert beyond["collection"] == []
    error = api.call("GET", "customers?pagesize=1001", 400)
    assert error["errorCode"] == "E04810"


@pytest.fixture(scope="module")
def named(sim):
    """Customers by names with whatever means something in filters."""
    api = Api(sim.url)
    marks = ["A$b", "(a)", "a*b", "a,b", "[a]", "a$and:b", "Ærø & Søn", "a$b", "50 %"]
    return api, {mark: api.add(name=f"x{mark}x") for mark in marks}


def test_a_filter_finds_what_it_names(named):
    api, numbers = named

    @given(st.sampled_from(sorted(numbers)))
    @settings(deadline=None, max_examples=30)
    def found(mark):
        escaped = f"x{mark}x"
        for each in "$()*,":
            escaped = escaped.replace(each, "\0" + each)
        text = quote(f"name$eq:{escaped}".replace("\0", "$"))
        rows = api.call("GET", f"customers?filter={text}")["collection"]
        assert {row["name"].lower() for row in rows} == {f"x{mark}x".lower()}

    found()
    assert api.call("GET", "customers?filter=name$eq:a$b", 400)["errorCode"]
    error = api.call("GET", "customers?filter=iban$eq:1", 400)
    assert "allowedFilteringFields" in error["errors"][0]
    many = api.call("GET", "customers?pagesize=1000&filter=customerNumber$in:[1,2,3]")
    assert len(many["collection"]) == 3
    both = "(customerNumber$lt:3$or:customerNumber$gt:43)$and:customerNumber$lte:45"
    assert len(api.call("GET", f"customers?filter={both}")["collection"]) == 4


def test_a_put_clears_what_it_leaves_out(api):
    number = api.add(city="Aarhus", email="a@b.example")
    shown = api.call("GET", f"{OPENAPI}/Customers/{number}")
    api.call("PUT", f"{OPENAPI}/Customers/{number}", 204, shown | {"iban": "DK50"})
    api.call("PUT", f"customers/{number}", 200, NEW | {"zip": "8000"})
    row = api.call("GET", f"customers/{number}")
    assert row["zip"] == "8000"
    assert "city" not in row and "email" not in row
    assert api.call("GET", f"{OPENAPI}/Customers/{number}")["iban"] == "DK50"
    api.call("PUT", "customers/777", 201, NEW)
    assert api.call("GET", "customers/777")["name"] == "Ærø"


def test_a_put_may_clear_what_rest_does_not_show(api, sim):
    number = api.add()
    shown = api.call("GET", f"{OPENAPI}/Customers/{number}")
    api.call("PUT", f"{OPENAPI}/Customers/{number}", 204, shown | {"iban": "DK50"})
    sim.set_quirks("put-wipes-hidden")
    api.call("PUT", f"customers/{number}", 200, NEW)
    assert "iban" not in api.call("GET", f"{OPENAPI}/Customers/{number}")


def test_what_is_refused(api):
    error = api.call("POST", "customers", 400, NEW | {"city": None, "zip": "1" * 31})
    assert {"city", "zip"} == error["errors"].keys()
    assert error["errors"]["city"]["errors"][0]["message"]
    assert api.call("GET", "customers/99999", 404)["errorCode"] == "E06000"
    wrong = {"vatZone": {"vatZoneNumber": 99}}
    assert "vatZone" in api.call("POST", "customers", 400, NEW | wrong)["errors"]
    problem = api.call("POST", f"{OPENAPI}/Customers", 400, {"customerNumber": 5000})
    assert {"name", "zone"} <= {each["property"] for each in problem["errors"]}


def test_a_version_guards_both_services(api):
    number = api.add(city="Aarhus")
    path = f"{OPENAPI}/Customers/{number}"
    seen = api.call("GET", path)
    api.call("PUT", f"customers/{number}", 200, NEW | {"city": "Odense"})
    assert api.call("PUT", path, 409, seen)["errorCode"] == "UpdateConflict"
    del seen["objectVersion"]
    api.call("PUT", path, 409, seen)
    now = api.call("GET", path)
    api.call("PUT", path, 204, now | {"city": "Vejle"})
    assert api.call("GET", f"customers/{number}")["city"] == "Vejle"


def test_a_repeated_call_is_answered_the_same(api, sim):
    before = len(sim.state()["customers"])
    first, second = (
        api.session.post(
            f"{api.url}/customers",
            json=NEW,
            headers={"Idempotency-Key": "once"},
            timeout=9,
        )
        for _twice in range(2)
    )
    assert first.json() == second.json()
    assert "X-ResultFromCache" not in first.headers
    assert second.headers["X-ResultFromCache"] == "true"
    assert len(sim.state()["customers"]) == before + 1


def test_contacts_by_both_services(api):
    number = api.add()
    path = f"customers/{number}/contacts"
    body = {"name": "Bo", "emailNotifications": ["invoices"]}
    made = api.call("POST", path, 201, body)["customerContactNumber"]
    contact = api.call("GET", f"{OPENAPI}/Contacts/{made}")
    assert contact["receiveInvoices"] and not contact["receiveOrders"]
    api.call("PUT", f"{OPENAPI}/Contacts/{made}", 405, contact)
    api.call("PUT", f"{OPENAPI}/Contacts", 204, contact | {"phone": "1"})
    assert api.call("GET", f"{path}/{made}")["phone"] == "1"
    api.call("DELETE", f"{path}/{made}", 204)
    api.call("GET", f"{path}/{made}", 404)
    # the other service goes on listing it
    assert api.call("GET", f"{OPENAPI}/Contacts/{made}")["isDeleted"]


def test_who_may_call(api, sim):
    assert Api(sim.url, **{"X-AgreementGrantToken": "x"}).call("GET", "self", 401)
    demo = Api(sim.url, **dict.fromkeys(TOKENS, "demo"))
    assert demo.call("GET", "customers/1")["customerNumber"] == 1
    demo.call("POST", "customers", 403, NEW)
    sim.control("access", {"revoked": True})
    api.call("GET", "self", 401)
    sim.control("access", {"revoked": False, "lacks_role": True})
    api.call("GET", f"{OPENAPI}/Customers/1", 403)


def test_the_log_in(api):
    back = "https://odoo.example/back?state=1"
    path = f"secure/api1/requestaccess.aspx?redirectUrl={quote(back, '')}"
    page = api.session.get(
        f"{api.url}/{path}&appPublicToken=simulator-app-public", timeout=9
    )
    assert "accept" in page.text
    accept = page.text.split('href="')[1].split('"')[0].replace("&amp;", "&")
    done = api.session.get(api.url + accept, timeout=9, allow_redirects=False)
    assert done.headers["Location"] == f"{back}&token=simulator-grant"
    wrong = api.session.get(f"{api.url}/{path}&appPublicToken=x", timeout=9)
    assert wrong.status_code == 400


def test_the_budget():
    with SimulatorProcess(
        "tests.simulators.economic", customers=1, contacts=0, rate_limit=5
    ) as simulator:
        api = Api(simulator.url)
        reply = api.session.get(f"{api.url}/self", timeout=9)
        assert reply.headers["X-RateLimiting"].endswith("per-60-seconds: 1/5")
        for _call in range(4):
            api.call("GET", "self")
        refused = api.session.get(f"{api.url}/self", timeout=9)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) >= 1


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((body, self.headers["X-Secret"]))
        self.server.event.set()
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def receiver():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.event = [], threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_webhooks(api, sim, receiver):
    def wait():
        assert receiver.event.wait(9)
        receiver.event.clear()
        return receiver.got.pop()

    webhook = {
        "eventType": "CUSTOMER_UPDATED",
        "name": "Odoo",
        "url": f"http://127.0.0.1:{receiver.server_port}/",
        "contentType": "application/x-www-form-urlencoded",
        "postData": "old=[OLDNUMBER]&new=[NEWNUMBER]",
        "customHeaders": [{"key": "X-Secret", "value": "s"}],
    }
    path = "webhooksapi/v1.0.0/webhooks"
    api.call("POST", path, 201, webhook)
    api.call("POST", path, 400, webhook)
    number = api.add()
    assert wait() == (f"old=&new={number}", "s")
    sim.edit("customer", number, city="Vejle")
    assert wait()[0] == f"old={number}&new={number}"
    sim.edit("customer", number, "renumber", number=8888)
    assert wait()[0] == f"old={number}&new=8888"
    api.call("DELETE", "customers/8888", 204)
    assert wait()[0] == "old=8888&new="
    stored = api.call("GET", f"{path}/CUSTOMER_UPDATED")
    api.call("PUT", path, 409, webhook)
    api.call("PUT", path, 204, stored | {"isDisabled": True})
    api.call("DELETE", f"{path}/CUSTOMER_UPDATED", 204)
    api.call("GET", f"{path}/CUSTOMER_UPDATED", 404)


def test_faults(api, sim):
    sim.set_faults({"kind": "status", "status": 500, "action": "GET /customers/:n"})
    assert api.session.get(f"{api.url}/customers/1", timeout=9).status_code == 500
    api.call("GET", "customers")
    sim.set_faults()
