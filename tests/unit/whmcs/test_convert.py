"""Converters for what only WHMCS does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib.convert import KEEP, Unusable
from odoo.addons.sync_whmcs.lib.convert import (
    ClientName,
    FullName,
    IsCompany,
    WhmcsPhone,
)

words = st.text("aæ-'", min_size=1)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Søren", "O&#039;Hara"), "Søren O'Hara"),
        ((" Ana  María ", "\tde la Cruz"), "Ana María de la Cruz"),
        (("", "Müller"), "Müller"),
        (("Bo", None), "Bo"),
        (("", " "), None),
        ((None, None), None),
    ],
)
def test_full_name(parts, name):
    assert FullName().decode(parts) == name


def sent(encoded):
    """What a record holds that had nothing but the values that are written."""
    return tuple(None if value is KEEP else value for value in encoded)


@given(st.lists(words, max_size=4), words)
def test_a_full_name_there_and_back(first_names, last_name):
    name = " ".join([*first_names, last_name])
    assert FullName().encode(name) == (" ".join(first_names), last_name)
    assert FullName().decode(FullName().encode(name)) == name


def test_no_name_there_and_back():
    assert FullName().decode(FullName().encode(None)) is None
    for local in ({}, {"is_company": True}):
        assert ClientName().decode(sent(ClientName().encode(None, local))) is None


@pytest.mark.parametrize(
    ("parts", "name", "company"),
    [
        (("Søn &amp; Co", "Bo", "Ek"), "Søn & Co", True),
        (("", "Bo", "Ek"), "Bo Ek", False),
        ((" ", "Bo", ""), "Bo", False),
        ((None, None, None), None, False),
        (("GmbH &amp;amp; Co", "", ""), "GmbH &amp; Co", True),
    ],
)
def test_a_client_is_a_company_or_a_person(parts, name, company):
    assert ClientName().decode(parts) == name
    assert IsCompany().decode(parts[0]) is company


@given(st.lists(words, min_size=1, max_size=4).map(" ".join))
def test_a_company_name_there_and_back(name):
    for local in ({}, {"is_company": True}):
        assert ClientName().decode(sent(ClientName().encode(name, local))) == name


def test_a_name_leaves_the_other_name_alone():
    company, person = ({"is_company": flag} for flag in (True, False))
    assert ClientName().encode("Søn & Co", company) == ("Søn & Co", KEEP, KEEP)
    assert ClientName().encode("Bo Ek", person) == (KEEP, "Bo", "Ek")


@pytest.mark.parametrize(
    ("formatted", "number", "country", "decoded"),
    [
        ("+45.66123456", "66123456", "DK", "+45 66 12 34 56"),
        ("+44.1234567890", "01234 567890", "GB", "+44 1234 567890"),
        ("+45.66123456", "66123456", "ES", "+45 66 12 34 56"),
        ("", "66 12 34 56", "DK", "+45 66 12 34 56"),
        (None, "912 345 678", "ES", "+34 912 34 56 78"),
        (None, "+45.66123456", "ES", "+45 66 12 34 56"),
        ("", "", "DK", None),
        (None, None, None, None),
    ],
)
def test_phone(formatted, number, country, decoded):
    assert WhmcsPhone().decode((formatted, number, country)) == decoded


def test_an_impossible_phone():
    with pytest.raises(Unusable):
        WhmcsPhone().decode(("", "call me", "DK"))


@pytest.mark.parametrize("number", ["+45 66 12 34 56", "+34 912 34 56 78", None])
def test_a_phone_there_and_back(number):
    encoded = WhmcsPhone().encode(number)
    assert WhmcsPhone().decode(sent(encoded)) == number
    assert (encoded[0], encoded[2]) == (KEEP, KEEP), "the country is a field of its own"
