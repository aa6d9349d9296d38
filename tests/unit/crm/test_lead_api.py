"""The fields of the JSON API: whatever is sent is checked, and nothing raises."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_integria.lib import lead_api

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
bodies = st.dictionaries(st.sampled_from([*lead_api.FIELDS]) | st.text(), anything)


@given(anything | bodies)
def test_whatever_is_sent_is_checked(body):
    values, errors = lead_api.check(body)
    assert set(values) <= set(lead_api.FIELDS)
    assert all(isinstance(text, str) and text for text in errors.values())
    json.dumps(errors)
    assert len(lead_api.digest(body)) == 64
    if isinstance(body, dict) and not errors:
        assert set(lead_api.REQUIRED) <= set(values)


def test_a_whole_lead():
    body = {
        "name": " Ana ",
        "email": "ana@bakery.example",
        "expected_revenue": 23000,
        "expected_closing": "2027-01-31",
        "status": "60",
        "managed_by": 7,
        "tags": ["Fair"],
        "company": "",
        "phone": " ",
    }
    values, errors = lead_api.check(body)
    assert not errors
    assert values["name"] == "Ana"
    assert str(values["expected_closing"]) == "2027-01-31"
    assert not {"company", "phone"} & set(values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "a" * 201),
        ("name", 5),
        ("name", "\0"),
        ("phone", None),
        ("position", "a" * 200 + " "),
        ("status", ""),
        ("language", ""),
        ("email", "ana"),
        ("email", "a b@c.d"),
        ("country", "?!"),
        ("expected_revenue", True),
        ("expected_revenue", float("nan")),
        ("expected_revenue", -1),
        ("expected_closing", "2027-02-30"),
        ("status", "10"),
        ("status", 20),
        ("managed_by", 0),
        ("managed_by", 2**31),
        ("managed_by", True),
        ("tags", "Fair"),
        ("tags", [""]),
        ("unknown", 1),
    ],
)
def test_what_is_wrong_is_named(name, value):
    body = {"name": "Ana", "email": "ana@bakery.example", name: value}
    _values, errors = lead_api.check(body)
    assert set(errors) == {name}


def test_what_is_described_is_what_is_checked():
    document = lead_api.openapi("http://odoo.example")
    lead = document["components"]["schemas"]["Lead"]
    assert set(lead["properties"]) == set(lead_api.FIELDS)
    assert lead["required"] == ["name", "email"]


def test_the_order_of_fields_says_nothing():
    body = {"name": "Ana", "email": "a@b.example"}
    turned = dict(reversed(body.items()))
    assert lead_api.digest(body) == lead_api.digest(turned)
    assert lead_api.digest(body) != lead_api.digest({**body, "name": "Bo"})
