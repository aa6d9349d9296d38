"""JSON as PHP writes it, list shapes, and a cache of rendered records."""

import html
import json

from tests.simulators.whmcs.quirks import check_quirks

EMPTY_LISTS = {
    "empty-list-string": b'""',
    "empty-list-array": b"[]",
    "empty-list-object": b"{}",
}


class Renderer:
    """Turns values into the bytes of a reply under the quirks in force."""

    def __init__(self, quirks=()):
        self._cache = {}
        self.set_quirks(quirks)

    def set_quirks(self, names):
        self.quirks = check_quirks(names)
        self._cache.clear()

    def escape(self, text):
        """PHP's `htmlspecialchars` with quotes, which writes ' as &#039;."""
        if "raw-values" in self.quirks:
            return text
        return html.escape(text).replace("&#x27;", "&#039;")

    def record(self, view, record, *context, revision=None):
        """The JSON of a record's view, kept until the record changes.

        A view that shows other records too needs a `revision` of them all.
        """
        key = (view, record.id)
        if revision is None:
            revision = record.revision
        cached = self._cache.get(key)
        if cached is None or cached[0] != revision:
            cached = (revision, self.value(view(record, self, *context)))
            self._cache[key] = cached
        return cached[1]

    def value(self, value):
        """The JSON of any value, with the quirks applied to it."""
        if self.quirks:
            value = self._adapt(value)
        return to_json(value)

    def success(self, members=()):
        """A successful reply with the given (key, JSON) members."""
        return join_object([("result", b'"success"'), *members])

    def listing(self, wrapper, element, items):
        """Members for `{wrapper: {element: [items]}}` in its various shapes."""
        if not items:
            if "empty-list-missing" in self.quirks:
                return []
            for quirk, shape in EMPTY_LISTS.items():
                if quirk in self.quirks:
                    return [(wrapper, shape)]
        if len(items) == 1 and "single-object" in self.quirks:
            shape = items[0]
        elif "numeric-keys" in self.quirks:
            shape = join_object((str(i), item) for i, item in enumerate(items))
        else:
            shape = b"[" + b",".join(items) + b"]"
        return [(wrapper, join_object([(element, shape)]))]

    def flat_listing(self, wrapper, element, rows):
        """Members as in `listing` for rows of plain values.

        Some documented replies are flattened; live replies are nested, so that
        is the quirk here.
        """
        if "flattened-keys" not in self.quirks:
            return self.listing(wrapper, element, [self.value(row) for row in rows])
        return [
            (f"{wrapper}[{element}][{index}][{key}]", self.value(value))
            for index, row in enumerate(rows)
            for key, value in row.items()
        ]

    def counters(self, total, start=None, returned=None):
        """Members that count; those that are None do not belong to the action."""
        members = []
        if "no-counters" in self.quirks:
            return members
        members.append(("totalresults", self.value(total)))
        if "no-page-counters" in self.quirks:
            return members
        if start is not None:
            members.append(("startnumber", self.value(start)))
        if returned is not None:
            members.append(("numreturned", self.value(returned)))
        return members

    def _adapt(self, value):
        if isinstance(value, dict):
            return {key: self._adapt(item) for key, item in value.items()}
        if isinstance(value, list):
            return self._adapt_list([self._adapt(item) for item in value])
        if isinstance(value, bool):
            if "string-booleans" in self.quirks:
                return "on" if value else ""
        elif isinstance(value, int) and "string-numbers" in self.quirks:
            return str(value)
        return value

    def _adapt_list(self, items):
        if len(items) == 1 and "single-object" in self.quirks:
            return items[0]
        if "numeric-keys" in self.quirks:
            return {str(index): item for index, item in enumerate(items)}
        return items


def to_json(value):
    """Like PHP's `json_encode`: other than ASCII and slashes are escaped.

    Bytes that are not UTF-8 are kept in strings as lone surrogates (Python's
    `surrogateescape`) and come out as these bytes again.
    """
    text = json.dumps(value, separators=(",", ":"))
    if "\\udc" in text:
        text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return text.replace("/", "\\/").encode("utf-8", "surrogateescape")


def join_object(members):
    """A JSON object of (key, JSON) members."""
    return b"{" + b",".join(b'"%b":%b' % (k.encode(), v) for k, v in members) + b"}"
