"""A document gets its own pictures, and nothing of the server or the network."""

import base64
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from odoo.addons.crm_integria.lib import document, pdf

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
DATA = "data:image/png;base64," + base64.b64encode(PIXEL).decode()
MARK = "SECRETMARK"
# each asks for an address in its own way
WAYS = {
    "image": '<img src="{}"/>',
    "style sheet": '<link rel="stylesheet" href="{}"/>',
    "import": '<style>@import url("{}");</style>',
    "background": '<p style="background: url({})">x</p>',
    "list": '<ul style="list-style-image: url({})"><li>x</li></ul>',
    "content": '<style>p::before {{ content: url("{}") }}</style><p>x</p>',
    "font": '<style>@font-face {{ font-family: F; src: url("{}") }}'
    " p {{ font-family: F }}</style><p>x</p>",
    "attachment": '<link rel="attachment" href="{}"/>',
    "attached link": '<a rel="attachment" href="{}">x</a>',
    "object": '<object data="{}" type="image/png">x</object>',
    "embed": '<embed src="{}" type="image/png"/>',
    "svg": '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
}
# asks for nothing: WeasyPrint knows only what stands in the document
SILENT = '<svg width="9" height="9"><use href="{}#a"/></svg>'


@pytest.fixture(scope="module")
def server():
    """A web server that notes who asks; yields its address and the list."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(PIXEL)

        def log_message(self, *_args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/", asked
        http.shutdown()


@pytest.mark.parametrize("way", WAYS)
def test_no_network(server, way):
    url, asked = server
    made = pdf.render(f"<body>{WAYS[way].format(url)}</body>")
    assert made.content.startswith(b"%PDF")
    assert asked == []
    assert made.refused == (url,)
    assert not pdf.render(SILENT.format(url)).refused
    assert asked == []


@pytest.mark.parametrize("way", WAYS)
def test_no_files(tmp_path, way):
    secret = tmp_path / "secret.txt"
    secret.write_text(MARK)
    made = pdf.render(f"<body>{WAYS[way].format(secret.as_uri())}</body>")
    assert MARK.encode() not in made.content
    assert MARK not in text_of(made, tmp_path)
    assert made.refused == (secret.as_uri(),)


@pytest.mark.parametrize(
    "address",
    [
        "/etc/hostname",
        "../../etc/hostname",
        "//127.0.0.1/x",
        "ftp://127.0.0.1/x",
        "FILE:///etc/hostname",
        "data:text/html,<p>x</p>",
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
        "/web/image/2",
    ],
)
def test_other_addresses(address):
    made = pdf.render(f'<img src="{address}"/>', {"/web/image/1": ("image/png", PIXEL)})
    assert len(made.refused) == 1


def test_its_own_pictures():
    images = {"/web/image/1/a.png": ("image/png", PIXEL)}
    html = f'<img src="/web/image/1/a.png?x=1"/><img src="{DATA}"/>'
    made = pdf.render(html, images)
    assert made.refused == ()
    assert made.content.count(b"/Subtype /Image") == 1 or b"/Image" in made.content


def test_the_page(tmp_path):
    html = document.page(
        "<p>Body</p>" * 120,
        "<p>Head</p>",
        "<p>Foot</p>",
        title="<T>",
        lang="da_DK",
        paper="A5",
        margins=(20, 15, 16, 15),
    )
    assert '<html lang="da-DK">' in html
    assert "<title>&lt;T&gt;</title>" in html
    text = text_of(pdf.render(html), tmp_path)
    pages = text.count("\f")
    assert pages > 2
    assert text.count("Head") == text.count("Foot") == pages
    assert f"{pages}/{pages}" in text.replace(" ", "")


def text_of(made, folder):
    path = folder / "made.pdf"
    path.write_bytes(made.content)
    command = ["pdftotext", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout
