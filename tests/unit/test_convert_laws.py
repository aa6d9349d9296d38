"""Laws of the converters: true for all values, not only for the examples."""

import html

import phonenumbers
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib.convert import (
    Choice,
    Day,
    Email,
    Flag,
    Line,
    Phone,
    Text,
    Unusable,
    VatNumber,
)

STATUS = Choice({"active": "on", "inactive": "hold", "closed": "off"})
REGIONS = ["DK", "ES", "DE", "FR", "GB", "SE", "NL", "US"]
KINDS = [
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.MOBILE,
]
NOTATIONS = [
    phonenumbers.PhoneNumberFormat.NATIONAL,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.E164,
    phonenumbers.PhoneNumberFormat.RFC3966,
]
VAT_NUMBERS = [
    ("DK", "13585628"),
    ("ES", "B58378431"),
    ("DE", "136695976"),
    ("FR", "40303265045"),
    ("NL", "004495445B01"),
    ("GB", "980780684"),
]

# Text with much of what is special: blanks, line ends, entities, accents.
texts = st.text() | st.text("aæ&;#lt039\r\n\t \u00a0'\"<>")
anything = texts | st.none() | st.integers() | st.booleans() | st.lists(texts)
phones = st.builds(
    phonenumbers.example_number_for_type,
    st.sampled_from(REGIONS),
    st.sampled_from(KINDS),
)


def in_e164(phone):
    return phonenumbers.format_number(phone, phonenumbers.PhoneNumberFormat.E164)


def escaped_by_php(text):
    return html.escape(text).replace("&#x27;", "&#039;")


def decoded(converter, value):
    """The common form of a value; values that are refused are no examples."""
    try:
        return converter.decode(value)
    except Unusable:
        assume(False)


def key(converter, value):
    return converter.normalize(value) if converter.normalize else value


# -- text ----------------------------------------------------------------------------


@pytest.mark.parametrize("converter", [Text(), Line()])
@given(text=texts)
def test_decoding_text_again_changes_nothing(converter, text):
    once = decoded(converter, text)
    assert decoded(converter, once) == once


@given(texts)
def test_text_is_trimmed(text):
    once = decoded(Text(), text)
    assert once is None or once == once.strip() != ""
    assert once is None or "\r" not in once


@given(texts)
def test_a_line_has_single_blanks(text):
    once = decoded(Line(), text)
    assert once is None or once.split() == once.split(" ")


@pytest.mark.parametrize("kind", [Text, Line])
@given(text=texts)
def test_escaped_text_is_the_text_that_was_escaped(kind, text):
    plain = decoded(kind(), text)
    assert decoded(kind(escaped=True), escaped_by_php(text)) == plain


@given(texts)
def test_what_we_send_is_what_we_get_back(text):
    line = decoded(Line(escaped=True), text)
    stored = Line(escaped=True).encode(line)
    assert decoded(Line(escaped=True), escaped_by_php(stored)) == line


@given(st.emails())
def test_email_addresses(address):
    # the rules allow more than anybody uses, such as quotes and one-letter domains
    address = decoded(Email(), address)
    assert decoded(Email(), address) == address
    assert Email.normalize(Email.normalize(address)) == Email.normalize(address)
    assert Email.normalize(address.swapcase()) == Email.normalize(address)


# -- numbers ---------------------------------------------------------------------------


@given(phones, st.sampled_from(REGIONS), st.sampled_from(NOTATIONS))
def test_all_notations_are_one_phone_number(phone, region, notation):
    written = phonenumbers.format_number(phone, notation)
    if notation == phonenumbers.PhoneNumberFormat.NATIONAL:
        region = phonenumbers.region_code_for_number(phone)
    once = Phone().decode((written, region))
    assert Phone.normalize(once) == in_e164(phone)
    if notation != phonenumbers.PhoneNumberFormat.NATIONAL:
        assert Phone.normalize(written) == in_e164(phone)


@given(phones, st.sampled_from(REGIONS))
def test_phone_numbers_in_common_form_are_stable(phone, region):
    once = Phone().decode((in_e164(phone), None))
    assert Phone().decode((once, region)) == once
    assert Phone().decode(Phone().encode(once)) == once


@given(st.text() | st.text("+0123456789 ()-/.ext"))
def test_the_key_of_a_phone_number_is_its_own_key(text):
    assert Phone.normalize(Phone.normalize(text)) == Phone.normalize(text)


@st.composite
def vat_notations(draw):
    """A VAT number, and the same one as somebody may write it."""
    country, number = draw(st.sampled_from(VAT_NUMBERS))
    prefix = draw(st.sampled_from(["", country, country.lower()]))
    breaks = st.sampled_from(["", "", " ", ".", "-", "/", "\u00a0"])
    written = "".join(draw(breaks) + each for each in prefix + number)
    return country, number, written


@given(vat_notations())
def test_all_notations_are_one_vat_number(case):
    country, number, written = case
    once = VatNumber().decode((written, country))
    assert VatNumber.normalize(once) == number
    assert VatNumber.normalize(written) == number
    assert VatNumber().decode((once, country)) == once
    assert VatNumber().decode(VatNumber().encode(once)) == once


@given(st.text("aD1./- \u00a0"), st.sampled_from(["US", "GB", "NO", "XX", "", None]))
def test_a_vat_number_is_text_or_nothing(text, country):
    assert decoded(VatNumber(), (text, country)) != ""


# -- all of them -----------------------------------------------------------------------

ALL = [
    (Text(), texts),
    (Line(), texts),
    (Email(), st.emails()),
    (Flag(), st.sampled_from([0, 1, "0", "1", "on", "", None, True, False])),
    (STATUS, st.sampled_from([*STATUS.pairs, "ACTIVE", "", None])),
    (Day(), st.dates().map(str) | st.datetimes().map(str) | st.just("0000-00-00")),
    (Phone(), st.tuples(phones.map(in_e164) | st.just(""), st.sampled_from(REGIONS))),
    (VatNumber(), st.sampled_from(VAT_NUMBERS).map(lambda each: each[::-1])),
]
NAMES = [type(converter).__name__ for converter, _raw in ALL]


@pytest.mark.parametrize(("converter", "raws"), ALL, ids=NAMES)
@given(data=st.data())
def test_there_and_back_means_the_same(converter, raws, data):
    once = decoded(converter, data.draw(raws))
    back = converter.decode(converter.encode(once))
    assert key(converter, back) == key(converter, once)


@pytest.mark.parametrize(("converter", "raws"), ALL, ids=NAMES)
@given(data=st.data())
def test_odoo_gives_back_what_it_was_given(converter, raws, data):
    once = decoded(converter, data.draw(raws))
    written = converter.to_odoo(once, None)
    if isinstance(converter, Day):
        return  # Odoo gives dates, see the examples
    assert converter.from_odoo(written, None) == once


@pytest.mark.parametrize("converter", [each for each, _raw in ALL], ids=NAMES)
@given(data=st.data())
def test_whatever_comes_is_usable_or_refused(converter, data):
    pair = isinstance(converter, Phone | VatNumber)
    raw = data.draw(st.tuples(anything, anything) if pair else anything)
    try:
        converter.to_odoo(converter.decode(raw), None)
    except Unusable as error:
        assert str(error)
