"""Webhook calls: what one is, and how to tell a real one from a forged one.

A connector verifies and parses its calls with a few lines::

    def _verify_event(self, call):
        if self.system != "acme":
            return super()._verify_event(call)
        return signed_at(self.event_secret, call, "x-acme-signature", "x-acme-time")

    def _parse_events(self, call):
        if self.system != "acme":
            return super()._parse_events(call)
        data = json.loads(call.body)
        return [Event(data["id"], "customer", data["customer"])]
"""

import hmac
import time
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple
from uuid import uuid4

# seconds by which the clocks of two systems, and a slow network, may differ
WINDOW = 300


@dataclass(frozen=True, slots=True)
class EventCall:
    """One call as it came in.

    :param method: ``POST`` or ``GET``; a system that only ever posts need not look, as
        a call without its signature is refused anyway
    :param headers: ``{lower-case name: text}``
    :param query: ``{name: text}``, the parameters in the address
    """

    method: str = "POST"
    headers: dict = field(default_factory=dict)
    query: dict = field(default_factory=dict)
    body: bytes = b""


class Event(NamedTuple):
    """What a call says: some object of a kind changed. Only a hint, it is re-read.

    ``key`` tells one event from another, so that a second delivery is dropped: the
    system's own id of the event; without one `event_key` of the signed time and the
    body; without a time either None, and each delivery counts. A digest of the body
    alone would drop the second change of an object as a repetition of the first.
    """

    key: str | None
    kind: str
    remote_id: str


def event_key(*parts):
    """Return a key made of what tells two events apart (text or bytes)."""
    digest = sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else _bytes(part)
        digest.update(b"%d:" % len(content) + content)
    return digest.hexdigest()


def random_key():
    """Return a key that no other event has."""
    return uuid4().hex


def same_secret(secret, given):
    """Tell whether ``given`` is ``secret``, in a time that does not tell how nearly.

    Nothing equals a secret that is not set.
    """
    equal = hmac.compare_digest(_bytes(secret), _bytes(given))
    return bool(secret) and equal


def signature(secret, message):
    """Return the HMAC-SHA256 of ``message`` (bytes), in hexadecimal digits."""
    return hmac.new(_bytes(secret), message, sha256).hexdigest()


def signed(secret, message, given):
    """Tell whether ``given`` is the signature of ``message``; ``sha256=`` may precede.

    Nothing is signed by a secret that is not set.
    """
    expected = signature(secret, message)
    equal = same_secret(expected, (given or "").removeprefix("sha256="))
    return bool(secret) and equal


def fresh(timestamp, window=WINDOW):
    """Tell whether ``timestamp`` (text, seconds since 1970) is at most that far off."""
    text = (timestamp or "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        return False
    return abs(time.time() - int(text)) <= window


def signed_at(secret, call, signature_header, time_header, window=WINDOW):
    """Tell whether ``<time>.<body>`` is signed, and was so less than ``window`` ago.

    :param signature_header: name of the header with the signature, in lower case
    :param time_header: name of the header with the seconds since 1970
    """
    timestamp = call.headers.get(time_header) or ""
    message = _bytes(timestamp) + b"." + call.body
    genuine = signed(secret, message, call.headers.get(signature_header))
    return genuine and fresh(timestamp, window)


def _bytes(text):
    return (text or "").encode("utf-8", "surrogateescape")
