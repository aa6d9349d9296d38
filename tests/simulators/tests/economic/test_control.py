"""Control routes of the simulated e-conomic, its faults and its seed."""

import time
from collections import Counter

import pytest
import requests

from tests.simulators.economic.seed import WEIGHTS, seed
from tests.simulators.economic.store import Store
from tests.simulators.economic.variety import vary
from tests.simulators.tests.economic.api import CUSTOMERS_API, NEW


def test_people_edit_by_either_name(economic, economic_sim):
    number = economic_sim.edit(
        *("customer", None, "add"),
        name="Ny kunde",
        zip="8000",
        barred=True,
        address="Vej 1\nByen",
        iban="DK50",
        vatZone={"vatZoneNumber": 2},
    )["id"]
    [row] = economic_sim.records("customers", ids=[number])
    wanted = {"postCode": "8000", "access": False, "address2": "Byen", "zone": 2}
    assert row.items() >= wanted.items()
    economic_sim.edit("customer", number, city="Vejle", zip=None)
    shown = economic.customer(number)
    assert (shown["city"], "zip" in shown, shown["barred"]) == ("Vejle", False, True)
    moved = economic_sim.edit("customer", number, "renumber", number=900_000)
    assert moved == {"id": 900_000}
    economic_sim.edit("customer", 900_000, "delete")
    economic.call("GET", "customers/900000", 404)


def test_people_edit_contacts(economic, economic_sim):
    customer = economic.add()
    number = economic_sim.edit(
        *("contact", None, "add"), customerNumber=customer, name="Åse"
    )["id"]
    told = ["orders"]
    economic_sim.edit("contact", number, phone="12", emailNotifications=told)
    path = f"customers/{customer}/contacts/{number}"
    shown = economic.call("GET", path)
    assert (shown["phone"], shown["emailNotifications"]) == ("12", told)
    economic_sim.edit("contact", number, "delete")
    economic.call("GET", path, 404)
    [row] = economic_sim.records("contacts", ids=[number])
    assert row["isDeleted"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("supplier", 1), "no such edit"),
        (("customer", 1, "burn"), "no such edit"),
        (("customer", 999_999), "does not exist"),
        (("customer", 1, "renumber"), "customerNumber"),
        (("contact", 999_999, "delete"), "does not exist"),
        (("contact", None, "add"), "missing"),
    ],
)
def test_wrong_edits(economic_sim, arguments, message):
    with pytest.raises(ValueError, match=message):
        economic_sim.edit(*arguments)


def test_wrong_control(economic_sim):
    with pytest.raises(ValueError, match="unknown quirk"):
        economic_sim.set_quirks("sings")
    with pytest.raises(ValueError, match="no such records"):
        economic_sim.records("suppliers")


def test_state(economic_sim):
    state = economic_sim.state()
    assert state.keys() == {"customers", "contacts", "webhooks"}
    assert state["customers"][0]["customerNumber"] == 1


def test_names_of_actions(economic, economic_sim):
    economic_sim.reset_stats()
    number = economic.add()
    contact = economic.add_contact(number)
    for path in (
        *("self", "customers", f"customers/{number}/contacts/{contact}"),
        *("currencies/DKK", f"{CUSTOMERS_API}/Contacts/{contact}"),
        f"{CUSTOMERS_API}/Contacts/count",
    ):
        economic.call("GET", path)
    economic.call("GET", "customers/999999", 404)
    stats = economic_sim.stats()
    assert stats["calls"] == dict.fromkeys(
        (
            *("GET /self", "GET /customers", "GET /customers/:n", "POST /customers"),
            *("POST /customers/:n/contacts", "GET /customers/:n/contacts/:n"),
            *("GET /currencies/:n", "GET /customersapi/Contacts/:n"),
            "GET /customersapi/Contacts/count",
        ),
        1,
    )
    assert stats["errors"] == {"GET /customers/:n": 1}


def test_faults(economic, economic_sim):
    fault = {"kind": "status", "status": 503, "retry_after": 2, "times": 1}
    economic_sim.set_faults(fault | {"action": "GET /customers/:n"})
    economic.call("GET", "customers")
    failed = economic.http("GET", "customers/1")
    assert (failed.status_code, failed.headers["Retry-After"]) == (503, "2")
    economic.call("GET", "customers/1")


def test_a_lost_answer_is_got_by_its_key(economic, economic_sim):
    before = len(economic_sim.state()["customers"])
    lost = {"kind": "reset", "after_effect": True, "times": 1}
    economic_sim.set_faults(lost | {"action": "POST /customers"})
    key = {"Idempotency-Key": "lost and found"}
    with pytest.raises(requests.ConnectionError):
        economic.http("POST", "customers", NEW, **key)
    again = economic.http("POST", "customers", NEW, **key)
    assert again.headers["X-ResultFromCache"] == "true"
    assert len(economic_sim.state()["customers"]) == before + 1
    number = again.json()["customerNumber"]
    assert economic.customer(number) == again.json()


@pytest.fixture(scope="module")
def big():
    store, start = Store(), time.monotonic()
    seed(store, 5000, 8000)
    vary(store)
    assert time.monotonic() - start < 5
    return store


def valid(number):
    weights = (*WEIGHTS, 1)
    digits = map(int, number)
    return sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 == 0


def test_customers_are_as_they_are_in_books(big):
    rows = big.customers.values()
    assert (len(rows), len(big.contacts)) == (5000, 8000)
    numbers = Counter(x["cvrNo"] for x in rows if x.get("cvrNo", "").isdigit())
    checked = Counter(map(valid, numbers))
    assert checked[True] > 500 and checked[False] > 500
    assert max(numbers.values()) > 10
    assert Counter(x["address1"] for x in rows)["Revisorvej 1"] > 100
    countries = {x["country"] for x in rows}
    assert {"Denmark", "Danmark", "DK", "", "Sverige", "Polska", "?"} <= countries
    assert any(" " in x["email"] for x in rows)
    assert {x["access"] for x in rows} == {True, False}
    assert any(x.get("city") == "" for x in rows)
    for ean in (x["eanLocationNumber"] for x in rows if "eanLocationNumber" in x):
        sums = sum(int(d) * (3 if at % 2 else 1) for at, d in enumerate(ean))
        assert len(ean) == 13 and sums % 10 == 0


def test_a_seed_gives_the_same_rows(big):
    def plain(store):
        # stamped by the clock
        moving = ("lastUpdated", "objectVersion")
        rows = (*store.customers.values(), *store.contacts.values())
        return [{k: v for k, v in row.items() if k not in moving} for row in rows]

    again = Store()
    seed(again, 5000, 8000)
    vary(again)
    assert plain(again) == plain(big)


def test_varied_rows_can_be_written_back(big):
    from tests.simulators.economic import contact_forms, forms

    for row in list(big.customers.values())[:500]:
        forms.from_openapi(row, big.lists)
    for row in list(big.contacts.values())[:500]:
        contact_forms.from_openapi(row)


def test_without_customers():
    store = Store()
    seed(store, 0, 5, odd=True)
    assert not store.customers and not store.contacts
