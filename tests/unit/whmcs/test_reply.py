"""The shapes in which WHMCS answers."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib.page import digest
from odoo.addons.sync_whmcs.lib.reply import (
    SECRET_KEYS,
    broken_text,
    decode,
    number,
    rows,
    scrub,
)

ONE, TWO = {"id": "1", "name": "Søn"}, {"id": "2", "name": "Bo"}
LATIN_1 = b"S\xf8ren"

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=4)
keys = st.sampled_from(["id", "name", "country.code", "0", "ø", ""])
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)
    ),
    max_leaves=6,
)
records = st.dictionaries(keys, values, max_size=4)
rows_with_id = st.fixed_dictionaries({"id": scalars}, optional={"name": scalars})


def clients(reply):
    return rows(reply, "clients", "client")


# -- lists ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ({"clients": {"client": [ONE, TWO]}}, [ONE, TWO]),
        ({"clients": {"client": [ONE]}}, [ONE]),
        ({"clients": {"client": ONE}}, [ONE]),
        ({"clients": {"client": {"0": ONE, "1": TWO}}}, [ONE, TWO]),
        ({"clients": {"client": {"7": ONE, "12": TWO}}}, [ONE, TWO]),
        ({"clients": [ONE, TWO]}, [ONE, TWO]),
        ({"clients": {"client": [[], ONE, "", None]}}, [ONE]),
        (
            {"clients[client][0][id]": "1", "clients[client][0][name]": "Søn"},
            [ONE],
        ),
        (
            {
                "result": "success",
                "totalresults": 2,
                "clients[client][0][id]": "1",
                "clients[client][0][name]": "Søn",
                "clients[client][1][id]": "2",
                "clients[client][1][name]": "Bo",
            },
            [ONE, TWO],
        ),
        (
            {"clients[client][0][id]": "1", "clients[client][0][country][code]": "DK"},
            [{"id": "1", "country": {"code": "DK"}}],
        ),
    ],
)
def test_rows(reply, found):
    assert clients(reply) == found


@pytest.mark.parametrize("empty", ["", [], {}, None, [[]], False])
def test_no_rows(empty):
    assert clients({"clients": empty}) == []
    assert clients({"clients": {"client": empty}}) == []


def test_no_rows_at_all():
    assert clients({"result": "success", "totalresults": 0}) == []
    assert clients({"clients": {"contact": [ONE]}}) == []
    assert clients({"clients[client]": ""}) == []
    assert clients({"contacts[contact][0][id]": "1"}) == []


def test_flattened_rows_keep_their_order():
    reply = {f"clients[client][{n}][id]": str(n) for n in range(12)}
    assert [row["id"] for row in clients(reply)] == [str(n) for n in range(12)]


def test_rows_without_inner_key():
    assert rows({"notes": [ONE, TWO]}, "notes", None) == [ONE, TWO]
    assert rows({"notes": {"0": ONE, "1": TWO}}, "notes", None) == [ONE, TWO]
    assert rows({"notes": ONE}, "notes", None) == [ONE]


@given(values)
def test_rows_are_records_whatever_comes(value):
    for reply in ({"clients": value}, {"clients": {"client": value}}):
        assert all(isinstance(row, dict) for row in clients(reply))


@given(st.lists(rows_with_id))
def test_all_shapes_are_the_same_list(found):
    numbered = {str(index): row for index, row in enumerate(found)}
    assert clients({"clients": {"client": found}}) == found
    assert clients({"clients": {"client": numbered}}) == found
    assert clients({"clients": found}) == found


# -- counters ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "counted"),
    [
        (12, 12),
        ("12", 12),
        (" 12 ", 12),
        (0, 0),
        ("0", 0),
        ("", 0),
        (None, 0),
        ("many", 0),
        (-1, 0),
        ([], 0),
        ("\u00b2", 0),
    ],
)
def test_number(value, counted):
    assert number({"totalresults": value}, "totalresults") == counted


def test_a_missing_counter_is_zero():
    assert number({}, "totalresults") == 0


# -- bytes to reply --------------------------------------------------------------------


@given(records)
def test_decode(record):
    for ascii_only in (True, False):
        body = json.dumps(record, ensure_ascii=ascii_only)
        reply = decode(body.encode("utf-8", "surrogatepass"))
        assert reply == record
        assert not reply.broken


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b'"text"', b"null", b"<html>", b'{"a": 1', b'{"a": 1}{', b"\xff"],
)
def test_what_is_no_json_object(body):
    with pytest.raises(ValueError):
        decode(body)


def test_endless_nesting_is_no_json_object():
    with pytest.raises(ValueError):
        decode(b'{"a":' * 100_000)


def test_raw_line_ends_in_text_are_tolerated():
    assert decode(b'{"notes": "a\nb\tc"}') == {"notes": "a\nb\tc"}


def test_a_byte_order_mark_is_skipped():
    # a hook or configuration.php saved with one puts it before each reply
    assert decode(b'\xef\xbb\xbf{"result": "success"}') == {"result": "success"}


def test_bytes_that_are_not_utf8_are_kept():
    reply = decode(b'{"a": "Bo", "rows": [{"name": "%b"}]}' % LATIN_1)
    assert reply.broken
    assert reply["a"] == "Bo"
    name = reply["rows"][0]["name"]
    assert name.encode("utf-8", "surrogateescape") == LATIN_1


# -- broken text -----------------------------------------------------------------------

BROKEN = LATIN_1.decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("record", "path"),
    [
        ({"name": BROKEN}, "name"),
        ({"id": 1, "address": {"city": BROKEN}}, "address.city"),
        ({"users": {"user": [{"name": "Bo"}, {"name": BROKEN}]}}, "users.user.1.name"),
        ({"a": [BROKEN, BROKEN]}, "a.0"),
    ],
)
def test_broken_text_is_found(record, path):
    assert broken_text(record) == (path, b"\xf8")


def test_consecutive_broken_bytes_are_named_together():
    text = b"\xf8\xe6\xe5 ".decode("utf-8", "surrogateescape")
    assert broken_text({"a": text}) == ("a", b"\xf8\xe6\xe5")


@given(records)
def test_text_that_is_fine(record):
    assert broken_text(record) is None


def test_half_a_character_in_json_is_broken_text_too():
    reply = decode(b'{"client": {"name": "\\ud83d"}}')
    assert reply.broken
    assert broken_text(reply)[0] == "client.name"


def test_a_whole_character_in_json_is_fine():
    reply = decode(b'{"client": {"name": "\\ud83d\\ude00 \\u00f8"}}')
    assert not reply.broken
    assert broken_text(reply) is None


# -- secrets ---------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(SECRET_KEYS))
def test_secrets_are_removed_at_any_depth(key):
    record = {
        "id": 1,
        key: "geheim",
        "services": [{"id": 2, key.upper(): "geheim"}, {"deep": {key: ["geheim"]}}],
    }
    clean = {"id": 1, "services": [{"id": 2}, {"deep": {}}]}
    assert scrub(record) == clean
    assert record[key] == "geheim"


@given(records)
def test_what_is_no_secret_stays(record):
    assert scrub(record) == record


# -- digest ----------------------------------------------------------------------------


def reordered(value, random):
    """The same value with its keys in another order."""
    if isinstance(value, dict):
        items = [(key, reordered(item, random)) for key, item in value.items()]
        random.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return [reordered(item, random) for item in value]
    return value


@given(records, st.randoms())
def test_the_order_of_keys_does_not_change_the_digest(record, random):
    assert digest(reordered(record, random)) == digest(record)


@given(records, keys, values, values)
def test_any_change_changes_the_digest(record, key, old, new):
    if json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True):
        assert digest(record | {key: old}) == digest(record | {key: new})
    else:
        assert digest(record | {key: old}) != digest(record | {key: new})
    if key not in record:
        assert digest(record | {key: new}) != digest(record)


def test_digest_of_odd_text():
    assert digest({"a": BROKEN}) != digest({"a": "Søren"})
    assert len(digest({})) == 16
