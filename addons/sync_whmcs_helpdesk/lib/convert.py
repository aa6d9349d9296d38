"""Converters for tickets; what a backend chose comes to them ready for use."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from odoo.addons.sync_base.lib.convert import KEEP, Line, Text, Unusable
from odoo.addons.sync_base.lib.html_text import to_html

from .text import fold, to_text

STAMP = "%Y-%m-%d %H:%M:%S"
PRIORITIES = {"low": "0", "medium": "1", "high": "2"}
EMPTY = "<p></p>"


class Prose(Text):
    """Text of a message. Common form: plain text; white space does not count."""

    def __init__(self):
        super().__init__(escaped=True)

    @staticmethod
    def normalize(value):
        return " ".join(value.split()) or None if value else None

    def decode(self, value):
        # not by this class's `normalize`, which takes away the lines
        return Text(self.escaped).decode(value)

    def from_odoo(self, value, known):
        return to_text(value) or None

    def to_odoo(self, value, known):
        return to_html(value) if value else EMPTY


class Mapped(Text):
    """A value that each backend ties to records of its choice.

    Several values may stand for one record, and are equal then. A record that stands
    for none is known by ``#`` and its id, and is not sent.

    :param ids: ``{key: record id}``; None: not known, all values are taken
    :param sent: ``{record id: key}``, which of them is sent
    :param names: ``{key: remote value}`` where that is not the key
    :param folded: keys are letters and digits of the remote value
    :param other: id of the record that an unknown value stands for, None: none
    :param missing: what to do about an unknown value, for people; None: it is no
        problem
    """

    def __init__(
        self,
        ids=None,
        sent=None,
        names=None,
        *,
        folded=False,
        other=None,
        missing=None,
    ):
        super().__init__()
        self.ids, self.sent, self.names = ids, sent or {}, names or {}
        self.folded, self.other, self.missing = folded, other, missing

    def decode(self, value):
        text = Line(escaped=True).decode(value)
        key = fold(text) if self.folded else text
        if not key or self.ids is None or key in self.ids or not self.missing:
            return key or None
        raise Unusable(self.missing)

    def normalize(self, value):
        if value is None:
            return None
        if value.startswith("#"):
            return int(value[1:])
        return (self.ids or {}).get(value, value if self.missing else self.other)

    def encode(self, value, local=None):
        if value is None or value.startswith("#"):
            return KEEP
        return self.names.get(value, value)

    def from_odoo(self, value, known):
        return self.sent.get(value.id, f"#{value.id}") if value else None

    def to_odoo(self, value, known):
        return (self.ids or {}).get(value, self.other or False)


class Priority(Line):
    """``Low``, ``Medium``, ``High``; what is very high here is high there."""

    def decode(self, value):
        text = super().decode(value)
        if text and text.lower() not in PRIORITIES:
            raise Unusable(f"known values are: {', '.join(PRIORITIES)}")
        return text and PRIORITIES[text.lower()]

    def encode(self, value, local=None):
        names = {ours: theirs.title() for theirs, ours in PRIORITIES.items()}
        return names.get(value, KEEP)

    def from_odoo(self, value, known):
        return min(value, "2") if value else None


class Moment(Text):
    """A moment in WHMCS's local time (``YYYY-MM-DD HH:MM:SS``); common form is UTC.

    :param tz: name of the time zone, which the API does not tell
    """

    def __init__(self, tz="UTC"):
        super().__init__()
        self.tz = tz

    def decode(self, value):
        text = super().decode(value)
        if text is None or text.startswith("0000-00-00"):
            return None
        try:
            moment = datetime.strptime(text, STAMP)
        except ValueError as error:
            raise Unusable("this is not a moment (YYYY-MM-DD HH:MM:SS)") from error
        local = moment.replace(tzinfo=ZoneInfo(self.tz))
        return local.astimezone(timezone.utc).strftime(STAMP)

    def from_odoo(self, value, known):
        return value.strftime(STAMP) if value else None


class Author(Text):
    """Who wrote a message, as ``staff|Name``, ``contact|7``, ``client|5`` or
    ``guest|Name|address``; decodes the values of `PATHS`.
    """

    PATHS = ("admin", "contactid", "userid", "name", "email")

    def decode(self, value):
        admin, contact, client, name, email = (
            Line(escaped=True).decode(part) for part in value
        )
        if admin:
            return f"staff|{admin}"
        if contact and contact != "0":
            return f"contact|{contact}"
        if client and client != "0":
            return f"client|{client}"
        if name or email:
            return f"guest|{(name or '').replace('|', ' ')}|{email or ''}"
        return None
