from .common import DummyCase


class TestMergedRecords(DummyCase):
    """Duplicates that Odoo's own wizard merges stay synchronised."""

    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source + target).ids, target)
        self.env.invalidate_all()

    def test_the_tie_goes_along(self):
        customer = self.remote.add(name="Læsø Salt", email="salt@laesoe.example")
        self.pull()
        kept = self.env["res.partner"].create({"name": "Læsø Salt ApS"})
        self.merge(self.partner(customer), kept)
        self.assertEqual(self.partner(customer), kept)
        self.remote.edit(customer, email="ny@laesoe.example")
        self.assertEqual(self.pull().created, 0)
        self.assertEqual(kept.email, "ny@laesoe.example")

    def test_what_differs_now_is_sent(self):
        customer = self.remote.add(name="Læsø Salt")
        self.pull()
        self.backend.push_changes = True
        kept = self.env["res.partner"].create({"name": "Læsø Salt ApS"})
        self.merge(self.partner(customer), kept)
        self.push()
        self.assertEqual(self.remote.customers[customer]["name"], "Læsø Salt ApS")

    def test_both_are_tied(self):
        one, two = (self.remote.add(name=name) for name in ("One", "Two"))
        self.pull()
        kept = self.partner(one)
        self.merge(self.partner(two), kept)
        self.assertEqual(self.partner(one), kept)
        self.assertFalse(self.partner(two))
        self.assertIn("Merge the two there", self.issue(two).reason)
        self.assertEqual(self.issue(two).label, "Two")
        self.remote.edit(two, city="Rønne")
        self.assertEqual(self.pull().created, 0, "it does not come back")

    def test_one_is_to_be_created_there(self):
        customer = self.remote.add(name="Læsø Salt")
        self.pull()
        kept = self.env["res.partner"].create({"name": "Læsø Salt ApS"})
        kept.sync_create_there(self.backend.id, "customer")
        self.merge(self.partner(customer), kept)
        self.push()
        self.assertEqual(self.partner(customer), kept)
        self.assertEqual(len(self.remote.customers), 1)
