"""What a deal sells, from its list of products, a subform, or a quote."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_zoho.lib.convert import Cycles
from odoo.addons.sync_zoho.lib.sold import Source, ordered, sold

HOSTING = {"id": "10", "name": "Hosting"}
cents = st.decimals(0, 10**6, places=2)


class Zoho:
    """A client that answers from memory."""

    def __init__(self, products=(), records=None, quotes=()):
        self.products, self.records, self.quotes = products, records or {}, quotes

    def products_of(self, _deal, _fields):
        return self.products

    def record(self, module, number):
        return self.records[module, number]

    def quotes_of(self, _deal, _fields):
        return self.quotes


def item(**values):
    usual = {"Product_Name": HOSTING, "Quantity": 3, "List_Price": 10.5}
    return {**usual, **values}


def test_the_list_of_products():
    product = {"id": 10, "Product_Name": "Hosting", "Unit_Price": None}
    found = sold(Zoho([product]), "1", Source())
    row = {"id": "10", "name": "Hosting", "price": None, "quantity": 1.0}
    assert found == ([row], 0)


@pytest.mark.parametrize(
    ("unit", "count", "meant"),
    [("Qty", 3, 3), ("Box", 3, 1), (None, 3, 1), ("pcs", 0, 1), ("pcs", None, 1)],
)
def test_what_is_ordered(unit, count, meant):
    assert ordered({"Usage_Unit": unit, "Qty_Ordered": count}) == meant


def test_a_subform():
    rows = [
        {"Item": HOSTING, "How_Many": 2, "Each": 7},
        {"Item": HOSTING, "How_Many": None, "Each": None},
        {"Item": None, "How_Many": 1, "Each": 1},
    ]
    source = Source("subform", "Sold", "Item", "How_Many", "Each")
    found = sold(Zoho(records={("Deals", "1"): {"Sold": rows}}), "1", source)
    assert [(row["id"], row["quantity"], row["price"]) for row in found.rows] == [
        *(("10", 2.0, 7), ("10", 1.0, None), ("", 1.0, 1))
    ]
    for nothing in ({}, {"Sold": None}):
        empty = Zoho(records={("Deals", "1"): nothing})
        assert sold(empty, "1", source) == ([], 0)


@pytest.mark.parametrize(
    ("stages", "meant"),
    [
        (["Draft"], "0"),
        (["Draft", "Closed Lost"], "0"),
        (["Draft", "Confirmed"], "1"),
        (["Closed Won", "Draft", "Draft"], "0"),
        (["Draft", "Draft"], None),
        (["Confirmed", "Closed Won"], None),
        (["Closed Lost"], None),
        ([None], "0"),
        ([], None),
    ],
)
def test_the_quote_that_counts(stages, meant):
    quotes = [{"id": str(n), "Quote_Stage": stage} for n, stage in enumerate(stages)]
    records = {
        ("Quotes", each["id"]): {"Quoted_Items": [item(Quantity=int(each["id"]))]}
        for each in quotes
    }
    found = sold(Zoho(records=records, quotes=quotes), "1", Source("quote"))
    assert [row["quantity"] for row in found.rows] == ([float(meant)] if meant else [])
    assert (found.quotes == 1) == bool(meant)


@given(
    st.integers(1, 1000),
    cents,
    st.integers(0, 100),
)
def test_a_discount_is_kept_to_the_cent(quantity, price, percent):
    listed = quantity * price
    total = (listed * (100 - percent) / 100).quantize(Decimal("0.01"))
    row = item(
        Quantity=quantity,
        List_Price=float(price),
        Discount=float(listed - total),
        Total_After_Discount=float(total),
    )
    records = {("Quotes", "5"): {"Quoted_Items": [row]}}
    zoho = Zoho(records=records, quotes=[{"id": "5"}])
    [found] = sold(zoho, "1", Source("quote")).rows
    told = Decimal(str(found["price"])) * Decimal(str(found["quantity"]))
    assert told.quantize(Decimal("0.01")) == total
    assert round(found["price"], 2) == found["price"]


@pytest.mark.parametrize(
    ("value", "cycles"),
    [
        ((12, 24, "Monthly", None), 12),
        ((None, 24, "Monthly", 5), 24),
        (("", "24", "Custom", "3"), 8),
        ((0, 25, "custom", 3), 9),
        ((None, 6, "Custom", None), 6),
        ((None, None, "Annual", None), 0),
        ((-1, 5, "Annual", None), -1),
    ],
)
def test_how_often(value, cycles):
    assert Cycles().decode(value) == cycles
