"""Fields that only go to the remote, and values that it cannot take."""

from odoo.addons.sync_base.lib.convert import Line
from odoo.addons.sync_base.lib.errors import Transient
from odoo.addons.sync_base.lib.field_map import Field

from .common import DummyCase


class TestOneWay(DummyCase):
    def setUp(self):
        super().setUp()
        self.backend.push_changes = True

    def sent(self):
        """Return what was sent in each call."""
        return [
            parameters["values"]
            for action, parameters in self.remote.calls
            if action == "update"
        ]

    # -- the remote never tells ------------------------------------------------------

    def pull_with_hint(self, **values):
        self.add_fields(Field("function", "hint", Line(), write_only=True))
        customer = self.remote.add(name="Ko", **values)
        self.pull()
        return customer, self.partner(customer)

    def test_what_is_never_told_is_sent_once_per_change(self):
        customer, partner = self.pull_with_hint()
        self.assertFalse(partner.function)
        partner.function = "Herder"
        self.push()
        self.assertEqual(self.remote.customers[customer]["hint"], "Herder")
        self.assertEqual(self.binding(customer).base_values["function"], "Herder")
        # neither another field's change nor a pull sends it again
        partner.city = "Ry"
        self.push()
        self.remote.edit(customer, city="Skive")
        self.pull()
        self.assertFalse(self.push())
        self.assertEqual(self.sent(), [{"hint": "Herder"}, {"city": "Ry"}])
        partner.function = False
        self.push()
        self.assertEqual(self.sent()[-1], {"hint": ""})
        self.assertFalse(self.binding(customer).is_dirty)

    def test_what_may_not_have_arrived_is_sent_again(self):
        customer, partner = self.pull_with_hint()
        partner.function = "Herder"

        def lose(action, _parameters):
            if action == "update":
                raise Transient("The line is dead.")

        self.remote.before.append(lose)
        self.push()
        self.assertNotIn("function", self.binding(customer).base_values)
        self.remote.before.clear()
        self.remote.after.append(lose)
        self.push()
        self.assertNotIn("function", self.binding(customer).base_values)
        self.remote.after.clear()
        self.push()
        self.assertEqual(self.binding(customer).base_values["function"], "Herder")
        self.assertEqual(self.remote.customers[customer]["hint"], "Herder")
        # what was cleared looks like what is never told, and must be sent none the less
        partner.function = False
        self.remote.before.append(lose)
        self.push()
        self.remote.before.clear()
        self.push()
        self.assertEqual(self.remote.customers[customer]["hint"], "")

    def test_a_change_made_while_sending_was_off_is_sent(self):
        customer, partner = self.pull_with_hint()
        self.backend.push_changes = False
        partner.function = "Herder"
        self.backend.push_changes = True
        self.remote.edit(customer, city="Ry")
        self.pull()
        self.push()
        self.assertEqual(self.remote.customers[customer]["hint"], "Herder")

    # -- Odoo only tells -------------------------------------------------------------

    def test_what_odoo_computes_is_sent_and_never_written(self):
        self.add_fields(Field("display_name", "label", Line(), "push", required=True))
        customer = self.remote.add(name="Ko", label="Their label")
        self.assertEqual(self.pull().created, 1)
        partner = self.partner(customer)
        self.assertEqual(partner.name, "Ko")
        self.push()
        self.assertEqual(self.remote.customers[customer]["label"], "Ko")
        partner.name = "Koen"
        self.push()
        self.assertEqual(self.remote.customers[customer]["label"], "Koen")
        self.remote.edit(customer, label="Their label")
        self.pull()
        self.assertEqual(partner.display_name, "Koen")
        self.assertFalse(self.push())

    def test_an_empty_value_does_not_replace_what_was_there_first(self):
        self.add_fields(Field("function", "label", Line(), "push"))
        customer = self.remote.add(name="Ko", label="Theirs")
        self.pull()
        self.assertFalse(self.partner(customer).function)
        self.push()
        self.assertEqual(self.remote.customers[customer]["label"], "Theirs")

    def test_what_is_wrong_there_does_not_keep_a_record_out(self):
        self.add_fields(Field("function", "label", Line(), "push", max_length=3))
        self.remote.add(name="Ko", label="Much too long")
        self.assertEqual(self.pull().created, 1)

    # -- at the first meeting --------------------------------------------------------

    def test_what_only_odoo_has_is_sent_when_records_are_tied(self):
        partner = self.env["res.partner"].create(
            {"name": "Ko", "email": "ko@example.dk", "city": "Ry"}
        )
        customer = self.remote.add(name="Ko", email="ko@example.dk")
        self.assertEqual(self.pull().linked, 1)
        self.assertTrue(self.binding(customer).is_dirty)
        self.push()
        self.assertEqual(self.remote.customers[customer]["city"], "Ry")
        self.assertEqual(self.partner(customer), partner)

    # -- cannot be sent --------------------------------------------------------------

    def test_a_value_too_long_is_reported_and_the_others_go(self):
        customer = self.remote.add(name="Ko", city="Ry")
        self.pull()
        partner = self.partner(customer)
        partner.write({"name": "K" * 61, "city": "Skive"})
        self.push()
        self.assertEqual(self.sent(), [{"city": "Skive"}])
        issue = self.issue(customer)
        self.assertIn("name: cannot be sent: longer than 60 characters", issue.reason)
        self.assertEqual(issue.severity, "warning")
        self.assertFalse(self.binding(customer).is_dirty)
        # a pull neither overwrites it nor takes it for solved
        self.remote.edit(customer, email="ko@example.dk")
        self.pull()
        self.assertEqual(partner.name, "K" * 61)
        self.assertEqual(issue.state, "open")
        self.assertFalse(self.push())
        partner.name = "Koen"
        self.push()
        self.assertEqual(self.remote.customers[customer]["name"], "Koen")
        self.assertEqual(issue.state, "solved")

    def test_what_is_not_sent_may_be_as_long_as_it_likes(self):
        self.backend.push_changes = False
        customer = self.remote.add(name="Ko")
        self.pull()
        self.partner(customer).name = "K" * 61
        self.remote.edit(customer, city="Ry")
        self.pull()
        self.assertFalse(self.issue(customer))

    def test_a_new_record_goes_without_what_is_too_long(self):
        self.add_fields(Field("vat", "vat", Line(), max_length=5))
        partner = self.env["res.partner"].create({"name": "Ko", "vat": "1234567"})
        partner.sync_create_there(self.backend.id, "customer")
        self.push()
        ((customer, row),) = self.remote.customers.items()
        self.assertEqual((row["name"], row["vat"]), ("Ko", None))
        self.assertIn("vat: cannot be sent: longer than 5", self.issue(customer).reason)

    def test_a_new_record_waits_where_it_cannot_go_without(self):
        partner = self.env["res.partner"].create({"name": "K" * 61})
        partner.sync_create_there(self.backend.id, "customer")
        self.push()
        self.assertFalse(self.remote.customers)
        issue = self.issue(f"new {partner.id}")
        self.assertIn("name: cannot be sent: longer than 60", issue.reason)
        partner.name = "Ko"
        self.push()
        self.assertEqual(len(self.remote.customers), 1)
        self.assertEqual(issue.state, "solved")
