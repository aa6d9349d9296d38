"""Each policy and direction by examples."""

import pytest

from odoo.addons.sync_base.lib.convert import Phone, Text
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.merge import merge

POLICIES = ("remote", "odoo", "newest", "ask")
NEVER = object()  # the field was never synchronised
NOTHING, PULL, PUSH, ASK = "nothing", "pull", "push", "ask"


def decide(field, base, ours, theirs, newest="remote"):
    """What is done about one field, and the base to keep."""
    known = {} if base is NEVER else {"x": base}
    outcome = merge([field], known, {"x": ours}, {"x": theirs}, newest)
    done = NOTHING
    if outcome.to_odoo:
        assert outcome.to_odoo == {"x": theirs}
        done = PULL
    if outcome.to_remote:
        assert (done, outcome.to_remote) == (NOTHING, {"x": ours})
        done = PUSH
    if outcome.conflicts:
        old = None if base is NEVER else base
        assert (done, outcome.conflicts) == (NOTHING, {"x": (old, ours, theirs)})
        done = ASK
    return done, outcome.base.get("x", NEVER)


# base, Odoo, remote -> what is done, base to keep; whatever the policy
CLEAR = [
    # first meeting
    (NEVER, None, None, NOTHING, None),
    (NEVER, "a", "a", NOTHING, "a"),
    (NEVER, None, "b", PULL, "b"),
    (NEVER, "a", None, PUSH, NEVER),
    # nobody or one side changed it
    ("o", "o", "o", NOTHING, "o"),
    ("o", "o", "b", PULL, "b"),
    ("o", "a", "o", PUSH, "o"),
    # one side emptied or filled it
    ("o", "o", None, PULL, None),
    ("o", None, "o", PUSH, "o"),
    (None, None, "b", PULL, "b"),
    (None, "a", None, PUSH, None),
    # both changed it to the same
    ("o", "a", "a", NOTHING, "a"),
    ("o", None, None, NOTHING, None),
]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("newest", ["odoo", "remote"])
@pytest.mark.parametrize(("base", "ours", "theirs", "done", "kept"), CLEAR)
def test_no_policy_is_needed(policy, newest, base, ours, theirs, done, kept):
    field = Field("x", "x", policy=policy)
    assert decide(field, base, ours, theirs, newest) == (done, kept)


# base, Odoo, remote: both sides say something else
UNCLEAR = [
    (NEVER, "a", "b"),
    ("o", "a", "b"),
    ("o", None, "b"),
    ("o", "a", None),
    (None, "a", "b"),
]


@pytest.mark.parametrize(("base", "ours", "theirs"), UNCLEAR)
@pytest.mark.parametrize(
    ("policy", "newest", "done"),
    [
        ("remote", "odoo", PULL),
        ("remote", "remote", PULL),
        ("odoo", "odoo", PUSH),
        ("odoo", "remote", PUSH),
        ("newest", "odoo", PUSH),
        ("newest", "remote", PULL),
        ("ask", "odoo", ASK),
        ("ask", "remote", ASK),
    ],
)
def test_the_policy_decides(base, ours, theirs, policy, newest, done):
    field = Field("x", "x", policy=policy)
    kept = theirs if done == PULL else base
    assert decide(field, base, ours, theirs, newest) == (done, kept)


def test_the_remote_side_wins_unless_told_otherwise():
    assert decide(Field("x", "x"), "o", "a", "b") == (PULL, "b")


@pytest.mark.parametrize(
    ("direction", "base", "ours", "theirs", "done"),
    [
        ("pull", "o", "o", "b", PULL),
        ("pull", "o", "a", "o", NOTHING),
        ("pull", "o", "a", "b", PULL),
        ("pull", NEVER, None, "b", PULL),
        ("pull", NEVER, "a", None, NOTHING),
        ("push", "o", "a", "o", PUSH),
        ("push", "o", "o", "b", NOTHING),
        ("push", NEVER, "a", None, PUSH),
        ("push", NEVER, None, "b", NOTHING),
    ],
)
def test_one_way(direction, base, ours, theirs, done):
    field = Field("x", "x", direction=direction)
    assert decide(field, base, ours, theirs)[0] == done


def test_one_way_to_the_remote_gets_there_although_the_remote_changed_it():
    field = Field("x", "x", direction="push")
    assert decide(field, "o", "a", "b")[0] == PUSH
    assert decide(field, NEVER, "a", "b")[0] == PUSH


def test_a_conflict_stays_until_one_side_gives_way():
    field = Field("x", "x", policy="ask")
    assert decide(field, "o", "a", "b") == (ASK, "o")
    assert decide(field, "o", "b", "b") == (NOTHING, "b")


def test_the_same_number_in_another_notation():
    field = Field("x", "x", Phone())
    written, meant = "+45 66 12 34 56", "+4566123456"
    assert decide(field, NEVER, written, meant) == (NOTHING, meant)
    assert decide(field, written, meant, "+45 66 12 34 57")[0] == PULL


def test_fields_do_not_touch_each_other():
    fields = [
        Field("pulled", "p"),
        Field("pushed", "q"),
        Field("asked", "r", policy="ask"),
        Field("same", "s", Text()),
        Field("unreadable", "t"),
    ]
    base = dict.fromkeys(("pulled", "pushed", "asked", "same", "unreadable"), "old")
    local = base | {"pushed": "ours", "asked": "ours"}
    remote = base | {"pulled": "theirs", "asked": "theirs"}
    del remote["unreadable"]
    outcome = merge(fields, base, local, remote)
    assert outcome.to_odoo == {"pulled": "theirs"}
    assert outcome.to_remote == {"pushed": "ours"}
    assert outcome.conflicts == {"asked": ("old", "ours", "theirs")}
    assert outcome.base == base | {"pulled": "theirs"}
