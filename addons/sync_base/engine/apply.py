"""Bringing a page of remote records into Odoo: plan, write, bind, tell."""

import logging
from collections import defaultdict
from functools import cached_property

import psycopg2.errors

from odoo import fields
from odoo.exceptions import UserError

from ..lib.convert import KEEP
from ..lib.merge import Merge
from .derived import Derived
from .history import History
from .overtaken import check, next_number
from .plan import Planning
from .report import Report
from .retire import Retire
from .tie import Tie

_logger = logging.getLogger(__name__)


class Apply(Planning, Tie, Report, Retire, Derived, History):
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
        # ids of remote objects that made or changed a record
        self.changed = []
        self.gone = []
        # bindings whose record is gone by a way that does not pass through `unlink`
        self.lost_sudo = self.bindings_sudo

    @cached_property
    def number(self):
        """Number of the changes that are made here; see `overtaken`."""
        return next_number(self.env.cr)

    def apply(self, remotes):
        """Apply a page; return its counts by `sync_run.COUNTERS`.

        :raises Overtaken: some must be read again; the transaction is of no use
        """
        self._load_bindings(remotes)
        check(remotes, self.known)
        wanted = self._leave_apart(remotes)
        self.revive([remote for remote in wanted if not remote.error])
        plans = self._plan_page(wanted)
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
        for resource in self.resource._part_resources():
            self._apply_parts(resource, remotes)
        return self.counts

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
        self._note_left_alone(plans)
        self._bind(plans)
        self._remember("create", [(record.id, {}) for record in records])
        if len(self.pulled) < len(self.fields):
            self._heal(plans)
        self.changed += [plan.remote.id for plan in plans]
        return {"created": len(plans)}

    def _note_left_alone(self, plans):
        """Where a remote value says nothing, begin with what Odoo has.

        Otherwise nobody could tell a later change of it.
        """
        for pair in self.fields:
            if not (pair.pulls and pair.pushes):
                continue
            left = [plan for plan in plans if pair.name not in plan.values]
            if left and pair.convert.lookup:
                records = self.model.concat(*(plan.record for plan in left))
                self.lookups.load_codes(pair, records)
            for plan in left:
                value = self.local_value(pair, plan.record)
                if value is not KEEP:
                    plan.outcome.base[pair.name] = value

    def _update(self, plans):
        before = self._before(plans)
        changes = defaultdict(self.model.browse)
        distinct = {}
        for plan in plans:
            if plan.outcome.to_odoo:
                values = self._to_write(plan.outcome.to_odoo)
                # not the values themselves: JSON has no hash
                key = repr(sorted(values.items()))
                distinct[key] = values
                changes[key] |= plan.record
        for key, records in changes.items():
            records._sync_write(distinct[key])
        self._remember_plans(plans, before)
        self._bind([plan for plan in plans if not plan.binding])
        for plan in plans:
            if plan.binding:
                self._rebind(plan)
        self._heal([plan for plan in plans if plan.outcome.to_remote])
        linked = sum(not plan.binding for plan in plans)
        updated = [
            plan.remote.id for plan in plans if plan.binding and plan.outcome.to_odoo
        ]
        self.changed += updated
        return {
            "linked": linked,
            "updated": len(updated),
            "unchanged": len(plans) - linked - len(updated),
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
        binding.write(
            {
                "remote_version": version,
                "synced_at": fields.Datetime.now(),
                "change_number": self.number,
            }
        )
        if not same_base:
            binding.base_values = plan.outcome.base


def _tied_meanwhile(error):
    """Tell whether another process has just tied the same object or record."""
    return (
        isinstance(error, psycopg2.errors.UniqueViolation)
        and error.diag.table_name == "sync_binding"
    )
