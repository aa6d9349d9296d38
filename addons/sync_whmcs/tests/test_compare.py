from odoo.exceptions import UserError

from .common import WhmcsCase
from .test_pull import COMPANY, CONTACT


class TestCompare(WhmcsCase):
    """One WHMCS client is a company and its person: both are compared at once."""

    def setUp(self):
        super().setUp()
        self.whmcs.clients = [dict(COMPANY)]
        self.whmcs.contacts = [dict(CONTACT)]
        self.backend.push_changes = True
        self.pull()
        self.tie = self.binding("client", 1)
        self.company = self.bound("client", 1)
        self.person = self.bound("client_person", 1)

    def decide(self, choices):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            tie = self.tie.with_env(self.env(cr=cr))
            reply = tie.apply_choices(choices, tie.compare()["version"])
        self.env.invalidate_all()
        return reply

    def test_both_records_are_written(self):
        self.company.city = "Ribe"
        self.person.name = "Ane Ny"
        comparison = self.tie.compare()
        self.assertEqual(
            [section["kind"] for section in comparison["sections"]],
            ["client", "client_person"],
        )
        self.assertEqual(comparison["differences"], 2)
        reply = self.decide({"city": "odoo", "client_person.name": "odoo"})
        self.assertEqual((reply["status"], reply["differences"]), ("written", 0))
        self.assertEqual(
            self.whmcs.sent,
            [("1", {"city": "Ribe"}), ("1", {"firstname": "Ane", "lastname": "Ny"})],
        )
        self.assertEqual(self.backend.dirty_count, 0)

    def test_two_values_for_one_place_are_refused(self):
        self.company.email = "company@new.example"
        self.person.email = "person@new.example"
        with self.assertRaisesRegex(UserError, "Choose one of them"):
            self.decide({"email": "odoo", "client_person.email": "odoo"})
        self.assertEqual(self.whmcs.sent, [])

    def test_a_contact_is_looked_for_at_its_client(self):
        tie = self.binding("contact", CONTACT["id"])
        self.whmcs.called.clear()
        self.assertEqual(tie.compare()["differences"], 0)
        self.assertEqual([action for action, _id in self.whmcs.called], ["GetContacts"])
