"""Certificates are verified, and a bad connection is not a bad certificate."""

import socketserver
import threading

import pytest

from odoo.addons.sync_base.lib.errors import Auth, Transient
from odoo.addons.sync_base.lib.http import HttpClient


class Client(HttpClient):
    def _parse(self, response):
        return response.text


def test_an_unknown_certificate_is_refused(serve, waits):
    url, _path = serve("127.0.0.1")
    with Client(url) as client, pytest.raises(Auth, match="certificate is not valid"):
        client.request("GET", url)
    assert waits == []


def test_a_certificate_that_the_site_trusts(serve, monkeypatch):
    url, path = serve("127.0.0.1")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    with Client(url) as client:
        assert client.request("GET", url) == "fine"


def test_a_certificate_of_somebody_else_is_refused(serve, monkeypatch):
    url, path = serve("127.0.0.2")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    with Client(url) as client, pytest.raises(Auth, match="certificate is not valid"):
        client.request("GET", url)


class HangUp(socketserver.BaseRequestHandler):
    """Takes the caller's greeting and closes, as a server does that is restarted."""

    def handle(self):
        self.request.recv(65536)


def test_a_connection_lost_in_the_handshake_is_transient(waits):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), HangUp) as server:
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.01}
        ).start()
        url = f"https://127.0.0.1:{server.server_address[1]}"
        try:
            with Client(url) as client, pytest.raises(Transient):
                client.request("GET", url)
        finally:
            server.shutdown()
    assert len(waits) == 3
