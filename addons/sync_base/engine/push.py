"""Sending local changes of a resource to the remote side, a page at a time.

For each page: claim dirty bindings → read the remote objects (no transaction open) →
merge, which also brings in what moved there meanwhile → note what is to be sent → send
it → read and merge again. Each step is committed, and repeating any of them after a
crash does no harm: what was sent already is found equal.
"""

import time
from dataclasses import dataclass, field, replace
from typing import Any

from ..lib.errors import Auth, Invalid, NotFound, SyncError, Transient
from ..lib.field_map import encode
from ..lib.page import RemoteRecord
from .apply import Apply
from .turn import Turn


@dataclass(slots=True)
class Sending:
    """One binding on its way: the local version that is sent, and what came of it."""

    binding: Any
    version: int
    remote: RemoteRecord
    values: dict = field(default_factory=dict)
    error: SyncError | None = None


class Push(Turn):
    """Sends the dirty bindings of one resource, as far as the time allows."""

    def __init__(self, backend, resource, *arguments):
        super().__init__(backend, resource, *arguments)
        self.fields = resource._fields_of(backend)
        self.bindings_sudo = self.env["sync.binding"].sudo()
        self.last_id = 0

    def execute(self):
        """Send page after page; return True when nothing is left to send."""
        while True:
            # In the order of ids, each once: what is changed again meanwhile, or failed
            # for a reason that passes, is sent by the next run.
            claimed = self.bindings_sudo._claim(
                self.backend,
                self.resource._sync_kind,
                self.backend.page_size,
                self.last_id,
            )
            if not claimed:
                self._commit()
                return True
            self.last_id = claimed[-1].id
            self._send_page(
                [
                    Sending(
                        binding,
                        binding.local_version,
                        RemoteRecord(binding.remote_id, {}, complete=False),
                    )
                    for binding in claimed
                ]
            )
            if time.monotonic() >= self.deadline:
                return False

    def _send_page(self, page):
        self._commit()
        self._read(page)
        apply = self._merge(page)
        for sending in page:
            self._encode(sending, apply)
        self._commit()
        changed = [each for each in page if each.values and not each.error]
        self._call(changed)
        sent = [sending for sending in changed if not sending.error]
        self._read(sent)
        self._merge(sent)
        self._settle(page)
        self._commit(len(page))

    # -- steps -------------------------------------------------------------------

    def _read(self, sendings):
        """Read the remote objects as they are now (no transaction is open)."""
        asked = [
            replace(sending.remote, complete=False, error=None) for sending in sendings
        ]
        source = self.resource._source()
        read = source._fetch_records(self.client, asked) if asked else []
        for sending, remote in zip(sendings, read, strict=True):
            sending.remote, sending.error = remote, remote.error

    def _merge(self, sendings):
        """Merge with what the remote holds, in both directions; return the `Apply`."""
        self.lookups.new_page()
        apply = Apply(self.backend, self.resource, self.lookups, self.run)
        apply.apply([each.remote for each in sendings if not each.error])
        return apply

    def _encode(self, sending, apply):
        """Find out what must be sent for one binding."""
        plan = apply.plans.get(sending.remote.id)
        if not plan or sending.error:
            return
        if plan.outcome.to_remote:
            local = apply.local_values(plan.record)
            sending.values = encode(self.fields, plan.outcome.to_remote, local)
        # Committed before the call: after a crash we know our own change again.
        sending.binding.intent = plan.outcome.to_remote or False

    def _call(self, sendings):
        results = self.client.many(
            lambda each: self.resource._push_update(
                self.client, each.remote, each.values
            ),
            sendings,
        )
        for sending, result in zip(sendings, results, strict=True):
            if isinstance(result, SyncError):
                sending.error = result

    def _settle(self, page):
        """Note what was sent; make issues of what was refused."""
        for sending in page:
            if not sending.error:
                self._keep_unseen(sending)
                sending.binding.write(
                    {"pushed_version": sending.version, "intent": False}
                )
            elif isinstance(sending.error, Invalid | NotFound):
                # Not again before the record changes, or somebody retries.
                sending.binding.refused_version = sending.version
        failed = [sending for sending in page if sending.error]
        self.env["sync.issue"].sudo()._report(
            self.backend,
            self.resource._sync_kind,
            {
                sending.binding.remote_id: self._report(sending)
                for sending in failed
                if isinstance(sending.error, Invalid | NotFound)
            },
            self.run,
        )
        sent = sum(bool(each.values and not each.error) for each in page)
        self._count(
            {
                "done": len(page),
                "updated": sent,
                "failed": len(failed),
                "unchanged": len(page) - sent - len(failed),
            }
        )
        for sending in failed:
            # Nothing was noted as sent, so it all goes on when the remote is back.
            if isinstance(sending.error, Auth | Transient):
                self._commit()
                raise sending.error

    def _keep_unseen(self, sending):
        """Take over into *base* what was sent and the remote never tells."""
        unseen = {pair.name for pair in self.fields if pair.write_only}
        if unseen and sending.values:
            binding = sending.binding
            sent = {n: value for n, value in binding.intent.items() if n in unseen}
            binding.base_values = {**(binding.base_values or {}), **sent}

    def _report(self, sending):
        return {
            "severity": "warning",
            "reason": self.env._("Could not be sent: %s", sending.error),
            "label": sending.binding.record_name,
            "payload": sending.values,
        }
