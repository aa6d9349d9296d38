import time

from odoo.addons.sync_base.engine import ask
from odoo.addons.sync_base.lib.errors import Transient

from .test_compare import CompareCase


class TestStatus(CompareCase):
    def setUp(self):
        super().setUp()
        ask.forget()
        self.addCleanup(ask.forget)

    def status(self, asked=True):
        (entry,) = self.record.with_user(self.user).sync_status(asked)
        return entry

    def gets(self):
        return [call for call in self.remote.calls if call[0] == "get"]

    def test_without_asking(self):
        self.remote.calls.clear()
        entry = self.status(False)
        self.assertEqual((entry["state"], entry["asked"]), ("linked", False))
        self.assertTrue(entry["synced_at"])
        self.assertFalse(self.remote.calls)

    def test_in_sync(self):
        entry = self.status()
        self.assertEqual((entry["state"], entry["differences"]), ("in_sync", 0))
        self.assertEqual(entry["actions"], ["compare", "fetch"])

    def test_differs(self):
        self.remote.edit(self.customer, name="Bådbyg K/S", vat="3")
        entry = self.status()
        self.assertEqual((entry["state"], entry["differences"]), ("differs", 2))

    def test_to_be_sent(self):
        self.record.name = "Bådbyg A/S"
        entry = self.status()
        self.assertEqual((entry["state"], entry["differences"]), ("dirty", 1))
        self.assertIn("push", entry["actions"])

    def test_conflict(self):
        self.record.city = "Rise"
        self.remote.edit(self.customer, city="Ommel")
        self.assertEqual(self.status()["state"], "conflict")

    def test_error(self):
        self.record.city = "R" * 41
        self.push()
        entry = self.status()
        self.assertEqual(entry["state"], "error")
        self.assertIn("at most 40", entry["reason"])
        self.assertEqual(entry["issue_id"], self.issue(self.customer).id)

    def test_gone(self):
        self.remote.delete(self.customer)
        self.assertEqual(self.status()["state"], "gone")

    def test_not_there(self):
        partner = self.env["res.partner"].create({"name": "Only here"})
        (entry,) = partner.sync_status(True)
        self.assertEqual(entry["state"], "missing")

    def test_flipping_through_records_asks_once(self):
        for _time in range(5):
            self.status()
        self.assertEqual(len(self.gets()), 1)
        self.record.name = "Bådbyg A/S"
        self.push()
        self.remote.calls.clear()
        self.assertEqual(self.status()["state"], "in_sync")
        self.assertEqual(len(self.gets()), 1)

    def test_a_silent_remote_is_left_alone_for_a_while(self):
        def silent(_action, _parameters):
            raise Transient("the line is dead")

        self.remote.before.append(silent)
        for _time in range(3):
            entry = self.status()
            self.assertEqual((entry["state"], entry["asked"]), ("linked", False))
            self.assertIn("the line is dead", entry["reason"])
        self.assertEqual(len(self.gets()), 1)

    def test_a_slow_remote_is_not_waited_for(self):
        self.patch(ask, "PATIENCE", 0.05)
        self.remote.before.append(lambda *_call: time.sleep(0.5))
        self.assertIn("no answer within", self.status()["reason"])
