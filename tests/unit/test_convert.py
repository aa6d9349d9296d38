"""Converters by examples: what remote systems really send."""

from datetime import date, datetime

import pytest

from odoo.addons.sync_base.lib.convert import (
    Choice,
    Constant,
    Day,
    Email,
    Flag,
    Line,
    Text,
    Unusable,
)
from odoo.addons.sync_base.lib.field_map import Field


def reason(converter, value):
    """Why a value is refused."""
    with pytest.raises(Unusable) as caught:
        converter.decode(value)
    return str(caught.value)


# -- text --------------------------------------------------------------------------


@pytest.mark.parametrize("converter", [Text(), Line(), Email(), Day(), Choice({})])
@pytest.mark.parametrize("empty", [None, "", " ", "\r\n\t", "\u00a0", [], {}, [1]])
def test_nothing_is_none(converter, empty):
    assert converter.decode(empty) is None


@pytest.mark.parametrize(
    ("sent", "text", "line"),
    [
        (" Smørrebrød ", "Smørrebrød", "Smørrebrød"),
        ("C/ de l'Àngel,\t 3", "C/ de l'Àngel,\t 3", "C/ de l'Àngel, 3"),
        ("Straße 1\r\nHinterhaus", "Straße 1\nHinterhaus", "Straße 1 Hinterhaus"),
        ("l'été\u00a0 2024", "l'été\u00a0 2024", "l'été 2024"),
        ("a\rb", "a\nb", "a b"),
        ("a\n\nb", "a\n\nb", "a b"),
        (5000, "5000", "5000"),
        (1.5, "1.5", "1.5"),
    ],
)
def test_text_and_line(sent, text, line):
    assert Text().decode(sent) == text
    assert Line().decode(sent) == line


@pytest.mark.parametrize(
    ("sent", "decoded"),
    [
        ("S&oslash;n &amp; Co", "Søn & Co"),
        ("O&#039;Hara &quot;Bo&quot;", 'O\'Hara "Bo"'),
        ("&lt;b&gt;", "<b>"),
        ("&amp;amp;", "&amp;"),
        ("&amp;amp;amp;", "&amp;amp;"),
        ("&amp;#039;", "&#039;"),
        ("Marks & Spencer", "Marks & Spencer"),
        ("R&D", "R&D"),
        # without a semicolon it is no entity: WHMCS always writes one
        ("Drink&notes", "Drink&notes"),
        ("&nbsp;", None),
    ],
)
def test_entities_are_decoded_once(sent, decoded):
    assert Text(escaped=True).decode(sent) == decoded
    assert Line(escaped=True).decode(sent) == decoded


def test_entities_are_text_unless_the_remote_escapes():
    assert Text().decode("Tom &amp; Jerry") == "Tom &amp; Jerry"


@pytest.mark.parametrize("converter", [Text(), Line(), Email()])
@pytest.mark.parametrize("sent", ["ole\0@hansen.dk", "ole\ud800@hansen.dk"])
def test_characters_that_no_database_keeps(converter, sent):
    """They are refused or left out; one record with them would stop its whole page."""
    try:
        text = converter.decode(sent)
    except Unusable:
        return
    assert "\0" not in text
    assert text.encode()


@pytest.mark.parametrize(
    ("converter", "ours", "theirs"),
    [
        (Text(), "Vej 1\r\nSal 2 ", "Vej 1\nSal 2"),
        (Line(), " Vej  1", "Vej 1"),
    ],
)
def test_white_space_that_odoo_kept_is_no_change(converter, ours, theirs):
    assert Field("street", "street", converter).same(ours, theirs)


def test_text_in_odoo():
    assert Text().from_odoo(False, None) is None
    assert Text().from_odoo("", None) is None
    assert Text().from_odoo("Vej 1", None) == "Vej 1"
    assert Text().to_odoo(None, None) is False
    assert Text().to_odoo("Vej 1", None) == "Vej 1"
    assert Text().encode(None) == ""


# -- e-mail ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "bo@firma.dk",
        "Info@Bücher.DE",
        "o'hara+whmcs@example.co.uk",
        "josé.pérez@correo.es",
        "a_b-c@sub.example.museum",
    ],
)
def test_email(address):
    assert Email().decode(f" {address}\n") == address
    assert Email().normalize(address) == address.lower()


def test_escaped_email():
    assert Email(escaped=True).decode("o&#039;hara@firma.dk") == "o'hara@firma.dk"


@pytest.mark.parametrize(
    "value",
    [
        "no at sign.example",
        "@@no.address",
        "bo@firma",
        "bo@firma.",
        "bo@.dk",
        "bo firma@x.dk",
        "a@x.dk, b@x.dk",
        "Bo <bo@firma.dk>",
        "none",
    ],
)
def test_no_email(value):
    assert reason(Email(), value) == "this is not an e-mail address"


# -- the rest ----------------------------------------------------------------------


@pytest.mark.parametrize("yes", [1, "1", True, "on", "ON", " yes ", "True"])
def test_yes(yes):
    assert Flag().decode(yes) is True


@pytest.mark.parametrize("no", [0, "0", False, "", None, "off", "no", "false", [], 2])
def test_no(no):
    assert Flag().decode(no) is False


def test_flag_in_odoo_and_back():
    assert [Flag().encode(value) for value in (True, False, None)] == [1, 0, 0]
    assert Flag().from_odoo(None, None) is False
    assert Flag().to_odoo(None, None) is False


def test_choice():
    status = Choice({"active": "on", "closed": "off"})
    assert status.decode(" Active ") == "on"
    assert status.encode("off") == "closed"
    assert status.encode("unknown") == ""
    assert status.encode(None) == ""
    assert reason(status, "Fraud") == "known values are: active, closed"
    assert Choice({"1": "one"}).decode(1) == "one"


def test_choice_of_numbers():
    field = Field("priority", "priority", Choice({"low": 1, "high": 2}))
    assert field.convert.decode("High") == 2
    assert field.same(2, 2)
    assert not field.same(1, 2)


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2024-02-29", "2024-02-29"),
        (" 2024-02-29 23:59:59", "2024-02-29"),
        ("2024-02-29T23:59:59+01:00", "2024-02-29"),
        ("0000-00-00", None),
        ("0000-00-00 00:00:00", None),
    ],
)
def test_day(sent, day):
    assert Day().decode(sent) == day


@pytest.mark.parametrize(
    "sent", ["29/02/2024", "29.02.2024", "2023-02-29", "2024-13-01", "2024-2-9", "soon"]
)
def test_no_day(sent):
    assert reason(Day(), sent) == "this is not a date (YYYY-MM-DD)"


@pytest.mark.parametrize(
    "ours", [date(2024, 2, 29), datetime(2024, 2, 29, 23, 59), datetime(2024, 2, 29)]
)
def test_day_in_odoo(ours):
    assert Day().from_odoo(ours, None) == "2024-02-29"
    assert Day().from_odoo(False, None) is None


def test_constant():
    other = Constant("other")
    assert other.decode(()) == other.from_odoo("x", None) == "other"
    assert other.to_odoo("x", None) == "other"
    assert other.encode("other") is None
