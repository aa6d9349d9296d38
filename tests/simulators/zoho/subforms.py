"""The rows of subforms: records of a module of their own, which point to their parent.

Source: Zoho CRM API v8, "Subform API".
"""

from tests.simulators.zoho import pricing

MOST_ROWS = 100
# edition: subforms of a module
ALLOWED = {"enterprise": 2, "ultimate": 5}


def merged(known, given):
    """Return all rows of a subform as they are after a write.

    Rows that are not named stay, those without an id are added, and a write of no rows
    at all takes all of them away.

    :param known: ids of the rows before it
    :param given: ``(id or None, values or None)``; no values take the row away
    :return: ``(id or None, values that change)`` in order
    """
    if not given:
        return []
    rows = {row_id: {} for row_id in known}
    added = []
    for row_id, values in given:
        if row_id is None:
            added.append((None, values))
        elif values is None:
            rows.pop(row_id, None)
        elif row_id in rows:
            rows[row_id] |= values
    return [*rows.items(), *added]


class Subforms:
    """Rows by parent and subform, in the order of their adding."""

    def __init__(self, store):
        self._store = store
        self._rows = {}

    def names(self, module):
        """Return the names of a module's fields that are subforms."""
        fields = self._store.modules[module].fields.values()
        return [each.api_name for each in fields if each.data_type == "subform"]

    def rows(self, record, name):
        return list(self._rows.get((record.id, name), ()))

    def taken(self, module, values):
        """Take the rows out of a record's values; return them by subform."""
        names = [name for name in self.names(module) if name in values]
        return {name: values.pop(name) or [] for name in names}

    def put(self, record, rows, user):
        """Store rows as `merged` gives them; return what channels are told of them.

        That these are told the ids alone is an assumption.
        """
        store, told = self._store, {}
        fields = store.modules[record.module].fields
        for name, wanted in rows.items():
            every = store.records[fields[name].lookup]
            known = {row.id: row for row in self.rows(record, name)}
            after = [self._row(record, name, each, known, user) for each in wanted]
            for row in known.values():
                every.pop(row.id)
            every.update((row.id, row) for row in after)
            self._rows[record.id, name] = after
            for number, row in enumerate(after, 1):
                pricing.complete_row(store, row, number)
            store.touched(fields[name].lookup)
            told[name] = [{"id": row.id} for row in after]
        return told

    def hide(self, record):
        """Rows go with their record; that they come back with it is an assumption."""
        for name, every in self._modules(record):
            for row in self.rows(record, name):
                every.pop(row.id)

    def show(self, record):
        for name, every in self._modules(record):
            every.update((row.id, row) for row in self.rows(record, name))

    def _modules(self, record):
        store = self._store
        fields = store.modules[record.module].fields
        for name in self.names(record.module):
            store.touched(fields[name].lookup)
            yield name, store.records[fields[name].lookup]

    def _row(self, record, name, wanted, known, user):
        row_id, values = wanted
        row = known.get(row_id)
        moment = record.modified_time
        if row is None:
            module = self._store.modules[record.module].fields[name].lookup
            values = {"Parent_Id": record.id, **values}
            return self._store.new_record(module, values, moment, user)
        if values:
            row.values |= values
            row.modified_time, row.modified_by = moment, user.id
        return row
