"""The field map: which Odoo field goes with which part of a remote record.

One map is read by pull, push, comparison and the status panel. Adding a field is one
line, also from another addon that inherits the resource::

    def _field_map(self):
        return [*super()._field_map(), Field("website", "url")]
"""

from dataclasses import dataclass, field, replace
from typing import Any

from .convert import KEEP, Text, Unusable

# What a backend can choose for any pair; *newest* needs a remote that can tell.
POLICIES = ("remote", "odoo", "ask")


@dataclass(frozen=True, slots=True)
class Field:
    """A pair of one Odoo field and one remote value (or several).

    :param name: name of the Odoo field
    :param remote: path in the remote record (``address.country.code``), or a tuple of
        paths, whose values the converter takes as a tuple
    :param convert: converter, see `convert`
    :param direction: ``both``, ``pull`` or ``push``; a field that Odoo computes can
        only be pushed
    :param policy: who wins where both sides changed: ``remote``, ``odoo``, ``newest``
        or ``ask``
    :param required: a record without it cannot be used
    :param max_length: longest text that either side can use, in characters
    :param write_only: the remote takes the value, but never tells it; implies ``push``
    :param on_create: the value is sent when the object is created there, whatever the
        direction
    """

    name: str
    remote: str | tuple[str, ...] = ()
    convert: Any = field(default_factory=Text)
    direction: str = "both"
    policy: str = "remote"
    required: bool = False
    max_length: int | None = None
    write_only: bool = False
    on_create: bool = False

    def __post_init__(self):
        if self.write_only:
            object.__setattr__(self, "direction", "push")

    @property
    def pulls(self):
        return self.direction in ("both", "pull")

    @property
    def pushes(self):
        return self.direction in ("both", "push")

    def winner(self, newest="remote"):
        """Return who prevails where both sides changed: a side, or ``ask``.

        :param newest: the side that changed last
        """
        winner = newest if self.policy == "newest" else self.policy
        # A side that may not write cannot prevail.
        if winner == "remote" and not self.pulls:
            return "odoo"
        if winner == "odoo" and not self.pushes:
            return "remote"
        return winner

    def key(self, value):
        """Return what two values in common form are compared by."""
        normalize = self.convert.normalize
        return normalize(value) if normalize else value

    def same(self, one, other):
        """Tell whether two values in common form mean the same."""
        return one == other or self.key(one) == self.key(other)

    def paths(self):
        return (self.remote,) if isinstance(self.remote, str) else self.remote

    def directions(self):
        """Return the directions that a backend may choose from.

        What the remote must have to be of use in Odoo has to come in.
        """
        if self.direction != "both":
            return (self.direction,)
        return ("both", "pull") if self.required else ("both", "pull", "push")

    def policies(self):
        """Return the policies that a backend may choose from."""
        return tuple(dict.fromkeys((*POLICIES, self.policy)))

    def chosen(self, direction=None, policy=None):
        """Return the pair as a backend wants it; what may not be chosen is ignored."""
        changes = {}
        if direction in self.directions():
            changes["direction"] = direction
            # an object cannot be created there without it
            changes["on_create"] = self.on_create or (self.pushes and self.required)
        if policy in self.policies():
            changes["policy"] = policy
        return replace(self, **changes)

    def signature(self):
        """Return a text that changes when the meaning of the pair changes."""
        options = sorted(vars(self.convert).items())
        rules = (self.direction, self.policy, self.required, self.max_length)
        return (
            f"{self.name}={self.remote}:{type(self.convert).__name__}{options}{rules}"
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """A remote value that cannot be used: where, what, and why.

    ``blocking`` problems keep the whole record out, others only the field. ``passing``
    ones can end without a change of the remote record (what it refers to arrives).
    """

    field: str
    remote: str
    value: Any
    reason: str
    blocking: bool
    passing: bool = False

    def __str__(self):
        shown = repr(self.value)
        if len(shown) > 120:
            shown = f"{shown[:120]}… ({len(str(self.value)):,} characters)"
        return f"{self.remote or self.field}: {self.reason} ({shown})"


def dig(record, path):
    """Return the value at a dotted path of nested dicts, None where there is none."""
    for part in path.split("."):
        if not isinstance(record, dict):
            return None
        record = record.get(part)
    return record


def decode(fields, record):
    """Decode a remote record through a field map.

    Values that only go to the remote are decoded as well: the merge must know what is
    there. Nothing is demanded of them.

    :return: ``(values, problems)``: values in common form by Odoo field (fields with a
        problem, and those to be left alone, are left out), and the list of `Problem`
    """
    values, problems = {}, []
    for pair in fields:
        if pair.write_only:
            continue
        if isinstance(pair.remote, str):
            raw = dig(record, pair.remote)
        else:
            raw = tuple(dig(record, path) for path in pair.remote)
        try:
            value = pair.convert.decode(raw)
            if value is KEEP:
                continue
            if pair.pulls:
                _check(pair, value)
        except Unusable as error:
            problems.append(problem(pair, raw, str(error)))
        else:
            values[pair.name] = value
    return values, problems


def encode(fields, values, local, creating=False):
    """Encode what is to be written to the remote side.

    :param values: the changed values in common form, by Odoo field
    :param local: all values of the record, for converters that depend on others
    :param creating: the object is created there with them
    :return: ``{remote path: remote value}``
    """
    encoded = {}
    for pair in fields:
        sent = pair.pushes or (creating and pair.on_create)
        if pair.name not in values or not sent:
            continue
        raw = pair.convert.encode(values[pair.name], local)
        each = raw if isinstance(raw, tuple) else (raw,)
        for path, value in zip(pair.paths(), each, strict=True):
            if value is not KEEP:
                encoded[path] = value
    return encoded


def refuse(fields, values):
    """Return the problems of values that must not be sent, as ``{field: Problem}``.

    :param values: the changed values in common form, by Odoo field
    """
    refused = {}
    for pair in fields:
        if pair.name in values and (pair.pushes or pair.on_create):
            try:
                _check(pair, values[pair.name])
                pair.convert.check_sent(values[pair.name])
            except Unusable as error:
                where, reason = " or ".join(pair.paths()), f"cannot be sent: {error}"
                refused[pair.name] = Problem(
                    pair.name, where, values[pair.name], reason, blocking=False
                )
    return refused


def _check(pair, value):
    if pair.required and value is None:
        raise Unusable("this must not be empty")
    if pair.max_length and value and len(value) > pair.max_length:
        raise Unusable(f"longer than {pair.max_length} characters")


def problem(pair, raw, reason, passing=False):
    """Return the `Problem` of one pair with what was read.

    Of several remote values, the first that is not empty is named.
    """
    value, where = raw, " or ".join(pair.paths())
    if isinstance(raw, tuple):
        filled = [each for each in zip(raw, pair.paths(), strict=True) if each[0]]
        value, where = filled[0] if filled else ("", where)
    blocking = pair.required and pair.pulls
    return Problem(pair.name, where, value, reason, blocking, passing)
