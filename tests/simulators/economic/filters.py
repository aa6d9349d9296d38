"""The language of filters of the REST service (and the part of it that OpenAPI has).

Grammar: clauses ``property$operator:value`` joined by ``$and:`` and ``$or:``, with
parentheses; ``$`` escapes what would mean something. ``$and:`` binds more tightly.
Source: restdocs.e-conomic.com, "Filtering".
"""

import re

from tests.simulators.economic.errors import Refused

CLAUSE = re.compile(r"([A-Za-z.]+)\$(eq|ne|gte|gt|lte|lt|like|in|nin):")
ESCAPED = set("$()*,")
NULL = object()
DEEPEST = 50
# answers leave these out where they are false
FALSE_IF_ABSENT = {"barred"}


def matcher(text, allowed):
    """Return a function that says whether a shown object passes a filter.

    :param allowed: properties that may be filtered by
    :raises Refused: what is no filter, or by a property that is not allowed
    """
    reader = _Reader(text, allowed)
    found = reader.either()
    if reader.rest():
        raise reader.bad("something after its end")
    return found


class _Reader:
    def __init__(self, text, allowed):
        self.text, self.at, self.allowed = text, 0, allowed
        self.depth = 0

    def rest(self):
        return self.text[self.at :]

    def bad(self, why):
        message = f"The filter cannot be read at {self.at}: {why}."
        hint = [f"allowedFilteringFields: {', '.join(sorted(self.allowed))}"]
        return Refused(400, message, "E04730", hint)

    def _take(self, mark):
        if self.rest().startswith(mark):
            self.at += len(mark)
            return True
        return False

    def either(self):
        parts = [self.both()]
        while self._take("$or:"):
            parts.append(self.both())
        return lambda row: any(part(row) for part in parts)

    def both(self):
        parts = [self.one()]
        while self._take("$and:"):
            parts.append(self.one())
        return lambda row: all(part(row) for part in parts)

    def one(self):
        if self._take("("):
            self.depth += 1
            if self.depth > DEEPEST:
                raise self.bad("too many parentheses")
            inner = self.either()
            self.depth -= 1
            if not self._take(")"):
                raise self.bad("a parenthesis is not closed")
            return inner
        match = CLAUSE.match(self.text, self.at)
        if not match:
            raise self.bad("no property and operator")
        name, operator = match.groups()
        if name not in self.allowed:
            raise self.bad(f"{name} is not filterable")
        self.at = match.end()
        values = self._list() if operator in ("in", "nin") else [self._value()]
        return lambda row: _fits(_dig(row, name), operator, values)

    def _list(self):
        if not self._take("["):
            raise self.bad("[ is missing")
        values = [self._value(",]")]
        while self._take(","):
            values.append(self._value(",]"))
        if not self._take("]") or len(values) > 200:
            raise self.bad("a list of at most 200 ends with ]")
        return values

    def _value(self, ends=")"):
        if self._take("$null:"):
            return NULL
        found = []
        while self.at < len(self.text):
            mark, following = self.text[self.at], self.text[self.at + 1 : self.at + 2]
            if mark == "$" and following in ESCAPED:
                found.append((following, True))
                self.at += 2
                continue
            if mark == "$" and re.match(r"\$(and|or):", self.rest()):
                break
            if mark == "$":
                raise self.bad("a $ that is not escaped")
            if mark in ends:
                break
            found.append((mark, False))
            self.at += 1
        return found


def _dig(row, name):
    for part in name.split("."):
        absent = False if part in FALSE_IF_ABSENT else None
        row = row.get(part, absent) if isinstance(row, dict) else None
    return row


def _plain(value):
    return "".join(mark for mark, _escaped in value)


def _fits(value, operator, wanted):
    if operator in ("in", "nin"):
        return any(_equal(value, each) for each in wanted) == (operator == "in")
    (other,) = wanted
    if operator in ("eq", "ne"):
        return _equal(value, other) == (operator == "eq")
    if value is None or other is NULL:
        return False
    if operator == "like":
        return _like(str(value), other)
    ours, theirs = _comparable(value, _plain(other))
    return {
        "gt": ours > theirs,
        "gte": ours >= theirs,
        "lt": ours < theirs,
        "lte": ours <= theirs,
    }[operator]


def _equal(value, other):
    if other is NULL:
        return value is None
    if value is None:
        return False
    ours, theirs = _comparable(value, _plain(other))
    return ours == theirs


def _comparable(value, text):
    if isinstance(value, bool):
        return value, text.lower() == "true"
    if isinstance(value, int | float):
        try:
            return value, float(text)
        except ValueError:
            raise Refused(400, f"{text!r} is not a number.", "E04740") from None
    return str(value).casefold(), text.casefold()


def _like(value, wanted):
    star = any(mark == "*" and not escaped for mark, escaped in wanted)
    pattern = _pattern(wanted)
    whole = pattern if star else f".*{pattern}.*"
    try:
        return re.fullmatch(whole, value, re.I | re.S) is not None
    except re.error:
        # as [z-a]
        return False


def _pattern(wanted):
    """A regular expression; brackets hold a class, as others saw live."""
    found, at = [], 0
    while at < len(wanted):
        mark, escaped = wanted[at]
        if mark == "[" and not escaped:
            end = _end_of_class(wanted, at)
            if end is None:
                return r"(?!)"
            found.append(_class(_plain(wanted[at + 1 : end])))
            at = end
        else:
            found.append(".*" if mark == "*" and not escaped else re.escape(mark))
        at += 1
    return "".join(found)


def _end_of_class(wanted, start):
    for at in range(start + 2, len(wanted)):
        if wanted[at][0] == "]":
            return at
    return None


def _class(text):
    negated = text.startswith("^") and len(text) > 1
    inner = re.sub(r"([\\\[\]^&~|])", r"\\\1", text[negated:])
    return f"[{'^' if negated else ''}{inner}]"
