"""Credentials and other secrets never show, whatever goes wrong."""

import json
import logging

import pytest

from odoo.addons.sync_base.lib.errors import Invalid, SyncError, Transient
from odoo.addons.sync_whmcs.lib.client import WhmcsClient

from tests.unit.scripted_server import Answer, Reset

IDENTIFIER, SECRET, ACCESS_KEY = "an-identifier", "the-secret!", "Open.Sesame"
PAGE = b"<html><h1>Something went wrong</h1></html>"


@pytest.fixture
def whmcs(server, waits):
    url = f"{server.url}/billing"
    with WhmcsClient(url, IDENTIFIER, SECRET, ACCESS_KEY, test_mode=True) as client:
        yield client


def failure(whmcs):
    """The error of a call that must fail."""
    with pytest.raises(SyncError) as caught:
        whmcs.call("UpdateClient", clientid=1, city="Odense")
    return caught.value


def everything_told(error):
    """All texts that an error carries, with those of its causes."""
    told = []
    while error:
        told += [str(error), repr(error), str(getattr(error, "payload", ""))]
        error = error.__cause__
    return "\n".join(told)


def as_json(reply, status=200):
    return Answer(status, json.dumps(reply).encode())


@pytest.mark.parametrize(
    "answer",
    [
        Answer(503, PAGE),
        Answer(429, PAGE, {"Retry-After": "3600"}),
        Answer(302, headers={"Location": "/login"}),
        Answer(200, PAGE),
        Answer(404, PAGE),
        Answer(200, b'{"result": "succ'),
        Answer(missing=5),
        Reset(),
        as_json({"result": "error", "message": "Authentication Failed"}, 403),
        as_json({"result": "error", "message": "Invalid IP 192.0.2.1"}, 403),
        as_json({"result": "error", "message": "Client ID Not Found"}),
        as_json({"result": None}),
    ],
)
def test_credentials_are_never_told(whmcs, server, caplog, answer):
    caplog.set_level(logging.DEBUG)
    server.answer(answer)
    told = everything_told(failure(whmcs)) + caplog.text
    assert b"&secret=the-secret" in server.requests[0].body
    for credential in (IDENTIFIER, SECRET, ACCESS_KEY):
        assert credential not in told


@pytest.mark.parametrize(
    ("status", "kind"), [(200, Transient), (404, Invalid), (503, Transient)]
)
@pytest.mark.parametrize("quoted", [SECRET, "the-secret%21", ACCESS_KEY])
def test_credentials_that_a_page_repeats_are_not_told(
    whmcs, server, caplog, status, kind, quoted
):
    # pages of debuggers and firewalls quote the request, as it was sent or decoded
    caplog.set_level(logging.DEBUG)
    server.answer(Answer(status, f"<pre>You sent: secret={quoted}</pre>".encode()))
    error = failure(whmcs)
    assert isinstance(error, kind)
    told = everything_told(error) + caplog.text
    assert "You sent" in told
    assert quoted not in told


def test_a_reply_without_message_is_told_without_its_secrets(whmcs, server):
    services = [{"password": "geheim", "domain": "a.dk"}]
    server.answer(as_json({"status": "Active", "services": services}))
    told = everything_told(failure(whmcs))
    assert "a.dk" in told
    assert "geheim" not in told
