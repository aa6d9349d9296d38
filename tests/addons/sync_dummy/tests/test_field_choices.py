"""What a backend chooses for its field map, what follows, and who may."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.sync_base.lib.convert import Line
from odoo.addons.sync_base.lib.field_map import Field

from .common import DummyCase


class FieldCase(DummyCase):
    def setUp(self):
        super().setUp()
        self.backend.action_view_fields()

    def row(self, name):
        return self.env["sync.field"].search(
            [("backend_id", "=", self.backend.id), ("name", "=", name)]
        )

    def choose(self, name, enabled=True, direction=None, policy=None):
        row = self.row(name)
        return row.choose(enabled, direction or row.direction, policy or row.policy)

    def in_force(self, name):
        """Return the pair as the engine uses it, None where it is off."""
        pairs = self.env["dummy.customer"]._fields_of(self.backend)
        return next((pair for pair in pairs if pair.name == name), None)

    def tied(self, **values):
        """Return the id of a customer that came in, and its partner."""
        customer = self.remote.add(name="Ko", **values)
        self.pull()
        return customer, self.partner(customer)


class TestFieldChoices(FieldCase):
    # -- the map -----------------------------------------------------------------------

    def test_the_map_has_a_row_for_each_pair(self):
        declared = self.env["dummy.customer"]._field_map()
        rows = self.env["sync.field"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(rows.mapped("name"), [pair.name for pair in declared])
        name = self.row("name")
        self.assertEqual(
            (name.label, name.remote, name.direction, name.policy),
            ("Name", "name", "both", "remote"),
        )
        self.assertEqual((name.required, name.max_length), (True, 60))
        self.backend.action_view_fields()
        self.assertEqual(rows.search_count([("id", "in", rows.ids)]), len(declared))

    def test_it_follows_what_addons_declare(self):
        self.choose("city", enabled=False)
        self.choose("phone", policy="ask")
        self.patch(self.registry["dummy.customer"], "_field_map", lambda _self: [])
        self.backend.action_view_fields()
        left = self.env["sync.field"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(left.mapped("name"), ["phone", "city"])
        self.assertEqual(left.mapped("direction"), [False, False])
        with self.assertRaises(UserError):
            left[0].choose(True, "both", "remote")
        pair = Field("phone", "phone", Line(), "pull", policy="odoo")
        more = Field("website", "url", Line())
        self.patch(
            self.registry["dummy.customer"], "_field_map", lambda _self: [more, pair]
        )
        self.backend.action_view_fields()
        self.assertEqual(self.row("phone").direction, "pull")
        self.assertEqual(self.row("phone").policy, "ask")
        self.assertEqual(self.in_force("phone").policy, "ask")
        self.assertTrue(self.row("website"))

    def test_what_is_not_chosen_stays_as_declared(self):
        self.choose("city", direction="pull")
        self.assertEqual(self.row("city").chosen_direction, "pull")
        self.assertFalse(self.row("city").chosen_policy)
        self.add_fields(Field("city", "town", Line(), policy="odoo"))
        self.assertEqual(
            (self.in_force("city").direction, self.in_force("city").policy),
            ("pull", "odoo"),
        )
        # a choice that is not allowed any more counts for nothing
        self.add_fields(Field("city", "town", Line(), "push", required=True))
        self.row("city").sudo().enabled = False
        self.assertEqual(self.in_force("city").direction, "push")

    def test_choices_are_those_of_one_backend(self):
        other = self.backend.copy({"name": "Other"})
        self.choose("city", enabled=False)
        self.assertIsNone(self.in_force("city"))
        pairs = self.env["dummy.customer"]._fields_of(other)
        self.assertIn("city", [pair.name for pair in pairs])

    def test_what_cannot_be_chosen(self):
        self.add_fields(
            Field("website", "url", Line(), "pull"),
            Field("function", "hint", Line(), write_only=True),
        )
        self.backend.action_view_fields()
        for name, enabled, direction, policy, reason in (
            ("name", False, "both", "remote", "Name is required"),
            ("name", True, "push", "remote", "has to come in"),
            ("website", True, "both", "remote", "this direction"),
            ("website", True, "push", "remote", "this direction"),
            ("function", True, "pull", "remote", "this direction"),
            ("city", True, "both", "newest", "in this way"),
            ("city", True, "nowhere", "ask", "this direction"),
        ):
            with (
                self.subTest((name, direction, policy)),
                self.assertRaisesRegex(UserError, reason),
            ):
                self.row(name).choose(enabled, direction, policy)

    def test_a_resource_that_only_reads_has_one_direction(self):
        self.patch(self.registry["dummy.customer"], "_sync_pushes", False)
        self.env.invalidate_all()
        self.assertEqual(self.row("city").direction, "pull")
        with self.assertRaises(UserError):
            self.choose("city", direction="both")
        self.assertTrue(self.choose("city", policy="odoo"))

    # -- what the engine does with it --------------------------------------------------

    def test_a_field_that_is_off_does_not_travel(self):
        self.backend.push_changes = True
        customer, partner = self.tied(city="Ry")
        self.choose("city", enabled=False)
        partner.city = "Skive"
        self.assertFalse(self.binding(customer).is_dirty)
        partner.email = "ko@example.dk"
        self.push()
        self.remote.edit(customer, city="Thy", phone="+4512345678")
        self.pull()
        self.assertEqual(partner.city, "Skive")
        self.assertEqual(self.remote.customers[customer]["city"], "Thy")
        self.assertEqual(self.binding(customer).base_values["city"], "Ry")
        self.assertFalse(self.issue(customer))

    def off_and_on(self, policy, ours, theirs):
        """Change the city while it does not travel; return both values afterwards."""
        self.backend.push_changes = True
        customer, partner = self.tied(city="Ry")
        self.choose("city", enabled=False)
        self.pull()
        if ours:
            partner.city = ours
        if theirs:
            self.remote.edit(customer, city=theirs)
        self.pull()
        self.push()
        self.choose("city", policy=policy)
        self.pull()
        self.push()
        return partner.city, self.remote.customers[customer]["city"], customer

    def test_switched_on_again_the_change_of_one_side_goes_to_the_other(self):
        for policy in ("remote", "odoo", "ask"):
            with self.subTest(policy):
                values = self.off_and_on(policy, "Skive", None)
                self.assertEqual(values[:2], ("Skive", "Skive"))
                values = self.off_and_on(policy, None, "Thy")
                self.assertEqual(values[:2], ("Thy", "Thy"))

    def test_switched_on_again_the_policy_decides_where_both_changed(self):
        for policy, ours, theirs in (
            ("remote", "Thy", "Thy"),
            ("odoo", "Skive", "Skive"),
            ("ask", "Skive", "Thy"),
        ):
            with self.subTest(policy):
                *values, customer = self.off_and_on(policy, "Skive", "Thy")
                self.assertEqual(values, [ours, theirs])
                reason = self.issue(customer).reason or ""
                self.assertEqual("both sides changed" in reason, policy == "ask")

    def test_another_policy_settles_what_waited_for_a_person(self):
        self.backend.push_changes = True
        customer, partner = self.tied(city="Ry")
        partner.city = "Skive"
        self.remote.edit(customer, city="Thy")
        self.pull()
        issue = self.issue(customer)
        self.assertIn("city", issue.reason)
        self.choose("city", policy="odoo")
        self.pull()
        self.push()
        self.assertEqual(self.remote.customers[customer]["city"], "Skive")
        self.assertEqual(issue.state, "solved")

    def test_one_direction(self):
        self.backend.push_changes = True
        customer, partner = self.tied(city="Ry", email="ko@example.dk")
        self.choose("city", direction="pull")
        self.choose("email", direction="push")
        partner.write({"city": "Skive", "email": "new@example.dk"})
        self.push()
        self.assertEqual(self.remote.customers[customer]["city"], "Ry")
        self.assertEqual(self.remote.customers[customer]["email"], "new@example.dk")
        self.remote.edit(customer, city="Thy", email="other@example.dk")
        self.pull()
        self.assertEqual(partner.email, "new@example.dk")

    def test_fields_that_are_off_still_tell_who_is_who(self):
        partner = self.env["res.partner"].create({"name": "Ko", "vat": "DK13585628"})
        self.choose("vat", enabled=False)
        customer = self.remote.add(name="Ko", vat="DK13585628")
        self.assertEqual(self.pull().linked, 1)
        self.assertEqual(self.partner(customer), partner)
        self.assertNotIn("vat", self.binding(customer).base_values)

    def test_only_a_changed_map_has_all_read_again(self):
        self.tied()
        self.assertEqual(self.pull().done, 0)
        self.choose("city", policy="odoo")
        self.assertEqual(self.pull().done, 1)
        self.assertEqual(self.pull().done, 0)


class TestFieldChange(FieldCase):
    """The dialog, and what it says would follow."""

    def change(self, *names, reset=False):
        rows = self.env["sync.field"].concat(*map(self.row, names))
        action = rows.action_reset() if reset else rows.action_change()
        self.assertEqual(action["target"], "new")
        return self.env["sync.field.change"].browse(action["res_id"])

    def tie_many(self):
        """Four customers: two whose city Odoo changed, two that it did not."""
        customers = [self.remote.add(name=f"Ko {city}", city=city) for city in "abcd"]
        self.pull()
        for customer in customers[:2]:
            self.partner(customer).city = "Skive"
        return customers

    def test_nothing_changes(self):
        change = self.change("name", "city")
        self.assertIn("Nothing changes", change.effect)
        change.action_save()
        self.assertFalse(self.env["sync.field"]._choices(self.backend.id))

    def test_counts(self):
        customers = self.tie_many()
        self.binding(customers[2]).base_values = {"name": "Ko c"}
        self.binding(customers[3]).base_values = {"name": "Ko d"}
        self.partner(customers[3]).city = False
        line = self.change("city").line_ids
        self.assertEqual(
            (
                line.changed_count,
                line.same_count,
                line.filled_count,
                line.empty_count,
            ),
            (2, 0, 1, 1),
        )

    def test_counts_compare_as_the_merge_does(self):
        parent = self.remote.add(name="Herd")
        self.pull()
        child = self.remote.add(name="Ko", phone="+45 12345678", parent=parent)
        self.pull()
        self.partner(child).phone = "+4512345678"
        lines = self.change("phone", "parent_id").line_ids
        self.assertEqual(lines.mapped("changed_count"), [0, 0])
        self.partner(child).parent_id = False
        lines = self.change("phone", "parent_id").line_ids
        self.assertEqual(lines.mapped("changed_count"), [0, 1])

    def test_what_follows_is_shown_and_saved(self):
        self.tie_many()
        change = self.change("city")
        change.line_ids.enabled = False
        self.assertIn("no longer travels", change.effect)
        self.assertIn("<b>2</b> record(s) changed in Odoo", change.effect)
        self.assertIn("kept in Odoo", change.effect)
        change.action_save()
        self.assertIsNone(self.in_force("city"))
        change = self.change("city")
        change.line_ids.write({"enabled": True, "policy": "remote"})
        self.assertIn("sending is switched on", change.effect)
        self.assertIn("the value of Dummy replaces that of Odoo", change.effect)
        self.backend.push_changes = True
        change.invalidate_recordset(["effect"])
        self.assertIn("sent to Dummy", change.effect)
        change.action_save()
        self.assertEqual(self.in_force("city").policy, "remote")
        # what was announced is what happens
        self.pull()
        self.assertEqual(self.push().updated, 2)

    def test_numbers_of_what_was_never_synchronised(self):
        self.choose("city", enabled=False)
        self.tie_many()
        change = self.change("city")
        change.line_ids.enabled = True
        unmet = "<b>2</b> record(s) never synchronised in this field"
        self.assertIn(f"{unmet}, with a value in Odoo", change.effect)
        self.assertIn(f"{unmet}, empty in Odoo", change.effect)
        change.action_save()
        self.pull()
        empty = self.env["res.partner"].search([("city", "in", ["c", "d"])])
        self.assertEqual(len(empty), 2)

    def test_what_is_not_possible_is_told_at_once(self):
        change = self.change("name")
        change.line_ids.direction = "push"
        self.assertIn("has to come in", change.effect)
        with self.assertRaises(UserError):
            change.action_save()

    def test_back_to_default(self):
        self.choose("city", enabled=False, policy="odoo")
        change = self.change("city", reset=True)
        self.assertIn("come in", change.effect)
        change.action_save()
        self.assertEqual(self.in_force("city").policy, "ask")
        self.assertFalse(self.env["sync.field"]._choices(self.backend.id))

    def test_names_are_text(self):
        self.backend.name = "<script>alert(1)</script>"
        change = self.change("city")
        change.line_ids.direction = "pull"
        self.assertNotIn("<script>", change.effect)

    def test_fields_of_two_backends_are_not_changed_together(self):
        other = self.backend.copy({"name": "Other"})
        other.action_view_fields()
        with self.assertRaises(UserError):
            self.env["sync.field"].search([("name", "=", "city")]).action_change()


class TestFieldRights(FieldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = new_test_user(cls.env, "field_nobody", "base.group_user")
        cls.user = new_test_user(cls.env, "field_user", "sync_base.group_sync_user")
        cls.manager = new_test_user(
            cls.env, "field_manager", "sync_base.group_sync_manager"
        )
        cls.company = cls.env["res.company"].create({"name": "Other"})
        cls.stranger = new_test_user(
            cls.env,
            "field_stranger",
            "sync_base.group_sync_manager",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )

    def refused(self, user, *calls):
        for call in calls:
            with self.subTest(user.login), self.assertRaises(AccessError):
                call(self.row("city").with_user(user))

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_who_may_not_see_it(self):
        for user in (self.nobody, self.stranger):
            self.refused(
                user,
                lambda row: row.read(["label"]),
                lambda row: row.action_change(),
                lambda row: row.action_reset(),
                lambda row: row.choose(False, "both", "ask"),
                lambda row: self.backend.with_user(row.env.user).action_view_fields(),
            )
        rows = self.env["sync.field"].with_user(self.stranger)
        self.assertFalse(rows.search([("backend_id", "=", self.backend.id)]))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_a_user_sees_and_changes_nothing(self):
        self.assertTrue(self.backend.with_user(self.user).action_view_fields())
        self.assertEqual(self.row("city").with_user(self.user).label, "City")
        self.refused(
            self.user,
            lambda row: row.action_change(),
            lambda row: row.action_reset(),
            lambda row: row.choose(False, "both", "ask"),
            lambda row: row.write({"enabled": False}),
            lambda row: row.unlink(),
            lambda row: row.copy(),
            lambda row: row.env["sync.field.change"].create(
                {"backend_id": row.backend_id.id}
            ),
        )

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_manager_changes_by_the_checked_way_only(self):
        self.refused(
            self.manager,
            lambda row: row.write({"enabled": False}),
            lambda row: row.unlink(),
        )
        row = self.row("city").with_user(self.manager)
        change = row.env["sync.field.change"].browse(row.action_change()["res_id"])
        change.line_ids.enabled = False
        self.assertTrue(change.effect)
        change.action_save()
        self.assertFalse(self.row("city").enabled)
        other = new_test_user(self.env, "other", "sync_base.group_sync_manager")
        with self.assertRaises(AccessError):
            change.with_user(other).action_save()

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_a_change_made_up_reaches_no_other_company(self):
        change = (
            self.env["sync.field.change"]
            .with_user(self.stranger)
            .create({"backend_id": self.backend.id})
        )
        with self.assertRaises(AccessError):
            change.line_ids.create(
                {
                    "change_id": change.id,
                    "field_id": self.row("city").id,
                    "enabled": False,
                }
            )
            change.action_save()
        self.assertTrue(self.row("city").enabled)
