from odoo import models
from odoo.exceptions import UserError

from ..engine.lookups import Lookups
from ..engine.retry import Retry
from ..lib.errors import SyncError


class SyncBackend(models.Model):
    """Issues once more: a few at once, many by the scheduled action."""

    _inherit = "sync.backend"

    def _cron_pull(self):
        # First, as somebody waits for it.
        if self._may_work():
            self._retry_marked(self._deadline())
        return super()._cron_pull()

    def _retry(self, issues):
        """Read the remote records of issues again and synchronise them, now.

        :raises UserError: the remote cannot be asked; says what to do
        """
        self.ensure_one()
        backend_sudo = self.sudo()
        resources = backend_sudo._resources(parts=True)
        runs_sudo = backend_sudo.env["sync.run"]
        run_sudo = runs_sudo._begin(backend_sudo, "retry", total=len(issues))
        lookups = Lookups(backend_sudo, resources[0].env)
        try:
            with backend_sudo._client() as client:
                for resource in resources:
                    arguments = (backend_sudo, resource, run_sudo, client, lookups)
                    retry = Retry(*arguments, float("inf"))
                    if mine := issues.filtered(retry.is_mine):
                        retry.retry(mine)
        except SyncError as error:
            raise UserError(str(error)) from error
        run_sudo._finish("done")
        self._push_soon()

    def _retry_soon(self, issues):
        """Have the scheduled action retry issues.

        :raises UserError: the backend is not running
        """
        self.ensure_one()
        self._check_running()
        issues.write({"retry": True})
        self.sudo().cron_id._trigger()

    def _retry_marked(self, deadline=float("inf")):
        """Retry marked issues, page by page; return the run, empty without any."""
        backend_sudo = self.sudo()
        runs = backend_sudo.env["sync.run"]
        kinds = [each._sync_kind for each in backend_sudo._resources(every=True)]
        issues_sudo = backend_sudo.env["sync.issue"]
        count = issues_sudo.search_count(issues_sudo._to_retry(self, kinds))
        if not count:
            return runs
        run = runs._resume(backend_sudo, "retry")
        run.total = run.done + count
        resources = backend_sudo._resources(parts=True)
        lookups = Lookups(backend_sudo, resources[0].env)

        def retry(resource, client):
            arguments = (backend_sudo, resource, run, client, lookups, deadline)
            return Retry(*arguments).execute()

        backend_sudo._execute(run, backend_sudo.cron_id, resources, retry)
        backend_sudo._push_soon()
        return run
