"""What a backend may choose for a field pair, and what is kept from being sent."""

import pytest

from odoo.addons.sync_base.lib.convert import Email
from odoo.addons.sync_base.lib.field_map import Field, decode, encode, refuse


def test_one_way_pairs_stay_so():
    for direction in ("pull", "push"):
        pair = Field("x", "y", direction=direction)
        assert pair.directions() == (direction,)
        for wanted in ("both", "pull", "push"):
            assert pair.chosen(wanted).direction == direction


def test_two_way_pairs_can_go_one_way():
    pair = Field("x", "y")
    for wanted in ("both", "pull", "push"):
        assert pair.chosen(wanted).direction == wanted
    assert pair.chosen("sideways") == pair.chosen() == pair


def test_what_is_required_has_to_come_in():
    pair = Field("x", "y", required=True)
    assert pair.directions() == ("both", "pull")
    assert pair.chosen("push") == pair
    # and to be sent when the object is created there, if it can be
    assert encode([pair.chosen("pull")], {"x": "1"}, {}) == {}
    assert encode([pair.chosen("pull")], {"x": "1"}, {}, creating=True) == {"y": "1"}
    shown = Field("x", "y", direction="pull", required=True).chosen("pull")
    assert encode([shown], {"x": "1"}, {}, creating=True) == {}


def test_policies():
    assert Field("x", "y").policies() == ("remote", "odoo", "ask")
    newest = Field("x", "y", policy="newest")
    assert newest.policies() == ("remote", "odoo", "ask", "newest")
    assert newest.chosen(policy="ask").policy == "ask"
    assert Field("x", "y").chosen(policy="newest").policy == "remote"


def test_the_rest_of_a_pair_is_never_a_choice():
    pair = Field("x", "y", Email(), required=True, max_length=9)
    chosen = pair.chosen("pull", "odoo")
    assert chosen == Field(
        "x", "y", pair.convert, "pull", "odoo", True, 9, on_create=True
    )
    assert chosen.signature() != pair.signature()


def test_write_only_is_one_way():
    pair = Field("x", "y", direction="pull", write_only=True)
    assert (pair.direction, pair.pulls, pair.pushes) == ("push", False, True)
    assert encode([pair], {"x": "secret"}, {}) == {"y": "secret"}
    assert pair.chosen("both").direction == "push"


# -- not sent ------------------------------------------------------------------------

FIELDS = [
    Field("name", "companyname", required=True, max_length=5),
    Field("street", ("address1", "address2"), max_length=5),
    Field("note", "note", max_length=3, write_only=True),
]


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        ({"name": "12345", "street": None, "note": "123"}, {}),
        ({}, {}),
        (
            {"name": "123456"},
            {
                "name": "companyname: cannot be sent: "
                "longer than 5 characters ('123456')"
            },
        ),
        (
            {"name": None},
            {"name": "companyname: cannot be sent: this must not be empty (None)"},
        ),
        (
            {"name": "1", "street": "1234567", "note": "1234"},
            {
                "street": "address1 or address2: cannot be sent: "
                "longer than 5 characters ('1234567')",
                "note": "note: cannot be sent: longer than 3 characters ('1234')",
            },
        ),
    ],
)
def test_what_must_not_be_sent(values, reasons):
    refused = refuse(FIELDS, values)
    assert {name: str(each) for name, each in refused.items()} == reasons
    assert not any(each.blocking for each in refused.values())


def test_what_is_never_sent_may_be_as_long_as_it_likes():
    assert not refuse([Field("x", "y", direction="pull", max_length=3)], {"x": "1234"})


def test_nothing_is_demanded_of_what_only_goes_there():
    pairs = [
        Field("name", "name", direction="push", required=True),
        Field("city", "city", direction="push", max_length=3),
        Field("email", "email", Email(), direction="push", required=True),
    ]
    values, problems = decode(pairs, {"city": "Odense", "email": "none"})
    assert values == {"name": None, "city": "Odense"}
    # Not known what is there, so it is left alone; the rest of the record comes in.
    assert [(each.field, each.blocking) for each in problems] == [("email", False)]
