from contextlib import contextmanager

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.compare import Comparison
from ..engine.decide import Decision, Moved
from ..lib.errors import SyncError
from ..lib.page import RemoteRecord


@contextmanager
def told():
    """Tell people of what a remote said."""
    try:
        yield
    except SyncError as error:
        raise UserError(str(error)) from error


class SyncBinding(models.Model):
    """What people do with one synchronised record: compare, decide, send, fetch.

    All of it is for those who may change the record itself, and by RPC as well.
    """

    _inherit = "sync.binding"

    is_conflict = fields.Boolean(
        "Conflict",
        compute="_compute_is_conflict",
        search="_search_is_conflict",
        help="Both sides changed the same field, and somebody has to choose.",
    )
    has_issue = fields.Boolean(
        compute="_compute_is_conflict", search="_search_has_issue"
    )

    def _issue_subselect(self, *conditions):
        return SQL(
            "(SELECT b.id FROM sync_binding b JOIN sync_issue i ON "
            "i.backend_id = b.backend_id AND i.kind = b.kind "
            "AND i.remote_id = b.remote_id AND i.state = 'open'%s)",
            SQL("").join(SQL(" AND %s", each) for each in conditions),
        )

    def _compute_is_conflict(self):
        issues = self._open_issues()
        for binding in self:
            issue = issues.get(binding)
            binding.has_issue = bool(issue)
            binding.is_conflict = bool(issue and issue.is_conflict)

    def _open_issues(self):
        """Return ``{binding: its open issue}``."""
        found = {}
        for (backend, kind), group in self.grouped(
            lambda binding: (binding.backend_id, binding.kind)
        ).items():
            keys = {binding: binding._issue_key() for binding in group}
            issues = self.env["sync.issue"]._open(backend, kind, keys.values())
            found |= {
                binding: issues[key] for binding, key in keys.items() if key in issues
            }
        return found

    def _search_is_conflict(self, operator, value):
        return self._search_issue(operator, value, SQL("i.is_conflict"))

    def _search_has_issue(self, operator, value):
        return self._search_issue(operator, value)

    def _search_issue(self, operator, value, *conditions):
        if operator != "in":
            return NotImplemented
        wanted = "in" if True in value else "not in"
        return [("id", wanted, self._issue_subselect(*conditions))]

    # -- for RPC and the dialog ----------------------------------------------------

    def compare(self):
        """Read the remote object now and compare it with its records, field by field.

        :return: a dict without nulls (an empty value is False)::

            {
                "status": "compared",
                "version": str,         # hand it to `apply_choices`
                "binding_id": int, "backend_id": int, "backend": str,
                "remote_id": str, "remote_url": str or False,
                "differences": int,
                "conflicts": int,       # that no policy decides
                "sections": [{          # one per record of the remote object
                    "binding_id": int, "kind": str, "label": str,
                    "res_model": str, "res_id": int, "record_name": str,
                    "rows": [{
                        "key": str,     # what `apply_choices` calls the row
                        "field": str, "label": str,
                        "odoo_value", "remote_value", "base_value",  # common form
                        "odoo_text": str, "remote_text": str, "base_text": str,
                        "has_base": bool, "differs": bool,
                        "state": "same", "odoo_changed", "remote_changed",
                            "conflict" (both changed), "differs" (never equal yet)
                            or "unusable" (``problem`` says why),
                        "proposal": "odoo", "remote" or False,
                        "sides": [...], # what may be chosen
                        "problem": str,
                    }],
                }],
            }

        :raises UserError: the remote side cannot be asked; says what to do
        """
        binding = self._sync_checked("read")
        with told(), self._sync_client() as client:
            return Comparison(binding, client).look().shown("compared")

    def apply_choices(self, choices, version):
        """Write chosen values to both sides in one go.

        Fields that are not named stay as they are on both sides.

        :param choices: ``{key of a row: "odoo" or "remote"}``, the side that prevails
        :param version: of the comparison that the choices were made for
        :return: as `compare`; ``status`` is ``written``, or ``moved`` where a side
            changed since then: nothing was written, look again
        :raises UserError: a side refused it, and nothing was written; or the remote
            side did not answer, and whether it arrived is seen by comparing again
        """
        binding = self._sync_checked("write")
        self.backend_id._check_running()
        with told(), self._sync_client() as client:
            comparison = Comparison(binding, client).look()
            if comparison.version != version:
                return comparison.shown("moved")
            try:
                return Decision(comparison, choices).execute().shown("written")
            except Moved:
                return Comparison(binding, client).look().shown("moved")

    def action_compare(self):
        """Open the dialog, for one record after another."""
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "sync_compare",
            "params": {"binding_ids": self._sync_there().ids},
        }

    # -- asking the remote side ------------------------------------------------------

    def _sync_there(self):
        """Return those that have a record and an object over there."""
        return self.filtered(lambda binding: binding.res_id and binding.remote_id)

    def _sync_checked(self, operation):
        """Return the only binding, whose record the user may read or write.

        :raises UserError: there is no record
        """
        self.ensure_one()
        self.check_access("read")
        record = self._record()
        if not record:
            raise UserError(self.env._("The record was deleted in Odoo."))
        record.check_access(operation)
        if not self.remote_id:
            raise UserError(self.env._("It is not in the remote system yet."))
        if self._sync_resource() is None:
            raise UserError(self.env._("No addon is installed for this system."))
        return self

    def _sync_client(self):
        """Return a client that does not let a person wait for long.

        :raises UserError: the backend is not to be used
        """
        backend = self.backend_id
        backend.ensure_one()
        if not backend.active:
            raise UserError(self.env._("%s is archived.", backend.name))
        if backend.state == "stopped":
            # Asking again with refused credentials gets addresses banned.
            raise UserError(
                self.env._(
                    "%(backend)s needs attention first: %(error)s",
                    backend=backend.name,
                    error=backend.last_error or "",
                )
            )
        client = backend._client()
        client.timeout, client.attempts = 15, 2
        return client

    def _sync_resource(self):
        """Return the resource of the binding's kind, in this environment."""
        return self.env["sync.resource"]._of_kind(self.backend_id.system, self.kind)

    def _sync_remotes(self, resource):
        """Return `RemoteRecord` to fetch, with what is known of where to find them.

        :param resource: of the one kind of all these bindings
        """
        links = [
            pair
            for pair in resource._fields_of(self.backend_id)
            if pair.convert.lookup and pair.convert.lookup[0] == "kind"
            if isinstance(pair.remote, str)
        ]
        remotes = []
        for binding_sudo in self.sudo():
            # of one that was just created there, only what was sent is known
            base = {**(binding_sudo.intent or {}), **(binding_sudo.base_values or {})}
            known = {
                each.remote: base[each.name] for each in links if each.name in base
            }
            remotes.append(RemoteRecord(binding_sudo.remote_id, known, complete=False))
        return remotes

    def _sync_remote_url(self):
        """Return the address of the remote object for people, or False."""
        resource = self._sync_resource()
        if resource is None or not self.remote_id:
            return False
        (remote,) = self._sync_remotes(resource)
        return resource._remote_url(self.backend_id, remote) or False
