"""What a deal sells: the products that are related to it, a subform, or a quote.

Source: Zoho CRM API v8, *Get Related Records*, *Subforms* (rows are told with a single
record only), *Quotes* (``Quoted_Items``). The related list knows neither quantity nor
price of its own; rows do.
"""

from decimal import Decimal
from typing import NamedTuple

FIELDS = ("Product_Name", "Unit_Price", "Qty_Ordered", "Usage_Unit")
# usage units of products that are counted
COUNTED = ("qty", "quantity", "each", "pcs", "piece", "pieces", "unit")
QUOTE_FIELDS = ("Subject", "Quote_Stage")
LOST = "closed lost"
# quotes that a customer said yes to
AGREED = ("closed won", "confirmed")
CENT = Decimal("0.01")


class Source(NamedTuple):
    """Where the products of a deal are, and what the columns of rows are called.

    ``kind`` is products, subform or quote; ``subform`` the API name of the field.
    """

    kind: str = "products"
    subform: str = ""
    product: str = "Product_Name"
    quantity: str = "Quantity"
    price: str = "List_Price"


class Sold(NamedTuple):
    """What was found; ``rows`` are dicts with id, name, price and quantity.

    The price is None where none is told. ``quotes`` are those that may be meant: of
    several none is read.
    """

    rows: list
    quotes: int = 0


def sold(client, deal, source, row=None):
    """Return what a deal sells, as `Sold`.

    :param deal: id
    :param source: `Source`
    :param row: the deal as a single record, where it was just read
    """
    if source.kind == "subform":
        row = row or client.record("Deals", deal)
        return Sold(_rows(row.get(source.subform), source))
    if source.kind == "quote":
        quotes = _meant(client.quotes_of(deal, QUOTE_FIELDS))
        if len(quotes) != 1:
            return Sold([], len(quotes))
        items = client.record("Quotes", quotes[0]["id"]).get("Quoted_Items")
        return Sold(_rows(items, Source("quote")), 1)
    return Sold(
        [
            {
                "id": str(each["id"]),
                "name": each.get("Product_Name"),
                "price": each.get("Unit_Price"),
                "quantity": ordered(each),
            }
            for each in client.products_of(deal, FIELDS)
        ]
    )


def ordered(product):
    """Return how many of a product are meant: what is ordered, where it is counted."""
    unit = (product.get("Usage_Unit") or "").strip().casefold()
    count = product.get("Qty_Ordered")
    return float(count) if unit in COUNTED and count else 1.0


def _meant(quotes):
    """Return the quotes that may be meant: those agreed, else those not lost."""

    def stage(quote):
        return str(quote.get("Quote_Stage") or "").casefold()

    alive = [quote for quote in quotes if stage(quote) != LOST]
    return [quote for quote in alive if stage(quote) in AGREED] or alive


def _rows(rows, source):
    found = []
    for row in rows or ():
        product = row.get(source.product) or {}
        price, quantity = row.get(source.price), row.get(source.quantity)
        quantity = 1.0 if quantity is None else float(quantity)
        found.append(
            {
                "id": str(product.get("id") or ""),
                "name": product.get("name"),
                **_after_discount(row, price, quantity),
            }
        )
    return found


def _after_discount(row, price, quantity):
    """Return price and quantity of a row; its discount is in the price.

    Where no price of a whole cent comes to the same, all of them are sold as one.
    """
    total = row.get("Total_After_Discount")
    if price is None or not row.get("Discount") or total is None or not quantity:
        return {"price": price, "quantity": quantity}
    each = Decimal(str(total)) / Decimal(str(quantity))
    if each == each.quantize(CENT):
        return {"price": float(each), "quantity": quantity}
    return {"price": float(total), "quantity": 1.0}
