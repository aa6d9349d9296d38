"""Pages by number and by token.

Source: Zoho CRM API v8, "Get Records": 2,000 rows by number, 100,000 by token; a token
lives 24 hours and belongs to one user and one set of parameters.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from secrets import token_hex

from tests.simulators.zoho.clock import DAY
from tests.simulators.zoho.crm.call import MOST_PER_PAGE
from tests.simulators.zoho.errors import Refused, bad_param

BY_NUMBER = 2000
BY_TOKEN = 100_000
V2_KEYS = (
    *("per_page", "count", "page", "sort_by", "sort_order", "more_records"),
    *("call", "email"),
)


def page_of(call, rows):
    """Return the rows of a page by its number, and what is told of it."""
    size = call.number("per_page", MOST_PER_PAGE, MOST_PER_PAGE)
    page = call.number("page", 1)
    found = rows[(page - 1) * size : page * size]
    info = {
        "per_page": size,
        "count": len(found),
        "page": page,
        "more_records": len(rows) > page * size,
    }
    return found, info


@dataclass
class Place:
    """Where a page starts.

    :param after: the sort key of the row before it, or None for the first page
    :param taken: how many rows the pages before it had
    """

    after: object = None
    page: int = 1
    taken: int = 0
    before: object = None


class Pages:
    """The tokens that were given out."""

    def __init__(self, clock):
        self.clock = clock
        self._tokens = {}

    def give(self, binding, place):
        token = token_hex(40)
        expiry = self.clock.after(DAY)
        self._tokens[token] = binding, place, expiry
        return token, expiry

    def find(self, token, binding):
        """Return the place of a token, which must fit the call."""
        known, place, expiry = self._tokens.get(token, (None, None, None))
        if known != binding:
            raise bad_param("page_token", "TOKEN_BOUND_DATA_MISMATCH")
        if expiry <= self.clock.exact():
            where = {"api_name": "page_token", "json_path": "$.query.page_token"}
            raise Refused("EXPIRED_VALUE", where)
        return place


def binding_of(call):
    """Return what a token is bound to."""
    asked = {
        name: value
        for name, value in call.query.items()
        if name not in ("page", "page_token")
    }
    since = call.request.headers.get("if-modified-since")
    return call.user.id, call.request.path, tuple(sorted(asked.items())), since


def take_page(call, pages, rows, key, descending):
    """Return a page of rows and its ``info``.

    A page by token goes on after the last row that was seen; one by number counts
    rows, which may have moved meanwhile.

    :param rows: in ascending order of ``key``
    """
    size = call.number("per_page", MOST_PER_PAGE, MOST_PER_PAGE)
    binding = binding_of(call)
    token = call.query.get("page_token")
    if token and "page" in call.query:
        pair = [
            {"api_name": name, "json_path": f"$.query.{name}"}
            for name in ("page", "page_token")
        ]
        raise Refused("AMBIGUITY_DURING_PROCESSING", {"ambiguity_due_to": pair})
    if token:
        place = pages.find(token, binding)
        if place.taken >= BY_TOKEN:
            raise bad_param("page_token", "PAGINATION_LIMIT_EXCEEDED")
        page, more = _after(rows, key, descending, place.after, size)
    else:
        number = call.number("page", 1)
        if number * size > BY_NUMBER and number > 1:
            raise Refused("DISCRETE_PAGINATION_LIMIT_EXCEEDED", {"limit": BY_NUMBER})
        skipped = (number - 1) * size
        page, more = _slice(rows, descending, skipped, size)
        place = Place(None, number, skipped)
    info = {
        "call": False,
        "per_page": size,
        "next_page_token": None,
        "count": len(page),
        "sort_by": call.query.get("sort_by", "id"),
        "page": place.page,
        "previous_page_token": None,
        "page_token_expiry": None,
        "sort_order": "desc" if descending else "asc",
        "email": False,
        "more_records": more,
    }
    if more:
        taken = place.taken + len(page)
        following = Place(key(page[-1]), place.page + 1, taken, place)
        token, expiry = pages.give(binding, following)
        info |= {"next_page_token": token, "page_token_expiry": call.moment(expiry)}
    if place.before:
        info["previous_page_token"] = pages.give(binding, place.before)[0]
    if "v2-info" in call.quirks:
        info = {name: info[name] for name in V2_KEYS}
    return page, info


def _slice(rows, descending, skipped, size):
    if not descending:
        return rows[skipped : skipped + size], len(rows) > skipped + size
    end = max(0, len(rows) - skipped)
    return rows[max(0, end - size) : end][::-1], end > size


def _after(rows, key, descending, position, size):
    if position is None:
        return _slice(rows, descending, 0, size)
    if not descending:
        start = bisect_right(rows, position, key=key)
        return rows[start : start + size], len(rows) > start + size
    end = bisect_left(rows, position, key=key)
    return rows[max(0, end - size) : end][::-1], end > size
