import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

# Runs of one direction that fail one after the other before somebody is told.
FAILURES = 5


class SyncBackend(models.Model):
    """Whom to tell when a backend needs somebody: once per incident.

    An incident is an activity of the responsible user. It is closed when the backend
    has recovered, and then the next one is told again.
    """

    _name = "sync.backend"
    _inherit = ["sync.backend", "mail.thread", "mail.activity.mixin"]

    responsible_id = fields.Many2one(
        "res.users",
        copy=False,
        # not the robot, who is not active
        default=lambda self: self.env.user.filtered("active"),
        domain=lambda self: [
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref("sync_base.group_sync_user").ids),
        ],
        help="Gets an activity when this backend stops, keeps failing, or has too many "
        "open issues.",
    )
    issue_limit = fields.Integer(
        "Tell from so many open issues",
        default=50,
        help="The responsible user is told when there are more; 0: never.",
    )
    notify_by_mail = fields.Boolean(
        "Also by e-mail", help="The activity is announced by e-mail as well."
    )
    # kinds of the incidents that the responsible user was told of
    incidents = fields.Json(readonly=True, copy=False)
    state = fields.Selection(tracking=True)

    _issue_limit_positive = models.Constraint(
        "CHECK(issue_limit >= 0)", "The number of open issues cannot be negative."
    )

    @api.constrains("responsible_id", "company_id")
    def _check_responsible(self):
        for backend in self:
            user = backend.responsible_id
            if user and not backend._may_be_told(user):
                raise ValidationError(
                    self.env._("%s may not see this backend.", user.name)
                )

    def _may_be_told(self, user):
        """Tell whether a user may see this backend, in any of their companies."""
        own = self.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )
        return user.active and own.has_access("read")

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._review_incidents()
        return result

    def _review_incidents(self):
        """Tell of what is new, and close what is over."""
        for backend_sudo in self.sudo():
            if backend_sudo.state not in ("running", "stopped"):
                # somebody is at it
                continue
            told = set(backend_sudo.incidents or [])
            now = {
                kind
                for kind in ("stopped", "failing", "issues")
                if getattr(backend_sudo, f"_is_{kind}")(kind in told)
            }
            if now == told:
                continue
            backend_sudo.incidents = sorted(now) or False
            try:
                # what people made of templates and activity types must not stop a run
                with self.env.cr.savepoint():
                    for kind in sorted(now - told):
                        backend_sudo._tell_responsible(kind)
                    backend_sudo._close_incidents(sorted(told - now))
            except Exception:
                _logger.exception("%s: could not tell of %s", backend_sudo.name, now)

    def _is_stopped(self, _told):
        return self.state == "stopped"

    def _is_failing(self, _told):
        if self.state != "running":
            return False
        ended = Domain("backend_id", "=", self.id) & Domain("state", "!=", "running")
        for direction in ("pull", "push"):
            runs = self.env["sync.run"].search(
                ended & Domain("direction", "=", direction), limit=FAILURES
            )
            if runs.mapped("state") == ["failed"] * FAILURES:
                return True
        return False

    def _is_issues(self, told):
        """Tell whether there are too many; not again at each crossing of the limit."""
        limit = self.issue_limit / 2 if told else self.issue_limit
        return bool(self.issue_limit) and self.issue_count > limit

    def _incident_text(self, kind):
        """Return what happened, for people."""
        match kind:
            case "stopped":
                text = self.env._(
                    "%(name)s is stopped: %(system)s refuses the connection. Changes "
                    "are kept, and travel on after reconnecting.",
                    name=self.name,
                    system=dict(
                        self._fields["system"]._description_selection(self.env)
                    )[self.system],
                )
            case "failing":
                text = self.env._(
                    "The last %(count)s runs of %(name)s failed.",
                    count=FAILURES,
                    name=self.name,
                )
            case _:
                return self.env._(
                    "%(name)s has %(count)s open issues.",
                    name=self.name,
                    count=self.issue_count,
                )
        return f"{text}\n{self.last_error or ''}".strip()

    def _tell_responsible(self, kind):
        users = self.responsible_id | self.user_id
        user = users.filtered(self._may_be_told)[:1]
        if not user:
            _logger.warning("%s: nobody to tell of %s", self.name, kind)
            return
        backend = self.with_context(lang=user.lang).with_company(self.company_id)
        text = backend._incident_text(kind)
        # The mail is ours, by the setting; Odoo's own about the activity is not wanted.
        backend.with_context(mail_activity_quick_update=True).activity_schedule(
            f"sync_base.mail_activity_type_{kind}",
            note=Markup("<br/>").join(text.splitlines()),
            user_id=user.id,
        )
        if self.notify_by_mail:
            template = self.env.ref("sync_base.mail_template_incident")
            template.with_context(incident_text=text, incident_user=user).send_mail(
                self.id, email_values={"recipient_ids": [(4, user.partner_id.id)]}
            )
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _get_incident_url(self):
        """Return the address of the backend, for the mail."""
        return f"{self.get_base_url()}/odoo/sync-backends/{self.id}"

    def _close_incidents(self, kinds):
        self.activity_feedback(
            [f"sync_base.mail_activity_type_{kind}" for kind in kinds],
            feedback=self.env._("It is all right again."),
        )
