"""Converters of what e-conomic's customers hold; see `sync_base.lib.convert`."""

import re

from odoo.addons.sync_base.lib import countries
from odoo.addons.sync_base.lib.convert import (
    EMAIL,
    KEEP,
    Bound,
    Converter,
    Flag,
    Line,
    Text,
    Unusable,
)

from . import danish

SEPARATORS = re.compile(r"[\s,;]+")
SCHEME = re.compile(r"^https?://", re.I)


class AsWritten(Line):
    """Text on one line that is kept as it is, and compared by something else."""

    def decode(self, value):
        return Line().decode(value)


class Emails(Line):
    """E-mail addresses: there separated by blanks, in Odoo by commas.

    Compared as a set, without regard to case.
    """

    def decode(self, value):
        text = Line().decode(value)
        found = list(dict.fromkeys(SEPARATORS.split(text))) if text else []
        for each in found:
            if not EMAIL.fullmatch(each):
                raise Unusable("this is not an e-mail address")
        return ", ".join(found) or None

    @staticmethod
    def normalize(value):
        if not value:
            return None
        parts = filter(None, SEPARATORS.split(value.lower()))
        return " ".join(sorted(set(parts))) or None

    def encode(self, value, local=None):
        return " ".join(filter(None, SEPARATORS.split(value or "")))


class PhoneText(AsWritten):
    """A telephone number as it stands; compared by digits, +45 or not."""

    @staticmethod
    def normalize(value):
        # "see below" has no digits, and is not the same as nothing
        return danish.phone_key(value) or Line.normalize(value) if value else None


class Street(Line):
    """A part of the address, which Odoo has in two fields and e-conomic in one.

    :param part: 0 for its first line, 1 for all that follows
    """

    FIELDS = ("street", "street2")

    def __init__(self, part):
        super().__init__()
        self.part = part

    def decode(self, value):
        lines = (Text().decode(value) or "").splitlines()
        first, rest = lines[:1], [line.strip() for line in lines[1:]]
        found = rest if self.part else first
        return Line.normalize(", ".join(filter(None, found)))

    def encode(self, value, local=None):
        parts = [(local or {}).get(name) for name in self.FIELDS]
        parts[self.part] = value
        return "\n".join(filter(None, parts))


class Website(AsWritten):
    """An address of a web site; compared without scheme and last slash."""

    @staticmethod
    def normalize(value):
        return (
            SCHEME.sub("", value.strip()).rstrip("/").lower() or None if value else None
        )


class OfficialNumber(AsWritten):
    """A number by which authorities know a company; compared without punctuation."""

    @staticmethod
    def normalize(value):
        return danish.bare(value) or None if value else None


class Cvr(OfficialNumber):
    """A company's number: a CVR in Denmark, whatever else elsewhere.

    What e-conomic has is taken as it is. Eight digits that Odoo sends must be a CVR.
    """

    def decode(self, value):
        text = super().decode(value)
        return danish.bare(text) if text and danish.is_cvr(text) else text

    def check_sent(self, value):
        number = danish.bare(value or "")
        if number.isdigit() and not danish.is_cvr(number):
            raise Unusable("this is not a CVR number: its check digit is wrong")


class DanishVat(Line):
    """A VAT number made of a customer's CVR; decodes the CVR and the country.

    Says nothing where the CVR is none: many in use are not, and Odoo refuses them.
    """

    def decode(self, value):
        number, country = (Line().decode(part) for part in value)
        abroad = country and countries.code_of(country) != "DK"
        if number and not abroad and danish.is_cvr(number):
            return f"DK{danish.bare(number)}"
        return KEEP


class Ean(OfficialNumber):
    """An EAN location number (GLN): 13 digits, the last of them a check digit."""

    def check_sent(self, value):
        if value and not danish.is_ean(value):
            raise Unusable("this is not an EAN number: 13 digits with a check digit")


class PNumber(OfficialNumber):
    """The number of a place of production: 10 digits."""

    def check_sent(self, value):
        if value and not danish.is_p_number(value):
            raise Unusable("this is not a P-number: it has 10 digits")


class Truth(Flag):
    """Yes or no, sent as JSON has it."""

    def encode(self, value, local=None):
        return bool(value)


class Number(Bound):
    """A link to something that e-conomic numbers; sent as a number.

    What Odoo does not have (yet) is left alone.
    """

    def __init__(self, kind):
        super().__init__(kind, strict=False)

    def encode(self, value, local=None):
        return int(value) if value else None


class Whole(Converter):
    """A whole number."""

    def decode(self, value):
        try:
            return int(value) if value not in (None, "") else None
        except (TypeError, ValueError) as error:
            raise Unusable("this is not a number") from error

    def encode(self, value, local=None):
        return value

    def from_odoo(self, value, known):
        return value or None

    def to_odoo(self, value, known):
        return value or 0
