"""Properties of escaping, JSON and PHP forms, for any value."""

import base64
import html
import json
from urllib.parse import urlencode

import phpserialize
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulators.whmcs.countries import phone_parts
from tests.simulators.whmcs.form import FORM, Form
from tests.simulators.whmcs.renderer import Renderer, to_json

few = settings(max_examples=50, deadline=None, database=None)
texts = st.text(st.characters(codec="utf-8"))


def parse(fields):
    return Form.parse(FORM, urlencode(fields).encode())


@few
@given(texts)
def test_escaping_can_be_undone(text):
    escaped = Renderer().escape(text)
    assert not set("<>\"'") & set(escaped)
    assert html.unescape(escaped) == text


@few
@given(st.recursive(texts | st.booleans() | st.integers(), st.lists))
def test_json_is_read_back(value):
    body = to_json(value)
    assert json.loads(body) == value


@few
@given(st.binary())
def test_json_keeps_raw_bytes(data):
    text = data.decode("utf-8", "surrogateescape")
    body = to_json(text)
    assert json.loads(body.decode("utf-8", "surrogateescape")) == text


@few
@given(st.dictionaries(st.sampled_from("abc"), texts))
def test_forms_are_read_back(fields):
    assert parse(fields) == fields


@few
@given(st.dictionaries(st.integers(1, 99), texts))
def test_custom_fields_are_read_back(values):
    encoded = base64.b64encode(phpserialize.dumps(values)).decode()
    assert parse({"customfields": encoded}).custom_fields() == values


def test_bracket_notation():
    form = parse([("a[x]", "1"), ("a[y][0]", "2"), ("b[]", "3"), ("b[]", "4")])
    assert form == {"a": {"x": "1", "y": {"0": "2"}}, "b": {"0": "3", "1": "4"}}


def test_numbers_are_read_like_php():
    form = parse({"a": "12 apples", "b": "apples", "c": " -3"})
    assert [form.integer(name) for name in "abcd"] == [12, 0, -3, 0]


def test_phone_notations():
    assert phone_parts("01234567890", "GB") == ("44", "+44.1234567890")
    assert phone_parts("+44.1234567890", "DK") == ("44", "+44.1234567890")
    assert phone_parts("+4566123456", "GB") == ("45", "+45.66123456")
    assert phone_parts("", "DK") == ("45", "")
    assert phone_parts("123", "XX") == ("", "123")
