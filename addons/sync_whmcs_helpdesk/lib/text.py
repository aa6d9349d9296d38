"""Text of tickets: what people write there is plain, here it is HTML."""

import html

from odoo.addons.sync_base.lib.html_text import HEADINGS, Reader, tidy

# what begins on a line of its own
BLOCKS = {"p", "div", "li", "tr", "ul", "ol", "table", "blockquote", "pre"} | HEADINGS


def fold(text):
    """Return what names of statuses are compared by: letters and digits only.

    WHMCS may send ``&`` as ``&amp;``, and new versions of it refuse signs and capitals
    in the names of custom statuses (its documentation on ticket statuses).
    """
    return "".join(filter(str.isalnum, html.unescape(str(text or "")))).casefold()


def to_text(source):
    """Return HTML as plain text, paragraphs parted by blank lines."""
    return tidy(_Message.text_of(str(source or "")))


class _Message(Reader):
    """Text of a message, and where its links lead to."""

    link = ""

    def opened(self, tag, attributes):
        if tag in BLOCKS:
            self._block(tag)
        elif tag == "a":
            self.link = attributes.get("href") or ""

    def closed(self, tag):
        if tag in BLOCKS:
            self._block(tag)
        elif tag == "a":
            if self.link.startswith(("http:", "https:")) and not self._shown():
                self.parts.append(f" ({self.link})")
            self.link = ""

    def _block(self, tag):
        if self.parts:
            self.parts.append("\n\n" if tag == "p" else "\n")

    def _shown(self):
        return bool(self.parts) and self.link.rstrip("/") in self.parts[-1]
