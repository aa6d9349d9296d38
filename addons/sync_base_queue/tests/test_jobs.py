from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.addons.sync_base.lib.errors import Auth, Transient
from odoo.addons.sync_base.tests.common import SyncCase

WORK = "odoo.addons.sync_base.models.sync_backend_work.SyncBackend"


class TestJobs(SyncCase):
    """When work is handed over to jobs, and what these do with errors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.write({"state": "running", "push_changes": True, "use_queue": True})

    def handed_over(self, direction):
        """Return the trap of jobs, and whether the scheduled action did the work."""
        with trap_jobs() as trap, patch(f"{WORK}._{direction}") as work:
            getattr(self.backend, f"_cron_{direction}")()
        return trap, work.called

    def test_the_scheduled_action_hands_its_turn_over(self):
        channel = f"root.sync.{self.backend.id}"
        self.assertEqual(self.backend.queue_channel_id.complete_name, channel)
        trap, done = self.handed_over("pull")
        self.assertFalse(done)
        trap.assert_jobs_count(1)
        (job,) = trap.enqueued_jobs
        self.assertEqual((job.method_name, job.channel), ("_job_pull", channel))
        self.assertTrue(job.job_config.allow_commit)

    def test_events_are_handed_over_as_well(self):
        with trap_jobs() as trap:
            self.backend._cron_event()
        (job,) = trap.enqueued_jobs
        self.assertEqual(job.method_name, "_job_event")
        self.assertTrue(job.job_config.allow_commit)

    def test_it_works_itself_where_the_queue_is_not_chosen(self):
        self.backend.use_queue = False
        trap, done = self.handed_over("pull")
        self.assertTrue(done)
        trap.assert_jobs_count(0)

    def test_nothing_is_done_for_a_backend_that_does_not_run(self):
        self.backend.state = "paused"
        for direction in ("pull", "push"):
            trap, done = self.handed_over(direction)
            self.assertFalse(done)
            trap.assert_jobs_count(0)

    def test_as_many_jobs_send_as_there_are_pages_and_senders(self):
        self.backend.page_size = 2
        for number in range(7):
            partner = self.env["res.partner"].create({"name": f"Partner {number}"})
            self.bind(partner, str(number)).local_version = 1
        self.env.flush_all()
        for senders, jobs in ((1, 1), (3, 3), (9, 4)):
            self.backend.queue_senders = senders
            trap, _done = self.handed_over("push")
            trap.assert_jobs_count(jobs)
            self.assertEqual(
                len({job.identity_key for job in trap.enqueued_jobs}), jobs
            )

    def test_a_waiting_job_is_not_made_twice(self):
        self.backend._cron_pull()
        self.backend._cron_pull()
        self.assertEqual(len(self.jobs()), 1)

    def test_it_works_itself_where_jobs_are_not_worked_off(self):
        self.backend._cron_pull()
        long_ago = fields.Datetime.now() - timedelta(hours=1)
        sentinel = self.env["queue.job"].EDIT_SENTINEL
        job = self.jobs().with_context(_job_edit_sentinel=sentinel)
        job.date_created = long_ago
        with mute_logger("odoo.addons.sync_base_queue.models.sync_backend"):
            self.assertTrue(self.handed_over("pull")[1])
        # it waits on purpose
        job.eta = fields.Datetime.now() + timedelta(hours=1)
        self.assertFalse(self.handed_over("pull")[1])

    @mute_logger("odoo.addons.sync_base.models.sync_backend_work")
    def fail(self, error, **context):
        """Have a pull end with ``error``."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            backend = self.backend.with_env(self.env(cr=cr)).with_context(**context)
            run = backend.env["sync.run"]._resume(backend, "pull")
            cr.commit()  # pylint: disable=invalid-commit
            backend._fail(run, backend.cron_id, error)

    def test_a_job_comes_again_when_the_remote_asked_it_to(self):
        with self.assertRaises(RetryableJobError) as caught:
            self.fail(Transient("away", retry_after=7), job_uuid="a job")
        self.assertEqual(caught.exception.seconds, 7)
        self.assertTrue(caught.exception.ignore_retry)

    def test_other_errors_end_the_job(self):
        self.fail(Transient("away", retry_after=7))
        self.fail(Auth("refused"), job_uuid="a job")
        self.assertEqual(self.backend.state, "stopped")

    def test_the_channel_goes_with_its_backend(self):
        channel = self.backend.queue_channel_id
        self.backend.unlink()
        self.assertFalse(channel.exists())

    def test_a_job_of_a_deleted_backend_does_nothing(self):
        backend = self.backend
        backend.unlink()
        backend._job_pull()
        backend._job_push()

    def test_jobs_are_shown_to_those_who_may_see_jobs(self):
        groups = "base.group_user,sync_base.group_sync_manager"
        manager = new_test_user(self.env, "queue-tester", groups=groups)
        with self.assertRaises(AccessError):
            self.backend.with_user(manager).action_view_jobs()
        manager.group_ids += self.env.ref("queue_job.group_queue_job_manager")
        action = self.backend.with_user(manager).action_view_jobs()
        self.assertIn(f"root.sync.{self.backend.id}", str(action["domain"]))

    def jobs(self):
        channel = self.backend.queue_channel_id.complete_name
        return self.env["queue.job"].search([("channel", "=", channel)])
