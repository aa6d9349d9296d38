"""Decoding a remote record through a field map, and telling what cannot be used."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib.convert import (
    Bound,
    Choice,
    Constant,
    Email,
    Flag,
    Line,
    Phone,
    Reference,
    Text,
    Unusable,
    VatNumber,
)
from odoo.addons.sync_base.lib.field_map import (
    Field,
    decode,
    dig,
    encode,
    problem,
)

RECORD = {
    "companyname": " Søn & Co ",
    "email": "no at sign.example",
    "address": {"city": "Odense", "country": {"code": "dk"}},
    "phone": "66 12 34 56",
    "fax": "call me",
}


def decode_one(pair, record=None):
    """The value of one pair, or its problem."""
    values, problems = decode([pair], RECORD if record is None else record)
    if problems:
        assert not values
        return problems[0]
    return values[pair.name]


# -- values ------------------------------------------------------------------------


def test_decode():
    fields = [
        Field("name", "companyname", required=True),
        Field("email", "email", Email()),
        Field("city", "address.city"),
        Field("country_id", "address.country.code", Reference("res.country")),
        Field("phone", ("phone", "address.country.code"), Phone()),
        Field("street", "address.street"),
        Field("type", (), Constant("other"), "pull"),
        Field("website", "address.city", direction="push"),
        Field("comment", "companyname", write_only=True),
    ]
    values, problems = decode(fields, RECORD)
    assert values == {
        "name": "Søn & Co",
        "city": "Odense",
        "country_id": "DK",
        "phone": "+45 66 12 34 56",
        "street": None,
        "type": "other",
        # so that the merge knows what is there
        "website": "Odense",
    }
    assert [each.field for each in problems] == ["email"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("companyname", " Søn & Co "),
        ("address.city", "Odense"),
        ("address.country.code", "dk"),
        ("address.country", {"code": "dk"}),
        ("missing", None),
        ("address.missing.code", None),
        ("companyname.code", None),
        ("address.city.code", None),
    ],
)
def test_dotted_paths(path, value):
    assert dig(RECORD, path) == value


@pytest.mark.parametrize("empty", [{}, {"address": None}, {"address": []}])
def test_a_path_through_nothing_is_empty(empty):
    assert decode_one(Field("city", "address.city"), empty) is None


@given(
    st.dictionaries(st.text(), st.text() | st.none() | st.integers()),
    st.lists(st.text(), min_size=1),
)
def test_each_pulled_field_has_a_value_or_a_problem(record, paths):
    fields = [
        Field(f"field_{index}", path, Email(), required=index % 2 == 0, max_length=9)
        for index, path in enumerate([*paths, *record])
    ]
    values, problems = decode(fields, record)
    assert sorted([*values, *(each.field for each in problems)]) == sorted(
        pair.name for pair in fields
    )


# -- problems ----------------------------------------------------------------------


def test_a_field_that_cannot_be_used_keeps_only_itself_out():
    found = decode_one(Field("email", "email", Email()))
    assert (found.field, found.remote) == ("email", "email")
    assert not found.blocking
    assert not found.passing


@pytest.mark.parametrize("record", [{}, {"name": " "}, {"name": None}, {"name": []}])
def test_required(record):
    found = decode_one(Field("name", "name", required=True), record)
    assert found.blocking
    assert found.reason == "this must not be empty"
    assert str(found).startswith("name: this must not be empty (")


def test_required_and_unusable_blocks():
    assert decode_one(Field("email", "email", Email(), required=True)).blocking


@pytest.mark.parametrize("length", [10, 11])
def test_max_length_counts_characters(length):
    pair = Field("name", "name", max_length=10)
    found = decode_one(pair, {"name": f" {'ø' * length} "})
    if length == 10:
        assert found == "ø" * 10
    else:
        assert found.reason == "longer than 10 characters"


def test_a_problem_says_where_what_and_why():
    record = {"contact": {"email": "bo at firma.dk"}}
    told = str(decode_one(Field("email", "contact.email", Email()), record))
    assert told == "contact.email: this is not an e-mail address ('bo at firma.dk')"


def test_a_problem_of_several_values_names_the_one_that_is_there():
    pair = Field("phone", ("formatted", "fax", "country"), FirstPhone())
    assert str(decode_one(pair)) == "fax: this is not a phone number ('call me')"


def test_a_problem_of_several_values_that_are_all_empty_names_all():
    pair = Field("phone", ("formatted", "mobile", "country"), FirstPhone(), "pull")
    told = str(decode_one(replace(pair, required=True)))
    assert told == "formatted or mobile or country: this must not be empty ('')"


class FirstPhone(Phone):
    """The first number that is there, as in WHMCS."""

    def decode(self, value):
        first, second, country = value
        return super().decode((first or second, country))


def test_long_values_are_cut():
    told = str(decode_one(Field("email", "email", Email()), {"email": "x" * 12_345}))
    assert "xxx…" in told
    assert "(12,345 characters)" in told
    assert len(told) < 250


def test_values_of_a_remote_kind_are_shown_as_they_came():
    assert "{'deep': 1}" in str(problem(Field("x", "y"), {"deep": 1}, "why"))
    assert "None" in str(decode_one(Field("x", "y", required=True), {}))


def test_a_problem_of_a_field_without_remote_value():
    found = problem(Field("type", (), Constant("other")), "other", "why", passing=True)
    assert str(found) == "type: why ('other')"
    assert found.passing


# -- comparison and meaning --------------------------------------------------------


def test_same():
    assert Field("email", "email", Email()).same("Bo@x.dk", "bo@X.dk")
    assert not Field("email", "email", Text()).same("Bo@x.dk", "bo@x.dk")
    assert Field("email", "email", Email()).same(None, None)
    assert not Field("email", "email", Email()).same(None, "bo@x.dk")


PAIR = Field("name", "companyname", Line())


@pytest.mark.parametrize(
    "change",
    [
        {"name": "display_name"},
        {"remote": "fullname"},
        {"remote": ("companyname",)},
        {"remote": ("companyname", "lastname")},
        {"convert": Text()},
        {"convert": Line(escaped=True)},
        {"convert": Choice({"a": "b"})},
        {"convert": Choice({"a": "c"})},
        {"convert": Constant("a")},
        {"convert": Constant("b")},
        {"convert": Reference("res.country")},
        {"convert": Reference("res.country", "name")},
        {"convert": Reference("res.country", strict=False)},
        {"convert": Bound("client")},
        {"convert": Bound("contact")},
        {"convert": VatNumber()},
        # records that were refused or left alone must be read again
        {"required": True},
        {"max_length": 255},
        {"direction": "push"},
        {"policy": "ask"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_signature_tells_a_changed_pair(change):
    assert replace(PAIR, **change).signature() != PAIR.signature()


def test_the_signature_is_the_same_in_every_process():
    signature = Field("name", "companyname", Line()).signature()
    assert signature == PAIR.signature()
    assert " at 0x" not in signature


def test_directions():
    ways = {
        direction: (pair.pulls, pair.pushes)
        for direction in ("both", "pull", "push")
        for pair in [Field("x", "y", direction=direction)]
    }
    assert ways == {"both": (True, True), "pull": (True, False), "push": (False, True)}


def test_unusable_is_a_value_error():
    assert issubclass(Unusable, ValueError)


# -- what is written -------------------------------------------------------------------

WRITTEN = [
    Field("name", "companyname", Line(), required=True),
    Field("phone", ("phonenumber", "country"), Phone()),
    Field("is_company", "companyname", Flag(), direction="pull"),
    Field("country_id", "address.country"),
]


def test_only_what_is_asked_for_is_encoded():
    assert encode(WRITTEN, {}, {}) == {}
    assert encode(WRITTEN, {"name": "Søn"}, {}) == {"companyname": "Søn"}
    assert encode(WRITTEN, {"country_id": "DK"}, {}) == {"address.country": "DK"}


def test_an_empty_value_is_written_as_such():
    assert encode(WRITTEN, {"name": None}, {}) == {"companyname": ""}


def test_what_a_converter_only_reads_is_not_written():
    encoded = encode(WRITTEN, {"phone": "+45 66 12 34 56"}, {})
    assert encoded == {"phonenumber": "+4566123456"}


def test_what_only_comes_in_is_not_written():
    assert encode(WRITTEN, {"is_company": True}, {}) == {}
