"""Applying a page to see what becomes of it; the caller rolls it back."""

from .apply import Apply
from .lookups import Lookups
from .match import Matcher


class PreviewLookups(Lookups):
    """Lookups that also know what earlier pages of the preview would tie.

    What would be created has no id: it is known as False: no link, when tried.
    """

    def __init__(self, preview_sudo, env):
        super().__init__(preview_sudo.backend_id, env)
        self.preview_sudo = preview_sudo

    def tied(self, *domain):
        """Return the lines of records that earlier pages would create or link."""
        lines_sudo = self.preview_sudo.env["sync.preview.line"]
        return lines_sudo.search_fetch(
            [
                ("preview_id", "=", self.preview_sudo.id),
                ("outcome", "in", ["create", "link"]),
                *domain,
            ],
            ["kind", "remote_id", "res_id"],
        )

    def _ties(self, kind, field, values):
        ties = super()._ties(kind, field, values)
        lines = self.tied(("kind", "=", kind), (field, "in", list(values)))
        return ties + [(line.remote_id, line.res_id or False) for line in lines]


class PreviewMatcher(Matcher):
    """A matcher that leaves alone what earlier pages of the preview would link."""

    def __init__(self, backend, resource, lookups):
        super().__init__(backend, resource)
        self.lookups = lookups

    def _taken(self, ids):
        lines = self.lookups.tied(
            ("res_model", "=", self.model._name), ("res_id", "in", list(ids))
        )
        return super()._taken(ids) | set(lines.mapped("res_id"))


class Rehearsal(Apply):
    """An `Apply` that tells what it does, line by line, instead of making issues.

    ``lines`` are values of `sync.preview.line` by remote id. It does write: its caller
    rolls back.
    """

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.lines = {}
        self.derived = []

    def _plan_page(self, remotes):
        plans = super()._plan_page(remotes)
        # Now, as trying them changes the records.
        for plan in plans:
            line = self._line_of(plan)
            if plan.remote.id in self.lines:
                line["outcome"] = self.lines[plan.remote.id]["outcome"]
            self.lines[plan.remote.id] = line
        return plans

    def _matcher(self):
        return PreviewMatcher(self.backend, self.resource, self.lookups)

    def _apply_of(self, derived):
        apply = super()._apply_of(derived)
        self.derived.append(apply)
        return apply

    def _create(self, plans):
        # A link that must be there, to what would only be created: cannot be tried.
        tried = [plan for plan in plans if not self._lacks_link(plan)]
        if tried:
            super()._create(tried)
        return {"created": len(plans)}

    def _lacks_link(self, plan):
        return any(
            pair.convert.lookup
            and self.model._fields[pair.name].required
            and plan.values.get(pair.name) is not None
            and not self.lookups.of(pair).ids.get(plan.values[pair.name])
            for pair in self.fields
        )

    def _retire_one(self, binding, record):
        self.lines[binding.remote_id] = self._line(
            binding.remote_id,
            "gone",
            label=record.display_name,
            res_id=record.id,
        )
        return super()._retire_one(binding, record)

    def _set_active(self, record, binding, active):
        self.lines[binding.remote_id] = self._line(
            binding.remote_id,
            "restore" if active else "archive",
            label=record.display_name,
            res_id=record.id,
        )
        return super()._set_active(record, binding, active)

    def _store_reports(self):
        for remote_id, report in self.reports.items():
            if remote_id in self.left_out:
                outcome = "ambiguous" if remote_id in self.ambiguous else "fail"
                self.lines[remote_id] = self._line(
                    remote_id, outcome, label=report["label"]
                )
            line = self.lines[remote_id]
            line["reason"] = report["reason"]
            line["partial"] = remote_id not in self.left_out and not line["conflict"]

    def all_lines(self):
        """Return what is worth telling, of derived resources as well."""
        lines = [
            line
            for line in self.lines.values()
            if line["outcome"] != "same"
            or line["sends"]
            or line["conflict"]
            or line["partial"]
        ]
        return lines + [line for each in self.derived for line in each.all_lines()]

    # -- lines -----------------------------------------------------------------------

    def _line(self, remote_id, outcome, **values):
        return {
            "kind": self.kind,
            "remote_id": remote_id,
            "res_model": self.model._name,
            "outcome": outcome,
            "sends": False,
            "conflict": False,
            "partial": False,
            "changed_fields": [],
            **values,
        }

    def _line_of(self, plan):
        if not plan.record:
            return self._line(
                plan.remote.id,
                "create",
                label=self.resource._label_of(plan.remote),
                changed_fields=[
                    self._change(name, None, value)
                    for name, value in plan.values.items()
                    if name in self.pulled and value not in (None, False)
                ],
            )
        outcome = plan.outcome
        # one that we had pending is linked as well
        if not plan.binding or not plan.binding.remote_id:
            what = "link"
        else:
            what = "update" if outcome.to_odoo else "same"
        local = self.local_values(plan.record)
        sends = self.resource._sync_pushes and bool(outcome.to_remote)
        changes = [
            self._change(name, local[name], value)
            for name, value in outcome.to_odoo.items()
        ]
        if sends:
            changes += [
                self._change(name, plan.values[name], value, "remote")
                for name, value in outcome.to_remote.items()
            ]
        changes += [
            self._change(name, ours, theirs, "conflict")
            for name, (_old, ours, theirs) in outcome.conflicts.items()
        ]
        return self._line(
            plan.remote.id,
            what,
            label=plan.record.display_name,
            res_id=plan.record.id,
            sends=sends,
            conflict=bool(outcome.conflicts),
            changed_fields=changes,
        )

    def _change(self, name, before, after, side="odoo"):
        pair = next(pair for pair in self.fields if pair.name == name)
        return {
            "field": name,
            "before": self._shown(pair, before),
            "after": self._shown(pair, after),
            "side": side,
        }

    def _shown(self, pair, value):
        """Return how a person reads a value in common form."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if pair.convert.lookup and pair.convert.lookup[0] == "kind":
            record_id = self.lookups.of(pair).ids.get(value)
            model = self.env[self.model._fields[pair.name].comodel_name]
            if record_id:
                return model.browse(record_id).display_name
            return f"{pair.convert.lookup[1]} {value}"
        return str(value)
