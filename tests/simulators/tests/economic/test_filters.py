"""The language of filters, against the simulated e-conomic and by itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulators.economic.errors import Refused
from tests.simulators.economic.filters import matcher
from tests.simulators.tests.economic.api import CUSTOMERS_API, escaped

NAMES = {"name", "city", "number", "barred", "ean"}
TEXTS = st.text(
    st.one_of(st.sampled_from("$()*,[]:aA $or"), st.characters(codec="utf-8")),
    min_size=1,
    max_size=12,
)


def fits(text, **row):
    return matcher(text, NAMES)(row)


@given(TEXTS, st.lists(TEXTS, max_size=5))
@settings(deadline=None)
def test_an_escaped_name_is_only_itself(name, others):
    found = matcher(f"name$eq:{escaped(name)}", NAMES)
    assert found({"name": name})
    for other in others:
        assert found({"name": other}) == (other.casefold() == name.casefold())


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_an_escaped_name_ends_where_it_ends(name, city):
    wanted = f"(name$eq:{escaped(name)}$and:city$eq:{escaped(city)})$or:number$eq:1"
    found = matcher(wanted, NAMES)
    assert found({"name": name, "city": city, "number": 2})
    assert found({"number": 1})
    assert not found({"name": name, "number": 2})


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("number$gt:2", {"number": 3}, True),
        ("number$gte:3", {"number": 3}, True),
        ("number$lt:3", {"number": 3}, False),
        ("number$lte:3", {"number": 3}, True),
        ("number$in:[1,2,3]", {"number": 3}, True),
        ("number$nin:[1,2,3]", {"number": 3}, False),
        ("number$in:[10]", {"number": 1}, False),
        ("name$in:[a$,b,c]", {"name": "A,B"}, True),
        ("name$ne:x", {"name": "X"}, False),
        ("name$eq:$null:", {}, True),
        ("name$ne:$null:", {"name": ""}, True),
        ("name$eq:", {"name": ""}, True),
        ("name$eq:false", {}, False),
        ("barred$eq:false", {}, True),
        ("barred$eq:true", {"barred": True}, True),
        ("name$like:bus", {"name": "Busser"}, True),
        ("name$like:bus*", {"name": "En bus"}, False),
        ("name$like:*bus", {"name": "En bus"}, True),
        ("name$like:a$*b", {"name": "xa*bx"}, True),
        ("name$like:a[bc]d", {"name": "ACD"}, True),
        ("name$like:[^a]bc", {"name": "abc"}, False),
        ("name$like:[[]a]", {"name": "[a]"}, True),
        ("name$like:[a", {"name": "[a"}, False),
        ("name$eq:[a]", {"name": "[a]"}, True),
        ("name$eq:a$and:city$eq:b$or:number$eq:1", {"number": 1}, True),
        ("name$eq:a$and:(city$eq:b$or:number$eq:1)", {"number": 1}, False),
    ],
)
def test_operators(text, row, expected):
    assert fits(text, **row) is expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "name", "name$eq", "name$is:x", "iban$eq:1", "name$eq:a$b", "name$eq:a)"),
        *("(name$eq:a", "name$in:1,2", "name$in:[1", "name$eq:a$and:", "name$eq:$[a"),
        f"number$in:[{','.join(['1'] * 201)}]",
    ],
)
def test_no_filters(text):
    with pytest.raises(Refused) as caught:
        fits(text)
    assert caught.value.status == 400
    assert caught.value.errors == [
        f"allowedFilteringFields: {', '.join(sorted(NAMES))}"
    ]


def test_by_http(economic):
    number = economic.add(name="A (b) $5, 50 % *", ean="5790000000005")
    assert economic.numbers(f"name$eq:{escaped('a (B) $5, 50 % *')}") == [number]
    both = f"ean$eq:5790000000005$and:customerNumber$eq:{number}"
    assert economic.numbers(both) == [number]
    group = f"customerGroup.customerGroupNumber$eq:1$and:customerNumber$eq:{number}"
    assert economic.numbers(group) == [number]
    error = economic.call("GET", "customers?filter=dueAmount$gt:1", 400)
    assert "customerNumber" in error["errors"][0]
    economic.call("GET", "currencies?filter=code$eq:DKK", 400)


def test_openapi_filters_by_little(economic):
    customers = f"{CUSTOMERS_API}/Customers?filter="
    page = economic.call("GET", f"{customers}customerNumber$eq:3")
    assert [row["customerNumber"] for row in page["items"]] == [3]
    economic.call("GET", f"{customers}lastUpdated$gte:2020-01-01", 400)
    contacts = f"{CUSTOMERS_API}/Contacts?filter="
    page = economic.call("GET", f"{contacts}number$eq:101$and:isDeleted$eq:false")
    assert [row["number"] for row in page["items"]] == [101]
    economic.call("GET", f"{contacts}phone$eq:1", 400)
