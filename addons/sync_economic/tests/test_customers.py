from odoo import Command

from odoo.addons.sync_base.lib.events import EventCall

from .common import EconomicCase

CVR, WRONG_CVR = "13585628", "13585627"


class TestCustomers(EconomicCase):
    def setUp(self):
        super().setUp()
        self.economic.add(
            7,
            name="Bageriet",
            email="post@bager.example bo@bager.example",
            phone="86 12 34 56",
            address1="Åboulevarden 1",
            address2="2. sal",
            postCode="8000",
            city="Aarhus C",
            country="Danmark",
            homepage="bager.example/",
            cvrNo=f"DK {CVR}",
            eanLocationNumber="5790000000005",
            iban="DK5000400440116243",
            defaultDiscountPct=12.5,
        )
        self.economic.balances[7] = 1250.5

    def test_what_comes_in(self):
        self.pull()
        partner = self.bound("customer", 7)
        self.assertEqual(partner.name, "Bageriet")
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.email, "post@bager.example, bo@bager.example")
        self.assertEqual(
            [partner.street, partner.street2, partner.zip, partner.city],
            ["Åboulevarden 1", "2. sal", "8000", "Aarhus C"],
        )
        self.assertEqual(partner.country_id.code, "DK")
        self.assertEqual((partner.company_registry, partner.vat), (CVR, f"DK{CVR}"))
        self.assertEqual(partner.economic_number, 7)
        self.assertEqual(partner.economic_balance, 1250.5)
        self.assertEqual(partner.economic_group_id.name, "Danske kunder")
        self.assertEqual(partner.economic_zone_id.number, 1)
        self.assertEqual(partner.economic_currency_id.name, "DKK")

    def test_pull_and_push_send_nothing(self):
        self.pull()
        self.pull()
        self.push()
        self.assertEqual(self.economic.sent, [])

    def test_what_soap_does_not_carry_stays(self):
        self.economic.add(7, mobilePhone="20 30 40 50")
        self.pull()
        partner = self.bound("customer", 7)
        self.assertEqual(partner.economic_mobile, "20 30 40 50")
        self.backend.economic_transport = "soap"
        self.economic.add(7, mobilePhone=None, city="Risskov")
        self.pull()
        self.assertEqual(partner.city, "Risskov")
        self.assertEqual(partner.economic_mobile, "20 30 40 50")
        partner.economic_mobile = "60 70 80 90"
        self.push()
        self.assertEqual(self.economic.sent, [])

    def test_a_change_sends_that_and_keeps_the_rest(self):
        self.pull()
        before = dict(self.economic.stored[7])
        self.bound("customer", 7).city = "Aarhus"
        self.push()
        [(method, path, sent)] = self.economic.sent
        self.assertEqual((method, path.split("/")[-2:]), ("PUT", ["Customers", "7"]))
        after = self.economic.stored[7]
        changed = {k for k in after if after[k] != before.get(k)}
        self.assertEqual(changed, {"city", "objectVersion"})
        self.assertEqual(sent["iban"], "DK5000400440116243")

    def test_the_street_takes_the_rest_of_the_address_along(self):
        self.pull()
        self.bound("customer", 7).street = "Nygade 4"
        self.push()
        stored = self.economic.stored[7]
        self.assertEqual(
            [stored["address1"], stored["address2"]], ["Nygade 4", "2. sal"]
        )

    def test_what_is_emptied_here_is_emptied_there(self):
        self.pull()
        self.bound("customer", 7).street2 = False
        self.push()
        self.assertFalse(self.economic.stored[7].get("address2"))

    def test_a_change_there_between_reading_and_writing(self):
        self.pull()
        self.bound("customer", 7).city = "Aarhus"
        self.economic.meanwhile = lambda: self.economic.add(7, city="Risskov")
        self.push()
        # both changed it: the policy says who wins, and nothing is overwritten unseen
        self.assertEqual(self.economic.stored[7]["city"], "Risskov")
        self.assertEqual(self.bound("customer", 7).city, "Risskov")

    def test_another_value_changed_there_meanwhile(self):
        self.pull()
        self.bound("customer", 7).city = "Aarhus"
        self.economic.meanwhile = lambda: self.economic.add(7, postCode="8200")
        self.push()
        stored = self.economic.stored[7]
        self.assertEqual([stored["city"], stored["postCode"]], ["Aarhus", "8200"])

    def test_only_what_changed_is_read_again(self):
        self.economic.add(8, name="Slagteren")
        self.pull()
        # more than the overlap later
        for _change in range(10):
            self.economic.add(8, city="Odense")
        run = self.pull()
        self.assertEqual(run.updated, 1)
        self.assertEqual(self.bound("customer", 8).city, "Odense")

    def test_all_of_them_once_more(self):
        self.pull()
        self.economic.called.clear()
        self.pull()
        [delta] = [each for each in self.economic.filters if "lastUpdated" in each]
        self.assertIn("$gte:2026-10-31T23:5", delta)
        self.economic.filters.clear()
        self.backend.action_economic_transfer_all()
        self.pull()
        self.assertEqual(self.economic.filters, ["customerNumber$gt:0"])

    def test_a_wrong_cvr_is_no_vat_number(self):
        self.economic.add(8, name="Slagteren", cvrNo=WRONG_CVR, country="Danmark")
        self.pull()
        partner = self.bound("customer", 8)
        self.assertEqual((partner.company_registry, partner.vat), (WRONG_CVR, False))

    def test_a_wrong_cvr_or_ean_is_not_sent(self):
        self.pull()
        partner = self.bound("customer", 7)
        partner.write({"company_registry": WRONG_CVR, "economic_ean": "5790000000006"})
        self.push()
        self.assertEqual(self.economic.sent, [])
        issue = self.env["sync.issue"].search(
            [("kind", "=", "customer"), ("state", "=", "open")]
        )
        self.assertIn("check digit", issue.reason)

    def test_a_country_that_nobody_knows_is_left_alone(self):
        self.economic.add(8, name="Slagteren", country="Jylland")
        self.pull()
        partner = self.bound("customer", 8)
        self.assertFalse(partner.country_id)
        partner.city = "Odense"
        self.push()
        self.assertEqual(self.economic.stored[8]["country"], "Jylland")

    def test_barred_both_ways(self):
        self.economic.add(7, access=False)
        self.pull()
        partner = self.bound("customer", 7)
        self.assertTrue(partner.economic_barred)
        partner.economic_barred = False
        self.push()
        self.assertTrue(self.economic.stored[7]["access"])

    def test_shared_numbers_merge_nobody(self):
        partners = self.env["res.partner"].create(
            [
                {"name": "Bageriet", "is_company": True, "company_registry": CVR},
                {"name": "Other", "is_company": True, "company_registry": CVR},
            ]
        )
        self.economic.add(8, name="Bageriet Syd", cvrNo=CVR)
        self.pull()
        self.assertEqual(self.bound("customer", 7), partners[0])
        self.assertNotIn(self.bound("customer", 8), partners)

    def test_many_at_one_address(self):
        """As an accountant's clients are: one address, one e-mail, few numbers."""
        for number in range(100, 569):
            self.economic.add(
                number,
                name=f"Selskab {number} ApS",
                address1="Kontorhuset 1",
                city="Aarhus C",
                email="post@revisor.example",
                cvrNo=(CVR, WRONG_CVR, "", "29403473")[number % 4],
            )
        self.pull()
        partners = [self.bound("customer", number) for number in range(100, 569)]
        self.assertEqual(len(set(partners)), 469)
        self.assertEqual(
            [partner.name for partner in partners],
            [f"Selskab {number} ApS" for number in range(100, 569)],
        )
        self.pull()
        self.push()
        self.assertEqual(self.economic.sent, [])

    def test_deleted_there_is_marked_here(self):
        self.pull()
        partner = self.bound("customer", 7)
        del self.economic.stored[7]
        partner.city = "Aarhus"
        self.push()
        self.assertTrue(partner.active)
        self.assertIn("Not in e-conomic any more", partner.message_ids[0].body)

    def test_a_number_that_is_given_again_is_another_customer(self):
        self.pull()
        partner = self.bound("customer", 7)
        del self.economic.stored[7]
        self.backend.sudo().event_secret = "s"
        call = EventCall("POST", {"x-odoo-secret": "s"}, {}, b"old=7&new=")
        self.backend._receive(call)
        self.process_events()
        self.assertFalse(self.binding("customer", 7))
        self.assertFalse(partner.economic_number)
        self.economic.add(7, name="Slagteren")
        self.pull()
        self.assertEqual(partner.name, "Bageriet")
        self.assertEqual(self.bound("customer", 7).name, "Slagteren")
        # and it may be created there once more
        self.choose_defaults()
        partner.sync_create_there(self.backend.id, "customer")
        self.push()
        self.assertEqual(self.bound("customer", 8), partner)

    # -- created from here -------------------------------------------------------------

    def create_there(self, **values):
        partner = self.env["res.partner"].create(
            {"name": "Ny kunde", "is_company": True, "city": "Odense", **values}
        )
        partner.sync_create_there(self.backend.id, "customer")
        return partner

    def test_created_by_hand(self):
        self.pull()
        self.choose_defaults()
        partner = self.create_there(country_id=self.env.ref("base.se").id)
        self.push()
        stored = self.economic.stored[8]
        self.assertEqual(self.bound("customer", 8), partner)
        self.assertEqual(partner.economic_number, 8)
        self.assertEqual(
            [stored[name] for name in ("name", "city", "country", "zone")],
            ["Ny kunde", "Odense", "Sverige", 2],
        )
        posts = [each for each in self.economic.called if each[0] == "POST"]
        self.assertEqual(len(posts), 1)

    def test_without_defaults_it_says_what_to_do(self):
        self.pull()
        partner = self.create_there()
        self.push()
        self.assertNotIn(8, self.economic.stored)
        binding = partner._sync_bindings()
        issue = binding._open_issues()[binding]
        self.assertIn("choose defaults", issue.reason)

    def test_one_that_is_there_is_tied(self):
        self.pull()
        self.choose_defaults()
        self.economic.add(9, name="Ny kunde", email="ny@kunde.example")
        partner = self.create_there(email="ny@kunde.example")
        self.push()
        self.assertEqual(self.bound("customer", 9), partner)
        self.assertEqual(set(self.economic.stored), {7, 9})

    def test_with_the_first_invoice(self):
        self.pull()
        self.choose_defaults()
        self.backend.economic_when = "invoice"
        partner = self.env["res.partner"].create({"name": "Emne", "is_company": True})
        self.push()
        self.assertNotIn(8, self.economic.stored)
        for _twice in range(2):
            move = self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_line_ids": [
                        Command.create({"name": "Brød", "price_unit": 10})
                    ],
                }
            )
            move.action_post()
        self.push()
        self.assertEqual(self.bound("customer", 8), partner)

    def test_when_they_are_created(self):
        self.pull()
        self.choose_defaults()
        self.backend.economic_when = "created"
        self.assertTrue(self.backend.push_new)
        partner = self.env["res.partner"].create({"name": "Ny", "is_company": True})
        self.push()
        self.assertEqual(self.bound("customer", 8), partner)

    def test_with_a_tag(self):
        self.pull()
        self.choose_defaults()
        tags = self.env["res.partner.category"].create(
            [{"name": "Customer"}, {"name": "Nice"}]
        )
        tag, other = tags
        self.backend.write({"economic_when": "tag", "economic_tag_id": tag.id})
        partners = self.env["res.partner"].create(
            [
                {"name": "Ny", "is_company": True, "category_id": other.ids},
                {"name": "Kunde", "is_company": True, "category_id": tag.ids},
            ]
        )
        self.push()
        self.assertEqual(self.bound("customer", 8), partners[1])
        partners.category_id = tags
        self.push()
        self.assertEqual(self.bound("customer", 9), partners[0])
        self.assertEqual(set(self.economic.stored), {7, 8, 9})

    def test_what_comes_in_with_the_tag_is_created_nowhere(self):
        self.pull()
        tag = self.env["res.partner.category"].create({"name": "Customer"})
        self.bound("customer_group", 1).category_id = tag
        self.backend.write({"economic_when": "tag", "economic_tag_id": tag.id})
        self.economic.add(12, name="Kommer selv")
        self.pull()
        self.push()
        self.assertEqual(self.bound("customer", 12).category_id, tag)
        self.assertEqual(set(self.economic.stored), {7, 12})

    def test_a_number_from_a_field(self):
        self.pull()
        self.choose_defaults()
        self.backend.economic_number_field_id = self.env.ref(
            "base.field_res_partner__ref"
        )
        partner = self.create_there(ref="4711")
        self.push()
        self.assertEqual(self.bound("customer", 4711), partner)
        for ref, told in (("", "whole number"), ("K 1", "K 1"), ("4711", "in use")):
            another = self.create_there(name=f"Another {ref}", ref=ref)
            self.push()
            binding = another._sync_bindings()
            self.assertIn(told, binding._open_issues()[binding].reason)
            self.assertFalse(binding.remote_id)
