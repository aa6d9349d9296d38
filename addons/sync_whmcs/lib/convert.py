"""Converters for what only WHMCS does."""

from odoo.addons.sync_base.lib.convert import KEEP, Flag, Line, Phone


class FullName(Line):
    """A name out of several parts (first and last name), escaped by WHMCS."""

    def __init__(self):
        super().__init__(escaped=True)

    def decode(self, value):
        parts = [super(FullName, self).decode(part) for part in value]
        return " ".join(part for part in parts if part) or None

    def encode(self, value, local=None):
        # The last word is the last name; a single word is one as well.
        first, _blank, last = (value or "").rpartition(" ")
        return (first, last)


class ClientName(FullName):
    """The name of a client: the company's, else the person's.

    Decodes ``(companyname, firstname, lastname)``.
    """

    def decode(self, value):
        company, *person = value
        return Line(escaped=True).decode(company) or super().decode(person)

    def encode(self, value, local=None):
        if (local or {}).get("is_company"):
            return (value or "", KEEP, KEEP)
        return (KEEP, *super().encode(value, local))


class IsCompany(Flag):
    """Tells from ``companyname`` whether a client is a company."""

    def decode(self, value):
        return Line(escaped=True).decode(value) is not None


class WhmcsPhone(Phone):
    """A phone number as WHMCS has it.

    Decodes ``(phonenumberformatted, phonenumber, country)``; the first has the form
    ``+44.1234567890`` (country prefix, a dot, the rest) and is missing for contacts.
    """

    def decode(self, value):
        formatted, number, country = value
        return super().decode((formatted or number, country))

    def encode(self, value, local=None):
        return (KEEP, *super().encode(value, local))
