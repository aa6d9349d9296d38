from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.sync_base.lib.errors import Conflict, Transient

from .common import DummyCase


class CompareCase(DummyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.push_changes = True
        cls.user = new_test_user(
            cls.env,
            "sync_user",
            "sync_base.group_sync_user,base.group_partner_manager",
        )

    def setUp(self):
        super().setUp()
        self.customer = self.remote.add(
            name="Bådbyg ApS", city="Marstal", email="post@baad.example", vat="1"
        )
        self.pull()
        self.tie = self.binding(self.customer)
        self.record = self.partner(self.customer)

    @property
    def there(self):
        return self.remote.customers[self.customer]

    def compare(self):
        return self.tie.with_user(self.user).compare()

    def rows(self, comparison=None):
        comparison = comparison or self.compare()
        return {row["key"]: row for row in comparison["sections"][0]["rows"]}

    def decide(self, choices, version=None, user=None):
        """Apply choices as a request does, in a cursor of its own."""
        version = version or self.compare()["version"]
        return self.request("apply_choices", choices, version, user=user)

    def request(self, method, *arguments, user=None):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            tie = self.tie.with_env(self.env(cr=cr, user=user or self.user))
            try:
                return getattr(tie, method)(*arguments)
            except Exception:
                cr.rollback()
                raise
            finally:
                self.env.invalidate_all()


class TestCompare(CompareCase):
    def test_equal(self):
        comparison = self.compare()
        self.assertEqual(comparison["differences"], 0)
        row = self.rows(comparison)["city"]
        self.assertEqual((row["state"], row["sides"]), ("same", []))
        self.assertEqual((row["odoo_text"], row["remote_text"]), ("Marstal",) * 2)

    def test_equal_in_normalised_form(self):
        self.remote.edit(self.customer, email="POST@baad.example", name="Bådbyg  ApS")
        self.assertEqual(self.compare()["differences"], 0)

    def test_who_changed_what_and_what_is_proposed(self):
        self.record.write({"name": "Bådbyg A/S", "city": "Rise", "vat": "2"})
        self.remote.edit(self.customer, email="new@baad.example", city="Ommel", vat="3")
        found = {
            key: (row["state"], row["proposal"]) for key, row in self.rows().items()
        }
        self.assertEqual(found["name"], ("odoo_changed", "odoo"))
        self.assertEqual(found["email"], ("remote_changed", "remote"))
        self.assertEqual(found["city"], ("conflict", False))
        self.assertEqual(found["vat"], ("conflict", "remote"))
        self.assertEqual(found["phone"], ("same", False))

    def test_a_link_is_shown_by_name(self):
        parent = self.remote.add(name="Mother A/S")
        self.pull()
        self.remote.edit(self.customer, parent=parent)
        self.pull()
        row = self.rows()["parent_id"]
        self.assertEqual((row["odoo_text"], row["remote_text"]), ("Mother A/S",) * 2)
        self.assertEqual(row["remote_value"], parent)

    def test_what_cannot_be_used_says_why(self):
        self.remote.edit(self.customer, email="no address")
        row = self.rows()["email"]
        self.assertEqual((row["state"], row["sides"]), ("unusable", ["odoo"]))
        self.assertIn("not an e-mail address", row["problem"])

    def test_without_sending_only_odoo_can_be_written(self):
        self.backend.push_changes = False
        self.record.city = "Rise"
        self.assertEqual(self.rows()["city"]["sides"], ["remote"])
        with self.assertRaises(UserError):
            self.decide({"city": "odoo"})

    def test_there_are_no_nulls(self):
        self.record.write({"city": False})

        def nulls(value):
            if isinstance(value, dict):
                return any(nulls(each) for each in value.values())
            if isinstance(value, list):
                return any(nulls(each) for each in value)
            return value is None

        self.assertFalse(nulls(self.compare()))
        self.assertFalse(nulls(self.record.sync_status(ask=True)))

    def test_gone(self):
        self.remote.delete(self.customer)
        with self.assertRaisesRegex(UserError, "no customer"):
            self.compare()

    def test_nothing_is_written(self):
        self.record.city = "Rise"
        self.remote.edit(self.customer, city="Ommel")
        version = self.there["version"]
        self.compare()
        self.assertEqual(self.there["version"], version)
        self.assertEqual(self.record.city, "Rise")
        self.assertFalse(self.issue(self.customer))


class TestDecide(CompareCase):
    def test_one_value_of_each_side(self):
        self.record.write({"city": "Rise", "name": "Bådbyg A/S"})
        self.remote.edit(self.customer, city="Ommel", name="Bådbyg K/S")
        self.push()
        self.assertTrue(self.issue(self.customer).is_conflict)
        self.record.name = "Bådbyg A/S"
        reply = self.decide({"city": "remote", "name": "odoo"})
        self.assertEqual((reply["status"], reply["differences"]), ("written", 0))
        self.assertEqual((self.record.city, self.record.name), ("Ommel", "Bådbyg A/S"))
        self.assertEqual(
            (self.there["city"], self.there["name"]), ("Ommel", "Bådbyg A/S")
        )
        self.assertFalse(self.tie.is_dirty)
        self.assertFalse(self.tie.intent)
        self.assertFalse(self.issue(self.customer))
        version = self.there["version"]
        self.assertEqual(self.pull().updated, 0)
        self.assertFalse(self.push())
        self.assertEqual(self.there["version"], version)

    def test_what_was_not_chosen_stays_to_be_sent(self):
        self.record.write({"name": "Bådbyg A/S", "vat": "2"})
        self.decide({"vat": "odoo"})
        self.assertEqual((self.there["vat"], self.there["name"]), ("2", "Bådbyg ApS"))
        self.assertTrue(self.tie.is_dirty)
        self.push()
        self.assertEqual(self.there["name"], "Bådbyg A/S")

    def test_what_was_not_chosen_still_comes_in(self):
        self.remote.edit(self.customer, name="Bådbyg K/S", vat="3")
        self.decide({"vat": "remote"})
        self.assertEqual((self.record.vat, self.record.name), ("3", "Bådbyg ApS"))
        self.pull()
        self.assertEqual(self.record.name, "Bådbyg K/S")

    def test_choosing_against_the_only_change(self):
        self.record.city = "Rise"
        self.remote.edit(self.customer, name="Bådbyg K/S")
        self.decide({"city": "remote", "name": "odoo"})
        self.assertEqual(
            (self.record.city, self.there["name"]), ("Marstal", "Bådbyg ApS")
        )
        self.assertEqual((self.push(), self.pull().updated), (self.env["sync.run"], 0))

    def test_moved_there(self):
        self.record.city = "Rise"
        version = self.compare()["version"]
        self.remote.edit(self.customer, city="Ommel")
        reply = self.decide({"city": "odoo"}, version)
        self.assertEqual(reply["status"], "moved")
        self.assertEqual(self.there["city"], "Ommel")
        row = {row["key"]: row for row in reply["sections"][0]["rows"]}["city"]
        self.assertEqual((row["odoo_text"], row["remote_text"]), ("Rise", "Ommel"))

    def test_moved_here(self):
        self.remote.edit(self.customer, city="Ommel")
        version = self.compare()["version"]
        self.record.city = "Rise"
        reply = self.decide({"city": "remote"}, version)
        self.assertEqual((reply["status"], self.record.city), ("moved", "Rise"))

    def test_moved_there_in_the_last_moment(self):
        self.record.city = "Rise"

        def meanwhile(action, _parameters):
            if action == "update":
                raise Conflict("somebody was faster")

        self.remote.before.append(meanwhile)
        reply = self.decide({"city": "odoo"})
        self.assertEqual((reply["status"], self.tie.intent), ("moved", False))
        self.assertTrue(self.tie.is_dirty)

    def test_refused_there_nothing_is_written(self):
        self.record.city = "R" * 41
        self.remote.edit(self.customer, name="Bådbyg K/S")
        with self.assertRaisesRegex(UserError, "at most 40"):
            self.decide({"city": "odoo", "name": "remote"})
        self.assertEqual(self.record.name, "Bådbyg ApS")
        self.assertEqual(self.there["city"], "Marstal")
        self.assertFalse(self.tie.intent)

    def test_a_value_too_long_is_refused_before_anything_is_written(self):
        self.record.name = "B" * 61
        self.remote.edit(self.customer, city="Ommel")
        with self.assertRaisesRegex(UserError, "longer than 60"):
            self.decide({"name": "odoo", "city": "remote"})
        self.assertEqual(self.record.city, "Marstal")
        self.assertFalse([call for call in self.remote.calls if call[0] == "update"])

    def test_refused_here_nothing_is_sent(self):
        self.record.city = "Rise"
        child = self.remote.add(name="Child", parent=self.customer)
        self.pull()
        self.remote.edit(self.customer, parent=child)  # a circle
        with self.assertRaises(UserError):
            self.decide({"city": "odoo", "parent_id": "remote"})
        self.assertEqual(self.there["city"], "Marstal")
        self.assertFalse(self.tie.intent)

    def test_no_answer_and_a_change_here_afterwards(self):
        self.record.city = "Rise"

        def cut(action, _parameters):
            if action == "update":
                raise Transient("connection reset")

        self.remote.after.append(cut)
        with self.assertRaisesRegex(UserError, "connection reset"):
            self.decide({"city": "odoo"})
        self.remote.after.clear()
        self.assertEqual(self.there["city"], "Rise")
        self.assertEqual(self.tie.intent, {"city": "Rise"})
        self.record.city = "Søby"
        self.push()
        self.assertEqual(self.there["city"], "Søby")
        self.assertFalse(self.issue(self.customer))

    def test_unknown_choices(self):
        self.record.city = "Rise"
        for choices in ({"street": "odoo"}, {"city": "both"}):
            with self.subTest(choices), self.assertRaises(UserError):
                self.decide(choices)


class TestRights(CompareCase):
    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_only_for_those_who_may_write_the_record(self):
        nobody = new_test_user(self.env, "nobody", "base.group_user")
        reader = new_test_user(self.env, "reader", "sync_base.group_sync_user")
        self.assertEqual(self.record.with_user(nobody).sync_status(ask=True), [])
        for method in ("action_sync_fetch", "action_sync_push", "compare"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self.tie.with_user(nobody), method)()
        (entry,) = self.record.with_user(reader).sync_status(ask=True)
        self.assertEqual(entry["actions"], ["compare"])
        comparison = self.tie.with_user(reader).compare()
        self.record.city = "Rise"
        for method, arguments in (
            ("action_sync_fetch", ()),
            ("action_sync_push", ()),
            ("apply_choices", ({"city": "odoo"}, comparison["version"])),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self.tie.with_user(reader), method)(*arguments)
        self.assertEqual(self.there["city"], "Marstal")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_other_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env,
            "stranger",
            "sync_base.group_sync_manager,base.group_partner_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertEqual(self.record.with_user(stranger).sync_status(), [])
        with self.assertRaises(AccessError):
            self.tie.with_user(stranger).compare()

    def test_a_stopped_backend_is_not_asked(self):
        self.backend.write({"state": "stopped", "last_error": "Wrong secret"})
        self.remote.calls.clear()
        with self.assertRaisesRegex(UserError, "Wrong secret"):
            self.compare()
        (entry,) = self.record.sync_status(ask=True)
        self.assertEqual((entry["reason"], entry["actions"]), ("Wrong secret", []))
        self.assertFalse(self.remote.calls)

    def test_a_paused_backend_is_read_only(self):
        self.record.city = "Rise"
        self.backend.state = "paused"
        self.assertEqual(self.compare()["differences"], 1)
        with self.assertRaisesRegex(UserError, "not running"):
            self.decide({"city": "odoo"})


class TestNow(CompareCase):
    def test_fetch_merges(self):
        self.record.name = "Bådbyg A/S"
        self.remote.edit(self.customer, vat="3")
        self.request("action_sync_fetch")
        self.assertEqual((self.record.vat, self.record.name), ("3", "Bådbyg A/S"))
        self.assertTrue(self.tie.is_dirty)

    def test_push_sends_now(self):
        self.record.name = "Bådbyg A/S"
        action = self.request("action_sync_push")
        self.assertEqual(action["params"]["type"], "success")
        self.assertEqual(self.there["name"], "Bådbyg A/S")
        self.assertFalse(self.tie.is_dirty)
        run = self.env["sync.run"].search([], limit=1)
        self.assertEqual((run.direction, run.state, run.updated), ("push", "done", 1))

    def test_push_tells_what_was_refused(self):
        self.record.city = "R" * 41
        action = self.request("action_sync_push")
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("at most 40", action["params"]["message"])

    def test_push_without_sending(self):
        self.backend.push_changes = False
        with self.assertRaisesRegex(UserError, "switched off"):
            self.request("action_sync_push")

    def test_filters(self):
        bindings = self.env["sync.binding"]
        conflicts = [("is_conflict", "=", True)]
        self.assertFalse(bindings.search(conflicts))
        self.record.city = "Rise"
        self.remote.edit(self.customer, city="Ommel")
        self.pull()
        self.assertEqual(bindings.search(conflicts), self.tie)
        self.assertNotIn(self.tie, bindings.search([("is_conflict", "=", False)]))
        self.assertTrue(self.tie.is_conflict)
        issue = self.issue(self.customer)
        self.assertEqual(issue.binding_id, self.tie)
        params = issue.action_compare()["params"]
        self.assertEqual(params["binding_ids"], self.tie.ids)
