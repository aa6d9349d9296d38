"""Whatever becomes of a call of the hook file, WHMCS does not notice."""

import socket

import pytest

from tests.hook_php import EDIT, SECRET, needs_php, sent
from tests.unit.scripted_server import Answer, Reset, Silence

pytestmark = needs_php


def assert_told_once(result, reason):
    result.assert_quiet()
    (line,) = result.log
    assert reason in line
    assert SECRET not in line and "token" not in line


@pytest.mark.parametrize(
    "answer, reason",
    [
        (Answer(403, b"Refused"), "it answered 403"),
        (Answer(500, b"<html>"), "it answered 500"),
        (Answer(302, headers={"Location": "/elsewhere"}), "it answered 302"),
        (Reset(), "("),
    ],
)
def test_what_goes_wrong_is_one_line_of_the_log(whmcs, server, curl, answer, reason):
    server.answer(answer)
    assert_told_once(whmcs(EDIT, curl=curl), reason)
    assert {request.path for request in server.requests} == {"/sync/event/1-token"}


def test_html_from_whatever_stands_there(whmcs, server, curl):
    server.answer(Answer(200, b"<html>" + b"x" * 5_000_000))
    result = whmcs(EDIT, curl=curl)
    result.assert_quiet()
    assert result.log == []


def test_a_server_that_never_answers(whmcs, server, curl):
    silence = Silence()
    server.answer(silence)
    assert_told_once(whmcs(EDIT, curl=curl), "(")
    assert len(server.requests) == 1
    # it gave up before the server did
    assert not silence.broken


def test_a_server_that_is_not_there(whmcs, curl):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/sync/event/1-token"
    assert_told_once(whmcs(EDIT, url=url, curl=curl), "(")


def test_what_is_no_address(whmcs, curl):
    for url in ("nonsense", "file:///etc/passwd", "https://"):
        assert_told_once(whmcs(EDIT, url=url, curl=curl), "(")


def test_after_a_failure_the_rest_is_not_tried(whmcs, server):
    server.answer(Answer(500))
    many = [("UpdateInvoiceTotal", {"invoiceid": n}) for n in range(1, 2501)]
    assert_told_once(whmcs(*many), "it answered 500")
    assert len(server.requests) == 1


def test_an_unknown_certificate(whmcs, serve, curl):
    url, path = serve("127.0.0.1")
    assert_told_once(whmcs(EDIT, url=url, curl=curl), "(")
    trusted = {"curl__cainfo": path, "openssl__cafile": path}
    result = whmcs(EDIT, url=url, curl=curl, **trusted)
    result.assert_quiet()
    assert result.log == []


def test_the_certificate_of_somebody_else(whmcs, serve, curl):
    url, path = serve("127.0.0.2")
    trusted = {"curl__cainfo": path, "openssl__cafile": path}
    assert_told_once(whmcs(EDIT, url=url, curl=curl, **trusted), "(")


def test_without_an_activity_log(whmcs, server, tmp_path):
    server.answer(Answer(500))
    log = tmp_path / "php.log"
    whmcs(EDIT, log=False, error_log=log).assert_quiet()
    assert log.read_text().count("Odoo synchronisation") == 1
    assert len(log.read_text().splitlines()) == 1
    assert SECRET not in log.read_text()


def test_an_activity_log_that_fails(whmcs, server):
    server.answer(Answer(500))
    assert_told_once(whmcs(EDIT, log="throws"), "it answered 500")


def test_where_whmcs_itself_fails_what_was_saved_is_told(whmcs, server):
    result = whmcs(EDIT, ("fatal", {}))
    assert result.code == 255
    assert sent(server) == [EDIT]
