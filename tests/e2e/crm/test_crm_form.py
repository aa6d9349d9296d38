"""The contact form as visitors see it: its page and a snippet elsewhere, no scripts."""

import http.server
import threading
from contextlib import contextmanager

import pytest

from ..helpers import VIEWPORTS
from .conftest import PICTURES


@pytest.fixture(scope="module")
def form(site):
    # what an admin's first log-in sets
    address = ("web.base.url", site.server.url)
    site.rpc.call("ir.config_parameter", "set_param", *address)
    number = site.rpc.create(
        "crm.lead.form",
        name="Contact us",
        ask_country=True,
        introduction="<p>We answer within a day.</p>",
        thanks="<p>Many thanks. We write to you soon.</p>",
    )
    return site.rpc.read("crm.lead.form", number, "url", "snippet", "key")


@contextmanager
def elsewhere(page):
    """Serve a page on a site of its own; yield its origin."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *arguments):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def visitor(chromium, viewport="desktop"):
    context = chromium.new_context(
        java_script_enabled=False, viewport=VIEWPORTS[viewport]
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def fill_in(page, name):
    page.fill("[name=name]", name)
    page.fill("[name=email]", f"{name.lower()}@there.example")
    page.fill("[name=comments]", "Please call me.")
    page.select_option("[name=country]", "DK")
    page.click("button[type=submit]")


def leads(site, name):
    return site.rpc.call(
        "crm.lead", "search_read", [["contact_name", "=", name]], ["country_id"]
    )


@pytest.mark.parametrize("viewport", VIEWPORTS)
def test_its_page(chromium, site, form, viewport):
    path = f"/crm_integria/form/{form['key']}"
    with visitor(chromium, viewport) as page:
        page.goto(site.server.url + path)
        page.screenshot(path=PICTURES / f"crm-form-{viewport}.png")
        fill_in(page, f"Ana{viewport}")
        page.wait_for_selector(":text('Many thanks')")
        page.screenshot(path=PICTURES / f"crm-form-thanks-{viewport}.png")
    [lead] = leads(site, f"Ana{viewport}")
    assert lead["country_id"][1] == "Denmark"


def test_the_snippet_elsewhere(chromium, site, form):
    with elsewhere(f"<h1>Our shop</h1>{form['snippet']}") as origin:
        for allowed in (False, True):
            origins = origin if allowed else "http://somewhere.example"
            ours = [["key", "=", form["key"]]]
            number = site.rpc.call("crm.lead.form", "search", ours)
            site.rpc.call("crm.lead.form", "write", number, {"origins": origins})
            with visitor(chromium) as page:
                page.goto(origin)
                fill_in(page, "Bo")
                wanted = "Many thanks" if allowed else "cannot be sent from there"
                page.wait_for_selector(f":text('{wanted}')")
            assert len(leads(site, "Bo")) == int(allowed)


def test_in_the_web_client(open_client, site, form):
    client = open_client("manager1")
    number = site.rpc.call("crm.lead.form", "search", [["key", "=", form["key"]]])[0]
    client.open(f"crm-forms/{number}", ".o_form_view [name=name]")
    client.picture(PICTURES / "crm-form-backend.png")
