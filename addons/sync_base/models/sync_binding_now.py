from odoo import models
from odoo.exceptions import UserError

from ..engine.now import fetch_now, push_now
from ..engine.retire import RETIRED
from .sync_binding_compare import told

# More records than that are for the scheduled actions.
MOST = 200


class SyncBinding(models.Model):
    """Reading and sending some records now, as somebody asked for it."""

    _inherit = "sync.binding"

    def action_sync_fetch(self):
        """Read the remote objects now; what was changed here is merged, not lost.

        :return: an action that tells what came of it
        :raises UserError: the remote side cannot be asked
        """
        bindings = self._sync_writable()
        for group in bindings._sync_groups(lambda resource: resource._source()):
            source = group[0]._sync_worker()._source()
            with told(), group._sync_client() as client:
                fetch_now(client, source, group)
        return bindings._sync_told()

    def action_sync_push(self):
        """Send what was changed in Odoo now, after reading what moved there meanwhile.

        :return: an action that tells what came of it
        :raises UserError: the remote side cannot be asked, or sending is switched off
        """
        bindings = self._sync_writable()
        for backend in bindings.backend_id:
            if not backend.push_changes:
                raise UserError(
                    self.env._("Sending is switched off for %s.", backend.name)
                )
        for group in bindings._sync_groups():
            resource = group[0]._sync_worker()
            group = group.filtered(lambda each: each.remote_version != RETIRED)
            if group and resource._sync_pushes:
                with told(), group._sync_client() as client:
                    push_now(client, resource, group)
        return bindings._sync_told()

    def _sync_writable(self):
        """Return the bindings with a record; the user may write all of them.

        :raises UserError: a backend is not running, or there are too many
        """
        self.check_access("read")
        bindings = self._sync_there()
        if len(bindings) > MOST:
            raise UserError(self.env._("Choose at most %s records.", MOST))
        bindings.backend_id._check_running()
        for binding in bindings:
            binding._sync_checked("write")
        return bindings

    def _sync_groups(self, resource_of=lambda resource: resource):
        """Return the bindings by backend and resource, as a list of recordsets."""

        def key(binding):
            return binding.backend_id, resource_of(binding._sync_resource())._name

        return list(self.grouped(key).values())

    def _sync_worker(self):
        """Return the resource in the environment of the backend's user."""
        resource = self._sync_resource()
        resources = self.backend_id.sudo()._resources(every=True)
        return next(each for each in resources if each._name == resource._name)

    def _sync_told(self):
        """Return the action that says how many of these are fine now."""
        issues = self._open_issues()
        message = self.env._(
            "%(good)s of %(all)s synchronised.",
            good=len(self) - len(issues),
            all=len(self),
        )
        reasons = {issue.reason for issue in issues.values()}
        return self.env["sync.backend"]._notification(
            " ".join([message, *sorted(reasons)[:3]]),
            "warning" if issues else "success",
        )
