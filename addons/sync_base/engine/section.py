"""One record in the comparison of a remote object: fields, and both their values."""

from dataclasses import dataclass, field
from typing import Any

from odoo.exceptions import AccessError
from odoo.tools import format_date

from ..lib.errors import Invalid
from ..lib.merge import Merge, merge
from .apply import Apply
from .plan import Plan


@dataclass(slots=True)
class Row:
    """One field of one record, in common form on both sides.

    ``sides`` are the values that may be chosen: ``odoo`` where the remote side can be
    written, ``remote`` where Odoo can. ``problem`` says why the remote value cannot be
    used.
    """

    pair: Any
    local: Any
    remote: Any = None
    state: str = "same"
    proposal: str = ""
    sides: list = field(default_factory=list)
    problem: str = ""


class Section:
    """One record tied to the remote object.

    :param resource: its resource, in the environment of the user who compares
    :param binding: its `sync.binding`, likewise
    """

    def __init__(self, backend, resource, binding, lookups):
        self.resource = resource
        self.binding = binding
        self.backend = backend
        self.apply = Apply(backend, resource, lookups)
        self.model = resource.env[resource._sync_model]
        self.record = self.model.browse(binding.res_id)
        self.pairs = self.apply.fields
        self.outcome = Merge()
        self.base, self.local, self.remote = {}, {}, {}
        self.rows = {}

    def _may(self, pair, operation):
        return self.model._has_field_access(self.model._fields[pair.name], operation)

    def look(self, remote):
        """Compare with a remote object as read just now.

        :raises Invalid: nothing of it can be read
        """
        for pair in self.pairs:
            if pair.convert.lookup:
                self.apply.lookups.load_codes(pair, self.record.sudo())
        self.local = self.local_values()
        decoded = self.apply._decode(remote)
        if decoded is None:
            raise Invalid(self.apply.reports[remote.id]["reason"])
        plan = Plan(remote, self.binding.sudo(), *decoded)
        self.apply._resolve_links([plan])
        self.remote = plan.values
        self.base = self.apply._base(plan)
        self.outcome = merge(self.pairs, self.base, self.local, self.remote)
        reasons = {each.field: each.reason for each in plan.problems}
        # Not compared: what the remote has not or never tells, what is left alone.
        self.rows = {
            pair.name: self._row(pair, reasons)
            for pair in self.pairs
            if pair.paths()
            and (pair.name in self.remote or pair.name in reasons)
            and pair.name in self.local
            and self._may(pair, "read")
        }

    def local_values(self):
        """Return what the record holds, in common form.

        All of it, for the merge; of what the user may not see there is no row.
        """
        return self.apply.local_values(self.record.sudo())

    def _row(self, pair, reasons):
        name = pair.name
        local, remote = self.local[name], self.remote
        row = Row(pair, local, sides=self._sides(pair, local))
        if name not in remote:
            row.state = "unusable"
            row.problem = reasons[name]
            row.sides = [side for side in row.sides if side == "odoo"]
            if row.sides and name in self.outcome.to_remote:
                row.proposal = "odoo"
            return row
        row.remote = remote[name]
        if pair.same(row.local, row.remote):
            row.sides = []
            return row
        if name not in self.base:
            row.state = "differs"
        elif pair.same(self.base[name], row.remote):
            row.state = "odoo_changed"
        elif pair.same(self.base[name], row.local):
            row.state = "remote_changed"
        else:
            row.state = "conflict"
        if name in self.outcome.conflicts:
            row.state = "conflict"
        proposal = ""
        if name in self.outcome.to_odoo:
            proposal = "remote"
        elif name in self.outcome.to_remote:
            proposal = "odoo"
        row.proposal = proposal if proposal in row.sides else ""
        return row

    def _sides(self, pair, local):
        """Return which values may be chosen, by who can write the other side."""
        sides = []
        # A link to a record that is not synchronised has no name over there.
        unknown = local is None and bool(self.record[pair.name])
        sends = self.backend.push_changes and self.resource._sync_pushes
        if pair.pushes and sends and not unknown:
            sides.append("odoo")
        if pair.pulls and self._may(pair, "write"):
            sides.append("remote")
        return sides

    def differing(self):
        return [row for row in self.rows.values() if row.state != "same"]

    # -- for people ------------------------------------------------------------------

    def shown(self, prefix):
        """Return the section as JSON without nulls, see `Comparison.shown`."""
        return {
            "binding_id": self.binding.id,
            "kind": self.resource._sync_kind,
            "label": self.resource._title(),
            "res_model": self.record._name,
            "res_id": self.record.id,
            "record_name": self.record.display_name,
            "rows": [self._shown_row(row, prefix) for row in self.rows.values()],
        }

    def _shown_row(self, row, prefix):
        name = row.pair.name
        description = self.model.fields_get([name], ["string"])
        return {
            "key": prefix + name,
            "field": name,
            "label": description[name]["string"],
            "odoo_value": _no_null(row.local),
            "odoo_text": self._local_text(row),
            "remote_value": _no_null(row.remote),
            "remote_text": self._text(row.pair, row.remote),
            "base_value": _no_null(self.base.get(name)),
            "base_text": self._text(row.pair, self.base.get(name)),
            "has_base": name in self.base,
            "differs": row.state != "same",
            "state": row.state,
            "proposal": row.proposal or False,
            "sides": row.sides,
            "problem": row.problem,
        }

    def _local_text(self, row):
        value = self.record[row.pair.name]
        if self.model._fields[row.pair.name].type == "many2one" and value:
            return self._display_name(value)
        return self._text(row.pair, row.local)

    def _text(self, pair, value):
        """Return a value in common form as a person reads it, "" for none."""
        if value is None:
            return ""
        env, model_field = self.model.env, self.model._fields[pair.name]
        match model_field.type:
            case "many2one":
                self.apply.lookups.load(pair, [value])
                id_ = self.apply.lookups.of(pair).ids.get(value)
                found = env[model_field.comodel_name].browse(id_ or [])
                return self._display_name(found) if found else str(value)
            case "boolean":
                return env._("Yes") if value else env._("No")
            case "selection":
                labels = dict(model_field._description_selection(env))
                return str(labels.get(value, value))
            case "date":
                return format_date(env, value)
        return getattr(pair.convert, "shown", str)(value)

    @staticmethod
    def _display_name(record):
        try:
            return record.display_name
        except AccessError:
            return f"#{record.id}"


def _no_null(value):
    """Return a common form for XML-RPC, which knows no null."""
    return False if value is None else value
