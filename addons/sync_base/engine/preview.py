"""What a full pull would do: the real thing, a page at a time, rolled back.

Each page is read, planned, and tried as `Apply` does it; then the transaction is rolled
back, and a fresh one keeps what was found out. So nothing is written on either side,
and what Odoo would refuse is known as well.
"""

from types import SimpleNamespace

from .pull import Pull
from .rehearsal import Rehearsal
from .retire import RETIRED


class Preview(Pull):
    """A pass over a resource that writes to its `sync.preview` only.

    :param run: the `sync.preview`, with all rights; it counts as a run does
    """

    def _open_cursor(self):
        positions = self.run.positions or {}
        kind = self.resource._sync_kind
        return SimpleNamespace(position=positions.get(kind))

    def _sweep_due(self):
        return False

    def _bookmark(self):
        # none: a full pass
        return {}

    def _changed(self, page):
        # All of them, whatever was read before: also what is in conflict since long,
        # and what only Odoo changed.
        known = self._known_of(page)
        buried = self._buried(known)
        self._commit()
        return [remote for remote in page.records if remote.id not in buried]

    def _store_once(self, page, remotes):
        self.lookups.new_page()
        rehearsal = Rehearsal(
            self.backend, self.resource, self.lookups, None, self._version
        )
        rehearsal.apply(remotes)
        lines = rehearsal.all_lines()
        told = {line["remote_id"] for line in lines}
        self.env.cr.rollback()
        lines += [self._page_line(problem) for problem in page.problems]
        first = not self.position
        self.run._keep_page(
            self.resource._sync_kind,
            page.position,
            lines,
            seen=self._seen(page),
        )
        self._count(
            {
                "done": len(page.records),
                "unchanged": sum(remote.id not in told for remote in page.records),
            },
            total=self.run.total + (page.total if first else 0),
        )
        if page.position is None:
            self._tell_gone()
            self._tell_pending()
        self.cursor.position = page.position

    def _listed(self):
        """Return the resources that the ids of a page stand for.

        Parts have ids of their own, and are in no list.
        """
        return [self.resource, *self.resource._derived()]

    def _page_line(self, problem):
        return {
            "kind": self.resource._sync_kind,
            "remote_id": "*",
            "res_model": self.resource._sync_model,
            "outcome": "fail",
            "reason": str(problem),
        }

    def _bindings(self, resources, *domain):
        return (
            self.env["sync.binding"]
            .sudo()
            .search(
                [
                    ("backend_id", "=", self.backend.id),
                    ("kind", "in", [each._sync_kind for each in resources]),
                    ("res_id", ">", 0),
                    *domain,
                ]
            )
        )

    def _seen(self, page):
        ids = [remote.id for remote in page.records]
        return self._bindings(self._listed(), ("remote_id", "in", ids)).ids

    def _tell_gone(self):
        """Tell which tied records the remote did not list."""
        kind = self.resource._sync_kind
        if self.run._has_problem(kind):
            # The list was not whole, so what is not in it need not be gone.
            return
        seen = set(self.run.seen.get(kind, ()))
        tied = self._bindings(self._listed(), ("remote_id", "!=", False))
        gone = tied.filtered(
            lambda each: each.id not in seen and each.remote_version != RETIRED
        )
        reason = self.env._("The remote system does not list it any more.")
        self._tell(gone, outcome="gone", reason=reason)

    def _tell_pending(self):
        """Tell which records wait for being created in the remote system."""
        resources = [*self._listed(), *self.resource._part_resources()]
        pending = self._bindings(resources, ("remote_id", "=", False))
        lines = self.lookups.tied(("res_id", "in", pending.mapped("res_id")))
        linked = {(line.kind, line.res_id) for line in lines}
        pending = pending.filtered(
            lambda binding: (binding.kind, binding.res_id) not in linked
        )
        self._tell(pending, outcome="create_there", sends=True)

    def _tell(self, bindings, **values):
        self.run._insert_lines(
            [
                {
                    "kind": binding.kind,
                    "remote_id": binding.remote_id or None,
                    "label": binding.record_name,
                    "res_model": binding.res_model,
                    "res_id": binding.res_id,
                    **values,
                }
                for binding in bindings
            ]
        )
