"""Plain text as HTML, and HTML as plain text."""

import html
import re
from html.parser import HTMLParser

BLANK_LINES = re.compile(r"\n{2,}")
WHITE = re.compile(r"\s+")
UNSEEN = {"style", "script", "head", "title"}
HEADINGS = {f"h{level}" for level in range(1, 7)}


def to_html(text):
    """Return plain text as paragraphs; nothing of it is taken for HTML."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return "".join(
        f"<p>{html.escape(block, quote=False).replace(chr(10), '<br>')}</p>"
        for block in BLANK_LINES.split(text)
    )


def tidy(text):
    """Return text without blanks that nobody sees, and at most one empty line."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class Reader(HTMLParser):
    """Collects the text of a document in ``parts``.

    What breaks lines is said by `opened` and `closed`.
    """

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.unseen = [], 0

    @classmethod
    def text_of(cls, source):
        """Return the text of HTML."""
        reader = cls()
        reader.feed(source)
        reader.close()
        return "".join(reader.parts)

    def opened(self, tag, attributes):
        """An element begins, which is seen."""

    def closed(self, tag):
        """An element ends, which is seen."""

    def handle_starttag(self, tag, attrs):
        if tag in UNSEEN:
            self.unseen += 1
        elif tag == "br":
            self.parts.append("\n")
        else:
            self.opened(tag, dict(attrs))

    def handle_endtag(self, tag):
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        else:
            self.closed(tag)

    def handle_data(self, data):
        if not self.unseen:
            # line breaks of the source are blanks to a reader
            self.parts.append(WHITE.sub(" ", data))
