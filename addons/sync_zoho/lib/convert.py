"""Converters of what Zoho CRM's records hold; see `sync_base.lib.convert`."""

from datetime import timezone
from decimal import Decimal, InvalidOperation

from odoo.addons.sync_base.lib.convert import (
    KEEP,
    Converter,
    Flag,
    Line,
    Text,
    Unusable,
)
from odoo.addons.sync_base.lib.convert_amounts import Amount
from odoo.addons.sync_base.lib.convert_language import LanguageName

from .times import read

# as the seed has the choices of the customer's language, and what Odoo calls them
LANGUAGES = {
    "english": "en",
    "deutsch": "de",
    "german": "de",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
    "danish": "da",
    "dansk": "da",
}
BILLING = {
    "monthly": "monthly",
    "one off": "once",
    "one-off": "once",
    "annual": "yearly",
    "annually": "yearly",
    "yearly": "yearly",
    "quarterly": "quarterly",
    "half yearly": "semesterly",
    "half-yearly": "semesterly",
    "daily": "daily",
    "weekly": "weekly",
    "custom": "custom",
}
UNITS = {
    "day": "day",
    "days": "day",
    "week": "week",
    "weeks": "week",
    "month": "month",
    "months": "month",
    "year": "year",
    "years": "year",
}


class PersonName(Line):
    """A person's name in one; decodes the first and the last name."""

    def decode(self, value):
        parts = [Line().decode(part) for part in value]
        return " ".join(filter(None, parts)) or None


class Language(LanguageName):
    """The language of a customer, by its name; common form is ISO's code.

    Left alone: none, languages that are not known, and those Odoo has not installed.
    """

    def decode(self, value):
        text = Line().decode(value)
        return LANGUAGES.get(text.lower(), KEEP) if text else KEEP

    @staticmethod
    def named(code):
        return code[:2] if code else None

    @staticmethod
    def usual(value):
        return f"{value}_{value.upper()}"


class Named(Line):
    """One of a few values that people choose by name, in any case.

    What is no known name says nothing: the pre-flight asks for it.

    :param values: ``{name in lower case: Odoo's value}``
    """

    def __init__(self, values):
        super().__init__()
        self.values = values

    def decode(self, value):
        text = Line().decode(value)
        return self.values.get(text.lower()) if text else None


class Count(Converter):
    """A whole number, also where it stands as text; 0 for none."""

    def decode(self, value):
        try:
            return int(Decimal(str(value or 0)))
        except (InvalidOperation, ValueError, OverflowError) as error:
            raise Unusable("this is not a number") from error

    def encode(self, value, local=None):
        return value or 0

    def from_odoo(self, value, known):
        return value or 0

    def to_odoo(self, value, known):
        return value or 0


class Cycles(Count):
    """How often something is billed; decodes cycles, duration, billing, interval.

    The duration is counted in units of the billing: months of what is billed monthly,
    interval units of what is billed at a custom interval. A number of cycles comes
    first; what begins within the duration is billed.
    """

    def decode(self, value):
        cycles, duration, billing, interval = value
        count = super().decode(cycles)
        if count:
            return count
        length = super().decode(duration)
        custom = Named(BILLING).decode(billing) == "custom"
        step = (custom and super().decode(interval)) or 1
        return -(-length // step)


class IsThere(Flag):
    """Whether there is a value; zero is one."""

    def decode(self, value):
        return value not in (None, "")


class Sum(Amount):
    """An amount that is sent as a number; nothing is sent where there is none."""

    def from_odoo(self, value, known):
        return super().from_odoo(value, known) if value else KEEP

    def encode(self, value, local=None):
        return float(value or 0)


class DealAmount(Amount):
    """The amount of a deal whose products are not read; decodes amount and products."""

    def decode(self, value):
        amount, products = value
        return KEEP if products is not None else super().decode(amount)


class Moment(Text):
    """A time; common form is Odoo's text, in UTC."""

    normalize = None

    def decode(self, value):
        moment = read(value) if value else None
        return told_utc(moment) if moment else None

    def from_odoo(self, value, known):
        return told_utc(value.replace(tzinfo=timezone.utc)) if value else None


def told_utc(moment):
    """Return a time (aware) as Odoo writes it."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")


class Plain(Converter):
    """Anything that JSON holds, as it is."""

    def decode(self, value):
        return value

    def encode(self, value, local=None):
        return value

    def from_odoo(self, value, known):
        return value or None

    def to_odoo(self, value, known):
        return value
