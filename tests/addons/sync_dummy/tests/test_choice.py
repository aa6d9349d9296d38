from odoo.exceptions import UserError

from .common import DummyCase


class TestChoice(DummyCase):
    """Where more than one record fits, somebody chooses."""

    def setUp(self):
        super().setUp()
        self.twins = self.env["res.partner"].create(
            [
                {"name": "Møn Is", "vat": "12345674"},
                {"name": "Møn Is", "vat": "12345674"},
            ]
        )
        self.customer = self.remote.add(name="Møn Is", vat="12345674", city="Stege")
        self.pull()
        self.doubt = self.issue(self.customer)

    def test_the_candidates_are_named(self):
        self.assertFalse(self.binding(self.customer))
        self.assertEqual([each["id"] for each in self.doubt.candidates], self.twins.ids)

    def test_link(self):
        self.assertTrue(self.doubt.action_link(self.twins[1].id))
        self.assertEqual(self.partner(self.customer), self.twins[1])
        self.assertEqual(self.twins.mapped("city"), [False, "Stege"])
        self.assertEqual(self.pull().created, 0)

    def test_create_new(self):
        self.assertTrue(self.doubt.action_create_new())
        self.assertNotIn(self.partner(self.customer), self.twins)
        self.assertEqual(self.partner(self.customer).city, "Stege")

    def test_only_a_candidate_can_be_linked(self):
        other = self.env["res.partner"].create({"name": "Other"})
        with self.assertRaisesRegex(UserError, "none of the candidates"):
            self.doubt.action_link(other.id)

    def test_a_candidate_that_was_tied_meanwhile(self):
        other = self.remote.add(name="Møn Is too")
        self.env["sync.binding"]._insert(
            self.backend,
            "customer",
            "res.partner",
            [(other, "1", self.twins[0].id, {})],
        )
        with self.assertRaisesRegex(UserError, "tied to"):
            self.doubt.action_link(self.twins[0].id)

    def test_by_the_wizard(self):
        action = self.doubt.action_choose()
        wizard = self.env["sync.link"].with_context(**action["context"]).create({})
        self.assertEqual(wizard.line_ids.mapped("name"), ["Møn Is", "Møn Is"])
        wizard.line_ids[0].action_link()
        self.assertEqual(self.partner(self.customer), self.twins[0])
