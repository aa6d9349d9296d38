from odoo import api, fields, models
from odoo.fields import Domain

from ..lib.reasons import group_of

# More are left to the scheduled action: each is a remote call.
AT_ONCE = 20


class SyncIssue(models.Model):
    """Issues of one kind, and what is done about them: retry, dismiss, forget."""

    _inherit = "sync.issue"

    reason_group = fields.Char(
        "Kind of issue",
        compute="_compute_reason_group",
        store=True,
        index=True,
        help="The reason without the values of the single record",
    )
    retry = fields.Boolean("Is being retried", readonly=True)
    alike_count = fields.Integer("Open ones alike", compute="_compute_alike_count")

    _retry_idx = models.Index("(backend_id, kind) WHERE retry")

    @api.depends("reason")
    def _compute_reason_group(self):
        for issue in self:
            issue.reason_group = group_of(issue.reason)

    def _alike(self):
        """Return the domain of the open issues of the same kinds."""
        return Domain("state", "=", "open") & Domain.OR(
            Domain("backend_id", "=", backend.id)
            & Domain("kind", "=", kind)
            & Domain("reason_group", "=", reason_group)
            for backend, kind, reason_group in {
                (issue.backend_id, issue.kind, issue.reason_group) for issue in self
            }
        )

    def _compute_alike_count(self):
        for issue in self:
            issue.alike_count = self.search_count(issue._alike())

    @api.model
    def _to_retry(self, backend, kinds):
        """Return the domain of what the scheduled action is to retry."""
        return [
            ("backend_id", "=", backend.id),
            ("kind", "in", list(kinds)),
            ("retry", "=", True),
            ("state", "=", "open"),
            ("remote_id", "!=", "*"),
        ]

    def action_retry(self):
        """Read the remote records again and synchronise them; many in the background.

        :raises UserError: the remote cannot be asked; says what to do
        """
        self.check_access("write")
        issues = self.filtered(lambda each: each.state == "open")
        if len(issues) > AT_ONCE:
            for backend, mine in issues.grouped("backend_id").items():
                backend._retry_soon(mine)
            return self._notify(
                self.env._(
                    "%s issues are being retried in the background.", len(issues)
                ),
                "info",
            )
        for backend, mine in issues.grouped("backend_id").items():
            backend._retry(mine)
        solved = self.filtered(lambda each: each.state == "solved")
        return self._notify(
            self.env._(
                "%(solved)s of %(all)s solved.", solved=len(solved), all=len(self)
            ),
            "success" if solved == self else "warning",
        )

    def action_retry_alike(self):
        """Retry all open issues that have the reason of one of these."""
        self.check_access("write")
        return self.search(self._alike()).action_retry()

    def action_dismiss(self):
        self.check_access("write")
        issues = self.filtered(lambda issue: issue.state == "open")
        issues.write({"state": "dismissed", "retry": False})
        return True

    def action_dismiss_alike(self):
        """Dismiss all open issues that have the reason of one of these."""
        self.check_access("write")
        issues = self.search(self._alike())
        issues.action_dismiss()
        return self._notify(self.env._("%s issues dismissed.", len(issues)), "info")

    def _notify(self, message, kind):
        return self.env["sync.backend"]._notification(message, kind)

    @api.autovacuum
    def _gc_issues(self):
        """Delete closed issues older than their backend keeps them."""
        return self.env["sync.backend"]._delete_old(
            self, "issue_days", "write_date", [("state", "!=", "open")]
        )
