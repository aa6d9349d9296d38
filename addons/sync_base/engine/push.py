"""Sending local changes of a resource to the remote side, a page at a time.

For each page: claim dirty bindings (see `hold`; several processes share the pages of a
backend) → read the remote objects (no transaction open) →
merge, which also brings in what moved there meanwhile → note what is to be sent → send
it → read and merge again. Each step is committed, and repeating any of them after a
crash does no harm: what was sent already is found equal.
"""

import time
from dataclasses import dataclass, field, replace
from typing import Any

from ..lib.errors import Auth, Conflict, Invalid, NotFound, SyncError, Transient
from ..lib.field_map import encode
from ..lib.page import RemoteRecord
from .apply import Apply
from .overtaken import next_number
from .turn import Turn

MOVED_TRIES = 3


@dataclass(slots=True, eq=False)
class Sending:
    """One binding on its way: the local version that is sent, and what came of it.

    ``unread``: the remote record was left out for its own content, so nothing could be
    compared, and nothing is sent until it can.
    """

    binding: Any
    version: int
    remote: RemoteRecord
    values: dict = field(default_factory=dict)
    error: SyncError | None = None
    unread: bool = False
    sent: bool = False


class Push(Turn):
    """Sends the dirty bindings of one resource, as far as the time allows."""

    # claim records that are not there yet
    pending = False

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
            claimed = self._in_transaction(self._claim)
            if not claimed:
                return True
            self.last_id = claimed[-1].id
            self._send_claimed(claimed)
            if time.monotonic() >= self.deadline:
                return False

    def _claim(self):
        return self.bindings_sudo._claim(
            self.backend,
            self.resource._sync_kind,
            self.backend.page_size,
            self.last_id,
            self.run,
            pending=self.pending,
        )

    def _send_claimed(self, claimed):
        self._send_page([self._sending(binding) for binding in claimed])

    def _sending(self, binding):
        (remote,) = binding._sync_remotes(self.resource)
        return Sending(binding, binding.local_version, remote)

    def _send_page(self, page, tries=MOVED_TRIES):
        self._read(page)
        self._in_time(
            lambda: self._prepare(page), lambda ids: self._read_again(page, ids)
        )
        changed = [each for each in page if each.values and not each.error]
        self._call(changed)
        self._read([each for each in changed if each.sent])
        # Somebody changed it there since we read it: read, merge and send again.
        moved = [each for each in page if isinstance(each.error, Conflict)]
        moved = moved if tries > 1 else []
        ended = [each for each in page if each not in moved]
        self._in_time(
            lambda: self._finish(ended),
            lambda ids: self._read_again(ended, ids),
            processed=len(ended),
        )
        self._raise_passing(ended)
        if moved:
            again = [self._sending(each.binding) for each in moved]
            self._send_page(again, tries - 1)

    # -- steps -------------------------------------------------------------------

    def _read(self, sendings):
        """Read the remote objects as they are now (no transaction is open)."""
        asked = [
            replace(sending.remote, complete=False, error=None) for sending in sendings
        ]
        source = self.resource._source()
        mark = self._mark()
        read = source._fetch_records(self.client, asked) if asked else []
        for sending, remote in zip(sendings, read, strict=True):
            sending.remote, sending.error = remote, remote.error
            remote.mark = mark

    def _read_again(self, page, remote_ids):
        self._read([each for each in page if each.remote.id in remote_ids])

    def _prepare(self, page):
        """Bring in what moved there, and note what is to be sent."""
        apply = self._merge(page)
        for sending in page:
            self._encode(sending, apply)

    def _merge(self, sendings):
        """Merge with what the remote holds, in both directions; return the `Apply`."""
        self.lookups.new_page()
        apply = Apply(self.backend, self.resource, self.lookups, self.run)
        apply.apply(
            [
                each.remote
                for each in sendings
                # gone there: that has its consequences here
                if not each.error or isinstance(each.error, NotFound)
            ]
        )
        return apply

    def _encode(self, sending, apply):
        """Find out what must be sent for one binding."""
        sending.values = {}
        if sending.error:
            return
        plan = apply.plans.get(sending.remote.id)
        sending.unread = not plan
        to_remote = plan.outcome.to_remote if plan else {}
        if to_remote:
            local = apply.local_values(plan.record)
            sending.values = encode(self.fields, to_remote, local)
        if unfinished := self.resource._unfinished(sending.remote.data):
            if sending.remote.id in apply.fine:
                sending.values |= unfinished
            else:
                sending.unread = True
        # Committed before the call: after a crash we know our own change again.
        sending.binding.intent = to_remote or False

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
            else:
                sending.sent = True

    def _finish(self, page):
        """Take over what the remote holds now, and note what was sent."""
        self._merge([each for each in page if each.sent])
        if self.resource._sync_reuses_ids:
            # of what is gone there no tie is left
            tied = self.bindings_sudo.concat(*(each.binding for each in page)).exists()
            page = [each for each in page if each.binding in tied]
        number = next_number(self.env.cr)
        refused = [each for each in page if isinstance(each.error, Invalid | NotFound)]
        for sending in page:
            sending.binding.claimed_by = False
            if sending.unread or sending in refused:
                # Not again before the record changes, or somebody retries.
                sending.binding.refused_version = sending.version
            if sending in refused:
                # it did not arrive
                sending.binding.intent = False
            if not sending.error and not sending.unread:
                self._keep_unseen(sending)
                sending.binding.write(
                    {"pushed_version": sending.version, "intent": False}
                    | ({"change_number": number} if sending.sent else {})
                )
        self.env["sync.issue"].sudo()._report(
            self.backend,
            self.resource._sync_kind,
            {each.binding._issue_key(): self._report(each) for each in refused},
            self.run,
        )
        if any(each.binding.local_version > each.version for each in page):
            # Who was woken by that change may have found the binding claimed.
            self.backend._push_soon()
        self._count(self._counts(page))

    def _counts(self, page):
        failed = sum(bool(each.error) for each in page)
        sent = sum(each.sent and not each.error for each in page)
        return {
            "done": len(page),
            "updated": sent,
            "failed": failed,
            "unchanged": len(page) - sent - failed,
        }

    def _raise_passing(self, page):
        """End the run where the remote is ill; what was not sent stays dirty."""
        for sending in page:
            if isinstance(sending.error, Auth | Transient):
                raise sending.error

    def _keep_unseen(self, sending):
        """Take over into *base* what was sent and the remote never tells."""
        binding = sending.binding
        unseen = self._unseen(sending.values and binding.intent or {})
        if unseen:
            binding.base_values = {**(binding.base_values or {}), **unseen}

    def _unseen(self, values):
        """Return those of the values by field that the remote never tells."""
        names = {pair.name for pair in self.fields if pair.write_only}
        return {name: value for name, value in values.items() if name in names}

    def _report(self, sending):
        return {
            "severity": "warning",
            "reason": self.env._("Could not be sent: %s", sending.error),
            "label": sending.binding.record_name,
            "payload": sending.values,
        }
