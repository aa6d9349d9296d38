"""Reading the remote records of issues again."""

import time

from ..lib.errors import Auth, Transient
from ..lib.page import RemoteRecord
from .apply import Apply
from .turn import Turn

# Each is a remote call, and what comes of a page is shown when it is done.
PAGE = 50


class Retry(Turn):
    """Retries issues of one resource and of those that read its records as well."""

    def __init__(self, backend, resource, *arguments):
        super().__init__(backend, resource, *arguments)
        derived = resource._derived()
        self.kinds = {each._sync_kind for each in [resource, *derived]}

    def is_mine(self, issue):
        # An issue about the list as a whole is solved by reading the list.
        return issue.kind in self.kinds and issue.remote_id != "*"

    def execute(self):
        """Retry the marked issues; return False where the time was up before."""
        issues_sudo = self.env["sync.issue"].sudo()
        limit = min(PAGE, self.backend.page_size)
        marked = issues_sudo._to_retry(self.backend, self.kinds)
        while issues := issues_sudo.search(marked, limit=limit):
            self.retry(issues, commit=True)
            if time.monotonic() >= self.deadline:
                return False
        return True

    def retry(self, issues, commit=False):
        """Retry a page of issues.

        :param commit: end the transaction before the remote is asked, and after
        :raises SyncError: it is the remote that does not answer, not these records
        """
        # What could not be sent, or created there, is sent again.
        bindings_sudo = self.env["sync.binding"].sudo()
        unread = issues.browse()
        for kind, group in issues.grouped("kind").items():
            unread |= bindings_sudo._unrefuse(self.backend, kind, group)
        remotes = {
            issue.remote_id: RemoteRecord(
                issue.remote_id, issue._payload_data(), complete=False
            )
            for issue in unread
        }
        if commit:
            self._commit()
        read = []
        if remotes:
            read = self.resource._fetch_records(self.client, list(remotes.values()))
        errors = [remote.error for remote in read]
        if errors and all(isinstance(error, Transient | Auth) for error in errors):
            raise errors[0]
        if commit:
            self._in_transaction(self._store, issues, read, processed=len(issues))
        else:
            self._store(issues, read)

    def _store(self, issues, remotes):
        # First: what fails again must not be tried for ever.
        issues.write({"retry": False})
        self.lookups.new_page()
        apply = Apply(self.backend, self.resource, self.lookups, self.run)
        self._count({**apply.apply(remotes), "done": len(issues)})
