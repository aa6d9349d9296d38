"""Odoo behind nginx, with the lines of the readme."""

import contextlib
import re
import ssl
import subprocess

import pytest
import requests
import websocket

from devtools import paths, provision
from devtools.ports import free_port, port_is_free
from tests.unit.certificates import write_certificate

from ..conftest import running_site
from ..helpers import Backend, wait_until
from ..hook_calls import hook_call

pytestmark = pytest.mark.skipif(
    not provision.nginx(), reason="nginx is missing: sudo apt-get install nginx-light"
)
SECRET = "a secret of the test"
LINES = re.compile(r"```nginx\n(.*?)```", re.DOTALL)
# everything that nginx writes lies in one folder
MAIN = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
access_log {folder}/access.log;
client_body_temp_path {folder}/body;
proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/fastcgi;
uwsgi_temp_path {folder}/uwsgi;
scgi_temp_path {folder}/scgi;
{lines}
}}
"""


class Proxy:
    """An nginx as the readme has it, in front of one Odoo."""

    def __init__(self, folder, server):
        self.folder = folder
        self.port = free_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self.certificate = write_certificate(folder / "certificate.pem", "127.0.0.1")
        (lines,) = LINES.findall((paths.ROOT / "README.md").read_text())
        for there, here in {
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "/etc/ssl/odoo.pem": self.certificate,
            "/etc/ssl/odoo.key": self.certificate,
            "127.0.0.1:8069": f"127.0.0.1:{server.port}",
            "127.0.0.1:8072": f"127.0.0.1:{server.gevent_port}",
        }.items():
            assert there in lines
            lines = lines.replace(there, str(here))
        self.config = folder / "nginx.conf"
        self.config.write_text(MAIN.format(folder=folder, lines=lines))

    @contextlib.contextmanager
    def running(self):
        line = [provision.nginx(), "-p", self.folder, "-c", self.config, "-e", "stderr"]
        process = subprocess.Popen(list(map(str, line)))
        try:
            wait_until(lambda: not port_is_free(self.port), "nginx")
            yield self
        finally:
            process.terminate()
            process.wait(timeout=30)

    def log(self):
        return (self.folder / "access.log").read_text()


@pytest.fixture(scope="module")
def site(template):
    with running_site(template, workers=1, options=["--proxy-mode"]) as site:
        yield site


@pytest.fixture(scope="module")
def proxy(site, tmp_path_factory):
    proxy = Proxy(tmp_path_factory.mktemp("nginx"), site.server)
    parameters = {"web.base.url": proxy.url, "web.base.url.freeze": "True"}
    for key, value in parameters.items():
        site.rpc.call("ir.config_parameter", "set_param", key, value)
    with proxy.running():
        yield proxy


@pytest.fixture(scope="module")
def http(proxy):
    with requests.Session() as session:
        # else the certificates that the environment names would count
        session.trust_env = False
        session.verify = str(proxy.certificate)
        yield session


def test_a_remote_system_reaches_odoo_and_its_address_stays_secret(
    site, proxy, http, start_whmcs
):
    backend = Backend(site, start_whmcs(clients=5), event_secret_input=SECRET)
    backend.wait()
    url = backend.read("event_url")["event_url"]
    assert url.startswith(f"{proxy.url}/sync/event/")
    body, headers = hook_call(SECRET, 1, "client", 5)
    assert http.post(url, data=body, headers=headers).status_code == 200
    assert site.rpc.count("sync.event", ["backend_id", "=", backend.id]) == 1
    body, headers = hook_call("another", 2, "client", 5)
    assert http.post(url, data=body, headers=headers).status_code == 403
    assert http.get(f"{proxy.url}/web/login").status_code == 200
    assert "/web/login" in proxy.log()
    assert "/sync/event" not in proxy.log()


def test_links_lead_back_through_it(proxy, http):
    document = http.get(f"{proxy.url}/crm_integria/v1/openapi.json").json()
    assert document["servers"][0]["url"].startswith(proxy.url)


def test_nobody_gives_himself_another_address(site, proxy, http):
    user = site.add_user("api", email="api@our.example")
    allowed = "203.0.113.9"
    page = site.rpc.create(
        "res.config.settings",
        crm_api_on=True,
        crm_api_user_id=user.uid,
        crm_api_networks=allowed,
    )
    site.rpc.call("res.config.settings", "execute", [page])
    url = f"{proxy.url}/integria/include/api.php"
    query = {"op": "create_lead", "user": "api", "user_pass": "api-password"}
    http.get(url, params=query, headers={"X-Forwarded-For": allowed})
    (call,) = site.rpc.search_read("crm.api.call", [], "address", "outcome")
    assert (call["address"], call["outcome"]) == ("127.0.0.1", "address")


def test_what_happens_shows_at_once(proxy):
    context = {"ca_certs": str(proxy.certificate), "cert_reqs": ssl.CERT_REQUIRED}
    address = proxy.url.replace("https", "wss", 1)
    live = websocket.create_connection(
        f"{address}/websocket", sslopt=context, origin=proxy.url, timeout=30
    )
    assert live.connected
    live.close()
