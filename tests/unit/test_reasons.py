"""What 500 issues of one kind have in common, and what keeps two kinds apart."""

import pytest

from odoo.addons.sync_base.lib.field_map import Problem
from odoo.addons.sync_base.lib.reasons import LENGTH, group_of

NOT_MAIL = "email: this is not an e-mail address"


@pytest.mark.parametrize(
    ("reason", "group"),
    [
        (f"{NOT_MAIL} ('no at sign')", NOT_MAIL),
        (f'{NOT_MAIL} ("it\'s (not) mine")', NOT_MAIL),
        (f"{NOT_MAIL} (['a', 'b'])", NOT_MAIL),
        (f"{NOT_MAIL} (None)\nphone: bad (12)", NOT_MAIL),
        (
            "date: this is not a date (YYYY-MM-DD) ('1 May')",
            "date: this is not a date (YYYY-MM-DD)",
        ),
        ("There is no customer 4711.", "There is no customer …."),
        (
            "city: both sides changed it from None; Odoo has 'Ærø', theirs 'it\\'s'",
            "city: both sides changed it from …; Odoo has …, theirs …",
        ),
        ("Several fit: “A ApS”, “B, C ApS”. Merge them", "Several fit: …. Merge them"),
        ("The record's owner's name", "The record's owner's name"),
        ("address2: longer than 60 characters", "address2: longer than … characters"),
        ("name: bytes that are not UTF-8", "name: bytes that are not UTF-8"),
        ("bo@example.com is taken", "… is taken"),
        ("", ""),
        (None, ""),
    ],
)
def test_group(reason, group):
    assert group_of(reason) == group


def test_a_value_that_was_cut_off_is_none_of_the_group():
    problem = Problem("email", "email", "x" * 500, "this is wrong", False)
    assert group_of(str(problem)) == "email: this is wrong"


def test_two_fields_are_two_groups():
    assert group_of("email: empty ('')") != group_of("phone: empty ('')")


def test_a_group_is_no_longer_than_a_heading():
    assert len(group_of("word " * 1000)) == LENGTH
    assert len(group_of("'" * 100_000)) <= LENGTH
