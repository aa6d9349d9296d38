"""What the services read of a request."""

import json
import re

from tests.simulators.economic.errors import Refused

DIGITS = re.compile("[0-9]{1,12}")


def body_of(request, kind=dict):
    """Return the JSON object that a request brings, or another ``kind`` of value."""
    try:
        body = json.loads(request.body)
    except ValueError:
        raise Refused(400, "The body is no JSON.", errors=["Parse error"]) from None
    if not isinstance(body, kind):
        raise Refused(400, f"The body is no {kind.__name__}.", errors=["Parse error"])
    return body


def number_of(text):
    """Return the number of a path."""
    if not DIGITS.fullmatch(text):
        raise Refused(404)
    return int(text)


def asked_number(request, name, usual, least, most, code="E04810"):
    """Return a number of the query between limits."""
    text = request.query.get(name, str(usual))
    if DIGITS.fullmatch(text) and least <= int(text) <= most:
        return int(text)
    told = f"must be {least} to {most}"
    raise Refused(400, f"{name} {told}.", code, {name.lower(): told})


def sorted_rows(rows, text, allowed):
    """Return rows as ``-name,customerNumber`` wants them; ``~`` sorts as text."""
    for part in reversed([each for each in (text or "").split(",") if each]):
        name = part.lstrip("-~")
        if name not in allowed:
            raise Refused(400, f"{name} is not sortable.", "E04750")
        key = _sort_key(name, as_text="~" in part)
        rows = sorted(rows, key=key, reverse=part.startswith(("-", "~-")))
    return rows


def _sort_key(name, as_text):
    def key(row):
        value = row.get(name)
        plain = isinstance(value, int | float) and not as_text
        return value is None, value if plain else str(value).casefold()

    return key
