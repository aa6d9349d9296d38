"""Customers through REST: pages, what a write does, and what is refused."""

import pytest

from tests.simulators.tests.economic.api import CUSTOMERS_API, NEW

HIDDEN = {
    "iban": "DK5000400440116243",
    "county": "Fyn",
    "priceGroupNumber": 2,
    "defaultOrderRecipient": "ordre@kunde.example",
    "defaultDiscountPct": 2.5,
    "defaultDisableEInvoicing": True,
}


def test_links_lead_through_all_pages(economic):
    seen, path = [], "customers?pagesize=7&sort=-customerNumber"
    while path:
        page = economic.call("GET", path)
        seen += [row["customerNumber"] for row in page["collection"]]
        last, path = path, page["pagination"].get("nextPage")
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == page["pagination"]["results"]
    assert economic.call("GET", page["pagination"]["lastPage"]) == page
    assert page["pagination"]["previousPage"].startswith(economic.url)
    assert "sort=-customerNumber" in last
    first = economic.call("GET", page["pagination"]["firstPage"])
    assert "previousPage" not in first["pagination"]


def test_results_of_a_filter(economic):
    page = economic.call("GET", "customers?filter=customerNumber$lte:3&pagesize=2")
    counted = page["pagination"]
    assert (counted["results"], len(page["collection"])) == (3, 2)
    assert counted["resultsWithoutFilter"] > 3
    rest = economic.call("GET", counted["nextPage"])
    assert [row["customerNumber"] for row in rest["collection"]] == [3]


@pytest.mark.parametrize("size", ["1001", "0", "x", "-1"])
def test_sizes_of_pages(economic, size):
    error = economic.call("GET", f"customers?pagesize={size}", 400)
    assert error["errorCode"] == "E04810"


def test_order(economic):
    rows = economic.call("GET", "customers?pagesize=1000&sort=~customerNumber")
    numbers = [str(row["customerNumber"]) for row in rows["collection"]]
    assert numbers == sorted(numbers)
    economic.call("GET", "customers?sort=barred", 400)


def test_a_new_customer(economic):
    reply = economic.http("POST", "customers", NEW | {"noSuch": 1, "balance": 99})
    shown = reply.json()
    assert reply.headers["Location"] == shown["self"]
    assert (shown["balance"], "noSuch" in shown) == (0, False)
    assert economic.call("GET", shown["self"]) == shown
    high = economic.add(customerNumber=500_000)
    assert economic.add() == high + 1
    economic.call("DELETE", f"customers/{high + 1}", 204)
    assert economic.add() == high + 1, "numbers are given again"
    for number in (high, high + 1):
        economic.call("DELETE", f"customers/{number}", 204)


def test_references_by_link(economic):
    link = {"self": f"{economic.url}/vat-zones/2"}
    shown = economic.customer(economic.add(vatZone=link))
    assert shown["vatZone"]["vatZoneNumber"] == 2


def test_false_is_left_out_and_empty_is_not(economic):
    shown = economic.customer(economic.add(city="", barred=False))
    assert shown["city"] == ""
    assert not {"barred", "zip"} & shown.keys()
    barred = economic.customer(economic.add(barred=True))
    assert barred["barred"] is True
    assert economic.stored(barred["customerNumber"])["access"] is False


def test_an_address_of_two_lines(economic):
    number = economic.add(address="Havnegade 1\n2. sal")
    stored = economic.stored(number)
    assert (stored["address1"], stored["address2"]) == ("Havnegade 1", "2. sal")
    economic.change(number, address1="Nygade 2", address2="")
    assert economic.customer(number)["address"] == "Nygade 2"
    long = "Å" * 510
    shown = economic.customer(economic.add(address=long))
    assert shown["address"].replace("\n", "") == long


def test_a_put_clears_what_rest_shows_and_nothing_else(economic):
    number = economic.add(city="Aarhus", creditLimit=5, barred=True)
    economic.change(number, **HIDDEN)
    economic.call("PUT", f"customers/{number}", 200, NEW)
    shown, stored = economic.customer(number), economic.stored(number)
    assert not {"city", "creditLimit", "barred"} & shown.keys()
    assert shown["eInvoicingDisabledByDefault"] is True
    assert stored.items() >= HIDDEN.items()


def test_a_put_may_wipe(economic, economic_sim):
    number = economic.add()
    economic.change(number, **HIDDEN)
    economic_sim.set_quirks("put-wipes-hidden")
    economic.call("PUT", f"customers/{number}", 200, NEW)
    assert not HIDDEN.keys() & economic.stored(number).keys()


def test_a_put_creates(economic):
    economic.call("PUT", "customers/600000", 201, NEW)
    economic.call("PUT", "customers/600000", 200, NEW | {"city": "Vejle"})
    assert economic.customer(600_000)["city"] == "Vejle"
    economic.call("DELETE", "customers/600000", 204)
    economic.call("DELETE", "customers/600000", 404)


def test_a_put_may_change_the_number(economic, economic_sim):
    number = economic.add()
    contact = economic.add_contact(number)
    path, body = f"customers/{number}", NEW | {"customerNumber": 610_000}
    economic.call("PUT", path, 400, body)
    economic_sim.set_quirks("change-of-numbers")
    shown = economic.call("PUT", path, 200, body)
    assert shown["customerNumber"] == 610_000
    economic.call("GET", path, 404)
    moved = economic.call("GET", f"customers/610000/contacts/{contact}")
    assert moved["customer"]["customerNumber"] == 610_000
    listed = economic.call("GET", "customers/610000/contacts")["collection"]
    assert listed == [moved]
    economic.call("DELETE", "customers/610000", 204)


def test_the_only_patch(economic):
    number = economic.add()
    path = f"customers/{number}"
    change = {"op": "replace", "path": "/eInvoicingDisabledByDefault", "value": True}
    assert economic.call("PATCH", path, 200, [change])["eInvoicingDisabledByDefault"]
    assert economic.stored(number)["defaultDisableEInvoicing"] is True
    for wrong in ({"path": "/name"}, {"value": None}, {"op": "remove"}):
        economic.call("PATCH", path, 400, [change | wrong])
    economic.call("PATCH", path, 400, change)


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ({"city": None, "zip": "1" * 31}, {"city", "zip"}),
        ({"name": ""}, {"name"}),
        ({"name": "x" * 256}, {"name"}),
        ({"currency": "XXX"}, {"currency"}),
        ({"creditLimit": "much"}, {"creditLimit"}),
        ({"barred": "yes"}, {"barred"}),
        ({"pNumber": "123"}, {"pNumber"}),
        ({"customerNumber": 0}, {"customerNumber"}),
        ({"customerNumber": "12"}, {"customerNumber"}),
        ({"customerNumber": 10**9}, {"customerNumber"}),
        ({"customerNumber": 1}, {"customerNumber"}),
        ({"vatZone": {}, "layout": {"layoutNumber": 99}}, {"vatZone", "layout"}),
        ({"vatZone": {"vatZoneNumber": None}}, {"vatZone"}),
        ({"salesPerson": 1}, {"salesPerson"}),
    ],
)
def test_refused(economic, values, names):
    assert economic.errors("POST", "customers", NEW | values).keys() == names


def test_codes_of_references(economic):
    wrong = {"layout": {"layoutNumber": 99}, "salesPerson": {}}
    told = economic.call("POST", "customers", 400, NEW | wrong)["errors"]
    codes = {name: each["errors"][0]["errorCode"] for name, each in told.items()}
    assert codes == {"layout": "E06000", "salesPerson": "E04500"}
    number, other = economic.add(), economic.add()
    contact = {"attention": {"customerContactNumber": economic.add_contact(other)}}
    assert economic.errors("PUT", f"customers/{number}", NEW | contact)


@pytest.mark.parametrize("body", [None, [], "text", 1])
def test_no_object(economic, body):
    economic.call("POST", "customers", 400, body)


def test_empty_texts_may_be_refused(economic, economic_sim):
    economic_sim.set_quirks("refuse-empty-texts")
    assert economic.errors("POST", "customers", NEW | {"city": ""}).keys() == {"city"}


def test_the_form_of_an_error(economic):
    error = economic.call("GET", "customers/999999", 404)
    assert error.keys() == {
        *("message", "errorCode", "developerHint", "logId", "httpStatusCode"),
        "logTime",
    }
    assert (error["httpStatusCode"], error["errorCode"]) == (404, "E06000")
    economic.call("GET", "echo?statuscode=418", 418)
    economic.call("GET", "echo?statuscode=404", 404)
    economic.call("GET", "returnHttp500", 500)
    for path in ("nothing", "customers/x", "customers/1/nothing", ""):
        economic.call("GET", path, 404)
    economic.call("DELETE", "customers", 405)
    economic.call("POST", "layouts", 405, {})


def test_a_customer_with_a_balance_stays(economic, economic_sim):
    number = economic.add()
    economic_sim.edit("customer", number, balance=100.0)
    economic.call("DELETE", f"customers/{number}", 400)
    economic.call("PUT", f"customers/{number}", 200, NEW)
    assert economic.customer(number)["balance"] == 100


def test_a_key_is_answered_once(economic):
    number = economic.add()
    path = f"customers/{number}"
    first = economic.http("DELETE", path, **{"Idempotency-Key": f"delete {number}"})
    again = economic.http("DELETE", path, **{"Idempotency-Key": f"delete {number}"})
    assert (first.status_code, again.status_code) == (204, 204)
    assert again.headers["X-ResultFromCache"] == "true"
    economic.call("DELETE", path, 404)
    made = [
        economic.http(
            *("POST", f"{CUSTOMERS_API}/Contacts", {"customerNumber": 1, "name": "Bo"}),
            **{"Idempotency-Key": f"contact {number}"},
        )
        for _twice in range(2)
    ]
    assert made[0].json() == made[1].json()
