"""Money as whole cents and tax rates as whole thousandths of a percent.

WHMCS gives amounts as text with two decimals, rates with three (WHMCS developer
docs, GetInvoice), and takes numbers as PHP's `(float)` reads them.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

HUNDRED_PERCENT = 100_000
_NUMBER = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))")


def cents(text):
    """Cents of a sent amount; what is not a number is zero."""
    return _scaled(text, 2)


def thousandths(text):
    """A sent tax rate in thousandths of a percent."""
    return _scaled(text, 3)


def amount(value):
    """Cents as WHMCS writes them."""
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 100)
    return f"{sign}{whole}.{rest:02}"


def rate(value):
    """A tax rate as WHMCS writes it."""
    whole, rest = divmod(value, 1000)
    return f"{whole}.{rest:03}"


def exchange_rate(text):
    """A sent exchange rate as WHMCS writes it."""
    whole, rest = divmod(_scaled(text, 5), 100_000)
    return f"{whole}.{rest:05}"


def divide(numerator, denominator):
    """Round like PHP's `round`: half away from zero."""
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -quotient if numerator < 0 else quotient


def _scaled(text, digits):
    match = _NUMBER.match(str(text))
    if not match:
        return 0
    value = Decimal(match[1]).scaleb(digits)
    return int(value.to_integral_value(ROUND_HALF_UP))
