"""What is to become of a page of remote records: decode, tie, merge. No writing."""

import logging
from dataclasses import dataclass, field
from typing import Any

from ..lib.convert import KEEP
from ..lib.errors import NotFound
from ..lib.field_map import decode, problem, refuse
from ..lib.merge import Merge, merge
from ..lib.page import RemoteRecord

_logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Plan:
    """What is to happen with one remote record."""

    remote: RemoteRecord
    binding: Any
    values: dict
    problems: list
    record: Any = None
    outcome: Merge = field(default_factory=Merge)


class Planning:
    """Makes a `Plan` for each remote record; part of `apply.Apply`."""

    def _load_bindings(self, remotes):
        self.known = self.bindings_sudo._known(
            self.backend, self.kind, [remote.id for remote in remotes]
        )

    def _plan_page(self, remotes):
        """Find out what is to become of a page; nothing is written.

        What does not come in is in ``reports``.

        :return: list of `Plan`: without ``record`` it is to be created, otherwise
            merged as ``outcome`` says; also in ``plans``, by remote id
        """
        plans = self._resolve_links(self._plan(remotes))
        self._adopt([plan for plan in plans if not plan.binding])
        self._match([plan for plan in plans if not plan.binding])
        plans = [plan for plan in plans if plan.remote.id not in self.reports]
        self._merge([plan for plan in plans if plan.record])
        self.plans = {plan.remote.id: plan for plan in plans}
        return plans

    # -- decode --------------------------------------------------------------------

    def _plan(self, remotes):
        plans = []
        for remote in remotes:
            binding = self.known.get(remote.id)
            if binding and not binding.res_id:
                self.counts["skipped"] += 1
            elif isinstance(remote.error, NotFound):
                self.gone.append(remote.id)
            elif remote.error:
                self._report(remote, str(remote.error))
            elif decoded := self._decode(remote):
                plans.append(Plan(remote, binding, *decoded))
        return self._find_records(plans)

    def _decode(self, remote):
        """Return values and problems of a remote record, None where it is no use."""
        try:
            return decode(self.fields, remote.data)
        except Exception as error:
            # a converter's own mistake must not stop the other records
            _logger.exception("%s %s of %s", self.kind, remote.id, self.backend.name)
            self._report(remote, self.env._("Could not be read: %r", error))
            return None

    def _find_records(self, plans):
        """Find the records of bound plans; return the plans without those deleted."""
        ids = [plan.binding.res_id for plan in plans if plan.binding]
        alive = set(self.model.browse(ids).exists()._ids)
        kept = []
        for plan in plans:
            if plan.binding and plan.binding.res_id not in alive:
                self.lost_sudo |= plan.binding
                self.counts["skipped"] += 1
                continue
            if plan.binding:
                plan.record = self.model.browse(plan.binding.res_id)
            kept.append(plan)
        return kept

    def _resolve_links(self, plans):
        """Drop links to what Odoo does not have; return the plans that can go on."""
        for pair in self.fields:
            if not pair.convert.lookup:
                continue
            self.lookups.load(pair, {plan.values.get(pair.name) for plan in plans})
            for plan in plans:
                self._resolve_link(pair, plan)
        ready = []
        for plan in plans:
            blocking = [each for each in plan.problems if each.blocking]
            if not blocking:
                ready.append(plan)
                continue
            self._report(
                plan.remote,
                "\n".join(map(str, plan.problems)),
                passing=any(each.passing for each in blocking),
            )
        return ready

    def _resolve_link(self, pair, plan):
        code = plan.values.get(pair.name)
        if code is None:
            return
        known = pair.convert.resolve(code, self.lookups.of(pair))
        if known is not None:
            plan.values[pair.name] = known
            return
        if not pair.pulls:
            return
        del plan.values[pair.name]
        if not pair.convert.strict:
            return
        if pair.convert.lookup[0] == "kind":
            reason = self.env._(
                "the %s it belongs to is not in Odoo (yet)", pair.convert.lookup[1]
            )
            plan.problems.append(problem(pair, code, reason, passing=True))
        else:
            reason = self.env._("Odoo does not know this value")
            plan.problems.append(problem(pair, code, reason))

    # -- merge ---------------------------------------------------------------------

    def _merge(self, plans):
        """Merge plans that have an Odoo record with what that record holds now."""
        self.load_codes(self.model.concat(*(plan.record for plan in plans)))
        for plan in plans:
            self._merge_one(plan)

    def load_codes(self, records):
        """Make sure that `local_values` of records finds what their links mean."""
        for pair in self.fields:
            if pair.convert.lookup:
                self.lookups.load_codes(pair, records)

    def local_values(self, record):
        """Return what an Odoo record holds, in common form by field.

        Without what its converter leaves alone.
        """
        values = {pair.name: self.local_value(pair, record) for pair in self.fields}
        return {name: value for name, value in values.items() if value is not KEEP}

    def local_value(self, pair, record):
        """Return what an Odoo record holds in one field, in common form."""
        return pair.convert.from_odoo(record[pair.name], self.lookups.of(pair))

    def _merge_one(self, plan):
        local = self.local_values(plan.record)
        base = self._base(plan)
        plan.outcome = merge(self.fields, base, local, plan.values)
        if self.sends:
            self._hold_back(plan)
        if plan.outcome.conflicts:
            lines = [
                self.env._(
                    "%(field)s: both sides changed it from %(old)r; Odoo has %(ours)r, "
                    "the remote system %(theirs)r",
                    field=name,
                    old=old,
                    ours=ours,
                    theirs=theirs,
                )
                for name, (old, ours, theirs) in plan.outcome.conflicts.items()
            ]
            lines += map(str, plan.problems)
            self._report(
                plan.remote, "\n".join(lines), severity="warning", is_conflict=True
            )

    def _hold_back(self, plan):
        """Keep values that the remote cannot take from being sent, and report them.

        The record's other values go. *Base* stays, so that the field is merged as usual
        once its value is one that can be sent.
        """
        for name, refused in refuse(self.fields, plan.outcome.to_remote).items():
            del plan.outcome.to_remote[name]
            plan.problems.append(refused)

    def _base(self, plan):
        """Return what both sides had last, with what we sent and find arrived.

        Without it, our own change would look like one of the remote side, and what
        somebody changed here since then would lose against it.
        """
        if not plan.binding:
            return {}
        base, intent = plan.binding.base_values or {}, plan.binding.intent or {}
        arrived = {
            pair.name: intent[pair.name]
            for pair in self.fields
            if pair.name in intent
            and not pair.write_only
            and pair.same(intent[pair.name], plan.values.get(pair.name))
        }
        return {**base, **arrived}
