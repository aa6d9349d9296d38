"""Converter of languages that a remote names in its own way."""

from .convert import KEEP, Text


class LanguageName(Text):
    """A language by the remote's word for it, which is the common form.

    Left alone: languages that Odoo has not installed, and those for which the remote
    has no word. Subclasses say with `named` and `usual` which words these are.
    """

    strict = False

    def __init__(self):
        super().__init__()
        self.lookup = ("table", "res.lang", ("code",))

    @staticmethod
    def named(code):
        """Return the remote's word for an Odoo language (``da_DK``), None for none."""
        raise NotImplementedError

    @staticmethod
    def usual(value):
        """Return the code to prefer where Odoo has several of a language."""
        raise NotImplementedError

    def from_odoo(self, value, known):
        return self.named(value) or KEEP

    def resolve(self, value, known):
        return value if self._code(value, known) else None

    def to_odoo(self, value, known):
        return self._code(value, known) or False

    def _code(self, value, known):
        codes = {code for code in known.codes.values() if self.named(code) == value}
        usual = self.usual(value)
        return usual if usual in codes else min(codes, default=None)
