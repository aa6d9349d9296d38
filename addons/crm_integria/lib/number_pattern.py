"""Patterns of invoice numbers: a fixed part, and a number that counts on.

``15/[1000]`` gives 15/1000, 15/1001, 15/1002; what stands in brackets is the first
number, and how many digits it has at least (``[001]``). Source: Integria's manual,
*Invoices*, where the first number is the one in brackets.
"""

# there is no environment here: `_` comes from who has one
# pylint: disable=prefer-env-translation

import re
from dataclasses import dataclass

from .untranslated import untranslated

PATTERN = re.compile(r"([^\[\]]*)\[([^\[\]]*)\]([^\[\]]*)")
# of digits; what a database keeps as a number
LONGEST = 9


class PatternError(ValueError):
    """A pattern that cannot give numbers; says why."""


@dataclass(frozen=True)
class NumberPattern:
    """A row of numbers.

    >>> row = NumberPattern.parse("15/[1000]")
    >>> row.name(1000), row.number("15/1001"), row.number("16/1001")
    ('15/1000', 1001, None)
    """

    before: str
    first: int
    width: int
    after: str

    @classmethod
    def parse(cls, text, _=untranslated):
        """Return the pattern that a text describes.

        :raises PatternError: it has not exactly one number in brackets
        """
        match = PATTERN.fullmatch(text.strip())
        if not match:
            raise PatternError(
                _("A pattern has one number in square brackets, such as 15/[1000].")
            )
        before, digits, after = match.groups()
        if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST):
            raise PatternError(
                _(
                    "What stands in brackets must be a whole number of at most "
                    "%(most)s digits, not “%(text)s”.",
                    most=LONGEST,
                    text=digits,
                )
            )
        # 15/1 and 15/10 of "15/[1]0" could not be told apart
        if before[-1:].isdigit() or after[:1].isdigit():
            raise PatternError(_("No digit may stand directly beside the brackets."))
        width = len(digits) if digits.startswith("0") else 1
        return cls(before, int(digits), width, after)

    @property
    def row(self):
        """What tells rows apart, whatever their first numbers: ``15/[]``."""
        return f"{self.before}[]{self.after}"

    def name(self, number):
        """Return the name of an invoice with this number."""
        return f"{self.before}{number:0{self.width}d}{self.after}"

    def number(self, name):
        """Return the number of an invoice of this row, None for another name."""
        if not (name.startswith(self.before) and name.endswith(self.after)):
            return None
        digits = name[len(self.before) : len(name) - len(self.after) or None]
        if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST):
            return None
        number = int(digits)
        return number if self.name(number) == name else None
