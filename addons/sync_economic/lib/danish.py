"""What Denmark's numbers look like: CVR, P-number, EAN, telephone."""

import re

from stdnum import ean
from stdnum.dk import cvr

FILLING = re.compile(r"[\s.\-/]")
NOT_DIGITS = re.compile(r"\D")
# after these the eight digits of a Danish number follow
PREFIX = re.compile(r"^(?:\+|00)?45(?=\d{8}$)")


def bare(text):
    """Return a number without blanks, punctuation and the prefix DK.

    >>> bare("DK 12 34 56 74")
    '12345674'
    """
    return FILLING.sub("", text).upper().removeprefix("DK")


def is_cvr(text):
    """Whether a text is a CVR number with the right check digit, however written.

    >>> is_cvr("DK13585628"), is_cvr("13585627"), is_cvr("1234")
    (True, False, False)
    """
    return cvr.is_valid(bare(text))


def is_ean(text):
    """Whether a text is an EAN location number: 13 digits, the last a check digit."""
    number = bare(text)
    return len(number) == 13 and ean.is_valid(number)


def is_p_number(text):
    return re.fullmatch(r"[0-9]{10}", bare(text)) is not None


def phone_key(text):
    """Return what two telephone numbers are compared by: their digits.

    A Danish number is the same with and without +45.

    >>> phone_key("+45 12 34 56 78") == phone_key("12345678") == "12345678"
    True
    """
    digits = NOT_DIGITS.sub("", text)
    if text.lstrip().startswith("+"):
        digits = f"+{digits}"
    return PREFIX.sub("", digits)
