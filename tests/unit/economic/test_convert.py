"""What e-conomic's values mean: laws, and examples of what people type there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib import countries
from odoo.addons.sync_base.lib.convert import KEEP, Unusable
from odoo.addons.sync_base.lib.convert_amounts import Amount
from odoo.addons.sync_base.lib.convert_country import Country
from odoo.addons.sync_economic.lib import danish, names
from odoo.addons.sync_economic.lib.convert import (
    Cvr,
    DanishVat,
    Ean,
    Emails,
    PhoneText,
    PNumber,
    Street,
    Website,
    Whole,
)

CVR = "13585628"
WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12)
addresses = st.from_regex(r"[a-z]{1,5}@[a-z]{1,5}\.dk", fullmatch=True)
phones = st.from_regex(r"(\+45|0045|)[ ]?[2-9][0-9]( ?[0-9]{2}){3}", fullmatch=True)


def test_several_addresses_in_one_field():
    emails = Emails()
    assert emails.decode(" a@x.dk;b@x.dk  a@x.dk ") == "a@x.dk, b@x.dk"
    assert emails.encode("a@x.dk, b@x.dk") == "a@x.dk b@x.dk"
    assert emails.normalize("B@x.dk a@x.dk") == emails.normalize("a@x.dk, b@x.dk")
    assert emails.decode("") is None
    with pytest.raises(Unusable):
        emails.decode("a@x.dk nobody")


@given(st.lists(addresses, min_size=1, max_size=4))
def test_addresses_there_and_back_are_the_same(found):
    emails = Emails()
    text = emails.decode(" ".join(found))
    assert emails.decode(emails.encode(text)) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [("+45 86 12 34 56", "86123456"), ("0045-86123456", "86 12 34 56")],
)
def test_telephones_with_and_without_prefix(one, other):
    assert PhoneText.normalize(one) == PhoneText.normalize(other)


def test_telephones_of_other_countries_differ():
    assert PhoneText.normalize("+46 86123456") != PhoneText.normalize("86123456")
    assert PhoneText().decode("86 12 34 56 / fax 57") == "86 12 34 56 / fax 57"
    assert PhoneText.normalize("ring først") == "ring først"


@given(phones)
def test_telephones_stay_as_they_are_written(text):
    decoded = PhoneText().decode(text)
    assert decoded == " ".join(text.split())
    assert PhoneText().encode(decoded) == decoded


def test_an_address_of_several_lines():
    text = "Vej 1\nc/o Jensen\n2. tv"
    street, more = Street(0).decode(text), Street(1).decode(text)
    assert (street, more) == ("Vej 1", "c/o Jensen, 2. tv")
    local = {"street": street, "street2": more}
    assert Street(0).encode("Vej 2", local) == "Vej 2\nc/o Jensen, 2. tv"
    assert Street(1).encode(None, local) == "Vej 1"


@given(words, words)
def test_both_parts_of_an_address_come_back(first, second):
    local = {"street": Street(0).decode(first), "street2": Street(0).decode(second)}
    if not local["street"]:
        return
    text = Street(1).encode(local["street2"], local)
    assert text == Street(0).encode(local["street"], local)
    assert Street(0).decode(text) == local["street"]
    assert Street(1).decode(text) == local["street2"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Danmark", "DK"),
        ("DENMARK ", "DK"),
        ("dk", "DK"),
        ("Sverige", "SE"),
        ("Polska", "PL"),
        ("Deutschland", "DE"),
        ("UK", "GB"),
    ],
)
def test_names_of_countries(text, code):
    assert Country().decode(text) == code


def test_what_is_no_country_is_left_alone():
    assert Country().decode("Jylland") is KEEP
    assert Country().decode("") is None
    assert Country("da").encode("DK") == "Danmark"
    assert Country().encode(None) == ""


@given(st.sampled_from(sorted(set(countries.codes().values()))))
def test_each_country_is_found_by_the_name_that_we_write(code):
    assert countries.code_of(countries.name_of(code)) == code


def test_company_numbers():
    assert Cvr().decode(f"DK {CVR[:4]} {CVR[4:]}") == CVR
    assert Cvr().decode("556677-8899") == "556677-8899"
    Cvr().check_sent(CVR)
    Cvr().check_sent("SE556677889901")
    Cvr().check_sent(None)
    for wrong in ("13585627", "1358562", "1358 5627"):
        with pytest.raises(Unusable):
            Cvr().check_sent(wrong)


@pytest.mark.parametrize(
    ("number", "country", "vat"),
    [
        (CVR, "Danmark", f"DK{CVR}"),
        (f"DK{CVR}", "", f"DK{CVR}"),
        ("13585627", "Danmark", KEEP),
        (CVR, "Sverige", KEEP),
        ("", "Danmark", KEEP),
    ],
)
def test_a_vat_number_is_made_of_a_right_cvr_only(number, country, vat):
    assert DanishVat().decode((number, country)) == vat


@given(st.integers(0, 99_999_999))
def test_of_eight_digits_few_are_a_cvr(number):
    text = f"{number:08d}"
    weighted = sum(int(d) * w for d, w in zip(text, WEIGHTS, strict=True))
    assert danish.is_cvr(text) == (weighted % 11 == 0 and text[0] != "0")


def test_numbers_of_e_invoices():
    Ean().check_sent("5790000000005")
    PNumber().check_sent("1003388394")
    for converter, wrong in ((Ean(), "5790000000006"), (PNumber(), "100338839")):
        with pytest.raises(Unusable):
            converter.check_sent(wrong)


def test_web_sites():
    assert Website.normalize("https://X.dk/") == Website.normalize("x.dk")
    assert Website().decode("HTTP://x.dk/Om") == "HTTP://x.dk/Om"
    assert Website.normalize(None) is None


def test_amounts_and_numbers():
    assert Amount().decode(None) == "0.00"
    assert Amount().decode(1250.5) == "1250.50"
    assert Whole().decode("7") == 7
    for converter in (Amount(), Whole()):
        with pytest.raises(Unusable):
            converter.decode("x")


@given(st.text("ab \n", max_size=510))
def test_an_address_is_halved_without_losing_a_word(address):
    lines = names.halves(address)
    assert all(len(line) <= names.LINE for line in lines)
    assert "".join("".join(lines).split()) == "".join(address.split())


def test_an_address_that_is_too_long():
    with pytest.raises(ValueError, match="510"):
        names.halves("a" * 511)


def test_the_names_of_both_services():
    values = {"zip": "8000", "barred": True, "address": "Vej 1\n2. tv", "name": "B"}
    there = names.to_openapi(values)
    assert there == {
        "postCode": "8000",
        "access": False,
        "address1": "Vej 1",
        "address2": "2. tv",
        "name": "B",
    }
    assert names.from_openapi(there, values) == values
