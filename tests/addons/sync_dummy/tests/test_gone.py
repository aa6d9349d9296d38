from odoo.addons.sync_base.lib.errors import Transient

from .common import DummyCase


class TestGone(DummyCase):
    """Objects that are deleted there: nothing is deleted here, and it is said."""

    def setUp(self):
        super().setUp()
        self.one, self.two = (self.remote.add(name=name) for name in ("One", "Two"))
        self.pull()
        self.here = self.partner(self.one)

    def let_a_day_pass(self):
        self.env["sync.cursor"].search([]).swept_at = "2026-01-01"

    def pull_all(self):
        """Pull as the first time on another day."""
        self.let_a_day_pass()
        return self.pull()

    def messages(self):
        return " ".join(self.here.message_ids.mapped("body"))

    def test_archived_and_said(self):
        self.remote.delete(self.one)
        self.assertTrue(self.here.active, "the remote says nothing of it by itself")
        self.assertEqual(self.pull_all().archived, 1)
        self.assertFalse(self.here.active)
        self.assertIn("Archived: not in Dummy any more", self.messages())
        self.assertEqual(self.pull_all().archived, 0)
        self.assertTrue(self.partner(self.two).active)

    def test_only_now_and_then(self):
        self.remote.delete(self.one)
        self.assertEqual(self.pull().archived, 0)

    def test_left_as_it_is_by_setting(self):
        self.backend.gone_policy = "keep"
        self.remote.delete(self.one)
        self.assertEqual(self.pull_all().archived, 1)
        self.assertTrue(self.here.active)
        self.assertIn("Not in Dummy any more", self.messages())

    def test_it_comes_back(self):
        row = self.remote.customers[self.one]
        self.remote.delete(self.one)
        self.pull_all()
        self.remote.customers[self.one] = row
        self.remote.edit(self.one, city="Rønne")
        self.pull()
        self.assertTrue(self.here.active)
        self.assertEqual(self.here.city, "Rønne")
        self.assertIn("Back in Dummy", self.messages())

    def test_nothing_is_sent_to_what_is_gone(self):
        self.backend.push_changes = True
        self.remote.delete(self.one)
        self.pull_all()
        self.here.city = "Rønne"
        self.assertFalse(self.push())

    def test_found_gone_when_a_change_is_sent(self):
        self.backend.push_changes = True
        self.remote.delete(self.one)
        self.here.city = "Rønne"
        self.push()
        self.assertTrue(self.here.active, "somebody works on it")
        self.assertIn("changes that were not sent", self.messages())
        self.assertIn("no customer", self.issue(self.one).reason)
        self.assertFalse(self.push())

    def test_what_a_shifting_list_leaves_out_is_there(self):
        def hide(action, parameters):
            if action == "list":
                self.remote.customers.pop(self.one, None)

        def show(action, parameters):
            if action == "list":
                self.remote.customers.setdefault(self.one, row)

        row = self.remote.customers[self.one]
        self.remote.before.append(hide)
        self.remote.after.append(show)
        self.assertEqual(self.pull_all().archived, 0)
        self.assertIn(("get", {"customer_id": self.one}), self.remote.calls)
        self.assertTrue(self.here.active)

    def test_a_remote_that_fails_says_nothing_is_gone(self):
        self.remote.delete(self.one)

        def fail(action, parameters):
            if action == "get":
                raise Transient("out of order")

        self.remote.before.append(fail)
        self.assertEqual(self.pull_all().state, "failed")
        self.assertTrue(self.here.active)
        self.remote.before.remove(fail)
        self.assertEqual(self.pull().archived, 1, "it goes on where it was")

    def test_too_many_at_once(self):
        self.backend.gone_limit = 1
        self.remote.customers.clear()
        run = self.pull_all()
        self.assertEqual((run.state, run.archived), ("done", 0))
        self.assertTrue(self.here.active)
        self.assertIn("More than 1 records", self.issue("*").reason)
        self.backend.gone_limit = 2
        self.assertEqual(self.pull().archived, 2)
        self.pull()
        self.assertFalse(self.issue("*"))

    def test_a_deleted_record_is_no_concern(self):
        self.here.unlink()
        self.remote.delete(self.one)
        self.assertEqual(self.pull_all().archived, 0)
