"""What Zoho CRM's refusals mean: which of the five kinds, and in words.

Source: Zoho CRM API v8, *Response codes and messages*; the project's reference, section
2.11. Messages differ from page to page: only codes are looked at.
"""

import json

from odoo.addons.sync_base.lib.errors import (
    Auth,
    Conflict,
    Invalid,
    NotFound,
    Transient,
)

EXPIRED = "INVALID_TOKEN"
DUPLICATE = "DUPLICATE_DATA"
SEVERAL = "MULTIPLE_OR_MULTI_ERRORS"
# what cannot be turned into pages any more
PAGE_LOST = (
    "EXPIRED_VALUE",
    "TOKEN_BOUND_DATA_MISMATCH",
    "PAGINATION_LIMIT_EXCEEDED",
    "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
)
# where answers hold rows, refused ones among them
LISTS = ("data", "fields", "watch", "layouts", "currencies")
# which number of a path is that of a record: Deals/554…
OF_RECORD = 1
TO_DO = {
    "OAUTH_SCOPE_MISMATCH": "Connect again: the app needs further rights.",
    "NO_PERMISSION": "The user who connected lacks a permission; connect again as an "
    "administrator, whose profile has Zoho CRM API Access.",
    "AUTHORIZATION_FAILED": "Connect again as an administrator of Zoho CRM.",
    "RECORD_LOCKED": "It is locked in Zoho CRM; unlock it there, then Retry.",
    "NOT_APPROVED": "It waits for approval in Zoho CRM; approve it there, then Retry.",
    "NOT_REVIEWED": "It waits for review in Zoho CRM; review it there, then Retry.",
    "RECORD_IN_BLUEPRINT": "A blueprint holds it in Zoho CRM; go on there, then Retry.",
    "ALREADY_MODIFIED": "Somebody changed it meanwhile.",
}
KINDS = {
    "AUTHENTICATION_FAILURE": Auth,
    "AUTHORIZATION_FAILED": Auth,
    "OAUTH_SCOPE_MISMATCH": Auth,
    "ALREADY_MODIFIED": Conflict,
    "NOT_SUBSCRIBED": NotFound,
    "TOO_MANY_REQUESTS": Transient,
    "RATE_LIMIT_EXCEEDED": Transient,
    "INTERNAL_ERROR": Transient,
}


class Refused(Invalid):
    """An `Invalid` of which the code is known."""

    def __init__(self, message, payload=None, code=None):
        super().__init__(message, payload)
        self.code = code


class Duplicate(Refused):
    """There is a record with this unique value; ``record`` is its id, or None."""

    def __init__(self, message, payload=None, code=None, record=None):
        super().__init__(message, payload, code)
        self.record = record


def listed_in(answer):
    """Yield ``(key, rows)`` of the lists of objects in an answer."""
    for key in LISTS:
        rows = answer.get(key)
        if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
            yield key, rows


def kind_of(refusal, status):
    """Return the class of the error that a refusal is, and its further arguments.

    :param status: of the answer
    """
    code, details = refusal.get("code"), _details(refusal)
    if code == SEVERAL:
        kinds = [kind_of(each, status)[0] for each in _nested(refusal)]
        if Auth in kinds:
            return Auth, {}
        if kinds and kinds.count(kinds[0]) == len(kinds):
            return kind_of(_nested(refusal)[0], status)
        return Refused, {"code": code}
    if code == DUPLICATE:
        twin = details.get("duplicate_record")
        found = twin.get("id") if isinstance(twin, dict) else details.get("id")
        return Duplicate, {"code": code, "record": str(found) if found else None}
    # one record that the user may not change is no reason to stop
    if code == "NO_PERMISSION" and details.get("permissions"):
        return Auth, {}
    if code == "INVALID_DATA" and _is_gone(details, status):
        return NotFound, {}
    if kind := KINDS.get(code):
        return kind, {}
    if code is None and status in (401, 403):
        return Auth, {}
    return Refused, {"code": code}


def _is_gone(details, status):
    index = details.get("resource_path_index")
    return index == OF_RECORD or (status == 404 and index is None)


def to_do(refusal):
    """Return what people can do about a refusal, "" where that is not known."""
    return TO_DO.get(refusal.get("code"), "")


def described(refusal):
    """Return what a refusal says: message, code, and where; each of several.

    >>> described({"code": "INVALID_DATA", "message": "invalid data",
    ...            "details": {"api_name": "Amount", "expected_data_type": "double"}})
    'Amount: invalid data (INVALID_DATA; expected double)'
    """
    if nested := _nested(refusal):
        return "; ".join(described(each) for each in nested)
    details = _details(refusal)
    where = details.get("api_name") or details.get("param_name")
    more = [str(refusal.get("code"))]
    for name, words in MORE.items():
        if details.get(name) not in (None, "", [], {}):
            more.append(f"{words} {_plain(details[name])}")
    told = f"{refusal.get('message') or 'refused'} ({'; '.join(more)})"
    return f"{where}: {told}" if where else told


MORE = {
    "expected_data_type": "expected",
    "maximum_length": "at most",
    "limit": "at most",
    "supported_values": "one of",
    "permissions": "lacking",
    "layout_rule": "by the layout rule",
    "dependee": "by",
}


def _plain(value):
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        return str(value.get("name") or value.get("api_name") or value.get("id") or "")
    return str(value)


def payload_of(refusal):
    return json.dumps(refusal, ensure_ascii=False)


def _details(refusal):
    details = refusal.get("details")
    return details if isinstance(details, dict) else {}


def _nested(refusal):
    errors = _details(refusal).get("errors")
    errors = errors if isinstance(errors, list) else []
    return [each for each in errors if isinstance(each, dict)]
