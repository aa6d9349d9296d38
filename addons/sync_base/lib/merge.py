"""Three-way merge of one record, field by field. Pure, and the heart of the engine.

*base* is what both sides had at the last synchronisation, *local* what Odoo has now,
*remote* what the other system has now; all in common form (see `convert`).
"""

from dataclasses import dataclass, field

ABSENT = object()


@dataclass(slots=True)
class Merge:
    """The outcome for one record.

    ``to_odoo`` and ``to_remote`` hold only what must change on that side, ``conflicts``
    the fields that both sides changed and whose policy says *ask*, as
    ``{field: (base, local, remote)}``. ``base`` is the base to keep once ``to_odoo``
    has been written: fields still to be pushed or decided keep their old one.
    """

    to_odoo: dict = field(default_factory=dict)
    to_remote: dict = field(default_factory=dict)
    conflicts: dict = field(default_factory=dict)
    base: dict = field(default_factory=dict)


def merge(fields, base, local, remote, newest="remote"):
    """Merge one record.

    Fields that ``local`` lacks are left alone. A remote value that could not be
    decoded, and so is missing, says nothing: its field stays as it is until Odoo
    changes it. What the remote never tells (write-only) is compared with *base* as
    well, which is what was sent last.

    :param fields: the field map
    :param base: values by field; may lack fields (never synchronised yet)
    :param newest: the side that changed last, ``odoo`` or ``remote``, where a version
        tells; decides fields of policy *newest*
    """
    outcome = Merge(base=dict(base))
    for pair in fields:
        name = pair.name
        if name not in local:
            continue
        if pair.write_only:
            if not pair.same(base.get(name), local[name]):
                outcome.to_remote[name] = local[name]
            continue
        if name not in remote:
            if pair.pulls and pair.pushes:
                _merge_unread(pair, outcome, local[name])
            continue
        ours, theirs = local[name], remote[name]
        if pair.same(ours, theirs):
            outcome.base[name] = theirs
            continue
        winner = _winner(pair, base.get(name, ABSENT), ours, theirs, newest)
        if winner == "remote" and pair.pulls:
            outcome.to_odoo[name] = theirs
            outcome.base[name] = theirs
        elif winner == "odoo" and pair.pushes:
            outcome.to_remote[name] = ours
        elif winner == "ask":
            old = None if base.get(name, ABSENT) is ABSENT else base[name]
            outcome.conflicts[name] = (old, ours, theirs)
    return outcome


def _merge_unread(pair, outcome, ours):
    """Merge a field whose remote value says nothing."""
    base = outcome.base.setdefault(pair.name, ours)
    if not pair.same(base, ours):
        outcome.to_remote[pair.name] = ours


def _winner(pair, base, ours, theirs, newest):
    if base is ABSENT:
        # First meeting: a value beats no value, whatever the policy.
        if ours is None:
            return "remote"
        if theirs is None:
            return "odoo"
    elif pair.same(base, theirs):
        return "odoo"
    elif pair.same(base, ours):
        return "remote"
    return pair.winner(newest)
