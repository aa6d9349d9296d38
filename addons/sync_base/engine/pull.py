"""One pass over the remote records of a resource, page by page.

While one page is written to the database, the next ones are on their way: the list and
the details of a page are fetched in threads. A page is one transaction together with
the cursor, so a crash repeats at most one page, and what it had written is then found
unchanged.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from odoo import fields
from odoo.exceptions import LockError

from .apply import Apply
from .missing import Missing
from .turn import Turn
from .unheard import Unheard


class Superseded(Exception):
    """Another process reads the same resource and is further than we are."""


class Pull(Missing, Unheard, Turn):
    """A pass of one resource, as far as the time allows."""

    def __init__(self, backend, resource, *arguments):
        super().__init__(backend, resource, *arguments)
        self.cursor = self._open_cursor()
        self.position = self.cursor.position or None
        self.bindings_sudo = self.env["sync.binding"].sudo()
        self.sweeping = self._sweep_due()

    def _open_cursor(self):
        return (
            self.env["sync.cursor"].sudo()._of(self.backend, self.resource._sync_kind)
        )

    def execute(self):
        """Read and apply pages; return True when the pass is complete."""
        if not self._at_missing() and not self._read_pages():
            return False
        return not self._at_missing() or self._ask_for_missing()

    def _at_missing(self):
        """Tell whether all pages are read, and what was not on them is asked for."""
        return "missing" in (self.position or {})

    def _read_pages(self):
        """Read pages; return True when there are no more."""
        position = self.position
        bookmark = self._bookmark()
        mark = self._mark()
        if position is None:
            position = self.resource._begin_pass(self.client, bookmark)
        with ThreadPoolExecutor(2, "sync-page") as threads:
            listing = threads.submit(self._list, position, mark)
            pending = None
            while listing:
                page = listing.result()
                more = page.position is not None and time.monotonic() < self.deadline
                listing = more and threads.submit(self._list, page.position, mark)
                wanted = self._changed(page)
                mark = self._mark()
                details = threads.submit(self._complete, wanted, mark)
                if pending:
                    self._store(*pending)
                pending = page, details
            self._store(*pending)
        return page.position is None

    def _bookmark(self):
        """Return what the last complete pass left for this one."""
        if self.position is None and self.cursor.signature != self.signature:
            # What an earlier pass read with another map has to be read again.
            self._claim_cursor()
            self.cursor.write({"bookmark": False, "signature": self.signature})
        if self.sweeping and not self.resource._sync_lists_all:
            # from the beginning
            return {}
        return self.cursor.bookmark or {}

    # -- what to read --------------------------------------------------------------

    def _changed(self, page):
        """Return the records of a page that have to be read or applied."""
        known = self._known_of(page)
        issues = (
            self.env["sync.issue"]
            .sudo()
            ._latest(
                self.backend,
                self.resource._sync_kind,
                [remote.id for remote in page.records],
            )
        )
        versions = {
            id_: each.remote_version for id_, each in [*issues.items(), *known.items()]
        }
        # Left out for a reason that passes, by a reading that did not know its binding.
        left_out = {
            id_
            for id_, issue in issues.items()
            if issue.state == "open"
            and issue.severity == "error"
            and not issue.remote_version
        }
        buried = self._buried(known)
        return [
            remote
            for remote in page.records
            if remote.id not in buried
            and (
                remote.must_read
                or remote.id in left_out
                or versions.get(remote.id) != self._version(remote)
            )
        ]

    @staticmethod
    def _buried(known):
        """Return the ids of those bindings (by remote id) that are tombstones."""
        return {
            remote_id
            for remote_id, binding in known.items()
            if not binding.res_id and not binding.is_apart
        }

    def _known_of(self, page):
        """Return the bindings of a page by remote id; each object stays on it once."""
        # A list that changes while it is read can name an object twice.
        page.records = list({remote.id: remote for remote in page.records}.values())
        return self.env["sync.binding"]._known(
            self.backend,
            self.resource._sync_kind,
            [remote.id for remote in page.records],
        )

    def _list(self, position, mark):
        """Fetch a page (in a thread, no database)."""
        page = self.resource._fetch_page(self.client, position)
        for remote in page.records:
            remote.mark = mark
        return page

    def _complete(self, remotes, mark):
        """Return records with their details (in a thread, no database)."""
        parts = [
            remote for remote in remotes if not remote.complete and not remote.error
        ]
        if not parts:
            return remotes
        read = {
            remote.id: remote
            for remote in self.resource._fetch_records(self.client, parts)
        }
        self._raise_if_ill(read.values())
        for remote in read.values():
            remote.mark = mark
        return [read.get(remote.id, remote) for remote in remotes]

    def _read_again(self, remotes, remote_ids):
        """Read some of the records of a page anew, in their places."""
        mark = self._mark()
        asked = {
            remote.id: replace(remote, complete=False, error=None)
            for remote in remotes
            if remote.id in remote_ids
        }
        read = self.resource._fetch_records(self.client, list(asked.values()))
        self._raise_if_ill(read)
        for id_, remote in zip(asked, read, strict=True):
            remote.mark, asked[id_] = mark, remote
        remotes[:] = [asked.get(remote.id, remote) for remote in remotes]

    # -- writing a page --------------------------------------------------------------

    def _store(self, page, details):
        """Apply a page in one transaction."""
        remotes = details.result()
        self.position = self._in_time(
            lambda: self._store_once(page, remotes),
            lambda ids: self._read_again(remotes, ids),
            processed=len(page.records),
        )

    def _store_once(self, page, remotes):
        """Apply a page; return where the pass goes on."""
        self._claim_cursor()
        first = self.cursor.position in (None, False)
        if first:
            self._begin_sweep(page)
        self._stamp(page)
        self.lookups.new_page()
        apply = Apply(
            self.backend, self.resource, self.lookups, self.run, self._version
        )
        counts = apply.apply(remotes)
        counts["unchanged"] += len(page.records) - len(remotes)
        counts["unheard"] = self._unheard(apply.changed)
        if page.problems:
            self._report_page(page)
            # Who was not met on such pages may well be there.
            self.cursor.sweeping = False
        self._advance(page)
        self._count(
            {**counts, "done": len(page.records)},
            total=self.run.total + (page.total if first else 0),
        )
        return self.cursor.position or None

    def _report_page(self, page):
        report = {
            "severity": "warning",
            "reason": "\n".join(map(str, page.problems)),
            "payload": page.problems[0].payload,
        }
        self.env["sync.issue"].sudo()._report(
            self.backend, self.resource._sync_kind, {"*": report}, self.run
        )

    def _solve_page_issue(self):
        """The pass is complete: what was wrong with the list before is over."""
        issues = self.env["sync.issue"].sudo()
        known = issues._open(self.backend, self.resource._sync_kind, ["*"])
        if "*" in known and known["*"].run_id != self.run:
            known["*"].state = "solved"

    def _claim_cursor(self):
        """Lock the cursor, and make sure that nobody moved it since we read it."""
        self.cursor.invalidate_recordset()
        try:
            self.cursor.lock_for_update()
        except LockError as error:
            raise Superseded from error
        if (self.cursor.position or None) != self.position:
            raise Superseded

    def _advance(self, page):
        if page.position is not None:
            self.cursor.position = page.position
            return
        if self.cursor.sweeping:
            self.cursor.write({"position": {"missing": 0}, "bookmark": page.bookmark})
            return
        self._complete_pass(page.bookmark)

    def _complete_pass(self, bookmark):
        self._solve_page_issue()
        self.cursor.write(
            {
                "position": False,
                "bookmark": bookmark,
                "completed_at": fields.Datetime.now(),
                "done_run_id": self.run.id,
            }
        )
