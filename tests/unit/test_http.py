"""One call: what is tried again, how long is waited, what is refused."""

import logging

import pytest

from odoo.addons.sync_base.lib.errors import (
    Auth,
    Conflict,
    Invalid,
    NotFound,
    Transient,
)
from odoo.addons.sync_base.lib.http import HttpClient, excerpt

from tests.unit.scripted_server import Answer, Reset, Silence

HOUR = 3600


class Client(HttpClient):
    """Takes each response for text."""

    def _parse(self, response):
        return response.text


@pytest.fixture
def client(server):
    with Client(server.url, test_mode=True, timeout=5) as http:
        yield http


def busy(status=503, **headers):
    return Answer(status, b"too much to do", headers)


# -- a call that works ---------------------------------------------------------------


def test_a_call(client, server, waits):
    text = client.request(
        "POST", f"{server.url}/path?a=1", data={"b": "ø"}, headers={"X-Key": "value"}
    )
    assert text == "fine"
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/path?a=1")
    assert request.body == b"b=%C3%B8"
    assert request.headers["X-Key"] == "value"
    assert request.headers["User-Agent"] == "Odoo-Sync/19.0"
    assert (client.calls, waits) == (1, [])


def test_the_connection_is_kept(client, server):
    for _ in range(3):
        client.request("GET", server.url)
    assert len(server.requests) == 3
    assert server.connections == 1


def test_no_cookies_are_kept(client, server):
    # PHP does calls of one session one after the other
    server.answer(Answer(headers={"Set-Cookie": "WHMCSabc=1; path=/"}))
    for _ in range(2):
        client.request("GET", server.url)
    assert "Cookie" not in server.requests[1].headers


def test_what_to_make_of_a_response_is_left_to_the_system(server):
    with (
        pytest.raises(NotImplementedError),
        HttpClient(server.url, test_mode=True) as http,
    ):
        http.request("GET", server.url)


# -- tried again ---------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(client, server, waits, status):
    server.answer(busy(status), busy(status), Answer())
    assert client.request("GET", server.url) == "fine"
    assert (len(server.requests), client.calls, len(waits)) == (3, 3, 2)


def test_a_reset_connection_is_tried_again(client, server, waits):
    server.answer(Reset(), Answer())
    assert client.request("GET", server.url) == "fine"
    assert len(waits) == 1


def test_a_time_out_is_tried_again(server, waits):
    server.answer(Silence(), Answer())
    with Client(server.url, test_mode=True, timeout=0.1) as client:
        assert client.request("GET", server.url) == "fine"
    assert len(waits) == 1


def test_half_an_answer_is_tried_again(client, server, waits):
    server.answer(Answer(missing=100), Answer())
    assert client.request("GET", server.url) == "fine"
    assert len(waits) == 1


def test_a_transient_error_of_the_system_is_tried_again(server, waits):
    class Moody(HttpClient):
        def _parse(self, response):
            if self.calls < 3:
                raise Transient("not now")
            return response.text

    with Moody(server.url, test_mode=True) as client:
        assert client.request("GET", server.url) == "fine"
    assert len(waits) == 2


def test_waits_grow_at_random_up_to_the_patience(server, waits):
    server.answer(busy())
    with Client(server.url, test_mode=True, attempts=7, patience=3) as client:
        with pytest.raises(Transient):
            client.request("GET", server.url)
    longest = [0.5, 1, 2, 3, 3, 3]
    assert len(waits) == len(longest)
    for wait, limit in zip(waits, longest, strict=True):
        assert limit / 2 <= wait <= limit
    assert len(set(waits[3:])) > 1


def test_trying_again_has_an_end(client, server, waits):
    server.answer(busy())
    with pytest.raises(Transient) as caught:
        client.request("GET", server.url)
    assert (len(server.requests), len(waits)) == (4, 3)
    host = server.url.removeprefix("http://")
    assert str(caught.value) == f"{host} answered 503 Service Unavailable"
    assert caught.value.payload == "too much to do"
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (busy(), "answered 503"),
        (Reset(), "connection failed"),
        (Silence(), "did not answer within 0.1 s"),
        (Answer(missing=1), "connection failed"),
    ],
)
def test_what_must_not_be_done_twice_is_tried_once(server, waits, answer, told):
    server.answer(answer)
    with Client(server.url, test_mode=True, timeout=0.1) as client:
        with pytest.raises(Transient, match=told):
            client.request("POST", server.url, repeatable=False)
        assert client.calls == 1
    assert len(server.requests) == 1
    assert waits == []


def test_a_closed_port_is_transient(client, server, waits):
    server.server_close()
    with pytest.raises(Transient, match="connection failed"):
        client.request("GET", server.url)
    assert len(waits) == 3


@pytest.mark.parametrize("kind", [Auth, Conflict, Invalid, NotFound])
def test_other_errors_are_not_tried_again(server, waits, kind):
    class Strict(HttpClient):
        def _parse(self, response):
            raise kind("no")

    with Strict(server.url, test_mode=True) as client, pytest.raises(kind):
        client.request("GET", server.url)
    assert (len(server.requests), waits) == (1, [])


def test_what_is_waited_for_is_logged(client, server, waits, caplog):
    caplog.set_level(logging.INFO)
    server.answer(busy(**{"Retry-After": "2"}), Answer())
    client.request("GET", server.url)
    assert "answered 503 Service Unavailable; trying again in 2.0 s" in caplog.text


# -- Retry-After ---------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_is_obeyed(client, server, waits, status):
    server.answer(
        busy(status, **{"Retry-After": "7"}),
        busy(status, **{"Retry-After": "0"}),
        Answer(),
    )
    assert client.request("GET", server.url) == "fine"
    assert waits == [7, 0]


def test_a_wait_as_long_as_the_patience_is_obeyed(client, server, waits):
    server.answer(busy(**{"Retry-After": "10"}), Answer())
    assert client.request("GET", server.url) == "fine"
    assert waits == [10]


def test_a_long_wait_is_handed_on(client, server, waits):
    server.answer(busy(429, **{"Retry-After": str(HOUR)}))
    with pytest.raises(Transient) as caught:
        client.request("GET", server.url)
    assert caught.value.retry_after == HOUR
    assert (len(server.requests), waits) == (1, [])


@pytest.mark.parametrize("text", ["", "soon", "-5", "1.5", "\u00b2"])
def test_a_retry_after_that_says_nothing(client, server, waits, text):
    server.answer(busy(**{"Retry-After": text}), Answer())
    assert client.request("GET", server.url) == "fine"
    assert 0.25 <= waits[0] <= 0.5


def test_retry_after_as_a_date(client, server, waits):
    # the other form of RFC 9110, section 10.2.3
    server.answer(busy(**{"Retry-After": "Fri, 31 Dec 2999 23:59:59 GMT"}))
    with pytest.raises(Transient) as caught:
        client.request("GET", server.url)
    assert (caught.value.retry_after or 0) > HOUR
    assert waits == []


# -- redirects and odd answers -------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_refused(client, server, waits, status):
    server.answer(Answer(status, headers={"Location": f"{server.url}/elsewhere"}))
    with pytest.raises(Invalid) as caught:
        client.request("POST", server.url, data={"secret": "x"})
    assert f"redirects to {server.url}/elsewhere" in str(caught.value)
    assert "Enter the final address" in str(caught.value)
    assert (len(server.requests), waits) == (1, [])


def test_an_excerpt_is_short_and_is_text():
    assert excerpt(b"Stra\xdfe") == "Stra\ufffde"
    assert excerpt("ø".encode() * 1000) == "ø" * 300
    assert excerpt(b"") == ""
