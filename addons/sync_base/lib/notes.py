"""Notes that are plain text there and formatted in Odoo."""

from .convert import Text
from .html_text import HEADINGS, Reader, tidy, to_html

BLOCKS = {"p", "div", "ul", "ol", "table", "blockquote", "pre", "section", "hr"}
BLOCKS |= HEADINGS


class Note(Text):
    """Notes: plain text in the remote system, HTML in Odoo. Common form: text.

    Text becomes paragraphs, escaped; of HTML the text remains. An Odoo note with the
    same text keeps its looks.
    """

    @staticmethod
    def normalize(value):
        if not value:
            return None
        return tidy(value) or None

    def from_odoo(self, value, known):
        return self.normalize(NoteReader.text_of(str(value))) if value else None

    def to_odoo(self, value, known):
        return to_html(value) if value else False


class NoteReader(Reader):
    """Text of a note, with line breaks where a person sees them."""

    def opened(self, tag, attributes):
        if tag == "li":
            self.parts.append("\n- ")
        elif tag == "tr":
            self.parts.append("\n")
        else:
            self._block(tag)

    def closed(self, tag):
        if tag in ("td", "th"):
            self.parts.append(" ")
        else:
            self._block(tag)

    def _block(self, tag):
        if tag in BLOCKS:
            self.parts.append("\n\n" if tag == "p" else "\n")
