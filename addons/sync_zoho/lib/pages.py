"""Lists of Zoho CRM, page by page, from the first record to the last.

Source: Zoho CRM API v8, *Get Records*, *Get Deleted Records*, *COQL*. A page token
lives for 24 hours, belongs to one user and one set of parameters, and leads to 100,000
records.
"""

from typing import NamedTuple
from urllib.parse import quote

from .refusals import PAGE_LOST, Refused
from .times import latest_of, told

PAGE = 200
# ids that fit in a call: 1,024 characters
MOST_IDS = 50


class Records(NamedTuple):
    """A page.

    ``next_token`` leads to the next one, None after the last. ``latest`` is the latest
    change on the page as Zoho tells it, "" where the field was not asked for.
    """

    rows: list
    next_token: str | None
    latest: str


class Pages:
    """Part of `ZohoClient`."""

    def records(self, module, fields, page_token=None, since=None):
        """Return a page of `Records`, in the order of their ids.

        A token counts for the same fields and time; where it does not count any more,
        the page is found by the ids that follow.

        :param fields: names, 50 at most
        :param since: only what changed later (aware datetime)
        """
        self.spare()
        last, _blank, place = (page_token or "").partition(" ")
        if last and not place:
            return self._after(last, module, fields, since)
        params = {"per_page": PAGE, "sort_by": "id", "sort_order": "asc"}
        if place:
            params["page_token"] = place
        try:
            answer = self._list(module, fields, since, params)
        except Refused as error:
            if not last or error.code not in PAGE_LOST:
                raise
            return self._after(last, module, fields, since)
        rows, info = answer.get("data", []), answer.get("info", {})
        token = None
        if info.get("more_records") and rows:
            token = f"{rows[-1]['id']} {info.get('next_page_token') or ''}"
        return Records(rows, token, latest_of(rows, "Modified_Time"))

    def _list(self, module, fields, since, params):
        headers = {"If-Modified-Since": told(since)} if since else None
        params = {"fields": ",".join(fields), **params}
        return self.call("GET", module, params=params, headers=headers)

    def _after(self, last, module, fields, since):
        """Return the page after a record, where no token leads there."""
        later = f" and Modified_Time > '{told(since)}'" if since else ""
        found = self.coql(
            f"select id from {module} where (id > '{int(last)}'{later}) "
            f"order by id asc limit 0, {MOST_IDS}"
        )
        if not found:
            return Records([], None, "")
        ids = ",".join(row["id"] for row in found)
        answer = self._list(module, fields, None, {"ids": ids, "per_page": PAGE})
        rows = sorted(answer.get("data", []), key=lambda row: int(row["id"]))
        token = f"{found[-1]['id']} " if len(found) == MOST_IDS else None
        return Records(rows, token, latest_of(rows, "Modified_Time"))

    def deleted(self, module, since=None, page_token=None):
        """Return a page of `Records` that were deleted, the last first.

        Zoho knows of them for 120 days; of those that left the recycle bin the id and
        ``deleted_time`` only.

        :param since: only those deleted later (aware datetime)
        """
        self.spare()
        page = int(page_token or 1)
        answer = self.call(
            *("GET", f"{module}/deleted"),
            params={"type": "all", "per_page": PAGE, "page": page},
            headers={"If-Modified-Since": told(since)} if since else None,
        )
        rows, info = answer.get("data", []), answer.get("info", {})
        token = str(page + 1) if info.get("more_records") and rows else None
        return Records(rows, token, latest_of(rows, "deleted_time"))

    def coql(self, query):
        """Return the rows of a query; lookups in them have their ids only."""
        return self.call("POST", "coql", json={"select_query": query}).get("data", [])

    def _related(self, module, number, listing, fields):
        """Return all rows of a related list."""
        path = f"{module}/{quote(str(number))}/{listing}"
        # pages are as long as can be without asking, which not all lists take
        params = {"fields": ",".join(fields)}
        found, page = [], 1
        while True:
            answer = self.call("GET", path, params=params)
            rows, info = answer.get("data", []), answer.get("info", {})
            found += rows
            if not info.get("more_records") or not rows:
                return found
            page += 1
            token = info.get("next_page_token")
            # some of them have no tokens
            params |= {"page_token": token} if token else {"page": page}
