"""Certificates are verified, and a bad connection is not a bad certificate."""

import ipaddress
import socketserver
import ssl
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from odoo.addons.sync_base.lib.errors import Auth, Transient
from odoo.addons.sync_base.lib.http import HttpClient

from tests.unit.scripted_server import ScriptedServer


class Client(HttpClient):
    def _parse(self, response):
        return response.text


def write_certificate(path, address):
    """Write a self-signed certificate and its key to one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.IPAddress(ipaddress.ip_address(address))]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def serve(tmp_path):
    """Serve https on the loopback address with a certificate for an address."""
    servers = []

    def start(address):
        path = write_certificate(tmp_path / "certificate.pem", address)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        server = ScriptedServer()
        server.socket = context.wrap_socket(server.socket, server_side=True)
        servers.append(server.__enter__())
        return server.url.replace("http:", "https:"), path

    yield start
    for server in servers:
        server.__exit__()


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
