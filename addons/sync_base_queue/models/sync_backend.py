import logging
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.sync_base.lib.errors import Transient

_logger = logging.getLogger(__name__)

# A job that waits so long tells that no job runner is at work.
PATIENCE = timedelta(minutes=15)


class SyncBackend(models.Model):
    """A backend whose scheduled actions hand their turns over to jobs.

    The scheduled actions stay the clock, and the safety net: where jobs are not worked
    off, they do the work themselves. That both, or several jobs, are at one backend
    does no harm (see ``sync_base/engine/hold.py``).
    """

    _inherit = "sync.backend"

    use_queue = fields.Boolean(
        "Work through the job queue",
        help="Jobs on any worker and node do the work, instead of the scheduled "
        "actions. Needs a running job runner.",
    )
    queue_senders = fields.Integer(
        "Jobs that send at once",
        default=2,
        help="At most so many jobs send changes of this backend at the same time, "
        "within the capacity of its channel. One job reads.",
    )
    queue_channel_id = fields.Many2one(
        "queue.job.channel",
        "Channel",
        readonly=True,
        copy=False,
        ondelete="set null",
        groups="queue_job.group_queue_job_manager",
    )

    _queue_senders_sane = models.Constraint(
        "CHECK(queue_senders BETWEEN 1 AND 10)",
        "Jobs that send at once: choose from 1 to 10.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        backends = super().create(vals_list)
        backends._create_queue_channel()
        return backends

    def unlink(self):
        channels_sudo = self.sudo().queue_channel_id
        result = super().unlink()
        channels_sudo.unlink()
        return result

    def _create_queue_channel(self):
        """Have a channel ``root.sync.<id>`` for each backend."""
        parent = self.env.ref("sync_base_queue.queue_job_channel_sync")
        for backend_sudo in self.sudo():
            backend_sudo.queue_channel_id = parent.sudo().create(
                {"name": str(backend_sudo.id), "parent_id": parent.id}
            )

    def action_view_jobs(self):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "queue_job.action_queue_job"
        )
        channel = self.queue_channel_id.complete_name
        return {**action, "domain": [("channel", "=", channel)], "context": {}}

    # -- handing over ----------------------------------------------------------------

    def _cron_pull(self):
        if not self._hand_over():
            return super()._cron_pull()
        return self._delay("pull")._job_pull()

    def _cron_push(self):
        if not self._hand_over():
            return super()._cron_push()
        # Never none: what is to be sent is known to who sends it.
        pages = -(-self.dirty_count // self.page_size)
        for number in range(max(1, min(pages, self.queue_senders))):
            self._delay("push", number)._job_push()
        return True

    def _cron_event(self):
        if not self._hand_over():
            return super()._cron_event()
        return self._delay("event")._job_event()

    def _delay(self, direction, number=0):
        """Return the backend as `with_delay` does; a waiting job is not made twice."""
        return self.with_delay(
            channel=self.sudo().queue_channel_id.complete_name,
            identity_key=f"sync {self.id} {direction} {number}",
            description=f"{direction}: {self.name}",
        )

    def _hand_over(self):
        """Tell whether jobs do the work, and are worked off."""
        self.ensure_one()
        if self._in_job() or not self.use_queue or self.state != "running":
            return False
        too_old = fields.Datetime.now() - PATIENCE
        waiting = (
            self.env["queue.job"]
            .sudo()
            .search_count(
                [
                    ("channel", "=", self.sudo().queue_channel_id.complete_name),
                    ("state", "in", ("pending", "enqueued")),
                    ("date_created", "<", too_old),
                    "|",
                    ("eta", "=", False),
                    ("eta", "<", too_old),
                ],
                limit=1,
            )
        )
        if waiting:
            _logger.warning("%s: its jobs are not worked off", self.name)
        return not waiting

    # -- in a job ---------------------------------------------------------------------

    def _in_job(self):
        return bool(self.env.context.get("job_uuid"))

    def _job_pull(self):
        """One turn of reading; where time was up, the scheduled action goes on."""
        if self.exists():
            self._cron_pull()

    def _job_push(self):
        """One turn of sending."""
        if self.exists():
            self._cron_push()

    def _job_event(self):
        """One turn of reading what events name."""
        if self.exists():
            self._cron_event()

    def _fail(self, run, cron, error):
        result = super()._fail(run, cron, error)
        if isinstance(error, Transient) and self._in_job():
            # However often: that the remote is away is no mistake of the job.
            raise RetryableJobError(
                str(error), seconds=error.retry_after, ignore_retry=True
            ) from error
        return result
