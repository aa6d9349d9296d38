"""Converters for a client's state, language, notes and custom fields.

Sources: WHMCS developer documentation, GetClientsDetails, UpdateClient, AddClient; the
language names are those of WHMCS's own language files (``lang/*.php``).
"""

from odoo.addons.sync_base.lib.convert import (
    KEEP,
    Day,
    Flag,
    Line,
    Reference,
    Text,
    VatNumber,
)
from odoo.addons.sync_base.lib.convert_language import LanguageName
from odoo.addons.sync_base.lib.notes import Note

# WHMCS's name of a language: what the codes of Odoo for it begin with
LANGUAGES = {
    "arabic": "ar",
    "azerbaijani": "az",
    "catalan": "ca",
    "chinese": "zh",
    "croatian": "hr",
    "czech": "cs",
    "danish": "da",
    "dutch": "nl",
    "english": "en",
    "estonian": "et",
    "farsi": "fa",
    "french": "fr",
    "german": "de",
    "hebrew": "he",
    "hungarian": "hu",
    "italian": "it",
    "macedonian": "mk",
    "norwegian": "nb",
    "portuguese-br": "pt_BR",
    "portuguese-pt": "pt_PT",
    "romanian": "ro",
    "russian": "ru",
    "spanish": "es",
    "swedish": "sv",
    "turkish": "tr",
    "ukrainian": "uk",
}
# of several installed ones, the one that most people mean
USUAL = {
    "chinese": "zh_CN",
    "dutch": "nl_NL",
    "english": "en_US",
    "french": "fr_FR",
    "german": "de_DE",
    "spanish": "es_ES",
}


class State(Reference):
    """A state or province, which WHMCS holds as free text.

    Decodes ``(state, country)``. The text may be a name or a code; what Odoo does not
    know within the country is left alone on both sides. Common form: ``US|California``.
    """

    def __init__(self):
        names = ("country_id.code name", "country_id.code code")
        super().__init__("res.country.state", names, strict=False)

    def decode(self, value):
        state, country = (Line(escaped=True).decode(part) for part in value)
        return f"{country or ''}|{state}".upper() if state else None

    @staticmethod
    def normalize(value):
        return value.upper() if value else None

    def encode(self, value, local=None):
        return ((value or "").partition("|")[2], KEEP)

    @staticmethod
    def shown(value):
        return value.partition("|")[2]


class Language(LanguageName):
    """A language by WHMCS's name for it (``danish``), which is the common form.

    Left alone: WHMCS's default (empty), languages that Odoo has not installed, and
    those for which WHMCS has no name.
    """

    def decode(self, value):
        text = Line().decode(value)
        return text.lower() if text else KEEP

    @staticmethod
    def named(code):
        return language_of(code)

    @staticmethod
    def usual(value):
        return USUAL.get(value)


def language_of(code):
    """Return WHMCS's name of an Odoo language (``da_DK``), None where it has none.

    >>> language_of("da_DK")
    'danish'
    """
    if not code:
        return None
    for name, prefix in LANGUAGES.items():
        if code == prefix or code.split("_")[0] == prefix:
            return name
    return None


class CustomVat(VatNumber):
    """A VAT number in a custom field, for those who have none there in ``tax_id``.

    Decodes ``(custom field, tax_id, country)``. Written to the custom field; emptying
    empties both, or the other would come back.
    """

    def decode(self, value):
        custom, tax_id, country = value
        filled = custom if Line(escaped=True).decode(custom) else tax_id
        return super().decode((filled, country))

    def encode(self, value, local=None):
        return (value, KEEP, KEEP) if value else ("", "", KEEP)


class Tick(Flag):
    """A tick box: WHMCS writes ``on`` or nothing."""

    def encode(self, value, local=None):
        return "on" if value else ""


# type of an Odoo field -> how a custom field of WHMCS is read into it
BY_TYPE = {
    "char": lambda: Line(escaped=True),
    "text": lambda: Text(escaped=True),
    "html": lambda: Note(escaped=True),
    "boolean": Tick,
    "date": Day,
}
