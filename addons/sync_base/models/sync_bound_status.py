from odoo import fields, models

from ..engine import ask as asking
from ..engine.compare import Comparison
from ..engine.retire import RETIRED
from ..lib.errors import Auth, NotFound, SyncError


class SyncBoundMixin(models.AbstractModel):
    """What the status panel on a form shows and does."""

    _inherit = "sync.bound.mixin"

    def sync_status(self, ask=False):
        """Tell for each backend whether this record is in its system, and how.

        :param ask: ask the remote systems as well, for some seconds at most
        :return: list of dicts without nulls, empty for who may not see bindings::

            {
                "backend_id": int, "backend": str, "kind": str, "label": str,
                "binding_id": int or False, "remote_id": str, "remote_url": str,
                "belonging": [int],     # bindings that are compared after it
                "state": one of ``missing``, ``linked`` (not asked), ``in_sync``,
                    ``differs``, ``dirty`` (to be sent), ``pending`` (to be created
                    there), ``conflict``, ``error``, ``gone`` (not found
                    there just now), ``archived`` (gone, and known to be),
                "differences": int,     # of fields; 0 if the remote was not asked
                "reason": str,          # why it is in error, or was not asked
                "asked": bool,          # the remote has answered
                "issue_id": int or False,
                "synced_at": "YYYY-MM-DD HH:MM:SS" in UTC or False,
                "actions": [...],       # of compare, push, fetch, create
                "creates": [{"kind": str, "label": str}],
            }
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env["sync.binding"].has_access("read"):
            return []
        bindings = self._sync_bindings()
        answers = self._sync_ask(bindings) if ask else {}
        entries = []
        for backend in self._sync_backends():
            tied = bindings.filtered(lambda each, b=backend: each.backend_id == b)
            entries += [self._sync_tied(each, answers.get(each)) for each in tied]
            if not tied and backend.state in ("running", "paused"):
                entries.append(self._sync_missing(backend))
        return entries

    def action_sync_fetch(self):
        """See `SyncBinding.action_sync_fetch`."""
        return self._sync_bindings().action_sync_fetch()

    def action_sync_push(self):
        """See `SyncBinding.action_sync_push`."""
        return self._sync_bindings().action_sync_push()

    def _sync_bindings(self):
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        return self.env["sync.binding"].search(domain, order="backend_id, kind")

    def _sync_kinds(self, backend):
        """Return the resources of a backend for this model."""
        resources = self.env["sync.resource"]._of_system(backend.system)
        return [each for each in resources if each._sync_model == self._name]

    def _sync_backends(self):
        """Return the backends that this record may be in, in their order."""
        company = "company_id" in self._fields and self.company_id
        companies = company or self.env.companies
        backends = self.env["sync.backend"].search(
            [("company_id", "in", companies.ids)]
        )
        return backends.filtered(lambda backend: self._sync_kinds(backend))

    def _sync_belonging(self, binding):
        """Return the bindings of what belongs to this record in the same system.

        They are compared in the same dialog, one after another: a customer's contacts.
        """
        return binding.browse()

    # -- one entry -------------------------------------------------------------------

    def _sync_missing(self, backend):
        creates = [
            {"kind": each._sync_kind, "label": each._title()}
            for each in self._sync_kinds(backend)
            if each._sync_creates
        ]
        may = backend.state == "running" and self.has_access("write")
        return {
            **self._sync_entry(backend),
            "state": "missing",
            "actions": ["create"] if creates and may else [],
            "creates": creates,
        }

    def _sync_entry(self, backend):
        return {
            "backend_id": backend.id,
            "backend": backend.name,
            "kind": "",
            "label": "",
            "binding_id": False,
            "belonging": [],
            "remote_id": "",
            "remote_url": "",
            "differences": 0,
            "reason": "",
            "asked": False,
            "issue_id": False,
            "synced_at": False,
            "creates": [],
        }

    def _sync_tied(self, binding, answer):
        """Describe one binding.

        :param answer: `Comparison` or `SyncError`, None where nobody was asked
        """
        issue = binding._open_issues().get(binding, self.env["sync.issue"])
        own = None
        if isinstance(answer, Comparison):
            (own,) = (each for each in answer.sections if each.binding == binding)
        differences = len(own.differing()) if own else 0
        state, reason = self._sync_state(binding, issue, answer, own)
        resource = binding._sync_resource()
        return {
            **self._sync_entry(binding.backend_id),
            "kind": binding.kind,
            "label": binding.kind if resource is None else resource._title(),
            "binding_id": binding.id,
            "belonging": self._sync_belonging(binding).ids,
            "remote_id": binding.remote_id or "",
            "remote_url": binding._sync_remote_url() or "",
            "state": state,
            "differences": differences,
            "reason": reason,
            "asked": isinstance(answer, Comparison),
            "issue_id": issue.id,
            "synced_at": fields.Datetime.to_string(binding.synced_at) or False,
            "actions": self._sync_actions(binding, resource, state),
        }

    def _sync_state(self, binding, issue, answer, own):
        """Return the state of a binding, and the reason where there is one."""
        silent = str(answer) if isinstance(answer, SyncError) else ""
        if binding.backend_id.state == "stopped":
            silent = binding.backend_id.last_error or ""
        if binding.remote_version == RETIRED:
            return "archived", ""
        if isinstance(answer, NotFound):
            return "gone", silent
        if (own and own.outcome.conflicts) or issue.is_conflict:
            return "conflict", issue.reason or silent
        if issue:
            return "error", issue.reason
        if not binding.remote_id:
            return "pending", silent
        if binding.is_dirty:
            return "dirty", silent
        if own and own.differing():
            return "differs", ""
        return ("in_sync" if own else "linked"), silent

    def _sync_actions(self, binding, resource, state):
        backend = binding.backend_id
        if resource is None or not binding.remote_id or backend.state == "stopped":
            return []
        actions = ["compare"]
        if backend.state == "running" and self.has_access("write"):
            sends = backend.push_changes and resource._sync_pushes
            if sends and state not in ("in_sync", "gone", "archived"):
                actions.append("push")
            actions.append("fetch")
        return actions

    # -- asking ----------------------------------------------------------------------

    def _sync_ask(self, bindings):
        """Return ``{binding: Comparison or SyncError}``."""
        questions, keys = {}, {}
        for binding in bindings:
            backend, resource = binding.backend_id, binding._sync_resource()
            if not binding.remote_id or resource is None:
                continue
            if backend.state not in ("running", "paused"):
                continue
            # What was synchronised since is another question.
            keys[binding] = key = (
                *(self.env.cr.dbname, backend.id, resource._source()._sync_kind),
                *(binding.remote_id, binding.synced_at, binding.pushed_version),
            )
            (remote,) = binding._sync_remotes(resource)
            questions[key] = backend, resource, remote
        answers = asking.ask(questions)
        return {
            binding: self._sync_compared(binding, answers[key])
            for binding, key in keys.items()
        }

    def _sync_compared(self, binding, answer):
        if isinstance(answer, Auth) and binding.backend_id.state == "running":
            # The scheduled action finds the same, stops the backend and tells why.
            binding.backend_id.sudo().cron_id._trigger()
        if isinstance(answer, SyncError):
            return answer
        try:
            return Comparison(binding, None).look(answer)
        except SyncError as error:
            return error
