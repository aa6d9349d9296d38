from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import SyncCase

MODELS = ["sync.backend", "sync.binding", "sync.cursor", "sync.issue", "sync.run"]


class TestSecurity(SyncCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = new_test_user(cls.env, "sync_nobody", "base.group_user")
        cls.user = new_test_user(cls.env, "sync_user", "sync_base.group_sync_user")
        cls.manager = new_test_user(
            cls.env, "sync_manager", "sync_base.group_sync_manager"
        )
        cls.issue = cls.env["sync.issue"].create(
            {
                "backend_id": cls.backend.id,
                "kind": "client",
                "remote_id": "1",
                "severity": "error",
                "reason": "name: empty",
            }
        )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_without_group_nothing_is_seen_or_done(self):
        for model in MODELS:
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(self.nobody).search([])
        backend = self.backend.with_user(self.nobody)
        for method in (
            "action_start",
            "action_pause",
            "action_sync_now",
            "action_test_connection",
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(backend, method)()
        for method in ("action_retry", "action_dismiss"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self.issue.with_user(self.nobody), method)()
        self.assertEqual(self.partner.with_user(self.nobody).sync_binding_count, 0)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_user_sees_and_dismisses_but_sets_nothing_up(self):
        backend = self.backend.with_user(self.user)
        self.assertEqual(backend.name, "Dummy")
        for change in (
            lambda: backend.write({"name": "x"}),
            backend.action_start,
            backend.action_pause,
            backend.action_test_connection,
            backend.unlink,
        ):
            with self.assertRaises(AccessError):
                change()
        self.issue.with_user(self.user).action_dismiss()
        self.assertEqual(self.issue.state, "dismissed")

    def test_manager_starts_and_pauses(self):
        backend = self.backend.with_user(self.manager)
        backend.action_start()
        self.assertEqual(self.backend.state, "running")
        backend.action_pause()
        self.assertEqual(self.backend.state, "paused")
        with self.assertRaises(UserError):
            backend.action_sync_now()

    def test_other_companies_are_invisible(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= other
        hidden = self.env["sync.backend"].create(
            {"name": "Hidden", "system": "dummy", "company_id": other.id}
        )
        self.assertNotIn(
            hidden, self.env["sync.backend"].with_user(self.manager).search([])
        )
        with self.assertRaises(AccessError):
            hidden.with_user(self.manager).action_pause()

    def test_backend_runs_as_somebody_of_its_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.backend.user_id = self.manager
        with self.assertRaises(ValidationError):
            self.backend.write({"company_id": other.id})

    def test_scheduled_action_works_only_for_a_running_backend(self):
        pulls = []
        self.patch(type(self.backend), "_pull", lambda *_args: pulls.append(1))
        for state, active, expected in (
            ("draft", True, 0),
            ("paused", True, 0),
            ("running", False, 0),
            ("running", True, 1),
        ):
            self.backend.write({"state": state, "active": active})
            self.backend._cron_pull()
            self.assertEqual(len(pulls), expected)

    def test_scheduled_action_goes_with_its_backend(self):
        cron = self.backend.cron_id
        self.assertTrue(cron.active)
        self.backend.unlink()
        self.assertFalse(cron.exists())

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_manager_gets_no_hold_on_other_peoples_rights(self):
        mine = (
            self.env["sync.backend"]
            .with_user(self.manager)
            .create({"name": "Mine", "system": "dummy"})
        )
        self.assertEqual(mine.user_id, self.manager)
        other = self.env["res.company"].create({"name": "Other"})
        for values in (
            {"user_id": self.env.ref("base.user_admin").id},
            {"cron_id": self.env.ref("base.autovacuum_job").id},
            {"company_id": other.id},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                mine.write(values)
        self.assertEqual(
            self.backend.with_user(self.manager).copy().user_id, self.manager
        )
