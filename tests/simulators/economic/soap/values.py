"""Values in XML, as the XmlSerializer of .NET reads and writes them.

Read are dictionaries of all members of a type, lists of arrays, and plain values. A
member that is not there is None, or what .NET starts with where there is no None: 0,
False, the first of an enumeration. The order of members does not matter, and unknown
ones are passed over (seen of other services of ASP.NET). Written is None not at all, or
as nil where the type allows it.
"""

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

from tests.simulators.economic.soap.contract import (
    ARRAYS,
    ENUMERATIONS,
    NAMESPACE,
    TYPES,
)

NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6})\d*)?)?"
    r"(?:(Z)|([+-])(\d\d):(\d\d))?"
)
NO_NUMBER = "Input string was not in a correct format."
# what an element's text cannot hold as it is; .NET writes even what XML forbids
_ESCAPED = re.compile(r"[&<>\x00-\x08\x0b-\x1f]")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


class Unreadable(Exception):
    """A value that its type does not allow.

    :param line: of the request
    """

    def __init__(self, message, line=1):
        super().__init__(message)
        self.line = line


# -- reading -------------------------------------------------------------------------


def read_members(element, members):
    """Return ``{name: value}`` of an element; of several alike the first counts."""
    given = {}
    for child in element.iterchildren("*"):
        given.setdefault(child.tag, child)
    return {
        each.name: _read_member(given.get(f"{{{NAMESPACE}}}{each.name}"), each)
        for each in members
    }


def _read_member(element, member):
    kind = member.type
    if element is None:
        has_none = member.nillable or not member.required
        return None if has_none else _START.get(kind, _first(kind))
    if element.get(NIL) in ("true", "1") and (
        member.nillable or kind == "string" or kind in TYPES
    ):
        return None
    if kind in ARRAYS:
        item = ARRAYS[kind]
        tag = f"{{{NAMESPACE}}}{item.name}"
        return [_read_member(each, item) for each in element.iterchildren(tag)]
    if kind in TYPES:
        return read_members(element, TYPES[kind])
    text = "".join(element.itertext())
    try:
        return _enumerated(text, kind) if kind in ENUMERATIONS else _READ[kind](text)
    except Unreadable as error:
        error.line = element.sourceline or 1
        raise


def _first(kind):
    return ENUMERATIONS[kind][0] if kind in ENUMERATIONS else None


def _enumerated(text, kind):
    if text.strip() not in ENUMERATIONS[kind]:
        raise Unreadable(
            f"Instance validation error: '{text}' is not a valid value for {kind}."
        )
    return text.strip()


def _integer(text):
    if not re.fullmatch(r"[+-]?[0-9]{1,30}", text.strip()):
        raise Unreadable(NO_NUMBER)
    number = int(text)
    if not -(2**31) <= number < 2**31:
        raise Unreadable("Value was either too large or too small for an Int32.")
    return number


def _decimal(text):
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", text.strip()):
        raise Unreadable(NO_NUMBER)
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise Unreadable(NO_NUMBER) from None
    if abs(number) >= 2**96:
        raise Unreadable("Value was either too large or too small for a Decimal.")
    return number


def _boolean(text):
    known = {"true": True, "1": True, "false": False, "0": False}
    if text.strip() not in known:
        raise Unreadable(f"The string '{text}' is not a valid Boolean value.")
    return known[text.strip()]


def _moment(text):
    """Return a datetime, with a zone only if the text names one."""
    found = MOMENT.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError
        *numbers, fraction, zulu, sign, hours, minutes = found.groups()
        zone = timezone.utc if zulu else None
        if sign:
            ahead = timedelta(hours=int(hours), minutes=int(minutes))
            zone = timezone(ahead if sign == "+" else -ahead)
        fraction = int((fraction or "0").ljust(6, "0"))
        return datetime(*(int(each or 0) for each in numbers), fraction, zone)
    except ValueError:
        told = f"The string '{text}' is not a valid AllXsd value."
        raise Unreadable(told) from None


_READ = {
    "string": str,
    "int": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "dateTime": _moment,
}
_START = {
    "int": 0,
    "decimal": Decimal(0),
    "boolean": False,
    "dateTime": datetime(1, 1, 1),
}


# -- writing -------------------------------------------------------------------------


def written(value, member):
    """Return the element of a member as text."""
    name, kind = member.name, member.type
    if value is None:
        return f'<{name} xsi:nil="true" />' if member.nillable else ""
    if kind in ARRAYS:
        item = ARRAYS[kind]
        inside = "".join([written(each, item) for each in value])
    elif kind in TYPES:
        inside = "".join([written(value.get(each.name), each) for each in TYPES[kind]])
    else:
        inside = _WRITE.get(kind, escaped)(value)
    return f"<{name}>{inside}</{name}>" if inside else f"<{name} />"


def escaped(text):
    return _ESCAPED.sub(_reference, text)


def _reference(found):
    letter = found[0]
    return _NAMED.get(letter) or f"&#x{ord(letter):X};"


def _plain_decimal(value):
    # a float has more digits than anybody wrote
    return format(Decimal(str(value)), "f")


_WRITE = {
    "int": str,
    "decimal": _plain_decimal,
    "boolean": lambda value: "true" if value else "false",
    "dateTime": lambda value: value.isoformat(),
}
