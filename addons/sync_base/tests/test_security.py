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
        self.assertTrue(self.backend.cron_id.active)
        backend.action_pause()
        self.assertFalse(self.backend.cron_id.active)
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

    def test_scheduled_action_follows_the_backend(self):
        cron = self.backend.cron_id
        self.assertFalse(cron.active)
        self.backend.action_start()
        self.assertTrue(cron.active)
        self.backend.active = False
        self.assertFalse(cron.active)
        self.backend.unlink()
        self.assertFalse(cron.exists())
