"""Laws of the three-way merge: true for all fields, policies and values."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib.convert import Email, Text
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.merge import merge

NAMES = ("one", "two", "three")
DIRECTIONS = ("both", "pull", "push")
POLICIES = ("remote", "odoo", "newest", "ask")
OTHER_SIDE = {"odoo": "remote", "remote": "odoo"}

# Few values, so that sides often agree; some are the same e-mail address.
values = st.sampled_from([None, "a@x.dk", "A@X.dk", "b@x.dk", "B@x.dk", "c@x.dk"])
# A side or base may lack fields.
sides = st.dictionaries(st.sampled_from(NAMES), values)
full_sides = st.fixed_dictionaries({name: values for name in NAMES})


class Case(NamedTuple):
    fields: list
    base: dict
    local: dict
    remote: dict
    newest: str

    def merge(self):
        return merge(*self)

    def after(self, outcome, pushed=True):
        """The case when the outcome has been written to both sides, or to Odoo only."""
        to_remote = outcome.to_remote if pushed else {}
        return self._replace(
            base=outcome.base,
            local=self.local | outcome.to_odoo,
            remote=self.remote | to_remote,
        )

    def compared(self):
        """Yield the pairs that both sides know, with their values."""
        for pair in self.fields:
            if pair.name in self.local and pair.name in self.remote:
                yield pair, self.local[pair.name], self.remote[pair.name]


def field_maps(directions=DIRECTIONS, policies=POLICIES):
    """Field maps of the three names."""
    pairs = [
        st.builds(
            Field,
            name=st.just(name),
            remote=st.just(name),
            convert=st.sampled_from([Text(), Email()]),
            direction=st.sampled_from(directions),
            policy=st.sampled_from(policies),
        )
        for name in NAMES
    ]
    return st.tuples(*pairs).map(list)


def cases(directions=DIRECTIONS, policies=POLICIES, base=sides, both=sides):
    return st.builds(
        Case,
        field_maps(directions, policies),
        base,
        both,
        both,
        st.sampled_from(["odoo", "remote"]),
    )


two_way = cases(directions=["both"])


# -- no change is lost -------------------------------------------------------------


@given(two_way)
def test_a_change_of_one_side_goes_to_the_other(case):
    outcome = case.merge()
    for pair, ours, theirs in case.compared():
        if pair.name not in case.base or pair.same(ours, theirs):
            continue
        old = case.base[pair.name]
        if pair.same(old, theirs):
            assert outcome.to_remote[pair.name] == ours
        elif pair.same(old, ours):
            assert outcome.to_odoo[pair.name] == theirs


@given(two_way)
def test_each_difference_has_exactly_one_fate(case):
    outcome = case.merge()
    for pair, ours, theirs in case.compared():
        fates = [outcome.to_odoo, outcome.to_remote, outcome.conflicts]
        found = sum(pair.name in fate for fate in fates)
        assert found == (0 if pair.same(ours, theirs) else 1)


@given(cases(directions=["both"], policies=["ask"]))
def test_where_a_person_decides_nothing_is_overwritten_unasked(case):
    outcome = case.merge()
    for name, written in outcome.to_odoo.items():
        pair = next(pair for pair in case.fields if pair.name == name)
        lost = case.local[name]
        assert lost is None or pair.same(lost, case.base[name]), written
    for pair, ours, theirs in case.compared():
        if pair.name in outcome.conflicts:
            old = case.base.get(pair.name)
            assert outcome.conflicts[pair.name] == (old, ours, theirs)


@given(cases(directions=["both"], policies=["remote", "odoo", "newest"]))
def test_sides_agree_afterwards(case):
    after = case.after(case.merge())
    for pair, ours, theirs in after.compared():
        assert pair.same(ours, theirs)


@given(cases())
def test_a_push_that_failed_is_still_to_be_done(case):
    outcome = case.merge()
    again = case.after(outcome, pushed=False).merge()
    assert again.to_remote == outcome.to_remote
    assert again.conflicts == outcome.conflicts
    assert not again.to_odoo


@given(cases(directions=["pull"], policies=["remote"]))
def test_a_pulled_field_always_takes_a_new_remote_value(case):
    outcome = case.merge()
    for pair, ours, theirs in case.compared():
        known = case.base.get(pair.name)
        if theirs is not None and not pair.same(known, theirs):
            assert pair.same((case.local | outcome.to_odoo)[pair.name], theirs), ours


@given(cases(directions=["push"], policies=["remote", "odoo"]))
def test_a_pushed_field_always_gives_its_new_value(case):
    # Only Odoo may write here, whoever the policy (*remote* unless told) prefers.
    outcome = case.merge()
    for pair, ours, theirs in case.compared():
        known = case.base.get(pair.name)
        if ours is not None and not pair.same(known, ours):
            assert pair.same((case.remote | outcome.to_remote)[pair.name], ours), theirs


# -- nothing more than that --------------------------------------------------------


@given(cases())
def test_no_echo(case):
    outcome = case.merge()
    again = case.after(outcome).merge()
    assert (again.to_odoo, again.to_remote) == ({}, {})
    assert again.conflicts == outcome.conflicts


@given(cases())
def test_directions_are_respected(case):
    outcome = case.merge()
    assert outcome.to_odoo.keys() <= {p.name for p in case.fields if p.pulls}
    assert outcome.to_remote.keys() <= {p.name for p in case.fields if p.pushes}


@given(cases())
def test_what_is_written_comes_from_the_other_side(case):
    outcome = case.merge()
    assert outcome.to_odoo.items() <= case.remote.items()
    assert outcome.to_remote.items() <= case.local.items()


@given(cases())
def test_fields_that_odoo_lacks_are_left_alone(case):
    outcome = case.merge()
    for touched in (outcome.to_odoo, outcome.to_remote, outcome.conflicts):
        assert touched.keys() <= case.local.keys()
    for name in set(NAMES) - case.local.keys():
        assert outcome.base.get(name, "none") == case.base.get(name, "none")


@given(cases(base=full_sides, both=full_sides), st.sampled_from(NAMES))
def test_what_cannot_be_read_there_stays_until_odoo_changes_it(case, name):
    remote = {other: value for other, value in case.remote.items() if other != name}
    (pair,) = [pair for pair in case.fields if pair.name == name]
    outcome = case._replace(remote=remote).merge()
    assert name not in outcome.to_odoo.keys() | outcome.conflicts.keys()
    assert outcome.base[name] == case.base[name]
    changed = not pair.same(case.base[name], case.local[name])
    assert (name in outcome.to_remote) == (changed and pair.direction == "both")


@given(cases(both=full_sides), st.sampled_from(NAMES))
def test_what_was_never_read_there_begins_with_what_odoo_has(case, name):
    base = {other: value for other, value in case.base.items() if other != name}
    remote = {other: value for other, value in case.remote.items() if other != name}
    case = case._replace(base=base, remote=remote)
    (pair,) = [pair for pair in case.fields if pair.name == name]
    outcome = case.merge()
    assert name not in outcome.to_odoo.keys() | outcome.to_remote.keys()
    if pair.direction == "both":
        assert outcome.base[name] == case.local[name]


@given(field_maps(), sides, st.dictionaries(st.sampled_from(NAMES), st.emails()))
def test_values_that_mean_the_same_need_nothing(fields, base, local):
    fields = [Field(p.name, p.remote, Email(), p.direction, p.policy) for p in fields]
    remote = {name: value.swapcase() for name, value in local.items()}
    outcome = merge(fields, base, local, remote)
    assert (outcome.to_odoo, outcome.to_remote, outcome.conflicts) == ({}, {}, {})
    assert outcome.base == base | remote


@given(cases())
def test_what_was_given_stays_as_it_was(case):
    before = [dict(side) for side in (case.base, case.local, case.remote)]
    case.merge()
    assert [case.base, case.local, case.remote] == before


# -- base ----------------------------------------------------------------------------


@given(cases())
def test_base_is_what_both_sides_have_or_had(case):
    outcome = case.merge()
    for pair, ours, theirs in case.compared():
        if pair.same(ours, theirs) or pair.name in outcome.to_odoo:
            assert outcome.base[pair.name] == theirs
        else:
            # to be pushed, to be decided, or forbidden: as it was
            assert outcome.base.get(pair.name, "none") == case.base.get(
                pair.name, "none"
            )


@given(cases(), st.dictionaries(st.text(min_size=6), values))
def test_base_keeps_fields_that_are_no_longer_mapped(case, others):
    outcome = case._replace(base=case.base | others).merge()
    assert others.items() <= outcome.base.items()


# -- both sides are equal ------------------------------------------------------------


def mirrored(case):
    """The same case as the remote system would see it."""
    fields = [
        Field(
            pair.name,
            pair.remote,
            pair.convert,
            pair.direction,
            OTHER_SIDE.get(pair.policy, pair.policy),
        )
        for pair in case.fields
    ]
    newest = OTHER_SIDE[case.newest]
    return Case(fields, case.base, case.remote, case.local, newest)


@given(cases(directions=["both"], both=full_sides))
def test_seen_from_the_other_side_it_is_the_same(case):
    outcome, mirror = case.merge(), mirrored(case).merge()
    assert outcome.to_odoo == mirror.to_remote
    assert outcome.to_remote == mirror.to_odoo
    assert outcome.conflicts == {
        name: (old, ours, theirs)
        for name, (old, theirs, ours) in mirror.conflicts.items()
    }
