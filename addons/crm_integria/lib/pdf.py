"""HTML that people write, as PDF: WeasyPrint, cut off from files and the network.

What a document may show is given with it: images by their addresses, and images that
stand in it as ``data:`` addresses. Everything else that it asks for (files, the
network, fonts, style sheets) is left out and named; nothing here runs scripts.
"""

import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

# where relative addresses of a document begin; nobody answers there
BASE = "http://document.invalid/"
IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")

# tells of every picture that is left out, which the document's maker is told
for name in ("weasyprint", "weasyprint.progress"):
    logging.getLogger(name).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Pdf:
    """A document. ``refused``: what it asked for and did not get, by address."""

    content: bytes
    refused: tuple


class Refused(ValueError):
    """An address that a document does not get."""


class Fetcher(URLFetcher):
    """Gives a document the images that belong to it, and nothing else.

    :param images: ``{path: (content type, bytes)}``
    """

    def __init__(self, images):
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.images = images
        self.refused = []

    def fetch(self, url, headers=None):
        if url.startswith(BASE):
            path = urlsplit(url).path
            if path in self.images:
                kind, content = self.images[path]
                return URLFetcherResponse(url, content, {"Content-Type": kind})
        elif url[:5].lower() == "data:":
            response = super().fetch(url, headers)
            if response.content_type in IMAGES:
                return response
        # an image within the document would fill the message
        self.refused.append(url.removeprefix(BASE.rstrip("/"))[:100])
        raise Refused(url[:100])


def render(html, images=None):
    """Return the `Pdf` of an HTML document (text).

    :param images: ``{path: (content type, bytes)}`` of ``<img src="path">``
    """
    fetcher = Fetcher(images or {})
    document = HTML(string=html, base_url=BASE, url_fetcher=fetcher)
    content = document.write_pdf()
    return Pdf(content, tuple(dict.fromkeys(fetcher.refused)))
