"""How services of OpenAPI list their rows: by cursor, by page, and how many."""

from bisect import bisect_right

from tests.simulators.economic.calls import DIGITS, asked_number, sorted_rows
from tests.simulators.economic.errors import Refused
from tests.simulators.economic.filters import matcher

PAGE = 1000
MOST_PAGED = 10_000
CURSOR_LETTERS = 50


def collection(request, more, rows, key, allowed):
    """Answer a GET of a collection, its ``/paged`` or its ``/count``.

    :param rows: all of them in the order of ``key``
    :param allowed: properties that may be filtered and sorted by
    """
    if request.method != "GET":
        raise Refused(405)
    if text := request.query.get("filter"):
        fits = matcher(text, allowed)
        rows = [row for row in rows if fits(row)]
    if more == ["count"]:
        return 200, len(rows)
    if more == ["paged"]:
        return 200, _paged(request, rows, allowed)
    return 200, _after_cursor(request, rows, key)


def _paged(request, rows, allowed):
    rows = sorted_rows(rows[:MOST_PAGED], request.query.get("sort"), allowed)
    size = asked_number(request, "pageSize", 20, 1, 100, "InvalidPageSize")
    skipped = asked_number(request, "skipPages", 0, 0, 100, "InvalidSkipPages")
    return rows[skipped * size : (skipped + 1) * size]


def _after_cursor(request, rows, key):
    """A sort is ignored here, without a word."""
    cursor = request.query.get("cursor", "")
    if len(cursor) > CURSOR_LETTERS:
        raise Refused(400, errors={"cursor": f"is at most {CURSOR_LETTERS} long"})
    start = _start(rows, key, cursor) if cursor and rows else 0
    page = {"items": rows[start : start + PAGE]}
    if len(rows) > start + PAGE:
        page["cursor"] = str(page["items"][-1][key])
    return page


def _start(rows, key, cursor):
    if isinstance(rows[0][key], int):
        if not DIGITS.fullmatch(cursor):
            raise Refused(400, errors={"cursor": "is none of ours"})
        cursor = int(cursor)
    return bisect_right([row[key] for row in rows], cursor)


def check_version(body, row):
    """Refuse what was not read in its present version."""
    if body.get("objectVersion") != row["objectVersion"]:
        raise Refused(409)
