"""Companies out of a file in the positional format of Integria: planned, written."""

from dataclasses import dataclass, field
from typing import Any

from odoo.exceptions import AccessError, UserError
from odoo.tools.mail import plaintext2html

from ..lib import company_csv, csv_file, custom_cells
from .company_lookups import CompanyLookups, fold

POSITION = {name: number for number, name in enumerate(company_csv.COLUMNS)}


@dataclass
class Planned:
    """A line of the file and what is to become of it.

    ``outcome``: *create*, *update*, *unchanged*, *skip* or *error*.
    """

    row: company_csv.Row
    vals: dict = field(default_factory=dict)
    record: Any = None
    outcome: str = "create"


class CompanyPlan(CompanyLookups):
    """Reads files of companies, with the rights of the environment's user.

    :param duplicates: what becomes of a line whose company exists: *refuse*, *update*
        or *skip*
    :param whose_ids: see `CompanyLookups`
    """

    def __init__(self, env, duplicates="refuse", whose_ids="either"):
        super().__init__(env, whose_ids)
        self.duplicates = duplicates
        # {(parent id, owner id): may the user make such a company?}
        self.allowed = {}

    def plan(self, data):
        """Return a `Planned` for each line of a file (bytes); nothing is written.

        :raises csv_file.CsvError: it is no CSV
        """
        text = csv_file.decode(data)
        return self.plan_lines(csv_file.read(text, self.columns, self.env._))

    def plan_lines(self, lines):
        """Return a `Planned` for each line, given as ``(number, cells)``."""
        rows = [
            company_csv.parse(line, cells, self.columns, self.env._)
            for line, cells in lines
        ]
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

    def _fill(self, planned):
        """Turn the cells of a line into values, noting what cannot be."""
        row = planned.row
        values = row.values
        planned.vals = {
            "name": values.get("name"),
            "vat": values.get("fiscal_id") or False,
            "street": values.get("address") or False,
            "website": values.get("website") or False,
            "crm_payment_days": values.get("payment_conditions") or 0,
            "country_id": self._one(
                row, "country", lambda name: self.countries.get(name.casefold())
            ),
            "crm_role_id": self._one(row, "id_company_role", self._of_ids(self.roles)),
            "parent_id": self._one(row, "id_parent", self._of_ids(self.parents)),
            "user_id": self._one(row, "manager", self.users.get),
        }
        if updated := values.get("last_update"):
            planned.vals["crm_last_update"] = updated
        comments = values.get("comments")
        planned.vals["comment"] = plaintext2html(comments) if comments else False
        custom, shown = {}, {}
        for number, each in enumerate(self.custom, len(POSITION)):
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
            custom[each.property_name] = value
            shown[each] = custom_cells.form(each.field_type, value)
        if custom:
            planned.vals["crm_properties"] = custom

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
        value = row.values.get(column)
        if value is None:
            return False
        try:
            found = find(value)
        except UserError as error:
            row.refuse(POSITION[column], column, str(error))
            return False
        if not found:
            row.refuse(POSITION[column], column, self._unknown(column))
        return found

    def _unknown(self, column):
        match column:
            case "country":
                return self.env._("No country has this name, in any language, or code.")
            case "manager":
                return self.env._("No user has this log-in.")
            case "id_company_role":
                return self.env._("No role has this id.")
            case _:
                return self.env._("No company that you can see has this id.")

    def _check_right(self, each):
        """Refuse a new company that the user may not make.

        The database refuses it as well, after the import has begun.
        """
        if self._may_make(each.vals["parent_id"], each.vals["user_id"]):
            return
        each.row.refuse(
            POSITION["id_parent"],
            "id_parent",
            self.env._(
                "You would not see this company: it needs a parent of yours, or "
                "yourself as its manager."
            ),
        )

    def _may_make(self, parent_id, owner_id):
        """Ask the domain of the rules about a company that is not there yet."""
        key = parent_id, owner_id
        if key not in self.allowed:
            company = self.companies.sudo().new(
                {
                    "is_company": True,
                    "is_crm_company": True,
                    "parent_id": parent_id,
                    "user_id": owner_id,
                }
            )
            domain = self.env.user.crm_company_domain("write")
            self.allowed[key] = self.env.su or bool(company.filtered_domain(domain))
        return self.allowed[key]

    def _find_duplicates(self, planned):
        """Find companies of the same name or fiscal id, here and in the file itself."""
        existing = {name: self._existing(name, planned) for name in ("name", "vat")}
        seen = {"name": {}, "vat": {}}
        for each in planned:
            for name in ("name", "vat"):
                if value := each.vals.get(name):
                    self._note_duplicate(each, name, fold(value), existing, seen)

    def _note_duplicate(self, each, name, key, existing, seen):
        row = each.row
        position = POSITION["name" if name == "name" else "fiscal_id"]
        column = company_csv.COLUMNS[position]
        if earlier := seen[name].get(key):
            reason = self.env._("Line %s of this file has it already.", earlier)
            row.refuse(position, column, reason)
            return
        seen[name][key] = row.line
        companies = existing[name].get(key, set()) | ({each.record} - {None})
        if len(companies) > 1:
            row.refuse(
                position,
                column,
                self.env._("Several companies have name or fiscal id."),
            )
        elif companies:
            (each.record,) = companies
            if self.duplicates == "refuse":
                reason = self.env._("A company with it exists already.")
                row.refuse(position, column, reason)

    def _changed(self, each):
        """Return the values of a line that differ from what its company has."""
        company = each.record
        cells = self._cells(company)
        new = [each.row.cell(number) for number in range(len(self.columns))]
        if cells == new:
            return {}
        vals = dict(each.vals)
        for name, field_name in (("address", "street"), ("comments", "comment")):
            # other fields make it up, or it has formatting: not for the same text
            if cells[POSITION[name]] == new[POSITION[name]]:
                del vals[field_name]
        return {
            name: value
            for name, value in vals.items()
            if name == "crm_properties"
            or self.companies._fields[name].convert_to_write(company[name], company)
            != value
        }

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
        created = self.companies.create(
            [{**each.vals, "is_crm_company": True, "is_company": True} for each in new]
        )
        for each, record in zip(new, created, strict=True):
            each.record = record
        for each in batch:
            if each.outcome == "update":
                each.record.write(each.vals)
        self.env.flush_all()
