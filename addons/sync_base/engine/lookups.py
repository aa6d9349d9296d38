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
        _what, model, keys = lookup
        known = self._tables[lookup] = Known()
        if isinstance(keys, str):
            for record in self.env[model].search_fetch([], [keys]):
                if record[keys]:
                    known.add(str(record[keys]).upper(), record.id)
            return known
        for record in self.env[model].search([]):
            names = [_name_of(record, key) for key in keys]
            if names[0]:
                known.add(names[0], record.id)
            for name in filter(None, names):
                known.ids.setdefault(name.upper(), record.id)
        return known

    def load(self, pair, codes):
        """Make sure that the ids of the given codes are known, where they exist."""
        self._load(
            pair, "remote_id", {each for each in codes if each}, self.of(pair).ids
        )

    def load_codes(self, pair, records):
        """Make sure that the codes of what records link to by a pair are known."""
        # a table is whole, and what it stands for need not be a link (a language)
        if pair.convert.lookup[0] == "kind":
            ids = set(records.mapped(pair.name)._ids)
            self._load(pair, "res_id", ids, self.of(pair).codes)

    def _load(self, pair, field, wanted, known):
        missing = wanted - known.keys()
        if pair.convert.lookup[0] != "kind" or not missing:
            return
        for remote_id, res_id in self._ties(pair.convert.lookup[1], field, missing):
            self.of(pair).add(remote_id, res_id)

    def _ties(self, kind, field, values):
        """Return ``(remote id, record id)`` of records whose ``field`` is given.

        :param field: ``remote_id`` or ``res_id``
        """
        bindings_sudo = self.env["sync.binding"].sudo()
        found = bindings_sudo.search_fetch(
            [
                ("backend_id", "=", self.backend.id),
                ("kind", "=", kind),
                ("res_id", ">", 0),
                ("remote_id", "!=", False),
                (field, "in", list(values)),
            ],
            ["remote_id", "res_id"],
        )
        return [(binding.remote_id, binding.res_id) for binding in found]


def _name_of(record, key):
    """Return what ``key`` (see `Reference`) calls a record, empty where it has none."""
    parts = []
    for path in key.split():
        value = record
        for name in path.split("."):
            value = value[name]
        parts.append(value)
    return "|".join(parts) if all(parts) else ""
