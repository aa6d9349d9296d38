"""Converter of countries that stand there as free text."""

from . import countries
from .convert import KEEP, Reference, Text


class Country(Reference):
    """A country whose name somebody typed, in whatever language.

    What is no country is left alone, on both sides.

    :param language: of the names that are sent
    """

    def __init__(self, language="en"):
        super().__init__("res.country", "code", strict=False)
        self.language = language

    def decode(self, value):
        text = Text().decode(value)
        return (countries.code_of(text) or KEEP) if text else None

    def encode(self, value, local=None):
        return countries.name_of(value, self.language) if value else ""
