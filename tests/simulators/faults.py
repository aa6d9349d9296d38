"""Faults of the transport: what networks and web servers do to a call.

Each fault can be limited to one action, to a share of the calls (drawn from a
seeded generator) and to a number of times, and can strike before or after the
action has taken effect.
"""

import random
from dataclasses import asdict, dataclass, fields

import gevent

from tests.simulators.messages import HTML, Disconnect, Response, html_page


@dataclass(slots=True)
class Fault:
    """One fault as given to `POST /_simulator/faults` or `--fault`."""

    kind: str
    action: str | None = None
    share: float = 1.0
    times: int | None = None
    after_effect: bool = False
    status: int | None = None
    retry_after: float | None = None
    seconds: float = 60.0
    length: str = "matching"

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        if self.length not in ("matching", "larger"):
            raise ValueError("length must be matching or larger")

    @classmethod
    def from_json(cls, data):
        unknown = set(data) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"unknown keys: {', '.join(sorted(unknown))}")
        if "kind" not in data:
            raise ValueError("kind is missing")
        return cls(**data)

    def concerns(self, action):
        if self.times == 0:
            return False
        return self.action is None or self.action.lower() == action.lower()


class FaultPlan:
    """The faults in force, tried in order for every call."""

    def __init__(self, faults=(), seed=1):
        self._random = random.Random(seed)
        self._faults = list(faults)

    def replace(self, faults):
        self._faults = list(faults)

    def choose(self, action):
        """The fault that strikes this call, or None."""
        for fault in self._faults:
            if not fault.concerns(action):
                continue
            if fault.share < 1 and self._random.random() >= fault.share:
                continue
            if fault.times is not None:
                fault.times -= 1
            return fault
        return None

    def as_json(self):
        return [asdict(fault) for fault in self._faults]


def spoil(fault, answer):
    """What the caller gets under this fault; `answer()` performs the action."""
    if fault.kind == "cut":
        return _cut(fault, answer())
    if fault.after_effect:
        answer()
    return KINDS[fault.kind](fault)


def _status(fault):
    headers = ()
    if fault.retry_after is not None:
        headers = (("Retry-After", f"{fault.retry_after:g}"),)
    page = html_page("Error", "The server cannot handle the request.")
    return Response(page, fault.status or 503, HTML, headers, is_error=True)


def _html(fault):
    page = html_page("Maintenance", "We are currently performing maintenance.")
    return Response(page, fault.status or 200, HTML, is_error=True)


def _timeout(fault):
    gevent.sleep(fault.seconds)
    raise Disconnect


def _reset(fault):
    raise Disconnect


def _cut(fault, response):
    half = len(response.body) // 2
    missing = len(response.body) - half if fault.length == "larger" else 0
    return Response(
        response.body[:half],
        response.status,
        response.content_type,
        is_error=True,
        missing_bytes=missing,
    )


KINDS = {
    "status": _status,
    "timeout": _timeout,
    "reset": _reset,
    "html": _html,
    "cut": _cut,
}
