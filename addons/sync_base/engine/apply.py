"""Bringing a page of remote records into Odoo: decode, match, merge, write, bind."""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import psycopg2.errors

from odoo import fields
from odoo.exceptions import UserError

from ..lib.convert import Unusable
from ..lib.errors import NotFound
from ..lib.field_map import decode, problem, refuse
from ..lib.merge import Merge, merge
from ..lib.page import RemoteRecord
from .history import History
from .report import Report
from .retire import Retire
from .tie import Tie

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


class Apply(Tie, Report, Retire, History):
    """Applies remote records of one resource within the current transaction.

    :param resource: the resource, in the environment of the backend's user
    :param version_of: function from a `RemoteRecord` to the version to keep
    """

    def __init__(self, backend, resource, lookups, run=None, version_of=None):
        super().__init__()
        self.backend = backend
        self.resource = resource.with_context(
            **resource._create_context(), sync_source_backend=backend.id
        )
        self.env = self.resource.env
        self.model = self.env[resource._sync_model]
        self.lookups = lookups
        self.run = run
        self.version_of = version_of or (lambda remote: remote.version)
        self.fields = resource._fields_of(backend)
        self.pulled = {pair.name for pair in self.fields if pair.pulls}
        self.sends = backend.push_changes and resource._sync_pushes
        self.kind = resource._sync_kind
        self.bindings_sudo = self.env["sync.binding"].sudo()
        self.issues_sudo = self.env["sync.issue"].sudo()
        # bindings of the page, by remote id
        self.known = {}
        self.plans = {}
        self.ambiguous = set()
        # pending bindings that remote objects turn out to be, with the remote ids
        self.adopted = []
        self.gone = []
        # bindings whose record is gone by a way that does not pass through `unlink`
        self.lost_sudo = self.bindings_sudo

    def apply(self, remotes):
        """Apply a page; return its counts by `sync_run.COUNTERS`."""
        self._load_bindings(remotes)
        self.revive([remote for remote in remotes if not remote.error])
        plans = self._plan_loaded(remotes)
        self.lost_sudo._bury()
        for pending, remote_id in self.adopted:
            pending._arrive(remote_id)
        self.retire_gone()
        new = [plan for plan in plans if not plan.record]
        old = [plan for plan in plans if plan.record]
        self._guarded(new, self._create)
        self._guarded(old, self._update)
        self._report_problems(plans)
        self._store_reports()
        for derived in self.resource._derived():
            self._apply_derived(derived, remotes)
        return self.counts

    def plan(self, remotes):
        """Find out what is to become of a page; nothing is written.

        What does not come in is in ``reports``.

        :return: list of `Plan`: without ``record`` it is to be created, otherwise
            merged as ``outcome`` says; also in ``plans``, by remote id
        """
        self._load_bindings(remotes)
        return self._plan_loaded(remotes)

    def _load_bindings(self, remotes):
        self.known = self.bindings_sudo._known(
            self.backend, self.kind, [remote.id for remote in remotes]
        )

    def _plan_loaded(self, remotes):
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
        known = code is None or code in self.lookups.of(pair).ids
        if known or not pair.pulls:
            return
        del plan.values[pair.name]
        if pair.convert.lookup[0] == "kind":
            reason = self.env._(
                "the %s it belongs to is not in Odoo (yet)", pair.convert.lookup[1]
            )
            plan.problems.append(problem(pair, code, reason, passing=True))
        elif pair.convert.strict:
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
                self.lookups.load_codes(pair, records.mapped(pair.name).ids)

    def local_values(self, record):
        """Return what an Odoo record holds, in common form by field."""
        return {
            pair.name: pair.convert.from_odoo(record[pair.name], self.lookups.of(pair))
            for pair in self.fields
        }

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

    # -- write -----------------------------------------------------------------------

    def _guarded(self, plans, operation):
        """Do ``operation`` for all plans at once; where that fails, for each half.

        What fails alone becomes an issue. A serialisation failure is not the record's
        fault and goes up: the page is done again.
        """
        if not plans:
            return
        try:
            with self.env.cr.savepoint():
                counts = operation(plans)
        except psycopg2.OperationalError:
            raise
        except Exception as error:
            if _tied_meanwhile(error):
                raise
            if len(plans) > 1:
                half = len(plans) // 2
                self._guarded(plans[:half], operation)
                self._guarded(plans[half:], operation)
                return
            if not isinstance(error, UserError | psycopg2.Error):
                _logger.exception(
                    "%s %s of %s", self.kind, plans[0].remote.id, self.backend.name
                )
            self._report(plans[0].remote, self.env._("Odoo refused it: %s", error))
        else:
            self.counts.update(counts)
            self.fine += [plan.remote.id for plan in plans]

    def _create(self, plans):
        for plan in plans:
            # What only goes there does not come in, nor do both sides agree on it.
            pulled = {n: value for n, value in plan.values.items() if n in self.pulled}
            plan.outcome = Merge(base=pulled)
        records = self.model._sync_create(
            [self._to_write(plan.outcome.base) for plan in plans]
        )
        for plan, record in zip(plans, records, strict=True):
            plan.record = record
        self._bind(plans)
        self._remember("create", [(record.id, {}) for record in records])
        if len(self.pulled) < len(self.fields):
            self._heal(plans)
        return {"created": len(plans)}

    def _update(self, plans):
        before = self._before(plans)
        changes = defaultdict(self.model.browse)
        for plan in plans:
            if plan.outcome.to_odoo:
                values = self._to_write(plan.outcome.to_odoo)
                changes[tuple(sorted(values.items()))] |= plan.record
        for values, records in changes.items():
            records.write(dict(values))
        self._remember_plans(plans, before)
        self._bind([plan for plan in plans if not plan.binding])
        for plan in plans:
            if plan.binding:
                self._rebind(plan)
        self._heal([plan for plan in plans if plan.outcome.to_remote])
        linked = sum(not plan.binding for plan in plans)
        updated = sum(bool(plan.binding and plan.outcome.to_odoo) for plan in plans)
        return {
            "linked": linked,
            "updated": updated,
            "unchanged": len(plans) - linked - updated,
        }

    def _to_write(self, values):
        return {
            pair.name: pair.convert.to_odoo(values[pair.name], self.lookups.of(pair))
            for pair in self.fields
            if pair.name in values
        }

    def _bind(self, plans):
        self.bindings_sudo._insert(
            self.backend,
            self.kind,
            self.model._name,
            [
                (
                    plan.remote.id,
                    self.version_of(plan.remote),
                    plan.record.id,
                    plan.outcome.base,
                )
                for plan in plans
            ],
        )

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

    def _heal(self, plans):
        """Have what only Odoo changed sent, where nothing has noted it yet.

        So a change made while sending was switched off, or by SQL, is not lost.
        """
        ids = [
            plan.record.id
            for plan in plans
            # refused: perhaps no longer, now that the remote record has changed
            if not plan.binding
            or plan.binding.local_version
            in (plan.binding.pushed_version, plan.binding.refused_version)
        ]
        if self.sends and ids:
            tie = (self.backend.id, self.kind)
            self.bindings_sudo._mark_dirty(self.model._name, ids, {tie})
            self.backend._push_soon()

    def _rebind(self, plan):
        binding, version = plan.binding, self.version_of(plan.remote)
        same_base = plan.outcome.base == (binding.base_values or {})
        if same_base and binding.remote_version == version:
            return
        binding.write({"remote_version": version, "synced_at": fields.Datetime.now()})
        if not same_base:
            binding.base_values = plan.outcome.base

    # -- derived resources -----------------------------------------------------------

    @staticmethod
    def _accepted(derived, remote):
        try:
            return derived._accepts(remote.data)
        except Unusable:
            # its own decoding says what is wrong with it
            return True

    def _apply_of(self, derived):
        return type(self)(
            self.backend, derived, self.lookups, self.run, self.version_of
        )

    def _apply_derived(self, derived, remotes):
        apply = self._apply_of(derived)
        good = [remote for remote in remotes if remote.id not in self.left_out]
        accepted = [remote for remote in good if self._accepted(derived, remote)]
        apply.apply(accepted)
        taken = {remote.id for remote in accepted}
        apply.retire([remote.id for remote in good if remote.id not in taken])
        self.counts.update(apply.counts)


def _tied_meanwhile(error):
    """Tell whether another process has just tied the same object or record."""
    return (
        isinstance(error, psycopg2.errors.UniqueViolation)
        and error.diag.table_name == "sync_binding"
    )
