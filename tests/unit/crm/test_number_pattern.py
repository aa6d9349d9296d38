"""Patterns of invoice numbers: laws, and the examples of Integria's manual."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.crm_integria.lib.number_pattern import NumberPattern, PatternError

parts = st.text(
    st.characters(exclude_characters="[]", exclude_categories=["Cs"]), max_size=5
)


@given(
    parts, st.integers(0, 10**6), st.integers(0, 8), parts, st.integers(0, 10**9 - 1)
)
def test_a_name_tells_its_number(before, first, zeros, after, number):
    text = f"{before}[{first:0{zeros}d}]{after}"
    try:
        row = NumberPattern.parse(text)
    except PatternError:
        assume(False)
    assert row.number(row.name(number)) == number


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_pattern_or_says_why(text):
    try:
        NumberPattern.parse(text)
    except PatternError as error:
        assert str(error)


def test_the_example_of_the_manual():
    row = NumberPattern.parse("15/[1000]")
    names = [row.name(row.first + turn) for turn in range(3)]
    assert names == ["15/1000", "15/1001", "15/1002"]


def test_rows_do_not_mix():
    first, second = NumberPattern.parse("15/[1000]"), NumberPattern.parse("16/[1]")
    names = ["15/1000", "16/1", "15/1001x", "15/", "15/01001", "15/1234567890"]
    assert [first.number(name) for name in names] == [1000, *[None] * 5]
    assert [second.number(name) for name in names] == [None, 1, *[None] * 4]
    assert (first.row, second.row) == ("15/[]", "16/[]")


@pytest.mark.parametrize(
    "text", ["", "15/", "[]", "[a]", "[1][2]", "1[1]", "[1]1", "[²]", "[1234567890]"]
)
def test_no_pattern(text):
    with pytest.raises(PatternError):
        NumberPattern.parse(text)
