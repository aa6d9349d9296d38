from unittest.mock import patch

from odoo.addons.sync_base.engine.pull import Pull
from odoo.addons.sync_base.engine.push import Push

from .common import DummyCase


class TestOvertaken(DummyCase):
    """Between reading an object and merging it, others do the same, and more."""

    def setUp(self):
        super().setUp()
        self.backend.push_changes = True
        self.customer = self.remote.add(name="Ida", email="i@e.dk", city="Old")
        self.pull()
        self.there = self.remote.customers[self.customer]

    def between(self, turn_class, step, action):
        """Do something once, when a turn has read and is about to go on."""
        real = getattr(turn_class, step)
        waiting = [action]

        def with_action(turn, *arguments, **options):
            if waiting:
                waiting.pop()(turn)
            return real(turn, *arguments, **options)

        return patch.object(turn_class, step, with_action)

    def ours(self, turn=None):
        partner = self.partner(self.customer)
        return partner.with_env(turn.env) if turn else partner

    def send_new(self, turn):
        self.ours(turn).city = "New"
        turn.backend._push()
        self.assertEqual(self.there["city"], "New")

    def test_a_pull_takes_nothing_back_that_was_sent_meanwhile(self):
        self.remote.edit(self.customer, vat="To be read")
        with self.between(Pull, "_store", self.send_new):
            self.pull()
        self.assertEqual((self.ours().city, self.there["city"]), ("New", "New"))
        self.assertEqual(self.ours().vat, "To be read")
        self.assertFalse(self.binding(self.customer).is_dirty)

    def test_nor_of_other_fields_that_it_would_bring(self):
        self.remote.edit(self.customer, city="Theirs")

        def decide_otherwise(turn):
            # they change it back, and that is brought in before our reading is
            self.remote.edit(self.customer, city="Theirs at last")
            turn.backend._pull()

        with self.between(Pull, "_store", decide_otherwise):
            self.pull()
        self.assertEqual(self.ours().city, "Theirs at last")

    def test_a_push_takes_nothing_back_that_came_in_meanwhile(self):
        self.ours().vat = "5000"

        def bring_newer(turn):
            self.remote.edit(self.customer, city="Newer")
            turn.backend._pull()
            self.assertEqual(self.ours(turn).city, "Newer")

        with self.between(Push, "_prepare", bring_newer):
            self.push()
        self.assertEqual((self.ours().city, self.there["city"]), ("Newer", "Newer"))
        self.assertEqual(self.there["vat"], "5000")
        self.assertFalse(self.binding(self.customer).is_dirty)

    def test_what_changes_all_the_time_is_left_for_later(self):
        self.remote.edit(self.customer, vat="To be read")
        number = "UPDATE sync_binding SET change_number = change_number + 1000"
        real = Pull._store_once

        def always(turn, *arguments):
            turn.env.cr.execute(number)
            turn.env.invalidate_all()
            return real(turn, *arguments)

        with patch.object(Pull, "_store_once", always):
            run = self.pull()
        self.assertIn("again and again", run.message)
        self.pull()
        # the number stays above all that are given: nothing is lost, only late
        self.env.cr.execute("UPDATE sync_binding SET change_number = 0")
        self.pull()
        self.assertEqual(self.ours().vat, "To be read")

    def test_an_issue_that_nobody_tied_to_its_object_ends_with_the_next_pull(self):
        """Reported by a reading that began before the object had its binding."""
        report = {"severity": "error", "reason": "429", "payload": None, "label": "Ida"}
        issues = self.env["sync.issue"].sudo()
        reports = {self.customer: {**report, "remote_version": False}}
        issues._report(self.backend, "customer", reports)
        self.assertTrue(self.issue(self.customer))
        # a list of everything, as of a remote that cannot say what changed
        self.env["sync.cursor"].search([]).bookmark = False
        self.pull()
        self.assertFalse(self.issue(self.customer))
