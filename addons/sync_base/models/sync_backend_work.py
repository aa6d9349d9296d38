import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import config, ormcache

from ..engine.create import Create
from ..engine.hold import hold
from ..engine.lookups import Lookups
from ..engine.pull import Pull, Superseded
from ..engine.push import Push
from ..lib.errors import Auth, SyncError, Transient

_logger = logging.getLogger(__name__)

# How long one turn of the scheduled action goes on before others have their turn.
TURN = 40
# Seconds after which a remote is asked again, even if it wants to wait longer.
LONGEST_WAIT = 24 * 3600


class SyncBackend(models.Model):
    """How a backend works: turns of its scheduled actions, runs, retries."""

    _inherit = "sync.backend"

    def _cron_pull(self):
        """Entry of the scheduled action: read what is new, for one turn."""
        self.ensure_one()
        if self._may_work():
            self._pull(self._deadline())

    def _cron_push(self):
        """Entry of the scheduled action: send what was changed, for one turn."""
        self.ensure_one()
        if self._may_work():
            self._push(self._deadline())

    def _may_work(self):
        """Tell whether the scheduled actions may ask the remote system now."""
        waits = self.retry_at and self.retry_at > fields.Datetime.now()
        return self.active and self.state == "running" and not waits

    @staticmethod
    def _deadline():
        limit = config["limit_time_real_cron"]
        if limit < 0:
            limit = config["limit_time_real"]
        # 0 is no limit; otherwise well below it, as a turn ends after a whole page
        return time.monotonic() + (min(TURN, limit / 3) if limit else TURN)

    def _resources(self, every=False, parts=False):
        """Return the resources in the environment of the backend's user.

        :param every: also those that fetch nothing themselves
        :param parts: also those that list nothing, but can fetch what is asked for
        """
        self.ensure_one()
        worker = self.with_user(self.user_id).with_company(self.company_id)
        resources = worker.env["sync.resource"]._of_system(self.system)
        return [
            each
            for each in resources
            if every or not (each._sync_source or (each._sync_part_of and not parts))
        ]

    def _pull(self, deadline=float("inf")):
        """Read all resources until ``deadline`` (`time.monotonic`); return the run.

        What is left then goes on at the next turn, in the same run.
        """
        backend_sudo = self.sudo()
        run = backend_sudo.env["sync.run"]._resume(backend_sudo, "pull")
        backend_sudo._execute(
            run,
            backend_sudo.cron_id,
            backend_sudo._resources(),
            lambda resource, client: backend_sudo._pull_resource(
                resource, run, client, deadline
            ),
        )
        return run

    def _push(self, deadline=float("inf")):
        """Send what was changed in Odoo; return the run, empty if there is nothing."""
        backend_sudo = self.sudo()
        runs = backend_sudo.env["sync.run"]
        resources = backend_sudo._resources(every=True)
        finishing = [each._sync_kind for each in resources if each._sync_finishes]
        bindings_sudo = backend_sudo.env["sync.binding"]
        anything = bindings_sudo._anything_to_send(backend_sudo, finishing)
        # A process that was killed left its run; another one may have sent the rest.
        if not anything and not runs._under_way(backend_sudo, "push"):
            return runs
        run = runs._resume(backend_sudo, "push")
        run.total = run.done + backend_sudo.dirty_count

        def push(resource, client):
            lookups = Lookups(backend_sudo, resource.env)
            arguments = (backend_sudo, resource, run, client, lookups, deadline)
            sends = backend_sudo.push_changes or resource._sync_finishes
            done = Push(*arguments).execute() if sends else True
            if done and resource._sync_creates:
                # after the changes: a parent's come before its children
                done = Create(*arguments).execute()
            return done

        backend_sudo._execute(
            run,
            backend_sudo.push_cron_id,
            [each for each in resources if each._sync_pushes],
            push,
        )
        return run

    def _execute(self, run, cron, resources, work):
        """Do ``work(resource, client)`` for each resource, and note how it ended.

        Where one returns False, time is up: ``cron`` goes on at its next turn.
        """
        # Whatever happens next, the run is there to tell of it.
        self.env["ir.cron"]._commit_progress(remaining=0)
        with hold(self.env.cr, run.id) as ours:
            if ours:
                self._execute_held(run, cron, resources, work)

    def _execute_held(self, run, cron, resources, work):
        try:
            with self._client() as client:
                for resource in resources:
                    if not work(resource, client):
                        cron._trigger()
                        return
            self.write({"last_error": False, "retry_at": False})
            run._finish("done")
        except Superseded:
            self.env.cr.rollback()
            _logger.info("%s is read by another process", self.name)
        except SyncError as error:
            self._fail(run, cron, error)
        except Exception as error:
            self._fail(run, cron, error)
            raise

    def _pull_resource(self, resource, run, client, deadline):
        """Return True when the resource's pass is complete in this run."""
        cursor = self.env["sync.cursor"]._of(self, resource._sync_kind)
        if cursor.done_run_id == run:
            return True
        lookups = Lookups(self, resource.env)
        return Pull(self, resource, run, client, lookups, deadline).execute()

    def _fail(self, run, cron, error):
        """Note why a run ended, and do what the kind of error calls for."""
        self.env.cr.rollback()
        _logger.warning("%s: %s", self.name, error)
        self.write({"last_error": str(error), "retry_at": False})
        if isinstance(error, Auth):
            # Asking again with refused credentials gets addresses banned.
            self.state = "stopped"
        elif isinstance(error, Transient) and error.retry_after:
            wait = timedelta(seconds=min(error.retry_after, LONGEST_WAIT))
            self.retry_at = fields.Datetime.now() + wait
            for each in cron | self.cron_id | self.push_cron_id:
                each._trigger(self.retry_at)
        run._finish("failed", str(error))
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _recover(self):
        """The remote answers again: go on where the backend was stopped."""
        if self.state == "stopped":
            self.write({"state": "running", "last_error": False})
            self.sudo().cron_id._trigger()
            self.sudo().push_cron_id._trigger()

    # -- what is to be sent ----------------------------------------------------------

    @api.model
    @ormcache("model")
    def _watched_fields(self, model):
        """Return ``{field: {(backend id, kind)}}``: the changes that are sent."""
        watched = {}
        for backend_sudo in self.sudo().search([("push_changes", "=", True)]):
            for resource in self.env["sync.resource"]._of_system(backend_sudo.system):
                if resource._sync_model != model or not resource._sync_pushes:
                    continue
                tie = (backend_sudo.id, resource._sync_kind)
                for pair in resource._fields_of(backend_sudo):
                    for name in self._sources(model, pair.name) if pair.pushes else ():
                        watched.setdefault(name, set()).add(tie)
        return watched

    @api.model
    @ormcache("model")
    def _creating(self, model):
        """Return ``[(backend id, kind)]`` where new records of a model are created."""
        return [
            (backend_sudo.id, resource._sync_kind)
            for backend_sudo in self.sudo().search([("push_new", "=", True)])
            for resource in self.env["sync.resource"]._of_system(backend_sudo.system)
            if resource._sync_model == model
            and resource._sync_creates
            and resource._sync_creates_new
        ]

    @api.model
    def _sources(self, model, name):
        """Return the fields whose writing changes a field: itself, what it depends on.

        A change of another record's field is found by the next pull that reads it.
        """
        field = self.env[model]._fields[name]
        paths = self.env.registry.field_depends[field] if field.compute else ()
        return {name, *(path.split(".")[0] for path in paths)}

    def _push_soon(self):
        """Have the scheduled actions send when this transaction is committed."""
        asked = self.env.cr.precommit.data.setdefault("sync_base.push", set())
        for backend_sudo in self.sudo():
            if backend_sudo.id not in asked:
                asked.add(backend_sudo.id)
                backend_sudo.push_cron_id._trigger()
