"""Converters for invoices, payments and products."""

from odoo.addons.sync_base.lib.convert import KEEP, Bound, Line, Text
from odoo.addons.sync_base.lib.convert_amounts import Amount as AnyAmount

from .invoice import money, state_of, sums


class Amount(AnyAmount):
    """An amount as WHMCS writes it."""

    def decode(self, value):
        return str(money(value))


class Kept(Text):
    """A value that Odoo keeps as it is: JSON, or the value of a selection."""

    normalize = None

    def decode(self, value):
        return value or None


class Link(Bound):
    """A link that WHMCS writes as 0 where there is none."""

    def decode(self, value):
        text = super().decode(value)
        return None if text == "0" else text


class InvoiceItems(Kept):
    """The items and sums of an invoice, as JSON; made of `invoice.sums`.

    Decodes the values of `PATHS`. Common form: ``{"items": [[kind, relid, description,
    net, taxed], …], "subtotal": …, "taxes": [[rate, amount], …], "gross": …}``, amounts
    as text.
    """

    PATHS = (
        *("items", "subtotal", "tax", "tax2", "total", "credit"),
        *("taxrate", "taxrate2"),
    )

    def decode(self, value):
        found = sums(dict(zip(self.PATHS, value, strict=True)))
        return {
            "items": [
                [each.kind, each.relid, each.description, str(each.net), each.taxed]
                for each in found.items
            ],
            "subtotal": str(found.subtotal),
            "taxes": [[f"{rate:f}", str(tax)] for rate, tax in found.taxes],
            "gross": str(found.gross),
        }

    def encode(self, value, local=None):
        return (value, *(KEEP for _path in self.PATHS[1:]))

    @staticmethod
    def shown(value):
        """Return the common form as a person reads it."""
        items = [f"{text}: {net}" for _kind, _id, text, net, _taxed in value["items"]]
        taxes = [f"{rate} %: {tax}" for rate, tax in value["taxes"] if float(tax)]
        return "\n".join([*items, *taxes, f"= {value['gross']}"])


class InvoiceState(Kept):
    """What an invoice is to its opportunity; decodes the values of `PATHS`."""

    PATHS = ("status", "transactions", "credit")

    def decode(self, value):
        return state_of(dict(zip(self.PATHS, value, strict=True)))


class Gross(Amount):
    """What an invoice comes to: *total + credit*."""

    PATHS = ("total", "credit")

    def decode(self, value):
        return str(money(value[0]) + money(value[1]))


class FirstOf(Line):
    """The first of several texts that is not empty; decodes the values of `PATHS`.

    :param label: text with ``%s`` for it
    """

    PATHS = ()

    def __init__(self, label="%s"):
        super().__init__(escaped=True)
        self.label = label

    def decode(self, value):
        parts = [super(FirstOf, self).decode(part) for part in value]
        text = next(filter(None, parts), None)
        return text and self.label % text

    @classmethod
    def of(cls, data):
        """Return it for a remote record."""
        return cls().decode([data.get(path) for path in cls.PATHS])


class InvoiceNumber(FirstOf):
    """The number that people see: ``invoicenum``, or the id where that is empty."""

    PATHS = ("invoicenum", "id")


class TransactionText(FirstOf):
    """What tells a payment from others: the gateway's id of it, or the description."""

    PATHS = ("transid", "description")


class Price(Amount):
    """The price of a product: monthly (one-time prices stand there too), else yearly.

    Decodes ``pricing`` and ``currency`` (code of the backend's company, put there by
    the resource). A price of -1 means that the cycle is not offered.
    """

    CYCLES = (
        *("monthly", "annually", "quarterly", "semiannually"),
        *("biennially", "triennially"),
    )

    def decode(self, value):
        pricing, currency = value
        prices = (pricing or {}).get(currency) if isinstance(pricing, dict) else None
        if not isinstance(prices, dict):
            return "0.00"
        offered = [
            amount
            for cycle in self.CYCLES
            if (amount := money(prices.get(cycle, "-1.00"))) >= 0
        ]
        return str(offered[0]) if offered else "0.00"
