"""Converters between a remote value and an Odoo value.

Both sides meet in a *common form*: JSON-able, None for empty, what a person would call
the value. A country is its code, a link to another synchronised record is the remote
id. Bases are kept in the common form, and merges happen in it.

A converter that needs the database does not touch it: it says in ``lookup`` what it
needs, and the engine hands a dict of that kind to ``from_odoo`` and ``to_odoo``.
"""

import html
import re
from datetime import date, datetime
from functools import lru_cache

import phonenumbers
import stdnum.exceptions
from stdnum.eu import vat as eu_vat

# WHMCS and others write entities with a semicolon; without one it is plain text.
ENTITY = re.compile(r"&(#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
SURROGATE = re.compile("[\ud800-\udfff]")
VAT_FILLING = re.compile(r"[\s.,\-/]")
EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;.]{2,}")


# Leaves a field alone: from ``encode``, a remote value that is read but not written;
# from ``decode`` or ``from_odoo``, a value that says nothing to the other side.
KEEP = object()


class Unusable(ValueError):
    """A remote value that cannot become an Odoo value; the message says why."""


class Converter:
    """What every converter has: see `Text` for all that one may say."""

    lookup = None
    normalize = None

    def check_sent(self, value):
        """Refuse a common form that the remote must not get.

        :raises Unusable: says why
        """


class Text(Converter):
    """Text: trimmed, line ends as ``\\n``, entities decoded once where ``escaped``.

    :param escaped: the remote sends HTML entities (WHMCS does)
    """

    def __init__(self, escaped=False):
        self.escaped = escaped

    def decode(self, value):
        """Return the common form of a remote value, `KEEP` to leave the field alone.

        :raises Unusable: the value cannot be used; says why
        """
        if value is None or value == "" or isinstance(value, dict | list):
            return None
        text = value if isinstance(value, str) else str(value)
        if self.escaped and "&" in text:
            text = ENTITY.sub(lambda match: html.unescape(match[0]), text)
        if not text.isascii() and SURROGATE.search(text) or "\0" in text:
            raise Unusable("this holds a character that no database keeps")
        return self.normalize(text)

    @staticmethod
    def normalize(value):
        """Return what values in common form are compared by."""
        if not value:
            return None
        return value.replace("\r\n", "\n").replace("\r", "\n").strip() or None

    def encode(self, value, local=None):
        """Return the remote value of a common form.

        A converter of several remote values returns a tuple of as many, with `KEEP` for
        those that it does not write.

        :param local: all values of the Odoo record in common form, by field
        """
        return "" if value is None else value

    def from_odoo(self, value, known):
        """Return the common form of a field's value (false values are empty).

        `KEEP`: the other side has no word for it, so nothing is sent.
        """
        return value or None

    def resolve(self, value, known):
        """Return the common form as Odoo writes it, None where it does not know it.

        Asked of converters with a ``lookup`` only.
        """
        return value if value in known.ids else None

    def to_odoo(self, value, known):
        """Return what to write to the Odoo field."""
        return False if value is None else value


class Line(Text):
    """Text on one line: all runs of white space are one blank."""

    @staticmethod
    def normalize(value):
        return " ".join(value.split()) or None if value else None


class Email(Line):
    """One e-mail address; compared without regard to case."""

    def decode(self, value):
        text = Line(self.escaped).decode(value)
        if text and not EMAIL.fullmatch(text):
            raise Unusable("this is not an e-mail address")
        return text

    @staticmethod
    def normalize(value):
        return value.strip().lower() or None if value else None


class Phone(Line):
    """A phone number; kept in international format, compared as E.164.

    ``decode`` takes two remote values: the number and the country's ISO code, which
    tells how to read a number without prefix.
    """

    def decode(self, value):
        number, country = (Line(self.escaped).decode(part) for part in value)
        return international(number, country) if number else None

    def encode(self, value, local=None):
        return (e164(value) if value else "", KEEP)

    @staticmethod
    def normalize(value):
        return e164(value) if value else None


@lru_cache(maxsize=4096)
def international(number, country=None):
    """Return a phone number as ``+45 12 34 56 78``.

    :param country: ISO code that a number without prefix belongs to
    :raises Unusable: no phone can have this number
    """
    try:
        parsed = phonenumbers.parse(number, (country or "").upper() or None)
    except phonenumbers.NumberParseException as error:
        raise Unusable("this is not a phone number") from error
    if not phonenumbers.is_possible_number(parsed):
        raise Unusable(
            "no phone can have this number (too long, too short or no prefix)"
        )
    return phonenumbers.format_number(
        parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


@lru_cache(maxsize=4096)
def e164(number):
    """Return a number in E.164 where it can be read so, else its digits and plus."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        bare = re.sub(r"[^\d+]|(?<=.)\+", "", number)
        # what could not be read may be a number without what was in between
        return (e164(bare) if bare != number else bare) or None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


class VatNumber(Line):
    """A VAT number; compared without blanks, punctuation and country prefix.

    ``decode`` takes two remote values: the number and the country's ISO code. Numbers
    of EU countries are verified (python-stdnum); others are taken as they are.
    """

    def decode(self, value):
        number, country = (Line(self.escaped).decode(part) or "" for part in value)
        number, country = VAT_FILLING.sub("", number).upper(), country.lower()
        if not number:
            return None
        if country not in eu_vat.MEMBER_STATES:
            return number
        prefixes = ("el", "gr") if country in ("el", "gr") else (country,)
        if not number.lower().startswith(prefixes):
            number = country.upper() + number
        try:
            return eu_vat.validate(number)
        except stdnum.exceptions.ValidationError as error:
            raise Unusable(
                f"this is not a valid VAT number of {country.upper()}"
            ) from error

    def encode(self, value, local=None):
        return (value or "", KEEP)

    @staticmethod
    def normalize(value):
        if not value:
            return None
        digits = VAT_FILLING.sub("", value).upper()
        return (digits[2:] if digits[:2].isalpha() else digits) or None


class Flag(Converter):
    """Yes or no, as remote systems say it: 1, "1", "on", true, "yes"."""

    TRUE = {"1", "on", "true", "yes"}

    def decode(self, value):
        return str(value).strip().lower() in self.TRUE

    def encode(self, value, local=None):
        return 1 if value else 0

    def from_odoo(self, value, known):
        return bool(value)

    def to_odoo(self, value, known):
        return bool(value)


class Choice(Text):
    """One of a few values, each with its Odoo counterpart.

    :param pairs: {remote value in lower case: Odoo value}
    """

    normalize = None

    def __init__(self, pairs):
        super().__init__()
        self.pairs = pairs
        self.back = {ours: theirs for theirs, ours in pairs.items()}

    def decode(self, value):
        text = Line().decode(value)
        if text is None:
            return None
        if text.lower() not in self.pairs:
            raise Unusable(f"known values are: {', '.join(sorted(self.pairs))}")
        return self.pairs[text.lower()]

    def encode(self, value, local=None):
        return self.back.get(value, "")


class Day(Text):
    """A date ``YYYY-MM-DD``; zero dates (``0000-00-00``) are empty."""

    def decode(self, value):
        text = super().decode(value)
        if text is None or text.startswith("0000-00-00"):
            return None
        try:
            return date.fromisoformat(text[:10]).isoformat()
        except ValueError as error:
            raise Unusable("this is not a date (YYYY-MM-DD)") from error

    def from_odoo(self, value, known):
        if isinstance(value, datetime):
            value = value.date()
        return value.isoformat() if value else None


class Constant(Converter):
    """The same value for every record (``type = other``, say); the remote has none."""

    def __init__(self, value):
        self.value = value

    def decode(self, value):
        return self.value

    def encode(self, value, local=None):
        return None

    def from_odoo(self, value, known):
        return self.value

    def to_odoo(self, value, known):
        return self.value


class Reference(Text):
    """A many2one to a small table, known on both sides by a code.

    :param model: Odoo model
    :param key: field that holds the code; or a tuple of what a record may be called,
        each one or more paths with blanks between (``country_id.code name``), whose
        values are joined by ``|``. The first is the common form; all are found in any
        case
    :param strict: an unknown code is a problem; otherwise the field is left alone
    """

    def __init__(self, model, key="code", strict=True):
        super().__init__()
        self.lookup = ("table", model, key)
        self.strict = strict

    def decode(self, value):
        text = super().decode(value)
        return text.upper() if text else None

    def resolve(self, value, known):
        return known.codes.get(known.ids.get(value))

    def from_odoo(self, value, known):
        return known.codes.get(value.id) if value else None

    def to_odoo(self, value, known):
        return known.ids[value] if value else False


class Bound(Text):
    """A many2one to a record that is itself synchronised; common form: its remote id.

    :param kind: kind of the other resource of the same backend
    :param strict: an object that Odoo does not have is a problem; otherwise the field
        is left alone
    """

    def __init__(self, kind, strict=True):
        super().__init__()
        self.lookup = ("kind", kind)
        self.strict = strict

    def from_odoo(self, value, known):
        return known.codes.get(value.id) if value else None

    def to_odoo(self, value, known):
        return known.ids[value] if value else False
