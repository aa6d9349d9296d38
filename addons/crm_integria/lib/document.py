"""The page around a document: paper, margins, header and footer on every page."""

from html import escape

PAPERS = {
    "A4": "A4 portrait",
    "A4-landscape": "A4 landscape",
    "A5": "A5 portrait",
    "Letter": "Letter portrait",
}
STYLE = """
@page {
    size: %(size)s;
    margin: %(top)dmm %(right)dmm %(bottom)dmm %(left)dmm;
    @top-left { content: element(header); width: 100%% }
    @bottom-left { content: element(footer); width: 85%% }
    @bottom-right {
        content: %(pages)s; width: 15%%; white-space: nowrap;
        font-family: "DejaVu Sans", Arial, sans-serif;
        font-size: 8pt; color: #666; vertical-align: middle
    }
}
.page-header { position: running(header) }
.page-footer { position: running(footer); font-size: 8pt; color: #666 }
body { font-family: "DejaVu Sans", Arial, sans-serif; font-size: 10pt; margin: 0 }
p { margin: 0 0 3mm }
h1 { font-size: 18pt; margin: 0 0 6mm } h2 { font-size: 13pt } h3 { font-size: 11pt }
h1, h2, h3 { break-after: avoid }
table { border-collapse: collapse; width: 100%% }
td, th { padding: 1mm 2mm; text-align: left; vertical-align: top }
tr, img { break-inside: avoid }
img { max-width: 100%% }
"""


def page(body, header, footer, *, title, lang, paper, margins, numbered=True):
    """Return the HTML of a whole document.

    :param body: HTML, as `header` and `footer` are
    :param lang: a language code such as ``es`` or ``es_ES``
    :param paper: one of `PAPERS`
    :param margins: ``(top, right, bottom, left)`` in millimetres
    :param numbered: with the number of the page and of pages
    """
    top, right, bottom, left = margins
    style = STYLE % {
        "size": PAPERS[paper],
        "top": top,
        "right": right,
        "bottom": bottom,
        "left": left,
        "pages": 'counter(page) " / " counter(pages)' if numbered else "none",
    }
    return (
        f'<html lang="{escape(lang.replace("_", "-"))}"><head><meta charset="utf-8"/>'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>"
        f'<div class="page-header">{header}</div>'
        f'<div class="page-footer">{footer}</div>{body}</body></html>'
    )
