"""Tax of an invoice.

Formulas for one level: WHMCS documentation, Tax Configuration. Two levels
together, compound or not, follow from them and are UNVERIFIED; so is that the
tax of all taxed items is rounded once, to the cent.
"""

from typing import NamedTuple

from tests.simulators.whmcs.money import HUNDRED_PERCENT, divide


class Totals(NamedTuple):
    """In cents; together they are what the document amounts to."""

    subtotal: int
    tax: int
    tax2: int


def totals(items, taxrate, taxrate2, inclusive=False, compound=False):
    """Totals of items with `amount` in cents and a flag `taxed`.

    Amounts are net, or gross where prices include tax. Compound means that the
    second tax is also taken of the first.
    """
    everything = sum(item.amount for item in items)
    taxable = sum(item.amount for item in items if item.taxed)
    if inclusive:
        tax, tax2 = _contained(taxable, taxrate, taxrate2, compound)
        return Totals(everything - tax - tax2, tax, tax2)
    tax = divide(taxable * taxrate, HUNDRED_PERCENT)
    base = taxable + tax if compound else taxable
    return Totals(everything, tax, divide(base * taxrate2, HUNDRED_PERCENT))


def _contained(gross, taxrate, taxrate2, compound):
    whole = HUNDRED_PERCENT
    if compound:
        tax2 = divide(gross * taxrate2, whole + taxrate2)
        both = (whole + taxrate) * (whole + taxrate2)
        return divide(gross * taxrate * whole, both), tax2
    both = whole + taxrate + taxrate2
    return divide(gross * taxrate, both), divide(gross * taxrate2, both)
