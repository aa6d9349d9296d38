from .common import EconomicCase


class TestContacts(EconomicCase):
    def setUp(self):
        super().setUp()
        self.economic.add(7, name="Bageriet")
        self.economic.person(
            101,
            customerNumber=7,
            name="Bo Jensen",
            email="bo@bager.example",
            phone="+45 86123456",
            notes="Ring først\nEfter kl. 9",
            receiveInvoices=True,
            eInvoiceId="E7",
        )

    def test_what_comes_in(self):
        self.pull()
        person = self.bound("contact", 101)
        self.assertEqual(person.parent_id, self.bound("customer", 7))
        self.assertEqual(
            [person.name, person.email, person.phone],
            ["Bo Jensen", "bo@bager.example", "+45 86123456"],
        )
        self.assertEqual(person.comment, "<p>Ring først<br>Efter kl. 9</p>")
        self.assertTrue(person.economic_get_invoices)
        self.assertFalse(person.economic_get_orders)

    def test_a_change_sends_that_and_keeps_the_rest(self):
        self.pull()
        self.push()
        self.assertEqual(self.economic.sent, [])
        before = dict(self.economic.people[101])
        self.bound("contact", 101).economic_get_orders = True
        self.push()
        after = self.economic.people[101]
        changed = {k for k in after if after[k] != before.get(k)}
        self.assertEqual(changed - {"objectVersion", "lastUpdated"}, {"receiveOrders"})

    def test_two_who_change_it_at_once(self):
        self.pull()
        person = self.bound("contact", 101)
        person.phone = "86 99 99 99"
        self.economic.person(101, name="Bo B. Jensen")
        self.push()
        self.assertEqual(self.economic.people[101]["phone"], "86 99 99 99")
        self.assertEqual(person.name, "Bo B. Jensen")

    def test_compared_with_its_customer(self):
        self.economic.person(102, customerNumber=7, name="Ida")
        self.economic.add(8, name="Slagteren")
        self.economic.person(103, customerNumber=8, name="Per")
        self.pull()
        [entry] = self.bound("customer", 7).sync_status()
        people = self.binding("contact", 101) | self.binding("contact", 102)
        self.assertEqual(sorted(entry["belonging"]), sorted(people.ids))
        [entry] = self.bound("contact", 101).sync_status()
        self.assertEqual(entry["belonging"], [])

    def test_deleted_there(self):
        self.pull()
        person = self.bound("contact", 101)
        self.economic.person(101, isDeleted=True)
        self.pull()
        self.assertTrue(person.active)
        self.assertIn("Not in e-conomic any more", person.message_ids[0].body)

    def test_created_from_here_after_its_customer(self):
        self.pull()
        self.choose_defaults()
        company = self.env["res.partner"].create({"name": "Ny", "is_company": True})
        person = self.env["res.partner"].create(
            {"name": "Ida", "parent_id": company.id, "email": "ida@ny.example"}
        )
        person.sync_create_there(self.backend.id, "contact")
        company.sync_create_there(self.backend.id, "customer")
        self.push()
        self.push()
        self.assertEqual(self.bound("customer", 8), company)
        self.assertEqual(self.bound("contact", 102), person)
        self.assertEqual(self.economic.people[102]["customerNumber"], 8)
