"""Calls of Zoho CRM's API: tokens, limits, and what is written in portions.

Source: Zoho CRM API v8, *Response codes and messages*, *API limits*.
"""

from odoo.addons.sync_base.lib.budget import Budget
from odoo.addons.sync_base.lib.errors import (
    Auth,
    Invalid,
    SyncError,
    Transient,
)
from odoo.addons.sync_base.lib.http import BUSY, HttpClient, retry_after

from .refusals import EXPIRED, described, kind_of, listed_in, payload_of, to_do

API = "crm/v8"
# seconds after which some of the credits of 24 hours are there again
PAUSE = 900


class ZohoCalls(HttpClient):
    """Calls the API of one organisation.

    :param url: host of the API in its region, see `regions`
    :param tokens: object with ``token()`` and ``renewed(stale)``, which return an
        access token; the second is asked once for each that ended
    :param reserve: credits that lists leave for what people wait for
    :param in_flight: an organisation of the smallest edition may have five calls under
        way, others 10 to 25
    """

    busy = BUSY - {429}

    def __init__(self, url, tokens, *, reserve=500, in_flight=4, **options):
        super().__init__(url.rstrip("/"), in_flight=in_flight, **options)
        self._tokens = tokens
        self._reserve = reserve
        self._hidden = set()
        # the token that was refused although it was new
        self._in_vain = None

    def call(self, method, path, **options):
        """Call the API; return its answer, {} for none.

        :raises SyncError: one of the five kinds; the first, where there are several
        """
        status, answer = self._call(method, path, **options)
        for _key, rows in listed_in(answer):
            for row in rows:
                if row.get("status") == "error":
                    raise self._meant(row, status)
        return answer

    def write_rows(self, method, path, key, rows, *, size, more=None, **options):
        """Write rows in portions; return what became of each, in order.

        :param key: under which the rows stand in body and answer
        :param size: most rows of a call
        :param more: what stands in the body besides
        :return: list of items as Zoho tells them; of a row that was refused its
            `SyncError`
        """
        found = []
        for first in range(0, len(rows), size):
            portion = rows[first : first + size]
            body = {key: portion, **(more or {})}
            try:
                found += self._written(method, path, key, body, **options)
            except SyncError as error:
                found += [error] * len(portion)
        return found

    def write_one(self, *args, **options):
        """Write one row; return its item.

        :raises SyncError: it was refused
        """
        (item,) = self.write_rows(*args, size=1, **options)
        if isinstance(item, SyncError):
            raise item
        return item

    def _written(self, method, path, key, body, **options):
        status, answer = self._call(method, path, json=body, **options)
        items = dict(listed_in(answer)).get(key, [])
        refused = [item for item in items if item.get("status") == "error"]
        if len(items) != len(body[key]):
            if refused:
                raise self._meant(refused[0], status)
            raise Transient(
                f"Zoho CRM told of {len(items)} records where {len(body[key])} were "
                "written."
            )
        return [
            self._meant(item, status) if item in refused else item for item in items
        ]

    # -- tokens ----------------------------------------------------------------------

    def _call(self, method, path, *, headers=None, **options):
        access = self._tokens.token()
        try:
            return self._with_token(access, method, path, headers, options)
        except _Ended as error:
            if access == self._in_vain:
                raise self._refused(error) from error
        # it ended, or was withdrawn: nothing was done
        access = self._tokens.renewed(access)
        try:
            return self._with_token(access, method, path, headers, options)
        except _Ended as error:
            self._in_vain = access
            raise self._refused(error) from error

    def _with_token(self, access, method, path, headers, options):
        self._hidden.add(access)
        return self.request(
            method,
            f"{self.url}/{API}/{path}",
            headers={**(headers or {}), "Authorization": f"Zoho-oauthtoken {access}"},
            **options,
        )

    @staticmethod
    def _refused(error):
        return Auth(
            f"Zoho CRM refuses the connection ({error}). Press Connect again: it was "
            "removed there, or the organisation is in another data centre."
        )

    def _secrets(self):
        return tuple(self._hidden)

    # -- limits ----------------------------------------------------------------------

    def spare(self):
        """End the run before a list takes the last of the credits.

        :raises Transient: there are few left
        """
        if self.budget and self.budget.remaining < self._reserve:
            raise Transient(
                f"{self.budget.remaining} of Zoho CRM's credits of 24 hours are left. "
                "It goes on by itself.",
                retry_after=PAUSE,
            )

    def _budget_of(self, response):
        left = response.headers.get("X-API-CREDITS-REMAINING", "")
        # told once half of them are used; how many there are is not
        if left.isascii() and left.isdigit() and len(left) < 10:
            return Budget(int(left))
        return None

    def _exhausted(self, response):
        wait = retry_after(response)
        if wait is None and self.budget and not self.budget.remaining:
            wait = PAUSE
        return Transient(
            "Zoho CRM takes no more calls for now (429): the credits of 24 hours are "
            "used, or too many calls are under way.",
            self._excerpt(response.content),
            wait,
        )

    # -- answers ---------------------------------------------------------------------

    def _parse(self, response):
        """Return ``(status, answer)``; the answer may hold refusals of its rows."""
        status = response.status_code
        if status == 429:
            raise self._exhausted(response)
        # nothing changed, or an empty list
        if status in (204, 304):
            return status, {}
        try:
            answer = response.json() if response.content else {}
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise self._not_json(response)
        if answer.get("status") == "error" or (not response.ok and "code" in answer):
            raise self._meant(answer, status)
        rows = [row for _key, rows in listed_in(answer) for row in rows]
        if not response.ok and not rows:
            raise self._not_json(response)
        if status == 401:
            raise self._meant(rows[0], status)
        return status, answer

    def _not_json(self, response):
        status, text = response.status_code, self._excerpt(response.content).strip()
        told = f"{self._host()} answered {status}, and not as Zoho CRM does: {text!r}"
        if status in (401, 403):
            return Auth(told, text)
        return (Invalid if status in (404, 405) else Transient)(told, text)

    def _meant(self, refusal, status):
        """Return the error that a refusal is."""
        code = refusal.get("code")
        text = self._excerpt(described(refusal).encode(), 1000)
        if code == EXPIRED:
            return _Ended(text)
        told = " ".join(filter(None, [f"Zoho CRM: {text}.", to_do(refusal)]))
        payload = self._excerpt(payload_of(refusal).encode(), 1000)
        kind, more = kind_of(refusal, status)
        return kind(told, payload, **more)


class _Ended(Exception):
    """The access token ended, or is another region's."""
