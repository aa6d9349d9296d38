"""Processing what came in by webhooks: the objects that events name are read anew.

For each page: claim events → read their objects, each once (no transaction open) →
apply → note what became of the events, all in one transaction. A crash leaves the
events as they were, and reading an object twice changes nothing the second time.
"""

import time

from ..lib.errors import Transient
from ..lib.page import RemoteRecord
from .apply import Apply
from .turn import Turn

# Seconds to leave a remote alone that does not answer and does not say how long.
PAUSE = 60


class Inbox(Turn):
    """Processes the events about one resource's objects, as far as the time allows."""

    def __init__(self, backend, resource, *arguments):
        super().__init__(backend, resource, *arguments)
        self.events_sudo = self.env["sync.event"].sudo()
        derived = [each._sync_kind for each in resource._derived()]
        self.kinds = [resource._sync_kind, *derived]

    def execute(self):
        """Process page after page; return True when no event waits."""
        while True:
            events = self.events_sudo._claim(
                self.backend, self.kinds, self.backend.page_size
            )
            by_object = events.grouped("remote_id")
            before = self._ties(by_object)
            self._commit()
            if not events:
                return True
            remotes = self._read(by_object)
            self._in_transaction(
                self._store, events, remotes, before, processed=len(events)
            )
            if time.monotonic() >= self.deadline:
                return False

    def _ties(self, remote_ids):
        """Return ``{remote id: state}``; the state changes with every synchronisation.

        Together with that of the objects read it tells whether somebody else (a pull,
        a push) brought in a later reading before we could bring in ours.
        """
        ties = self.env["sync.binding"]._known(
            self.backend, self.resource._sync_kind, remote_ids
        )
        return {
            remote_id: (tie.remote_version, tie.base_values)
            for remote_id, tie in ties.items()
        }

    def _read(self, remote_ids):
        """Return ``{remote id: RemoteRecord}`` as the objects are now."""
        asked = [RemoteRecord(id_, {}, complete=False) for id_ in remote_ids]
        read = self.resource._fetch_records(self.client, asked)
        try:
            for remote in read:
                if getattr(remote.error, "retry_after", None):
                    raise remote.error
            self._raise_if_ill(read)
        except Transient as error:
            # What comes in meanwhile must not have it asked at once.
            error.retry_after = error.retry_after or PAUSE
            raise
        return dict(zip(remote_ids, read, strict=True))

    def _store(self, events, remotes, before):
        """Bring in what was read, and note what became of the events."""
        by_object = events._still_new().grouped("remote_id")
        ties = self._ties(by_object)
        # Overtaken by a later reading: these events stay, their objects are read again.
        remotes = {
            remote_id: remotes[remote_id]
            for remote_id in by_object
            if before.get(remote_id) == ties.get(remote_id)
        }
        later = {
            remote_id
            for remote_id, remote in remotes.items()
            if isinstance(remote.error, Transient)
            and not by_object[remote_id]._last_try()
        }
        reasons = self._apply(
            [remote for remote_id, remote in remotes.items() if remote_id not in later]
        )
        done = self.events_sudo
        for remote_id, remote in remotes.items():
            if remote_id in later:
                by_object[remote_id]._postpone(str(remote.error))
            elif reason := reasons.get(remote.id):
                by_object[remote_id]._settle(self.run, reason)
            else:
                done += by_object[remote_id]
        done._settle(self.run)

    def _apply(self, remotes):
        """Apply what was read; return ``{remote id: reason}`` of what was left out."""
        self.lookups.new_page()
        apply = Apply(
            self.backend, self.resource, self.lookups, self.run, self._version
        )
        counts = apply.apply(list({remote.id: remote for remote in remotes}.values()))
        total = self.run.total + len(remotes)
        self._count({**counts, "done": len(remotes)}, total=total)
        return {id_: apply.reports[id_]["reason"] for id_ in apply.left_out}
