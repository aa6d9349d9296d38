"""Calls of Zoho CRM's API, and what its answers mean.

Source: Zoho CRM API v8, *Response codes and messages*; the project's reference, section
2.11. An answer of status 2xx may hold refusals, one for each record.
"""

from odoo.addons.sync_base.lib.errors import (
    Auth,
    Conflict,
    Invalid,
    NotFound,
    Transient,
)
from odoo.addons.sync_base.lib.http import HttpClient

API = "crm/v8"
LISTS = ("data", "fields", "watch", "layouts")
KINDS = {
    "INVALID_TOKEN": Auth,
    "AUTHENTICATION_FAILURE": Auth,
    "AUTHORIZATION_FAILED": Auth,
    "OAUTH_SCOPE_MISMATCH": Auth,
    "NO_PERMISSION": Auth,
    "ALREADY_MODIFIED": Conflict,
    "TOO_MANY_REQUESTS": Transient,
    "RATE_LIMIT_EXCEEDED": Transient,
    "INTERNAL_ERROR": Transient,
}
TO_DO = {
    "OAUTH_SCOPE_MISMATCH": "Connect again: the app needs further rights.",
    "NO_PERMISSION": "The user who connected needs the permission Zoho CRM API Access "
    "and those on the modules; connect again as an administrator.",
    "AUTHORIZATION_FAILED": "Connect again as an administrator of Zoho CRM.",
    "RECORD_LOCKED": "It is locked in Zoho CRM; unlock it there, then Retry.",
    "NOT_APPROVED": "It waits for approval in Zoho CRM; approve it there, then Retry.",
    "NOT_REVIEWED": "It waits for review in Zoho CRM; review it there, then Retry.",
    "RECORD_IN_BLUEPRINT": "A blueprint holds it in Zoho CRM; go on there, then Retry.",
}
# what a refusal of one record tells, and where it is
WHERE = ("api_name", "json_path", "param_name", "permissions", "layout_rule")


class ZohoCalls(HttpClient):
    """Calls the API of one organisation.

    :param url: host of the API in its region, see `regions`
    :param tokens: object with ``token()`` and ``renewed(stale)``, which return an
        access token
    """

    def __init__(self, url, tokens, **options):
        # an organisation of the smallest edition may have five calls under way
        super().__init__(url.rstrip("/"), **{"in_flight": 4, **options})
        self._tokens = tokens
        self._access = None

    def call(self, method, path, *, headers=None, repeatable=True, **options):
        """Call the API; return its answer, {} for none.

        :raises SyncError: one of the five kinds
        """
        access = self._tokens.token()
        try:
            return self._with_token(access, method, path, headers, repeatable, options)
        except _Refused:
            # it ended, or was withdrawn: nothing was done
            access = self._tokens.renewed(access)
        try:
            return self._with_token(access, method, path, headers, repeatable, options)
        except _Refused as error:
            raise Auth(
                f"Zoho CRM refuses the connection ({error}). Press Connect again."
            ) from error

    def _with_token(self, access, method, path, headers, repeatable, options):
        self._access = access
        return self.request(
            method,
            f"{self.url}/{API}/{path}",
            headers={**(headers or {}), "Authorization": f"Zoho-oauthtoken {access}"},
            repeatable=repeatable,
            **options,
        )

    def write(self, method, module, row, **options):
        """Write one record, without starting workflows; return what Zoho tells of it.

        :raises SyncError: the record was refused
        """
        body = {"data": [row], "trigger": []}
        answer = self.call(method, module, json=body, **options)
        return answer["data"][0]["details"]

    def _secrets(self):
        return (self._access,)

    def _parse(self, response):
        # nothing changed, and an empty list
        if response.status_code in (204, 304):
            return {}
        try:
            answer = response.json() if response.content else {}
        except ValueError as error:
            text = self._excerpt(response.content)
            raise Transient(f"Zoho CRM answered no JSON: {text!r}", text) from error
        if not isinstance(answer, dict):
            raise Transient(f"Zoho CRM answered {str(answer)[:100]!r}")
        for refusal in _refusals(answer):
            raise self._meant(refusal, response)
        if not response.ok:
            raise Invalid(f"Zoho CRM answered {response.status_code}", str(answer))
        return answer

    def _meant(self, refusal, response):
        code = refusal.get("code")
        text = self._excerpt(described(refusal).encode(), 1000)
        if code == "INVALID_TOKEN":
            return _Refused(text)
        kind = KINDS.get(code, Invalid)
        if response.status_code == 404 and code == "INVALID_DATA":
            kind = NotFound
        told = f"Zoho CRM: {text}"
        if code in TO_DO:
            told = f"{told}. {TO_DO[code]}"
        return kind(told, self._excerpt(response.content, 1000))


class _Refused(Exception):
    """The access token ended, or is another region's."""


def _refusals(answer):
    """Yield the refusals that an answer holds: of all, or of one of its records."""
    if answer.get("status") == "error" or ("code" in answer and "data" not in answer):
        if answer.get("code") != "SUCCESS":
            yield answer
    for name in LISTS:
        rows = answer.get(name)
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and row.get("status") == "error":
                yield row


def described(refusal):
    """Return what a refusal says: code, message, and where; nested ones as well."""
    details = refusal.get("details")
    parts = [str(refusal.get("code")), str(refusal.get("message") or "")]
    if isinstance(details, dict):
        for name in WHERE:
            if details.get(name):
                parts.append(f"{name}: {details[name]}")
        for each in details.get("errors") or ():
            parts.append(described(each))
    return " - ".join(filter(None, parts))
