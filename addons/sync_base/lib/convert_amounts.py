"""Converters of amounts."""

from decimal import Decimal, InvalidOperation

from .convert import Converter, Unusable


class Amount(Converter):
    """An amount; common form is text with two decimals, as binary fractions are not."""

    def decode(self, value):
        try:
            return f"{Decimal(str(value or 0)):.2f}"
        except InvalidOperation as error:
            raise Unusable("this is not an amount") from error

    def encode(self, value, local=None):
        return value or "0.00"

    def from_odoo(self, value, known):
        return f"{value or 0:.2f}"

    def to_odoo(self, value, known):
        return float(value or 0)
