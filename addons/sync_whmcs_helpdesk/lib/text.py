"""Text of tickets: what people write there is plain, here it is HTML."""

import html
import re
from html.parser import HTMLParser

BLANK_LINES = re.compile(r"\n{2,}")
# what begins on a line of its own
BLOCKS = {"p", "div", "li", "tr", "ul", "ol", "table", "blockquote", "pre"}
BLOCKS |= {f"h{level}" for level in range(1, 7)}
UNSEEN = {"style", "script", "head", "title"}


def fold(text):
    """Return what names of statuses are compared by: letters and digits only.

    WHMCS may send ``&`` as ``&amp;``, and new versions of it refuse signs and capitals
    in the names of custom statuses (its documentation on ticket statuses).
    """
    return "".join(filter(str.isalnum, html.unescape(str(text or "")))).casefold()


def to_html(text):
    """Return plain text as paragraphs; nothing of it is taken for HTML."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return "".join(
        f"<p>{html.escape(block, quote=False).replace(chr(10), '<br>')}</p>"
        for block in BLANK_LINES.split(text)
    )


def to_text(source):
    """Return HTML as plain text, paragraphs parted by blank lines."""
    reader = _Reader()
    reader.feed(str(source or ""))
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects the text of a document, and where links lead to."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.unseen, self.link = [], 0, ""

    def handle_starttag(self, tag, attrs):
        if tag in UNSEEN:
            self.unseen += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag in BLOCKS:
            self._block(tag)
        elif tag == "a":
            self.link = dict(attrs).get("href") or ""

    def handle_endtag(self, tag):
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in BLOCKS:
            self._block(tag)
        elif tag == "a":
            if self.link.startswith(("http:", "https:")) and not self._shown():
                self.parts.append(f" ({self.link})")
            self.link = ""

    def handle_data(self, data):
        if not self.unseen:
            self.parts.append(re.sub(r"\s+", " ", data))

    def _block(self, tag):
        if self.parts:
            self.parts.append("\n\n" if tag == "p" else "\n")

    def _shown(self):
        return bool(self.parts) and self.link.rstrip("/") in self.parts[-1]
