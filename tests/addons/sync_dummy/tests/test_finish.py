from unittest.mock import patch

from odoo.exceptions import UserError

from odoo.addons.sync_base.lib.errors import Transient

from .common import DummyCase


def refuse(_self, values):
    """Refuse what the remote made of a record, as `_sync_write`."""
    raise UserError("no good")


class TestFinish(DummyCase):
    """What is created there is checked before, and takes a further step after."""

    def setUp(self):
        super().setUp()
        resource = self.registry["dummy.customer"]
        self.patch(resource, "_before_create", self.before_create)
        self.patch(resource, "_unfinished", lambda _self, data: self.unfinished(data))
        self.patch(resource, "_sync_finishes", True)
        self.partner_here = self.env["res.partner"].create(
            {"name": "Havnens Fisk", "city": "Skagen"}
        )
        self.partner_here.sync_create_there(self.backend.id, "customer")

    @staticmethod
    def before_create(resource, record):
        if record.city == "Nowhere":
            raise UserError("Nowhere is no city.")
        record.ref = "checked"

    @staticmethod
    def unfinished(data):
        return {} if data.get("open") else {"open": True}

    def theirs(self):
        (row,) = self.remote.customers.values()
        return row

    def test_finished_in_one_push(self):
        self.push()
        self.assertTrue(self.theirs()["open"])
        self.assertEqual(self.partner_here.ref, "checked")
        self.assertFalse(self.push())

    def test_a_step_that_fails_is_done_again_though_changes_are_not_sent(self):
        self.assertFalse(self.backend.push_changes)

        def fail(called, parameters):
            if called == "update":
                self.remote.before.remove(fail)
                raise Transient("lost")

        self.remote.before.append(fail)
        self.push()
        self.assertFalse(self.theirs().get("open"))
        self.push()
        self.assertTrue(self.theirs()["open"])
        self.assertFalse(self.push())

    def test_not_before_both_sides_hold_the_same(self):
        self.remote.after.append(self.change_email)
        with patch.object(self.registry["res.partner"], "_sync_write", refuse):
            self.push()
        ((customer, row),) = self.remote.customers.items()
        self.assertFalse(row.get("open"))
        self.assertIn("no good", self.issue(customer).reason)
        self.issue(customer).action_retry()
        self.push()
        self.assertTrue(row["open"])

    def change_email(self, called, parameters):
        if called == "create":
            self.remote.after.remove(self.change_email)
            self.theirs()["email"] = "else@where.example"

    def test_what_is_not_fit_is_an_issue_to_retry(self):
        self.partner_here.city = "Nowhere"
        self.push()
        issue = self.issue(f"new {self.partner_here.id}")
        self.assertIn("no city", issue.reason)
        self.assertFalse(self.remote.customers)
        self.assertFalse(self.push(), "not again before something changes")
        self.partner_here.city = "Skagen"
        issue.action_retry()
        self.push()
        self.assertTrue(self.theirs()["open"])
        self.assertEqual(issue.state, "solved")
