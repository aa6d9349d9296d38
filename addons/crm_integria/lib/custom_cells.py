"""Cells of custom fields: text in a file, a property's value in Odoo."""

# there is no environment here: `_` comes from who has one
# pylint: disable=prefer-env-translation

import math
from datetime import date
from decimal import Decimal

from .untranslated import untranslated

YES = {"1", "true", "yes", "x", "on"}
NO = {"0", "false", "no", "off"}


def parse(kind, cell, choices=(), above="", _=untranslated):
    """Return the value of a cell, None for an empty one.

    :param kind: type of the custom field
    :param choices: what may be chosen, of selections; linked ones with their parent's
        choice and a bar before them
    :param above: what people see of the parent's choice
    :param _: translates texts for people, as ``env._`` does
    :raises ValueError: it cannot be; says what can
    """
    if not cell:
        return None
    return PARSERS[kind](cell, choices, above, _)


def is_empty(value):
    """Whether a field has no value; 0 is one, though it equals False.

    >>> is_empty(0.0), is_empty(False), is_empty(None), is_empty("")
    (False, True, True, True)
    """
    return value is None or value is False or value == ""


def form(kind, value):
    """Return the text of a value, which `parse` reads as the same."""
    if is_empty(value):
        return ""
    if kind == "number":
        # exactly, and never as 1e-05
        text = format(Decimal(repr(float(value))), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if kind == "checkbox":
        return "1"
    if kind == "linked":
        return value.partition("|")[2]
    return str(value)


def _text(cell, _choices, _above, _):
    return cell


def _number(cell, _choices, _above, _):
    try:
        number = float(cell.replace(",", "."))
    except ValueError:
        number = math.nan
    if not cell.isascii() or "_" in cell or not math.isfinite(number):
        raise ValueError(_("This must be a number."))
    return number


def _date(cell, _choices, _above, _):
    if cell == "0000-00-00":
        return None
    try:
        date.fromisoformat(cell)
    except ValueError:
        raise ValueError(_("This must be a date like 2017-07-25.")) from None
    if len(cell) != len("2017-07-25"):
        raise ValueError(_("This must be a date like 2017-07-25."))
    return cell


def _checkbox(cell, _choices, _above, _):
    if cell.casefold() in YES:
        return True
    if cell.casefold() in NO:
        return None
    raise ValueError(_("This must be 1 or 0."))


def _selection(cell, choices, _above, _):
    for choice in choices:
        if choice.casefold() == cell.casefold():
            return choice
    raise ValueError(_("This must be one of: %s.", ", ".join(choices)))


def _linked(cell, choices, above, _):
    possible = [each for each in choices if each.partition("|")[0] == above]
    for choice in possible:
        if choice.partition("|")[2].casefold() == cell.casefold():
            return choice
    shown = ", ".join(each.partition("|")[2] for each in possible)
    if not above:
        raise ValueError(_("This must be empty, as what it depends on is empty."))
    raise ValueError(
        _(
            "With %(above)r before it this must be one of: %(shown)s.",
            above=above,
            shown=shown,
        )
    )


PARSERS = {
    "text": _text,
    "textarea": _text,
    "number": _number,
    "date": _date,
    "checkbox": _checkbox,
    "selection": _selection,
    "linked": _linked,
}
