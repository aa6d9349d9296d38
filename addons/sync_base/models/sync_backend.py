import logging
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import config, ormcache

from ..engine.apply import Apply
from ..engine.lookups import Lookups
from ..engine.pull import Pull, Superseded
from ..engine.push import Push
from ..lib.errors import Auth, SyncError, Transient
from ..lib.page import RemoteRecord

_logger = logging.getLogger(__name__)

# How long one turn of the scheduled action goes on before others have their turn.
TURN = 40


class SyncBackend(models.Model):
    """One connection: a remote account, an Odoo company, credentials, switches."""

    _name = "sync.backend"
    _description = "Synchronisation backend"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    system = fields.Selection([], required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        "Runs as",
        required=True,
        copy=False,
        default=lambda self: self.env.user,
        help="What comes in is written as this user, with this user's rights.",
    )
    state = fields.Selection(
        [
            ("draft", "Not started"),
            ("running", "Running"),
            ("paused", "Paused"),
            ("stopped", "Needs attention"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    push_changes = fields.Boolean(
        "Send changes",
        help="Changes made in Odoo are sent to the remote system. Otherwise they stay "
        "in Odoo, and are not overwritten.",
    )
    test_mode = fields.Boolean(
        "Test system",
        help="Allows plain http to this machine itself. Never for real data.",
    )
    page_size = fields.Integer(
        default=500, help="Records per page; each page is one transaction."
    )
    # For administrators only: who may change it could have any action deleted.
    cron_id = fields.Many2one(
        "ir.cron",
        "Scheduled action",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="base.group_system",
    )
    push_cron_id = fields.Many2one(
        "ir.cron",
        "Scheduled action for sending",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="base.group_system",
    )
    dirty_count = fields.Integer("To be sent", compute="_compute_counts")
    next_run = fields.Datetime(related="cron_id.nextcall")
    last_error = fields.Text(readonly=True, copy=False)
    last_run_id = fields.Many2one(
        "sync.run", readonly=True, copy=False, ondelete="set null"
    )
    last_run_state = fields.Selection(related="last_run_id.state", string="Last result")
    last_run_at = fields.Datetime(related="last_run_id.started_at", string="Last run")
    progress = fields.Integer(related="last_run_id.progress")
    binding_count = fields.Integer(compute="_compute_counts")
    issue_count = fields.Integer(compute="_compute_counts")
    run_ids = fields.One2many("sync.run", "backend_id")

    _page_size_positive = models.Constraint(
        "CHECK(page_size BETWEEN 1 AND 1000)", "Page size: choose from 1 to 1000."
    )

    def _compute_counts(self):
        for field, model, domain in (
            ("binding_count", "sync.binding", [("res_id", ">", 0)]),
            ("issue_count", "sync.issue", [("state", "=", "open")]),
            ("dirty_count", "sync.binding", [("is_dirty", "=", True)]),
        ):
            counts = dict(
                self.env[model]._read_group(
                    [("backend_id", "in", self.ids), *domain],
                    ["backend_id"],
                    ["__count"],
                )
            )
            for backend in self:
                backend[field] = counts.get(backend._origin, 0)

    @api.constrains("user_id", "company_id")
    def _check_user_company(self):
        for backend in self:
            if backend.company_id not in backend.user_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s may not work in %(company)s, so the backend cannot "
                        "run there as this user.",
                        user=backend.user_id.name,
                        company=backend.company_id.name,
                    )
                )

    def _check_reach(self, vals):
        """Refuse values by which somebody would reach beyond their own rights.

        Here and not as a constraint, which Odoo runs with all rights. A record rule
        looks at the company before a change, not at the new one.
        """
        user = self.env.user
        if self.env.su:
            return
        other = vals.get("user_id") and vals["user_id"] != user.id
        if other and not user.has_group("base.group_system"):
            raise AccessError(
                self.env._(
                    "Only an administrator can let a backend run as another user."
                )
            )
        if vals.get("company_id") and vals["company_id"] not in user.company_ids.ids:
            raise AccessError(
                self.env._("A backend can only belong to a company that you work in.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_reach(vals)
        backends = super().create(vals_list)
        for backend_sudo in backends.sudo():
            backend_sudo.cron_id = backend_sudo._create_cron("pull")
            backend_sudo.push_cron_id = backend_sudo._create_cron("push")
        self.env.registry.clear_cache()
        return backends

    def write(self, vals):
        self._check_reach(vals)
        if {"push_changes", "active", "system"} & vals.keys():
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        crons_sudo = self.sudo().cron_id + self.sudo().push_cron_id
        self.env.registry.clear_cache()
        result = super().unlink()
        crons_sudo.unlink()
        return result

    def _create_cron(self, direction):
        """Return the backend's own scheduled action, which the admin may edit.

        It is always active and does nothing unless the backend is running: a scheduled
        action cannot be switched off from within, which is where errors come up.
        """
        return (
            self.env["ir.cron"]
            .sudo()
            .create(
                {
                    "name": f"{self.env._('Synchronisation')}: {direction} {self.name}",
                    "model_id": self.env["ir.model"]._get_id(self._name),
                    "state": "code",
                    "code": f"model.browse({self.id:d})._cron_{direction}()",
                    "user_id": self.env.ref("base.user_root").id,
                    "interval_number": 10,
                    "interval_type": "minutes",
                }
            )
        )

    # -- what a connector adds -----------------------------------------------------

    def _client(self):
        """Return a client for this backend's remote system, with its credentials."""
        raise UserError(self.env._("No addon is installed for this system."))

    def _check_connection(self, client):
        """Return a sentence that says what was reached.

        :raises SyncError: says what to do
        """
        raise NotImplementedError

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
                for pair in resource._field_map():
                    if pair.pushes:
                        tie = (backend_sudo.id, resource._sync_kind)
                        watched.setdefault(pair.name, set()).add(tie)
        return watched

    def _push_soon(self):
        """Have the scheduled actions send when this transaction is committed."""
        asked = self.env.cr.precommit.data.setdefault("sync_base.push", set())
        for backend_sudo in self.sudo():
            if backend_sudo.id not in asked:
                asked.add(backend_sudo.id)
                backend_sudo.push_cron_id._trigger()

    # -- buttons -------------------------------------------------------------------

    def action_test_connection(self):
        self.check_access("write")
        for backend in self:
            try:
                with backend._client() as client:
                    message = backend._check_connection(client)
            except SyncError as error:
                raise UserError(str(error)) from error
            backend._recover()
        return self._notification(message, "success")

    def action_start(self):
        """Switch on: the scheduled action runs now, and then at its interval."""
        self.check_access("write")
        self.write({"state": "running", "last_error": False})
        return self.action_sync_now()

    def action_pause(self):
        self.check_access("write")
        return self.write({"state": "paused"})

    def action_sync_now(self):
        """Have the scheduled action run as soon as a worker is free.

        Pressing twice, or a web client that sends again, changes nothing: the action
        runs once at a time and goes on where it was.
        """
        self.check_access("read")
        for backend in self:
            if backend.state != "running":
                raise UserError(
                    self.env._("%s is not running. Start it first.", backend.name)
                )
            backend.sudo().cron_id._trigger()
            if backend.push_changes:
                backend.sudo().push_cron_id._trigger()
        return self._notification(self.env._("Synchronisation starts."), "info")

    def action_view_bindings(self):
        return self._related("sync_base.sync_binding_action")

    def action_view_issues(self):
        return self._related("sync_base.sync_issue_action")

    def action_view_runs(self):
        return self._related("sync_base.sync_run_action")

    def _related(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        action["domain"] = [("backend_id", "=", self.id)]
        return action

    @api.model
    def _notification(self, message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # -- running -------------------------------------------------------------------

    def _cron_pull(self):
        """Entry of the scheduled action: read what is new, for one turn."""
        self.ensure_one()
        if self.active and self.state == "running":
            self._pull(self._deadline())

    def _cron_push(self):
        """Entry of the scheduled action: send what was changed, for one turn."""
        self.ensure_one()
        if self.active and self.state == "running" and self.push_changes:
            self._push(self._deadline())

    @staticmethod
    def _deadline():
        limit = config["limit_time_real_cron"]
        if limit < 0:
            limit = config["limit_time_real"]
        # 0 is no limit; otherwise well below it, as a turn ends after a whole page
        return time.monotonic() + (min(TURN, limit / 3) if limit else TURN)

    def _resources(self, every=False):
        """Return the resources in the environment of the backend's user.

        :param every: also those that fetch nothing themselves
        """
        self.ensure_one()
        worker = self.with_user(self.user_id).with_company(self.company_id)
        resources = worker.env["sync.resource"]._of_system(self.system)
        return [each for each in resources if every or not each._sync_source]

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
        if not backend_sudo.dirty_count:
            return runs
        run = runs._resume(backend_sudo, "push")
        resources = backend_sudo._resources(every=True)

        def push(resource, client):
            lookups = Lookups(backend_sudo, resource.env)
            arguments = (backend_sudo, resource, run, client, lookups, deadline)
            return Push(*arguments).execute()

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
        self.last_run_id = run
        # Whatever happens next, the run is there to tell of it.
        self.env["ir.cron"]._commit_progress(remaining=0)
        try:
            with self._client() as client:
                for resource in resources:
                    if not work(resource, client):
                        cron._trigger()
                        return
            run._finish("done")
            self.last_error = False
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
        run._finish("failed", str(error))
        self.last_error = str(error)
        if isinstance(error, Auth):
            # Asking again with refused credentials gets addresses banned.
            self.state = "stopped"
        elif isinstance(error, Transient) and error.retry_after:
            wait = timedelta(seconds=error.retry_after)
            cron._trigger(fields.Datetime.now() + wait)
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _recover(self):
        """The remote answers again: go on where the backend was stopped."""
        if self.state == "stopped":
            self.write({"state": "running", "last_error": False})
            self.sudo().cron_id._trigger()
            self.sudo().push_cron_id._trigger()

    def _retry(self, issues):
        """Read the remote records of issues again and synchronise them, now.

        :raises UserError: the remote cannot be asked; says what to do
        """
        self.ensure_one()
        try:
            self._retry_issues(issues)
        except SyncError as error:
            raise UserError(str(error)) from error

    def _retry_issues(self, issues):
        backend_sudo = self.sudo()
        lookups = Lookups(backend_sudo, backend_sudo._resources()[0].env)
        resources = {each._sync_kind: each for each in backend_sudo._resources()}
        with backend_sudo._client() as client:
            for kind, group in issues.grouped("kind").items():
                resource = lookups.env["sync.resource"]._of_kind(self.system, kind)
                source = resources[resource._sync_source or kind]
                remotes = [
                    RemoteRecord(issue.remote_id, issue._payload_data(), complete=False)
                    for issue in group
                    if issue.remote_id != "*"
                ]
                ids = [remote.id for remote in remotes]
                bindings = backend_sudo.env["sync.binding"]._known(self, kind, ids)
                for binding in bindings.values():
                    binding.refused_version = 0
                remotes = source._fetch_records(client, remotes)
                errors = [remote.error for remote in remotes]
                if errors and all(
                    isinstance(each, Transient | Auth) for each in errors
                ):
                    # It is the remote that does not answer, not these records.
                    raise errors[0]
                lookups.new_page()
                Apply(backend_sudo, source, lookups).apply(remotes)
        if self.push_changes:
            self._push_soon()
