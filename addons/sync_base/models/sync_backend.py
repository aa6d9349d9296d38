from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..lib.errors import SyncError


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
    push_new = fields.Boolean(
        "Create new records there",
        help="What is created in Odoo is created in the remote system as well. "
        "Otherwise only by hand, from the record.",
    )
    gone_policy = fields.Selection(
        [("archive", "Archive it"), ("keep", "Leave it as it is")],
        "What is gone there",
        required=True,
        default="archive",
        help="Nothing is ever deleted in Odoo because the other side lost it.",
    )
    gone_limit = fields.Integer(
        "Most gone at once",
        default=100,
        help="If more records are gone there at once, none is archived: it may be the "
        "wrong account.",
    )
    sweep_hours = fields.Integer(
        "Look for what is gone every (hours)",
        default=24,
        help="Besides, whenever the remote system says that it has fewer records.",
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
    last_run_id = fields.Many2one("sync.run", compute="_compute_last_run")
    last_run_state = fields.Selection(
        lambda self: self.env["sync.run"]._fields["state"].selection,
        "Last result",
        compute="_compute_last_run",
    )
    last_run_at = fields.Datetime("Last run", compute="_compute_last_run")
    progress = fields.Integer(compute="_compute_last_run")
    binding_count = fields.Integer(compute="_compute_counts")
    issue_count = fields.Integer(compute="_compute_counts")
    run_ids = fields.One2many("sync.run", "backend_id")

    _page_size_positive = models.Constraint(
        "CHECK(page_size BETWEEN 1 AND 1000)", "Page size: choose from 1 to 1000."
    )

    _gone_limit_positive = models.Constraint(
        "CHECK(gone_limit >= 0 AND sweep_hours > 0)",
        "What is gone: the limit must not be negative, and the hours be positive.",
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
        if {"push_changes", "push_new", "active", "system"} & vals.keys():
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
        self._check_running()
        for backend in self:
            # who presses the button does not want to wait any longer
            backend.sudo().retry_at = False
            backend.sudo().cron_id._trigger()
            # also where changes are not sent: records may wait to be created there
            backend.sudo().push_cron_id._trigger()
        return self._notification(self.env._("Synchronisation starts."), "info")

    def _check_running(self):
        """Refuse to ask a remote system that is switched off.

        :raises UserError: a backend is not running
        """
        for backend in self:
            if backend.state != "running":
                raise UserError(
                    self.env._("%s is not running. Start it first.", backend.name)
                )

    def _keep_secret(self, typed, kept):
        """Store what was typed into a form's field where it does not come out again.

        :param typed: computed field of the form; left empty, the secret stays
        :param kept: the stored field, for code only
        :raises AccessError: not a manager
        """
        manager = "sync_base.group_sync_manager"
        if not self.env.su and not self.env.user.has_group(manager):
            raise AccessError(self.env._("Only a synchronisation manager may do this."))
        for backend in self:
            if backend[typed]:
                backend.sudo()[kept] = backend[typed]

    def action_view_bindings(self):
        return self._related("sync_base.sync_binding_action")

    def action_view_issues(self):
        return self._related("sync_base.sync_issue_action")

    def action_view_runs(self):
        return self._related("sync_base.sync_run_action")

    def action_view_fields(self):
        self.check_access("read")
        self.env["sync.field"]._refresh(self.ensure_one())
        return self._related("sync_base.sync_field_action")

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
