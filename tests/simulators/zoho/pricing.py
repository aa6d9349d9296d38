"""What Zoho computes of the rows of subforms and of quotes.

Source: Zoho CRM help, "Product line items" (list price × quantity − discount + tax);
samples of quotes. Amounts have two decimals; what is not given here counts as nothing.
"""

DECIMALS = 2


def complete_row(store, row, number):
    """Fill in the totals of a row, which is the first, second and so on."""
    if row.module == "Quoted_Items":
        row.values["Sequence_Number"] = number
        _complete_item(store, row.values)
    else:
        quantity, price = row.values.get("Quantity"), row.values.get("List_Price")
        known = quantity is not None and price is not None
        row.values["Total"] = round(quantity * price, DECIMALS) if known else None


def complete_quote(values, items):
    """Fill in the totals of a quote.

    :param items: values of its rows
    """
    for name in ("Discount", "Tax", "Adjustment"):
        if values.get(name) is None:
            values[name] = 0
    subtotal = round(sum(item["Net_Total"] for item in items), DECIMALS)
    total = subtotal - values["Discount"] + values["Tax"] + values["Adjustment"]
    values |= {"Sub_Total": subtotal, "Grand_Total": round(total, DECIMALS)}


def _complete_item(store, values):
    """Fill in a product line.

    Without a price it has that of the product, without a quantity one piece: both are
    assumptions, as is that a discount in percent is kept as an amount.
    """
    product = store.get("Products", values.get("Product_Name"))
    if values.get("Quantity") is None:
        values["Quantity"] = 1
    if values.get("List_Price") is None:
        values["List_Price"] = product and product.values.get("Unit_Price") or 0
    total = round(values["Quantity"] * values["List_Price"], DECIMALS)
    discount = _amount(values.get("Discount"), total)
    rest = round(total - discount, DECIMALS)
    taxes = [_tax(store, each, rest) for each in values.get("Line_Tax") or ()]
    tax = round(sum(each["value"] for each in taxes), DECIMALS)
    values |= {
        "Total": total,
        "Discount": discount,
        "Total_After_Discount": rest,
        "Line_Tax": taxes,
        "Tax": tax,
        "Net_Total": round(rest + tax, DECIMALS),
    }


def _amount(discount, total):
    """Return an amount of a discount such as ``5``, ``"5.0"`` or ``"5.25%"``."""
    if isinstance(discount, str):
        number = float(discount.rstrip("%"))
        in_percent = discount.endswith("%")
        return round(total * number / 100, DECIMALS) if in_percent else number
    return discount or 0


def _tax(store, tax, amount):
    """Return a tax of a row; it is written as ``{"name": …, "percentage": …}``."""
    percentage = tax["percentage"]
    return {
        "percentage": percentage,
        "name": tax["name"],
        "id": tax.get("id") or store.new_id(),
        "value": round(amount * percentage / 100, DECIMALS),
    }
