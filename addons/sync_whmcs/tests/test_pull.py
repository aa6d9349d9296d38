from unittest.mock import patch

from odoo.exceptions import ValidationError

from odoo.addons.sync_base.lib.errors import Auth, Transient
from odoo.addons.sync_whmcs.lib.client import MissingPermission

from .common import WhmcsCase

COMPANY = {
    "id": 1,
    "companyname": "S&oslash;ren &amp; S&oslash;n ApS",
    "firstname": "Søren",
    "lastname": "Lund",
    "email": "Lund@Example.dk",
    "address1": "Havnen 1 ",
    "address2": "",
    "city": "Marstal",
    "postcode": "5960",
    "countrycode": "DK",
    "phonenumber": "20123456",
    "phonenumberformatted": "+45.20123456",
    "tax_id": "13 58 56 28",
    "status": "Active",
}
PERSON = {
    **COMPANY,
    "id": 2,
    "companyname": "",
    "firstname": "Ana",
    "lastname": "Núñez",
    "email": "ana@example.es",
    "tax_id": "",
}
CONTACT = {
    "id": 9,
    "userid": 1,
    "firstname": "Bo",
    "lastname": "Bech",
    "email": "bo@example.dk",
    "address1": "Torvet 2",
    "city": "Ribe",
    "postcode": "6760",
    "country": "DK",
    "phonenumber": "+45.20999999",
}


class TestPull(WhmcsCase):
    def setUp(self):
        super().setUp()
        self.whmcs.clients = [dict(COMPANY), dict(PERSON)]
        self.whmcs.contacts = [dict(CONTACT)]

    def test_company_person_and_contact(self):
        run = self.pull()
        self.assertEqual((run.state, run.created, run.failed), ("done", 4, 0))
        company = self.bound("client", 1)
        self.assertRecordValues(
            company,
            [
                {
                    "name": "Søren & Søn ApS",
                    "is_company": True,
                    "email": "Lund@Example.dk",
                    "phone": "+45 20 12 34 56",
                    "street": "Havnen 1",
                    "street2": False,
                    "zip": "5960",
                    "country_id": self.env.ref("base.dk").id,
                    "vat": "DK13585628",
                }
            ],
        )
        person = self.bound("client_person", 1)
        self.assertEqual((person.name, person.parent_id), ("Søren Lund", company))
        self.assertEqual((person.city, person.vat), ("Marstal", "DK13585628"))
        contact = self.bound("contact", 9)
        self.assertEqual((contact.name, contact.parent_id), ("Bo Bech", company))
        self.assertEqual((contact.type, contact.city), ("other", "Ribe"))
        self.assertFalse(self.bound("client", 2).is_company)
        self.assertFalse(self.bound("client_person", 2))

    def test_second_pull_asks_for_no_details_and_writes_nothing(self):
        self.pull()
        before = self.bound("client", 1).write_date
        self.whmcs.called.clear()
        run = self.pull()
        self.assertEqual((run.created, run.updated, run.unchanged), (0, 0, 3))
        self.assertEqual(
            [action for action, _id in self.whmcs.called],
            ["GetClientGroups", "GetActivityLog", "GetClients", "GetContacts"],
        )
        self.assertEqual(self.bound("client", 1).write_date, before)

    def test_a_change_seen_only_in_the_activity_log(self):
        self.pull()
        self.whmcs.edit(1, city="Svendborg")
        run = self.pull()
        self.assertEqual(run.updated, 1)
        self.assertEqual(self.bound("client", 1).city, "Svendborg")
        self.assertEqual(self.bound("client_person", 1).city, "Svendborg")

    def test_everything_is_compared_after_some_hours(self):
        self.pull()
        # no line in the log and none in the list says so
        self.whmcs.clients[0]["city"] = "Svendborg"
        self.pull()
        self.assertEqual(self.bound("client", 1).city, "Marstal")
        self.whmcs.full_hours = 0
        self.pull()
        self.assertEqual(self.bound("client", 1).city, "Svendborg")

    def test_what_odoo_changed_stays_when_whmcs_did_not_change_it(self):
        self.pull()
        self.bound("client", 1).street = "Kajen 9"
        self.whmcs.edit(1, city="Svendborg")
        self.pull()
        company = self.bound("client", 1)
        self.assertEqual((company.street, company.city), ("Kajen 9", "Svendborg"))
        self.whmcs.edit(1, address1="Molen 3")
        self.pull()
        self.assertEqual(company.street, "Molen 3", "both changed: WHMCS decides")

    def test_a_person_who_becomes_a_company(self):
        self.pull()
        partner = self.bound("client", 2)
        self.whmcs.edit(2, companyname="Núñez S.L.")
        self.pull()
        self.assertEqual((partner.name, partner.is_company), ("Núñez S.L.", True))
        self.assertEqual(self.bound("client_person", 2).parent_id, partner)

    def test_deleted_in_odoo_stays_deleted(self):
        self.pull()
        self.bound("client", 2).unlink()
        self.whmcs.edit(2, city="Cádiz")
        run = self.pull()
        self.assertFalse(self.bound("client", 2))
        self.assertEqual((run.created, run.failed), (0, 0))

    # -- matching ----------------------------------------------------------------

    def test_known_by_tax_id_or_by_email_and_name(self):
        by_vat, by_email = self.env["res.partner"].create(
            [
                {"name": "Old name", "is_company": True, "vat": "13585628"},
                {"name": "Ana Núñez", "email": "ANA@example.es", "city": "Cádiz"},
            ]
        )
        run = self.pull()
        self.assertEqual(self.bound("client", 1), by_vat)
        self.assertEqual(self.bound("client", 2), by_email)
        self.assertEqual(run.linked, 2)
        self.assertEqual(by_vat.name, "Søren & Søn ApS")

    def test_two_candidates_make_an_issue_and_no_guess(self):
        twins = self.env["res.partner"].create(
            [{"name": "Twin", "vat": "DK13585628"} for _number in range(2)]
        )
        self.pull()
        self.assertFalse(self.bound("client", 1))
        issue = self.issue("client", 1)
        self.assertIn("“Twin”, “Twin”", issue.reason)
        twins[1].unlink()
        issue.action_retry()
        self.assertEqual(self.bound("client", 1), twins[0])
        self.assertEqual(issue.state, "solved")

    # -- bad input ---------------------------------------------------------------

    def test_optional_rubbish_is_left_out_and_told(self):
        self.whmcs.clients[0].update(
            email="no at sign", countrycode="XX", phonenumberformatted="+45.00"
        )
        self.pull()
        company = self.bound("client", 1)
        self.assertEqual(company.name, "Søren & Søn ApS")
        self.assertFalse(company.email or company.phone or company.country_id)
        issue = self.issue("client", 1)
        self.assertEqual(issue.severity, "warning")
        for words in ("email:", "'no at sign'", "countrycode:", "'XX'", "phonenumber"):
            self.assertIn(words, issue.reason)
        self.assertIn("no at sign", issue.payload)

    def test_no_name_keeps_the_record_out_until_it_has_one(self):
        self.whmcs.clients[1].update(firstname="", lastname=" ")
        self.pull()
        issue = self.issue("client", 2)
        self.assertEqual(issue.severity, "error")
        self.assertFalse(self.bound("client", 2))
        self.assertTrue(self.bound("client", 1), "a bad record never stops a good one")
        self.whmcs.called.clear()
        self.pull()
        self.assertNotIn(("GetClientsDetails", "2"), self.whmcs.called)
        self.whmcs.edit(2, firstname="Ana")
        self.pull()
        self.assertEqual(self.bound("client", 2).name, "Ana")
        self.assertEqual(issue.state, "solved")

    def test_a_contact_waits_for_its_client(self):
        self.whmcs.contacts[0]["userid"] = 3
        self.pull()
        self.assertIn("not in Odoo", self.issue("contact", 9).reason)
        self.whmcs.clients.append({**PERSON, "id": 3, "email": "c@example.es"})
        self.pull()
        self.assertEqual(self.bound("contact", 9).parent_id, self.bound("client", 3))
        self.assertFalse(self.issue("contact", 9))

    def test_what_odoo_refuses_does_not_stop_the_batch(self):
        self.whmcs.clients += [
            {**PERSON, "id": number, "email": f"{number}@example.es"}
            for number in range(10, 30)
        ]
        refused = self.whmcs.clients[7]
        refused["city"] = "Nowhere"
        create = type(self.env["res.partner"])._sync_create

        def strict_create(partners, vals_list):
            if any(vals.get("city") == "Nowhere" for vals in vals_list):
                raise ValidationError(self.env._("There is no such city."))
            return create(partners, vals_list)

        with patch.object(type(self.env["res.partner"]), "_sync_create", strict_create):
            run = self.pull()
        self.assertEqual((run.state, run.failed), ("done", 1))
        self.assertIn("no such city", self.issue("client", refused["id"]).reason)
        self.assertTrue(self.bound("client", 29))

    # -- faults ------------------------------------------------------------------

    def test_refused_credentials_stop_the_backend(self):
        self.whmcs.errors["GetClients"] = Auth("WHMCS refuses the credentials")
        run = self.pull()
        self.assertEqual((run.state, self.backend.state), ("failed", "stopped"))
        self.assertIn("refuses", self.backend.last_error)
        self.whmcs.errors.clear()
        self.whmcs.errors["WhmcsDetails"] = MissingPermission("whmcsdetails")
        self.backend.action_test_connection()
        self.assertEqual(self.backend.state, "running")
        self.assertEqual(self.pull().state, "done")

    def test_a_passing_fault_loses_nothing(self):
        self.whmcs.errors["GetContacts"] = Transient("time-out", retry_after=3600)
        run = self.pull()
        self.assertEqual((run.state, self.backend.state), ("failed", "running"))
        self.assertTrue(self.bound("client", 1), "pages before the fault are kept")
        trigger = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.backend.cron_id.id)], order="call_at desc", limit=1
        )
        self.assertTrue(trigger, "the engine comes back when the remote asked it to")
        self.whmcs.errors.clear()
        self.assertEqual(self.pull().created, 1)

    def test_one_client_that_cannot_be_read(self):
        self.whmcs.errors["GetClientsDetails", "1"] = Transient("HTML instead of JSON")
        run = self.pull()
        self.assertEqual(run.state, "done")
        self.assertIn("HTML", self.issue("client", 1).reason)
        self.assertTrue(self.bound("client", 2))
        self.whmcs.errors.clear()
        self.pull()
        self.assertTrue(self.bound("client", 1), "tried again at the next pull")

    def test_without_the_activity_log_it_says_what_is_missing(self):
        self.whmcs.errors["GetActivityLog"] = MissingPermission("getactivitylog")
        self.assertEqual(self.pull().state, "done")
        self.assertIn("getactivitylog", self.issue("client", "*").reason)
        self.assertTrue(self.bound("client", 1))
