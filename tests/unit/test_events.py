"""Telling a genuine webhook call from a forged one."""

import time

import pytest

from odoo.addons.sync_base.lib.events import (
    EventCall,
    event_key,
    fresh,
    random_key,
    same_secret,
    signature,
    signed,
    signed_at,
)


def test_the_signature_is_the_known_one():
    # RFC 4231, test case 2
    assert signature("Jefe", b"what do ya want for nothing?") == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_signed():
    good = signature("secret", b"body")
    assert signed("secret", b"body", good)
    assert signed("secret", b"body", f"sha256={good}")
    for given in (good[:-1], good.upper(), f"{good} ", f"md5={good}", "", None, "é"):
        assert not signed("secret", b"body", given)
    assert not signed("secret", b"another", good)


@pytest.mark.parametrize("unset", ["", None, False])
def test_nothing_is_signed_by_a_secret_that_is_not_set(unset):
    assert not signed(unset, b"body", signature("", b"body"))
    assert not same_secret(unset, unset)
    assert not same_secret(unset, "")


def test_same_secret():
    assert same_secret("nøgle", "nøgle")
    for given in ("nøgl", "nøgle ", "", None, "\udcff"):
        assert not same_secret("nøgle", given)


def test_fresh():
    now = int(time.time())
    assert fresh(str(now))
    assert fresh(f" {now - 200} ")
    assert not fresh(str(now - 400))
    assert not fresh(str(now + 400))
    assert fresh(str(now - 400), window=500)
    for text in ("", None, "soon", "²", "-1", "1e9", "9" * 40):
        assert not fresh(text)


def test_signed_at():
    def call(timestamp, body=b"body", given=None):
        proof = given or signature("secret", timestamp.encode() + b".body")
        return EventCall(headers={"x-sign": proof, "x-time": timestamp}, body=body)

    def genuine(call, secret="secret"):
        return signed_at(secret, call, "x-sign", "x-time")

    now = str(int(time.time()))
    assert genuine(call(now))
    assert not genuine(call("1700000000"))
    assert not genuine(call(now, body=b"another"))
    assert not genuine(call(now, given=signature("secret", b"body")))
    assert not genuine(call(now), secret=None)
    assert not genuine(EventCall(body=b"body"))


def test_a_key_tells_its_parts_apart():
    assert event_key("a", b"bc") == event_key(b"a", "bc")
    assert len({event_key("a", "bc"), event_key("ab", "c"), event_key("abc")}) == 3
    assert random_key() != random_key()
