from .common import DummyCase


class TestPullAndPush(DummyCase):
    def test_a_customer_comes_in_and_its_changes_go_back(self):
        customer = self.remote.add(name="Bådbyg ApS", city="Marstal")
        run = self.pull()
        self.assertEqual((run.state, run.created), ("done", 1))
        partner = self.partner(customer)
        self.assertEqual((partner.name, partner.city), ("Bådbyg ApS", "Marstal"))
        self.backend.push_changes = True
        partner.city = "Svendborg"
        self.assertEqual(self.push().updated, 1)
        self.assertEqual(self.remote.customers[customer]["city"], "Svendborg")
        self.assertEqual(self.pull().updated, 0)

    def test_pages(self):
        self.backend.page_size = 2
        for number in range(5):
            self.remote.add(name=f"Customer {number}")
        self.assertEqual(self.pull().created, 5)
        self.assertEqual([call[0] for call in self.remote.calls], ["list"] * 3)

    def test_only_what_changed_is_read(self):
        one, _two = self.remote.add(name="One"), self.remote.add(name="Two")
        self.pull()
        self.remote.edit(one, name="One more")
        run = self.pull()
        self.assertEqual((run.done, run.updated), (1, 1))
        self.assertEqual(self.partner(one).name, "One more")
