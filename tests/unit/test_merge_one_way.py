"""Laws of fields that go one way, are never told, or are off for a time."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib.merge import merge

from .test_merge import NAMES, cases, sides

some_names = st.sets(st.sampled_from(NAMES))


def unseen(case):
    """The same case with fields whose value the remote never tells."""
    fields = [replace(pair, write_only=True) for pair in case.fields]
    return case._replace(fields=fields)


def only(outcome, names):
    """The parts of an outcome that concern some fields."""
    parts = (outcome.to_odoo, outcome.to_remote, outcome.conflicts, outcome.base)
    return [{n: value for n, value in part.items() if n in names} for part in parts]


# -- what the remote never tells ---------------------------------------------------


@given(cases())
def test_what_was_not_sent_yet_is_sent_and_nothing_else(case):
    case = unseen(case)
    outcome = case.merge()
    assert outcome.to_remote == {
        pair.name: case.local[pair.name]
        for pair in case.fields
        if pair.name in case.local
        and not pair.same(case.local[pair.name], case.base.get(pair.name))
    }
    assert (outcome.to_odoo, outcome.conflicts) == ({}, {})


@given(cases())
def test_it_counts_as_sent_only_when_it_was(case):
    case = unseen(case)
    outcome = case.merge()
    assert outcome.base == case.base
    assert case.after(outcome).merge().to_remote == outcome.to_remote
    sent = case._replace(base=case.base | outcome.to_remote)
    assert not sent.merge().to_remote


@given(cases(), sides)
def test_whatever_is_said_of_it_counts_for_nothing(case, said):
    case = unseen(case)
    assert case._replace(remote=said).merge() == case.merge()


# -- one-way -------------------------------------------------------------------------


@given(cases(directions=["push"]))
def test_what_odoo_computes_is_never_written_there(case):
    outcome = case.merge()
    assert not outcome.to_odoo
    # nor do other values there come to count as agreed upon
    for pair, ours, theirs in case.compared():
        if not pair.same(ours, theirs):
            assert outcome.base.get(pair.name) == case.base.get(pair.name)


@given(cases(directions=["pull"]))
def test_what_the_remote_only_shows_is_never_sent(case):
    assert not case.merge().to_remote


# -- switched off, and on again ------------------------------------------------------


@given(cases(), some_names)
def test_while_fields_are_off_nothing_of_them_is_lost(case, off):
    on = case._replace(fields=[each for each in case.fields if each.name not in off])
    meanwhile = on.after(on.merge())
    later = meanwhile._replace(fields=case.fields)
    assert only(later.merge(), off) == only(case.merge(), off)


@given(cases(), some_names)
def test_fields_that_are_off_change_nothing_for_others(case, off):
    on = [each for each in case.fields if each.name not in off]
    names = set(NAMES) - off
    outcome = merge(on, *case[1:])
    assert only(outcome, names) == only(case.merge(), names)
