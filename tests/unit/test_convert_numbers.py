"""Phone and VAT numbers as people in several countries write them."""

import pytest

from odoo.addons.sync_base.lib.convert import (
    Phone,
    Unusable,
    VatNumber,
    international,
)
from odoo.addons.sync_base.lib.field_map import Field


def reason(converter, value):
    """Why a value is refused."""
    with pytest.raises(Unusable) as caught:
        converter.decode(value)
    return str(caught.value)


# -- phone -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "country", "decoded"),
    [
        ("66 12 34 56", "DK", "+45 66 12 34 56"),
        ("+45.66123456", "DK", "+45 66 12 34 56"),
        ("0045 66123456", "DK", "+45 66 12 34 56"),
        (66123456, "dk", "+45 66 12 34 56"),
        ("+45 66123456", None, "+45 66 12 34 56"),
        ("912.345.678", "ES", "+34 912 34 56 78"),
        ("0034 912 345 678", "ES", "+34 912 34 56 78"),
        ("030 / 123456", "DE", "+49 30 123456"),
        ("+49 (0)30 123456", "DE", "+49 30 123456"),
        ("01 23 45 67 89", "FR", "+33 1 23 45 67 89"),
        ("020 7946 0958", "GB", "+44 20 7946 0958"),
        ("+44.02079460958", "GB", "+44 20 7946 0958"),
        ("+45 66123456", "GB", "+45 66 12 34 56"),
        ("", "DK", None),
        (None, None, None),
    ],
)
def test_phone(number, country, decoded):
    assert Phone().decode((number, country)) == decoded


@pytest.mark.parametrize(
    ("number", "country", "why"),
    [
        ("call me", "DK", "not a phone number"),
        ("66123456", "", "not a phone number"),
        ("66123456", "XX", "not a phone number"),
        ("+45.0000 call me", "DK", "too long, too short or no prefix"),
        ("12", "DK", "too long, too short or no prefix"),
        ("6612345678901234", "DK", "no phone can have this number"),
    ],
)
def test_no_phone(number, country, why):
    assert why in reason(Phone(), (number, country))


def test_a_refused_phone_number_stays_refused():
    # decoded numbers are remembered
    for _ in range(2):
        with pytest.raises(Unusable):
            international("12", "DK")
    assert international("66123456", "DK") == "+45 66 12 34 56"


@pytest.mark.parametrize(
    ("ours", "key"),
    [
        ("+45 66 12 34 56", "+4566123456"),
        ("+45-6612-3456", "+4566123456"),
        ("66 12 34 56", "66123456"),
        ("tel.: 66 12 34 56", "66123456"),
        ("ask Bo", None),
        (None, None),
    ],
)
def test_phone_numbers_are_compared_as_e164(ours, key):
    assert Phone().normalize(ours) == key


# -- VAT number --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "country", "decoded"),
    [
        ("13585628", "DK", "DK13585628"),
        ("dk 13 58 56 28", "dk", "DK13585628"),
        ("B-58378431", "ES", "ESB58378431"),
        ("ES B58378431", "ES", "ESB58378431"),
        ("136,695 976", "DE", "DE136695976"),
        ("40 303 265 045", "FR", "FR40303265045"),
        ("FRK7399859412", "FR", "FRK7399859412"),
        ("GR094259216", "GR", "GR094259216"),
        ("EL 094259216", "GR", "EL094259216"),
        # outside of the EU they are taken as they are
        ("GB 980 7806 84", "GB", "GB980780684"),
        ("che-123.456.788 mwst", "CH", "CHE123456788MWST"),
        ("13585628", "", "13585628"),
        (13585628, "DK", "DK13585628"),
        ("", "DK", None),
        (None, None, None),
        # what people type into a field that must not be empty
        ("-", "US", None),
        ("-", "DK", None),
    ],
)
def test_vat_number(number, country, decoded):
    assert VatNumber().decode((number, country)) == decoded


@pytest.mark.parametrize(
    ("number", "country"),
    [("DK13585629", "DK"), ("1234", "DK"), ("none", "ES"), ("DE136695977", "DE")],
)
def test_no_vat_number(number, country):
    told = reason(VatNumber(), (number, country))
    assert told == f"this is not a valid VAT number of {country}"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("13585628", "DK13585628"),
        ("dk 13.58.56.28", "DK13585628"),
        ("B-58378431", "ESB58378431"),
        ("GR094259216", "EL094259216"),
        ("136,695 976", "DE136695976"),
        # Odoo's sign for "has none"
        ("/", None),
    ],
)
def test_the_same_vat_number(ours, theirs):
    assert Field("vat", "tax_id", VatNumber()).same(ours, theirs)


def test_another_vat_number():
    assert not Field("vat", "tax_id", VatNumber()).same("DK13585628", "DK13585629")
