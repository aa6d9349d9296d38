"""Webhooks of the simulated e-conomic, called at a receiver on this machine."""

import queue
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.simulators.tests.economic.api import CUSTOMERS_API, NEW, WEBHOOKS_API

WEBHOOKS = f"{WEBHOOKS_API}/webhooks"
EVENT = "CUSTOMER_UPDATED"
FORM = "application/x-www-form-urlencoded"


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        kept = self.headers["X-Secret"], self.headers["Content-Type"]
        self.server.got.put((body, *kept))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        self.server.got.put(("redirected", None, None))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def receiver():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.statuses = queue.Queue(), []
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def webhook(port, **values):
    return {
        "eventType": EVENT,
        "name": "Odoo",
        "url": f"http://127.0.0.1:{port}/",
        "contentType": FORM,
        "postData": "old=[OLDNUMBER]&new=[NEWNUMBER]",
        "customHeaders": [{"key": "X-Secret", "value": "s"}],
    } | values


@pytest.fixture
def registered(economic, receiver):
    economic.call("POST", WEBHOOKS, 201, webhook(receiver.server_port))
    yield receiver
    economic.call("DELETE", f"{WEBHOOKS}/{EVENT}", 204)


def told(receiver):
    return receiver.got.get(timeout=5)[0]


def test_each_change_calls(economic, economic_sim, registered):
    number = economic.add()
    assert registered.got.get(timeout=5) == (f"old=&new={number}", "s", FORM)
    same = f"old={number}&new={number}"
    economic.call("PUT", f"customers/{number}", 200, NEW)
    assert told(registered) == same
    economic.change(number, city="Vejle")
    assert told(registered) == same
    economic_sim.edit("customer", number, city="Odense")
    assert told(registered) == same
    economic_sim.edit("customer", number, "renumber", number=800_000)
    assert told(registered) == f"old={number}&new=800000"
    economic_sim.set_quirks("change-of-numbers")
    body = NEW | {"customerNumber": number}
    economic.call("PUT", "customers/800000", 200, body)
    assert told(registered) == f"old=800000&new={number}"
    economic.call("DELETE", f"customers/{number}", 204)
    assert told(registered) == f"old={number}&new="
    assert registered.got.empty()


def test_contacts_call_only_by_quirk(economic, economic_sim, registered):
    number = economic.add()
    told(registered)
    economic.add_contact(number)
    economic_sim.set_quirks("contact-touches-customer")
    economic.add_contact(number)
    assert told(registered) == f"old={number}&new={number}"
    assert registered.got.empty()


def test_calls_that_fail_are_tried_again(economic, registered):
    registered.statuses = [500, 302]
    number = economic.add()
    assert [told(registered) for _try in range(3)] == [f"old=&new={number}"] * 3
    assert not economic.call("GET", f"{WEBHOOKS}/{EVENT}")["isDisabled"]


def test_who_never_answers_is_disabled(economic, registered):
    registered.statuses = [500] * 3
    economic.add()
    for _try in range(3):
        told(registered)
    until = time.monotonic() + 5
    while not (now := economic.call("GET", f"{WEBHOOKS}/{EVENT}"))["isDisabled"]:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert now["lastDisabledDate"]
    economic.add()
    again = {name: each for name, each in now.items() if name != "lastDisabledDate"}
    economic.call("PUT", WEBHOOKS, 204, again | {"isDisabled": False})
    number = economic.add()
    assert told(registered) == f"old=&new={number}", "not of the one before"


def test_only_this_machine_is_called(economic, economic_sim):
    body = webhook(1, url="http://odoo.example/hook")
    economic.call("POST", WEBHOOKS, 201, body)
    number = economic.add()
    until = time.monotonic() + 5
    while True:
        last = economic_sim.control("webhook-calls")["calls"][-1:]
        if last and last[0]["body"] == f"old=&new={number}":
            break
        assert time.monotonic() < until
        time.sleep(0.02)
    assert last[0]["status"] == "not of this machine"
    assert not economic.call("GET", f"{WEBHOOKS}/{EVENT}")["isDisabled"]
    economic.call("DELETE", f"{WEBHOOKS}/{EVENT}", 204)


def test_the_service(economic):
    body = webhook(9, isDisabled=True)
    economic.call("PUT", WEBHOOKS, 404, body)
    made = economic.call("POST", WEBHOOKS, 201, body)
    assert made == {"eventType": EVENT}
    economic.call("POST", WEBHOOKS, 400, body)
    stored = economic.call("GET", f"{WEBHOOKS}/{EVENT}")
    assert economic.call("GET", WEBHOOKS) == {"items": [stored]}
    assert economic.call("GET", f"{WEBHOOKS}/paged") == [stored]
    assert economic.call("GET", f"{WEBHOOKS}/count") == 1
    economic.call("PUT", WEBHOOKS, 409, body)
    economic.call("PUT", WEBHOOKS, 204, stored | {"name": "Another"})
    economic.call("PUT", f"{WEBHOOKS}/{EVENT}", 405, stored)
    economic.call("DELETE", f"{WEBHOOKS}/{EVENT}", 204)
    economic.call("DELETE", f"{WEBHOOKS}/{EVENT}", 404)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"postData": "x" * 4001}, "postData"),
        ({"eventType": "MOON_FULL"}, "eventType"),
        ({"customHeaders": [{"key": "a", "value": "b"}] * 6}, "customHeaders"),
        ({"customHeaders": ["a"]}, "customHeaders"),
        ({"isDisabled": None}, "isDisabled"),
    ],
)
def test_refused(economic, values, name):
    problem = economic.call("POST", WEBHOOKS, 400, webhook(9, **values))
    assert [each["property"] for each in problem["errors"]] == [name]


def test_merge_fields(economic):
    types = economic.call("GET", f"{WEBHOOKS_API}/EventTypes")
    fields = {x["name"]: [f["fieldName"] for f in x["mergeFields"]] for x in types}
    assert set(fields[EVENT]) == {"OLDNUMBER", "NEWNUMBER"}
    assert CUSTOMERS_API not in fields
