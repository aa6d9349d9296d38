"""Reading WHMCS replies, whose shapes vary by action and version.

Sources: WHMCS developer documentation (API reference) and replies seen by others, as
collected in the project's reference on WHMCS, section 1.3.
"""

import json
import re
from codecs import BOM_UTF8

# Keys whose values never leave the client: not to Odoo, not to a log, not to an issue.
SECRET_KEYS = {
    "password",
    "password2",
    "authdata",
    "securityqid",
    "securityqans",
    "cardnum",
    "cvv",
    "c",
}
FLAT_KEY = re.compile(r"\[([^\]]*)\]")


class Reply(dict):
    """A decoded reply; ``broken`` tells that it held bytes that are not UTF-8."""

    broken = False


def decode(content):
    """Return the `Reply` in a body.

    Bytes that are not UTF-8 are kept as lone surrogates, so that only the records that
    have them are lost, see `broken_text`.

    :param content: bytes of the body
    :raises ValueError: not a JSON object
    """
    # A hook file saved with a byte order mark puts it before each reply.
    content = content.removeprefix(BOM_UTF8)
    try:
        text, broken = content.decode("utf-8"), False
    except UnicodeDecodeError:
        text, broken = content.decode("utf-8", "surrogateescape"), True
    try:
        data = json.loads(text, strict=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(data, dict):
        raise ValueError("not a JSON object")
    reply = Reply(data)
    # JSON can also hold half a character, as an escape.
    reply.broken = broken or bool("\\ud" in text.lower() and broken_text(data))
    return reply


def rows(reply, outer, inner):
    """Return the rows of a list such as ``clients.client`` as a list of dicts.

    WHMCS sends a list; for no rows also ``""``, ``[]``, ``{}`` or nothing; for one row
    also the bare object; an object with numbers as keys; or flattened keys
    (``clients[client][0][id]``).
    """
    if outer not in reply:
        reply = _unflatten(reply, outer)
    found = reply.get(outer) or []
    if isinstance(found, dict):
        found = found.get(inner, [] if inner else found)
    if isinstance(found, dict):
        numbered = all(str(key).isdigit() for key in found)
        found = list(found.values()) if numbered else [found]
    if not isinstance(found, list):
        return []
    return [row for row in found if isinstance(row, dict)]


def _unflatten(reply, outer):
    nested = {}
    for key, value in reply.items():
        if not key.startswith(f"{outer}["):
            continue
        path = [outer, *FLAT_KEY.findall(key)]
        place = nested
        for part in path[:-1]:
            place = place.setdefault(part, {})
        place[path[-1]] = value
    return nested


def number(reply, key):
    """Return a counter, which is an integer or a numeric string; 0 where missing."""
    text = str(reply.get(key, "")).strip()
    return int(text) if text.isascii() and text.isdigit() else 0


def scrub(record):
    """Return a record without the values of `SECRET_KEYS`, at any depth."""
    if isinstance(record, dict):
        return {
            key: scrub(value)
            for key, value in record.items()
            if key.lower() not in SECRET_KEYS
        }
    if isinstance(record, list):
        return [scrub(value) for value in record]
    return record


def client_of(reply):
    """Return the client in a GetClientsDetails reply; old ones have it on top level.

    Its custom fields are also there as ``custom``: ``{id as text: value}``.
    """
    client = scrub(reply.get("client") or dict(reply))
    fields = client.get("customfields")
    nested = isinstance(fields, dict) and "customfield" in fields
    fields = rows(client, "customfields", "customfield" if nested else "")
    client["custom"] = {str(row.get("id")): row.get("value") for row in fields}
    return client


def broken_text(record, path=""):
    """Return ``(path, bytes)`` of the first text that was not UTF-8, or None."""
    items = ()
    if isinstance(record, dict):
        items = record.items()
    elif isinstance(record, list):
        items = enumerate(record)
    elif isinstance(record, str):
        try:
            record.encode("utf-8")
        except UnicodeEncodeError as error:
            return path, _octets(record[error.start : error.end])
    for key, value in items:
        if found := broken_text(value, f"{path}.{key}".lstrip(".")):
            return found
    return None


def _octets(surrogates):
    """Return the bytes that came in as lone surrogates."""
    try:
        return surrogates.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        # half a character, as an escape in JSON
        return surrogates.encode("utf-8", "surrogatepass")
