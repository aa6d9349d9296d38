from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# Records deleted in one go; the rest in the next one of the same night.
BATCH = 5_000


class SyncBackend(models.Model):
    """How long runs and issues are kept."""

    _inherit = "sync.backend"

    run_days = fields.Integer(
        "Keep runs (days)", default=90, help="The last run is always kept."
    )
    issue_days = fields.Integer(
        "Keep closed issues (days)",
        default=30,
        help="Solved and dismissed issues; open ones are always kept.",
    )

    _days_positive = models.Constraint(
        "CHECK(run_days BETWEEN 1 AND 36500 AND issue_days BETWEEN 1 AND 36500)",
        "Runs and issues are kept for one day at least.",
    )

    @api.model
    def _delete_old(self, records, setting, moment, domain):
        """Delete a batch of records older than their backend keeps them.

        :param records: the model, with ``backend_id``
        :param setting: field of the backend: days
        :param moment: datetime field of the model
        :return: how many were deleted, and whether there are more
        """
        now = fields.Datetime.now()
        old = Domain.OR(
            Domain("backend_id", "=", backend.id)
            & Domain(moment, "<", now - timedelta(days=backend[setting]))
            for backend in self.with_context(active_test=False).search([])
        )
        found = records.search(old & Domain(domain), limit=BATCH, order="id")
        found.unlink()
        return len(found), len(found) == BATCH
