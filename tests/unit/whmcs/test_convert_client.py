"""State, language, notes and custom fields of WHMCS clients."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.engine.lookups import Known
from odoo.addons.sync_base.lib.convert import KEEP, Unusable
from odoo.addons.sync_base.lib.field_map import Field, decode
from odoo.addons.sync_base.lib.html_text import to_html
from odoo.addons.sync_base.lib.notes import Note, NoteReader
from odoo.addons.sync_whmcs.lib.convert_client import (
    LANGUAGES,
    CustomVat,
    Language,
    State,
    Tick,
    language_of,
)


def known(*names):
    """What `Lookups` makes of ``(name, record id)``, the first name of an id first."""
    found = Known()
    for name, record_id in names:
        if record_id not in found.codes:
            found.add(name, record_id)
        found.ids.setdefault(name.upper(), record_id)
    return found


STATES = known(("US|California", 5), ("US|CA", 5), ("CA|Ontario", 7), ("CA|ON", 7))


@pytest.mark.parametrize(
    ("state", "country", "found"),
    [
        ("California", "US", "US|California"),
        ("ca", "US", "US|California"),
        ("  CALIFORNIA ", "US", "US|California"),
        ("Ontario", "US", None),
        ("California", "CA", None),
        ("Calif&oacute;rnia", "US", None),
    ],
)
def test_a_state_is_found_by_name_or_code_within_its_country(state, country, found):
    assert State().resolve(State().decode((state, country)), STATES) == found


@pytest.mark.parametrize("empty", ["", None, " "])
def test_no_state(empty):
    assert State().decode((empty, "US")) is None


def test_a_state_is_sent_by_its_name():
    assert State().encode("US|California") == ("California", KEEP)
    assert State().encode(None) == ("", KEEP)
    assert State().to_odoo("US|California", STATES) == 5


LANGS = known(("en_GB", 1), ("en_US", 2), ("da_DK", 3), ("pt_BR", 4))


@pytest.mark.parametrize(
    ("name", "code"),
    [("danish", "da_DK"), ("Danish", "da_DK"), ("english", "en_US")],
)
def test_an_installed_language(name, code):
    language = Language()
    value = language.decode(name)
    assert language.resolve(value, LANGS) == value
    assert language.to_odoo(value, LANGS) == code


@pytest.mark.parametrize("name", ["german", "portuguese-pt", "klingon"])
def test_a_language_that_is_not_installed_is_unknown(name):
    assert Language().resolve(Language().decode(name), LANGS) is None


def test_whmcs_default_language_says_nothing():
    values, problems = decode([Field("lang", "language", Language())], {"language": ""})
    assert (values, problems) == ({}, [])


def test_both_kinds_of_english_are_the_same_to_whmcs():
    assert language_of("en_GB") == language_of("en_US") == "english"
    assert Language().from_odoo("en_GB", LANGS) == "english"


@pytest.mark.parametrize("code", ["fi_FI", "vi_VN", False])
def test_a_language_that_whmcs_has_no_name_for_is_left_alone(code):
    assert Language().from_odoo(code, LANGS) is KEEP


def test_every_name_of_whmcs_is_found_again():
    for name, prefix in LANGUAGES.items():
        code = prefix if "_" in prefix else f"{prefix}_XX"
        assert language_of(code) == name


def test_notes_become_paragraphs_and_nothing_in_them_is_markup():
    text = Note(escaped=True).decode(
        "Pays &quot;late&quot;\r\n<b>& more</b>\r\n\r\nCall first"
    )
    assert Note(escaped=True).to_odoo(text, None) == (
        '<p>Pays "late"<br>&lt;b&gt;&amp; more&lt;/b&gt;</p><p>Call first</p>'
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two<br/>three</p>", "One\n\nTwo\nthree"),
        ("<div>One</div><div>Two</div>", "One\n\nTwo"),
        ("<ul><li>One</li><li><b>Two</b></li></ul>", "- One\n- Two"),
        ("<p>a &amp;lt; b</p>", "a &lt; b"),
        ("<p>one\n line</p><p><br></p>", "one line"),
        ("<style>p {}</style><p>seen</p>", "seen"),
        ("<p> </p>", None),
    ],
)
def test_of_html_the_text_remains(markup, text):
    assert Note(escaped=True).from_odoo(markup, None) == text


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]) | st.just("\n")))
def test_notes_there_and_back(text):
    note = Note(escaped=True)
    once = note.decode(text.replace("&", "&amp;"))
    back = note.from_odoo(to_html(once or ""), None)
    assert note.normalize(back) == note.normalize(once)


@given(st.text())
def test_reading_markup_never_fails(markup):
    assert isinstance(NoteReader.text_of(markup), str)


def test_the_custom_field_comes_before_the_tax_id():
    vat = CustomVat()
    assert vat.decode(("13585628", "", "DK")) == "DK13585628"
    assert vat.decode(("", "13585628", "DK")) == "DK13585628"
    assert vat.decode((" ", None, "DK")) is None
    with pytest.raises(Unusable):
        vat.decode(("13585629", "13585628", "DK"))
    assert vat.encode("DK13585628") == ("DK13585628", KEEP, KEEP)
    # or the other one would come back
    assert vat.encode(None) == ("", "", KEEP)


def test_a_tick_box():
    assert [Tick().decode(value) for value in ("on", "", None)] == [True, False, False]
    assert [Tick().encode(value) for value in (True, False)] == ["on", ""]
