"""What is not in the remote system any more.

A remote says what it has, seldom what it has no longer. So every so many hours, and
whenever it says that it has fewer objects than are tied, a pass lists all of them and
stamps the bindings it meets. The others are asked for one by one: a list that shifts
while it is read leaves out objects that are there. Only what the remote itself says is
gone is let go, and never more than a set number at once: it may be the wrong account.
"""

import time
from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..lib.errors import Auth, Transient
from ..lib.page import RemoteRecord
from .apply import Apply
from .retire import RETIRED

# objects asked for in one go
PORTION = 100


class Missing:
    """Finds what is gone; part of `pull.Pull`.

    ``position`` is ``{"missing": id of the last binding that was asked for}`` then.
    """

    def _sweep_due(self):
        """Tell whether this pass has to list everything."""
        hours = timedelta(hours=self.backend.sweep_hours)
        last = self.cursor.swept_at
        return not last or fields.Datetime.now() - last >= hours

    def _begin_sweep(self, page):
        """Note, with the first page of a pass, whether it is to find what is gone."""
        fewer = (
            self.resource._sync_lists_all and page.total and page.total < self._tied()
        )
        last = self.bindings_sudo.search([], order="id desc", limit=1)
        self.cursor.write(
            {
                "sweeping": bool(self.sweeping or fewer),
                "sweep": self.cursor.sweep + 1,
                "sweep_until": last.id,
            }
        )

    def _tied(self):
        return self.bindings_sudo.search_count(self._tied_domain())

    def _tied_domain(self):
        return [
            ("backend_id", "=", self.backend.id),
            ("kind", "=", self.resource._sync_kind),
            ("remote_id", "!=", False),
            ("res_id", ">", 0),
            # not "!=": versions may be empty
            "|",
            ("remote_version", "=", False),
            ("remote_version", "!=", RETIRED),
        ]

    def _stamp(self, page):
        """Note which tied objects are there."""
        if not self.cursor.sweeping or not page.records:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE sync_binding SET seen_sweep = %s "
                "WHERE backend_id = %s AND kind = %s AND remote_id IN %s",
                self.cursor.sweep,
                self.backend.id,
                self.resource._sync_kind,
                tuple(remote.id for remote in page.records),
            )
        )

    def _missing(self, after):
        """Return the next bindings that the pass did not meet."""
        return self.bindings_sudo.search(
            [
                *self._tied_domain(),
                ("id", ">", after),
                # what was tied since the pass began need not be on its pages
                ("id", "<=", self.cursor.sweep_until),
                ("seen_sweep", "!=", self.cursor.sweep),
            ],
            order="id",
            limit=self.backend.gone_limit + 1 if after == 0 else PORTION,
        )

    def _ask_for_missing(self):
        """Ask for what was not met; return True when that is done."""
        while True:
            after = self.position["missing"]
            bindings = self._missing(after)
            if after == 0 and len(bindings) > self.backend.gone_limit:
                self._in_transaction(self._refuse_so_many)
                return True
            bindings = bindings[:PORTION]
            if not bindings:
                self._in_transaction(self._end_sweep)
                return True
            last = bindings[-1].id
            asked = [
                RemoteRecord(binding.remote_id, {}, complete=False)
                for binding in bindings
            ]
            self._commit()
            found = self.resource._fetch_records(self.client, asked)
            for remote in found:
                if isinstance(remote.error, Auth | Transient):
                    raise remote.error
            self._in_transaction(self._store_missing, found, last, processed=len(found))
            self.position = {"missing": last}
            if time.monotonic() >= self.deadline:
                return False

    def _store_missing(self, remotes, last):
        self._claim_cursor()
        self.lookups.new_page()
        counts = Apply(self.backend, self.resource, self.lookups, self.run).apply(
            remotes
        )
        self.cursor.position = {"missing": last}
        self._count({**counts, "done": len(remotes)})

    def _end_sweep(self):
        self._claim_cursor()
        self.cursor.write({"swept_at": fields.Datetime.now(), "sweeping": False})
        self._complete_pass(self.cursor.bookmark)

    def _refuse_so_many(self):
        """Too many seem to be gone: somebody has to look first."""
        self._claim_cursor()
        self.cursor.sweeping = False
        self._complete_pass(self.cursor.bookmark)
        reason = self.env._(
            "More than %(limit)s records are not in the remote system any more. "
            "Nothing was archived. If it is the right account, raise the limit of the "
            "backend (Advanced) and sync again.",
            limit=self.backend.gone_limit,
        )
        self.env["sync.issue"].sudo()._report(
            self.backend,
            self.resource._sync_kind,
            {"*": {"severity": "warning", "reason": reason}},
            self.run,
        )
