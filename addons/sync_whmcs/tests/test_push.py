from unittest.mock import patch

from odoo.addons.sync_base.engine.push import Push
from odoo.addons.sync_base.lib.errors import Auth, Invalid, Transient

from .common import WhmcsCase
from .test_pull import COMPANY, CONTACT, PERSON


class TestPush(WhmcsCase):
    def setUp(self):
        super().setUp()
        self.whmcs.clients = [dict(COMPANY), dict(PERSON)]
        self.whmcs.contacts = [dict(CONTACT)]
        self.backend.push_changes = True
        self.pull()
        self.company, self.person = self.bound("client", 1), self.bound("client", 2)

    # -- what is noted ------------------------------------------------------------

    def test_what_a_pull_writes_is_not_sent_back(self):
        self.assertEqual(self.backend.dirty_count, 0)
        self.whmcs.edit(1, city="Svendborg")
        self.pull()
        self.assertEqual(self.backend.dirty_count, 0)
        self.assertFalse(self.push())
        self.assertEqual(self.whmcs.sent, [])

    def test_only_mapped_fields_of_tied_records_are_noted(self):
        self.company.website = "https://not.in.the.field.map"
        self.env["res.partner"].create({"name": "Not tied"}).city = "Ribe"
        self.assertEqual(self.backend.dirty_count, 0)
        self.company.city = "Ribe"
        self.assertTrue(self.binding("client", 1).is_dirty)
        self.assertTrue(self.binding("client", 1).search([("is_dirty", "=", True)]))

    def test_nothing_is_noted_or_sent_where_sending_is_off(self):
        self.backend.push_changes = False
        self.company.city = "Ribe"
        self.assertEqual(self.backend.dirty_count, 0)
        # it stays in Odoo, and goes when sending is switched on and it is read again
        self.backend.push_changes = True
        self.whmcs.full_hours = 0
        self.pull()
        self.assertEqual(self.company.city, "Ribe")
        self.push()
        self.assertEqual(self.whmcs.sent, [("1", {"city": "Ribe"})])

    # -- what is sent -------------------------------------------------------------

    def test_only_what_changed_is_sent_and_does_not_come_back(self):
        self.company.write({"city": "Ribe", "phone": "+45 20 99 88 77"})
        run = self.push()
        self.assertEqual((run.state, run.updated), ("done", 1))
        self.assertEqual(
            self.whmcs.sent, [("1", {"city": "Ribe", "phonenumber": "+4520998877"})]
        )
        self.assertEqual(self.backend.dirty_count, 0)
        before = self.company.write_date
        run = self.pull()
        self.assertEqual((run.updated, run.created), (0, 0))
        self.assertEqual(self.company.write_date, before)
        self.assertFalse(self.push())

    def test_names_of_companies_and_persons(self):
        self.company.name = "Lund & Co ApS"
        self.person.name = "Ana María Núñez"
        self.bound("client_person", 1).name = "Søren Bo Lund"
        self.bound("contact", 9).name = "Bo Bech Berg"
        self.push()
        sent = sorted(self.whmcs.sent, key=str)
        self.assertEqual(
            sent,
            [
                ("1", {"companyname": "Lund & Co ApS"}),
                ("1", {"firstname": "Søren Bo", "lastname": "Lund"}),
                ("2", {"firstname": "Ana María", "lastname": "Núñez"}),
                ("9", {"firstname": "Bo Bech", "lastname": "Berg"}),
            ],
        )

    def test_an_emptied_field_is_emptied_there(self):
        self.company.write({"street": False, "phone": False})
        self.push()
        self.assertEqual(self.whmcs.sent, [("1", {"address1": "", "phonenumber": ""})])

    def test_the_same_in_other_words_is_not_sent(self):
        self.company.write({"phone": "+4520123456", "vat": "dk 13585628"})
        run = self.push()
        self.assertEqual((run.updated, run.unchanged), (0, 1))
        self.assertEqual(self.whmcs.sent, [])
        self.assertEqual(self.backend.dirty_count, 0)

    def test_both_sides_changed_other_fields(self):
        self.company.city = "Ribe"
        self.whmcs.clients[0]["postcode"] = "6760"
        self.push()
        self.assertEqual(self.whmcs.sent, [("1", {"city": "Ribe"})])
        self.assertEqual(self.company.zip, "6760")

    def test_both_sides_changed_the_same_field(self):
        self.company.city = "Ribe"
        self.whmcs.clients[0]["city"] = "Svendborg"
        self.push()
        self.assertEqual(self.whmcs.sent, [])
        self.assertEqual(self.company.city, "Svendborg", "WHMCS decides")

    # -- what can go wrong ---------------------------------------------------------

    def test_a_change_during_the_push_is_sent_by_the_next(self):
        call = FakeCall(self.whmcs, lambda: self.change_elsewhere(city="Tønder"))
        self.company.city = "Ribe"
        with patch.object(self.whmcs, "UpdateClient", call):
            self.push()
        self.assertEqual(self.whmcs.sent, [("1", {"city": "Ribe"})])
        self.assertTrue(self.binding("client", 1).is_dirty)
        self.push()
        self.assertEqual(self.whmcs.sent[1:], [("1", {"city": "Tønder"})])
        self.assertEqual(self.company.city, "Tønder")
        self.assertEqual(self.backend.dirty_count, 0)

    def change_elsewhere(self, **values):
        """Write to the company in another transaction, while the push has none open."""
        with self.registry.cursor() as cr:
            self.company.with_env(self.env(cr=cr)).write(values)

    def test_a_crash_after_the_remote_has_acted_sends_nothing_twice(self):
        self.company.city = "Ribe"
        self.crash_after_sending()
        self.assertTrue(self.binding("client", 1).is_dirty)
        self.assertEqual(self.push().state, "done")
        self.assertEqual(self.whmcs.sent, [("1", {"city": "Ribe"})])
        self.assertEqual(self.backend.dirty_count, 0)

    def crash_after_sending(self):
        """Push, and end as if the process had died before it noted what it sent."""
        with patch.object(Push, "_finish", side_effect=KeyError("crash")):
            try:
                self.push()
            except KeyError:  # not assertRaises: Odoo's rolls back what was committed
                return
        self.fail("there was nothing to send")

    def test_a_change_after_such_a_crash_does_not_lose_against_our_own(self):
        for read_first in (self.push, self.pull):
            with self.subTest(read_first.__name__):
                self.company.city = f"Ribe {read_first.__name__}"
                self.crash_after_sending()
                self.assertEqual(
                    self.binding("client", 1).intent, {"city": self.company.city}
                )
                self.company.city = f"Tønder {read_first.__name__}"
                read_first()
                self.push()
                self.assertEqual(self.company.city, f"Tønder {read_first.__name__}")
                self.assertEqual(self.whmcs.clients[0]["city"], self.company.city)
                self.assertEqual(self.backend.dirty_count, 0)

    def test_what_is_refused_is_told_and_not_repeated(self):
        self.company.email = "taken@example.dk"
        self.person.city = "Cádiz"
        self.whmcs.errors["UpdateClient", "1"] = Invalid("Duplicate Email Address")
        run = self.push()
        self.assertEqual((run.state, run.failed, run.updated), ("done", 1, 1))
        issue = self.issue("client", 1)
        self.assertIn("Duplicate Email Address", issue.reason)
        self.whmcs.called.clear()
        self.push()
        self.assertEqual(self.whmcs.called, [])
        self.whmcs.errors.clear()
        self.company.email = "free@example.dk"
        self.push()
        self.assertEqual(self.whmcs.clients[0]["email"], "free@example.dk")
        self.assertEqual(issue.state, "solved")

    def test_retry_sends_what_was_refused(self):
        self.company.city = "Ribe"
        self.whmcs.errors["UpdateClient", "1"] = Invalid("No")
        self.push()
        self.whmcs.errors.clear()
        self.issue("client", 1).action_retry()
        self.push()
        self.assertEqual(self.whmcs.sent, [("1", {"city": "Ribe"})])

    def test_revoked_credentials_keep_everything_to_be_sent(self):
        self.company.city = "Ribe"
        self.whmcs.errors["UpdateClient"] = Auth("WHMCS refuses the credentials")
        run = self.push()
        self.assertEqual((run.state, self.backend.state), ("failed", "stopped"))
        self.assertTrue(self.binding("client", 1).is_dirty)
        self.whmcs.errors.clear()
        self.push()
        self.assertEqual(self.whmcs.sent, [("1", {"city": "Ribe"})])

    def test_a_remote_that_is_away_is_asked_again(self):
        self.company.city = "Ribe"
        for action in ("GetClientsDetails", "UpdateClient"):
            self.whmcs.errors[action] = Transient("time-out")
            self.assertEqual(self.push().state, "failed")
            self.assertTrue(self.binding("client", 1).is_dirty)
            self.whmcs.errors.clear()
        self.push()
        self.assertEqual(self.whmcs.sent, [("1", {"city": "Ribe"})])
        self.assertEqual(self.backend.dirty_count, 0)


class FakeCall:
    """Does something else while an API action is under way, then the action."""

    def __init__(self, whmcs, meanwhile):
        self.action = whmcs.UpdateClient
        self.meanwhile = meanwhile

    def __call__(self, parameters):
        self.meanwhile()
        return self.action(parameters)
