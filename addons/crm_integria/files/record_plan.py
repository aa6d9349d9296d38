"""Records out of a positional file: what would become of each line; writing them."""

from dataclasses import dataclass, field
from typing import Any

from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..lib import csv_file, custom_cells
from ..lib.positional import Row
from .record_file import RecordFile


@dataclass
class Planned:
    """A line of the file and what is to become of it.

    ``outcome``: *create*, *update*, *unchanged*, *skip* or *error*.
    """

    row: Row
    vals: dict = field(default_factory=dict)
    record: Any = None
    outcome: str = "create"


class RecordPlan(RecordFile):
    """Reads files of records, with the rights of the environment's user.

    Who inherits says what the cells of a line are (`_parse`, `_look_up`, `_fill`), what
    no two records share (`_keys`), and whether the user may make one (`_check_right`).

    :param duplicates: what becomes of a line whose record exists: *refuse*, *update*
        or *skip*
    :param whose_ids: whose ids the file has: *odoo*, *integria* or *either*
    """

    # values that new records have besides those of their lines
    new = {}
    # {column: field} of what other fields make up, or what has formatting
    made_up = {}

    def __init__(self, env, duplicates="refuse", whose_ids="either"):
        super().__init__(env)
        self.duplicates = duplicates
        self.whose_ids = whose_ids

    def plan(self, data):
        """Return a `Planned` for each line of a file (bytes); nothing is written.

        :raises csv_file.CsvError: it is no CSV
        """
        text = csv_file.decode(data)
        return self.plan_lines(csv_file.read(text, self.columns, self.env._))

    def plan_lines(self, lines):
        """Return a `Planned` for each line, given as ``(number, cells)``."""
        rows = [self._parse(line, cells) for line, cells in lines]
        self._look_up(rows)
        planned = [Planned(row) for row in rows]
        for each in planned:
            self._fill(each)
        self._find_duplicates(planned)
        for each in planned:
            if not each.record:
                self._check_right(each)
            if each.row.errors:
                each.outcome = "error"
            elif each.record and self.duplicates == "skip":
                each.outcome = "skip"
            elif each.record:
                each.outcome = "update"
                each.vals = self._changed(each)
                if not each.vals:
                    each.outcome = "unchanged"
        return planned

    def _position(self, column):
        return self.base.index(column)

    # -- what cells refer to ----------------------------------------------------------

    def _by_id(self, model, rows, column, domain=()):
        """Return ``{id in the file: ids of records}``, as far as the user sees them."""
        wanted = list({row.values.get(column) for row in rows} - {None})
        names = {"odoo": ["id"], "integria": ["crm_integria_id"]}
        found = {}
        for name in names.get(self.whose_ids, ["id", "crm_integria_id"]):
            for record in self.env[model].search([(name, "in", wanted), *domain]):
                found.setdefault(record[name], set()).add(record.id)
        return found

    def _of_ids(self, found):
        def find(number):
            ids = found.get(number, ())
            if len(ids) > 1:
                raise UserError(
                    self.env._(
                        "This is the id of one in Odoo, and of another in the old "
                        "system: say whose ids they are."
                    )
                )
            return next(iter(ids), None)

        return find

    def _one(self, row, column, find):
        """Return what a cell refers to, False for nothing."""
        value = row.values.get(column)
        if value is None:
            return False
        try:
            found = find(value)
        except UserError as error:
            row.refuse(self._position(column), column, str(error))
            return False
        if not found:
            row.refuse(self._position(column), column, self._unknown(column))
        return found or False

    def _custom_values(self, row, custom):
        """Return ``{property name: value}`` of the custom fields of a line."""
        values, shown = {}, {}
        for number, each in enumerate(custom, len(self.base)):
            try:
                value = custom_cells.parse(
                    each.field_type,
                    row.cell(number),
                    each._choices(),
                    shown.get(each.parent_id, ""),
                    self.env._,
                )
            except ValueError as error:
                row.refuse(number, each.name, str(error))
                continue
            if value is None and each.required and not each._is_box():
                row.refuse(number, each.name, self.env._("This must be filled in."))
            values[each.property_name] = value
            shown[each] = custom_cells.form(each.field_type, value)
        return values

    # -- records that exist ------------------------------------------------------------

    def _existing(self, name, planned, domain):
        """Return ``{value: records}`` that have a name, or a code, of the file."""
        wanted = {(each.vals.get(name) or "").lower() for each in planned} - {""}
        query = self.records._search(domain)
        column = SQL.identifier(query.table, name)
        query.add_where(SQL("LOWER(%s) = ANY(%s)", column, list(wanted)))
        found = {}
        for record in self.records.browse(query):
            key = self._key(name, record[name], record)
            found.setdefault(key, set()).add(record)
        return found

    def _key(self, name, value, record):
        """Return what a value is compared by.

        :param record: who has it, a record or its values
        """
        return fold(value)

    def _find_duplicates(self, planned):
        """Find records that a line is about, here and in the file itself."""
        existing = {
            name: self._existing(name, planned, domain)
            for name, (_column, domain) in self._keys().items()
        }
        seen = {name: {} for name in existing}
        for each in planned:
            for name in existing:
                if value := each.vals.get(name):
                    key = self._key(name, value, each.vals)
                    self._note_duplicate(each, name, key, existing, seen)

    def _note_duplicate(self, each, name, key, existing, seen):
        row = each.row
        column, _domain = self._keys()[name]
        position = self._position(column)
        if earlier := seen[name].get(key):
            reason = self.env._("Line %s of this file has it already.", earlier)
            row.refuse(position, column, reason)
            return
        seen[name][key] = row.line
        records = existing[name].get(key, set()) | ({each.record} - {None})
        if len(records) > 1:
            row.refuse(position, column, self.env._("Several records are meant."))
        elif records:
            (each.record,) = records
            if self.duplicates == "refuse":
                row.refuse(position, column, self._exists())

    def _changed(self, each):
        """Return the values of a line that differ from what its record has."""
        record = each.record
        cells = self._cells(record)
        new = [each.row.cell(number) for number in range(len(self.columns))]
        if cells + [""] * (len(new) - len(cells)) == new:
            return {}
        vals = dict(each.vals)
        for column, field_name in self.made_up.items():
            # not for the same text
            if cells[self._position(column)] == new[self._position(column)]:
                del vals[field_name]
        return {
            name: value
            for name, value in vals.items()
            if self._stored(record, name, value) != value
        }

    def _stored(self, record, name, value):
        """Return what a record has, in the form of the value from the file."""
        if name != "crm_properties":
            return self.records._fields[name].convert_to_write(record[name], record)
        stored = record._crm_values()
        return {each: stored.get(each) or None for each in value}

    # -- writing to the database -------------------------------------------------------

    def store(self, planned):
        """Create and update; what Odoo refuses becomes an error of its line."""
        todo = [each for each in planned if each.outcome in ("create", "update")]
        if todo:
            self._store(todo)

    def _store(self, batch):
        try:
            with self.env.cr.savepoint():
                self._store_all(batch)
        except (UserError, AccessError, ValueError) as error:
            if len(batch) > 1:
                half = len(batch) // 2
                self._store(batch[:half])
                self._store(batch[half:])
                return
            batch[0].outcome = "error"
            batch[0].row.refuse(-1, "", str(error))

    def _store_all(self, batch):
        new = [each for each in batch if each.outcome == "create"]
        created = self.records.create([{**each.vals, **self.new} for each in new])
        for each, record in zip(new, created, strict=True):
            each.record = record
        for each in batch:
            if each.outcome == "update":
                each.record.write(each.vals)
        self.env.flush_all()


def fold(text):
    """Return what names and codes are compared by."""
    return " ".join(text.split()).casefold()
