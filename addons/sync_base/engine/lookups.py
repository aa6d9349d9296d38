"""Tables that turn the common form of links into Odoo ids and back."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Known:
    """``ids`` by common form, and the common form (``codes``) by id."""

    ids: dict = field(default_factory=dict)
    codes: dict = field(default_factory=dict)

    def add(self, code, record_id):
        self.ids[code] = record_id
        self.codes[record_id] = code


class Lookups:
    """Looks up what converters need, a page at a time.

    Small tables (countries, languages) are read once and kept; ids of other
    synchronised records are asked for page by page, as they would fill the memory.
    """

    def __init__(self, backend, env):
        self.backend = backend
        self.env = env
        self._tables = {}
        self._page = {}

    def new_page(self):
        self._page = {}

    def of(self, pair):
        """Return the `Known` of a field pair, None where it needs none."""
        lookup = pair.convert.lookup
        if lookup is None:
            return None
        if lookup[0] == "table":
            return self._tables.get(lookup) or self._load_table(lookup)
        return self._page.setdefault(lookup, Known())

    def _load_table(self, lookup):
        _what, model, key = lookup
        known = self._tables[lookup] = Known()
        for record in self.env[model].search_fetch([], [key]):
            if record[key]:
                known.add(str(record[key]).upper(), record.id)
        return known

    def load(self, pair, codes):
        """Make sure that the ids of the given codes are known, where they exist."""
        known = self.of(pair)
        missing = {code for code in codes if code} - known.ids.keys()
        if pair.convert.lookup[0] != "kind" or not missing:
            return
        bindings = self.env["sync.binding"]._known(
            self.backend, pair.convert.lookup[1], missing
        )
        for code, binding in bindings.items():
            if binding.res_id:
                known.add(code, binding.res_id)

    def load_codes(self, pair, ids):
        """Make sure that the codes of the given record ids are known."""
        known = self.of(pair)
        missing = set(ids) - known.codes.keys()
        if pair.convert.lookup[0] != "kind" or not missing:
            return
        bindings_sudo = self.env["sync.binding"].sudo()
        for binding in bindings_sudo.search_fetch(
            [
                ("backend_id", "=", self.backend.id),
                ("kind", "=", pair.convert.lookup[1]),
                ("res_id", "in", list(missing)),
                ("remote_id", "!=", False),
            ],
            ["remote_id", "res_id"],
        ):
            known.add(binding.remote_id, binding.res_id)
