"""Macros of templates: laws."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_integria.lib import macros

words = st.from_regex(r"[a-z]{1,3}(_[a-z]{1,3}){0,2}", fullmatch=True)
names = words.map(lambda word: f"_{word}_")
values = st.dictionaries(names, st.text(max_size=8), max_size=5)
texts = st.lists(st.one_of(names, st.text(max_size=5))).map("".join)


@given(texts, values)
def test_what_is_no_macro_stays(text, found):
    used = [name for name in found if name in text]
    if not used:
        assert macros.replace(text, found) == text


@given(names, st.text())
def test_a_value_is_shown_as_it_is(name, value):
    shown = macros.replace(f"<p>{name}</p>", {name: value})
    inside = shown.removeprefix("<p>").removesuffix("</p>")
    assert not re.search(r"<(?!br/>)|[>\"'](?<!<br/>)", inside)
    lines = re.split("\r\n|\r|\n", value)
    assert unescape(inside.replace("<br/>", "\n")) == unescape("\n".join(lines)) or (
        [unescape(each) for each in inside.split("<br/>")] == lines
    )


@given(names, names)
def test_a_value_that_looks_like_a_macro_is_not_replaced(first, second):
    found = {first: second, second: "never"}
    if first != second:
        assert macros.replace(first, found) == macros.as_html(second)


def test_the_longer_name_wins():
    found = {"_company_": "short", "_company_name_": "long"}
    assert macros.replace("_company_name_, _company_", found) == "long, short"


def test_case_counts_and_empty_gives_empty():
    found = {"_a_": "", "_b_": None}
    assert macros.replace("[_a_][_b_][_A_]", found) == "[][][_A_]"


def test_unknown_ones_are_named_once():
    text = "<p>_custom_7_, _x_, _x_, __, snake_case_name, _Company_name_</p>"
    assert macros.unknown(text, {"_custom_7_"}) == ["_x_", "_Company_name_"]
