from unittest.mock import patch

from odoo.addons.sync_base.lib.convert import Bound
from odoo.addons.sync_base.lib.errors import Invalid, Transient
from odoo.addons.sync_base.lib.field_map import Field

from .common import DummyCase


class TestCreate(DummyCase):
    """Records made in Odoo are made in the remote system, exactly once."""

    def setUp(self):
        super().setUp()
        self.partner_here = self.env["res.partner"].create(
            {"name": "Havnens Fisk", "email": "fisk@havn.example", "city": "Skagen"}
        )

    def create_there(self, partners=None):
        partners = partners or self.partner_here
        partners.sync_create_there(self.backend.id, "customer")
        return self.push()

    def names(self):
        return [row["name"] for row in self.remote.customers.values()]

    def pending_issue(self, partner=None):
        return self.issue(f"new {(partner or self.partner_here).id}")

    def fail_once(self, hooks, action, error):
        """Have the first call of an action fail, before or after its effect."""

        def fail(called, parameters):
            if called == action:
                hooks.remove(fail)
                raise error

        hooks.append(fail)

    def test_by_hand(self):
        run = self.create_there()
        self.assertEqual(run.state, "done")
        ((customer, row),) = self.remote.customers.items()
        self.assertEqual(row["name"], "Havnens Fisk")
        self.assertEqual(row["city"], "Skagen")
        binding = self.binding(customer)
        self.assertEqual(binding._record(), self.partner_here)
        self.assertFalse(binding.is_dirty or binding.intent)
        self.assertEqual(binding.base_values["city"], "Skagen")
        run = self.pull()
        self.assertEqual((run.created, run.updated), (0, 0))
        self.assertFalse(self.push())

    def test_all_new_ones(self):
        self.backend.push_new = True
        self.env["res.partner"].create([{"name": "One"}, {"name": "Two"}])
        self.push()
        self.assertEqual(self.names(), ["One", "Two"])

    def test_what_a_pull_creates_is_not_created_there(self):
        self.backend.push_new = True
        self.remote.add(name="From there")
        self.pull()
        self.assertFalse(self.push())
        self.assertEqual(self.names(), ["From there"])

    def test_another_company_s_partner_stays_here(self):
        self.backend.push_new = True
        other = self.env["res.company"].create({"name": "Other"})
        partners = self.env["res.partner"]
        partners.create({"name": "Theirs", "company_id": other.id})
        partners.create({"name": "Ours", "company_id": self.backend.company_id.id})
        self.push()
        self.assertIn("Ours", self.names())
        self.assertNotIn("Theirs", self.names())

    def test_asked_for_twice(self):
        self.partner_here.sync_create_there(self.backend.id, "customer")
        self.create_there()
        self.create_there()
        self.assertEqual(self.names(), ["Havnens Fisk"])

    def test_a_parent_comes_before_its_child(self):
        parent = self.env["res.partner"].create({"name": "Parent"})
        # the child's binding is the older one
        self.partner_here.parent_id = parent
        self.partner_here.sync_create_there(self.backend.id, "customer")
        parent.sync_create_there(self.backend.id, "customer")
        self.push()
        self.push()
        rows = {row["name"]: row for row in self.remote.customers.values()}
        self.assertEqual(rows["Havnens Fisk"]["parent"], rows["Parent"]["id"])
        self.assertFalse(self.push())

    def die_after_create(self):
        """Have the process die when the remote has acted and we do not know it yet."""
        self.fail_once(self.remote.after, "create", SystemExit())
        try:
            # not assertRaises: it would roll back
            self.create_there()
        except SystemExit:
            self.env.invalidate_all()
        self.assertEqual(self.names(), ["Havnens Fisk"])
        self.assertTrue(self.env["sync.binding"].search([("remote_id", "=", False)]))

    # -- exactly once ------------------------------------------------------------

    def test_the_reply_is_lost(self):
        self.fail_once(self.remote.after, "create", Transient("connection reset"))
        self.assertEqual(self.create_there().state, "failed")
        self.assertEqual(self.names(), ["Havnens Fisk"])
        self.push()
        self.assertEqual(self.names(), ["Havnens Fisk"])
        self.assertTrue(self.binding("1"))

    def test_a_pull_meets_it_before_we_know_its_id(self):
        self.partner_here.email = False
        self.fail_once(self.remote.after, "create", Transient("connection reset"))
        self.create_there()
        self.assertEqual(self.pull().created, 0)
        self.assertEqual(self.partner("1"), self.partner_here)
        self.push()
        self.assertEqual(self.names(), ["Havnens Fisk"])

    def test_a_remote_that_keeps_no_token(self):
        self.partner_here.email = False
        self.fail_once(self.remote.after, "create", Transient("connection reset"))
        self.create_there()
        self.remote.customers["1"]["marker"] = None
        self.assertEqual(self.pull().created, 0)
        self.assertEqual(self.partner("1"), self.partner_here)

    def test_the_process_dies_after_the_remote_has_acted(self):
        self.die_after_create()
        self.assertEqual(self.names(), ["Havnens Fisk"])
        self.push()
        self.assertEqual(self.names(), ["Havnens Fisk"])
        self.assertFalse(self.push())

    def test_changed_after_the_process_died(self):
        self.die_after_create()
        self.backend.push_changes = True
        self.partner_here.city = "Hirtshals"
        self.push()
        self.push()
        self.assertEqual(self.remote.customers["1"]["city"], "Hirtshals")

    # -- not by guessing -----------------------------------------------------------

    def test_the_only_one_that_fits_is_linked(self):
        customer = self.remote.add(name="Havnens Fisk", email="fisk@havn.example")
        self.create_there()
        self.assertEqual(self.names(), ["Havnens Fisk"])
        self.assertEqual(self.partner(customer), self.partner_here)

    def test_several_that_fit(self):
        one, two = (
            self.remote.add(name=name, email="fisk@havn.example")
            for name in ("Fisk 1", "Fisk 2")
        )
        self.create_there()
        issue = self.pending_issue()
        self.assertEqual(
            issue.candidates,
            [{"id": one, "name": "Fisk 1"}, {"id": two, "name": "Fisk 2"}],
        )
        self.assertFalse(self.push(), "it is not tried again by itself")
        self.assertTrue(issue.action_link(two))
        self.assertEqual(self.partner(two), self.partner_here)
        self.assertEqual(len(self.remote.customers), 2)

    def test_none_of_them(self):
        for name in ("Fisk 1", "Fisk 2"):
            self.remote.add(name=name, email="fisk@havn.example")
        self.create_there()
        issue = self.pending_issue()
        issue.action_create_new()
        self.push()
        self.assertEqual(len(self.remote.customers), 3)
        self.assertEqual(self.partner("3"), self.partner_here)
        self.assertEqual(issue.state, "solved")

    def test_refused(self):
        self.fail_once(self.remote.before, "create", Invalid("no fish"))
        self.create_there()
        issue = self.pending_issue()
        self.assertIn("no fish", issue.reason)
        self.assertEqual(issue.label, "Havnens Fisk")
        self.assertFalse(self.push(), "it is not tried again by itself")
        issue.action_retry()
        self.push()
        self.assertEqual(self.names(), ["Havnens Fisk"])
        self.assertEqual(issue.state, "solved")

    def test_a_required_value_is_missing(self):
        contact = self.env["res.partner"].create(
            {"type": "invoice", "parent_id": self.partner_here.id}
        )
        self.create_there(contact)
        self.assertIn("name", self.pending_issue(contact).reason)
        self.assertFalse(self.remote.customers)

    def test_in_order_where_the_resource_says_so(self):
        self.patch(self.registry["dummy.customer"], "_sync_in_order", "city")
        partners = self.env["res.partner"].create(
            [
                {"name": f"{number} of {city}", "city": city}
                for number in range(4)
                for city in ("Skagen", "Ribe")
            ]
        )
        failed = []

        def fail(called, parameters):
            if called == "create" and parameters["values"]["name"] == "1 of Skagen":
                if not failed:
                    failed.append(called)
                    raise Transient("busy")

        self.remote.before.append(fail)
        self.create_there(partners)
        there = [name for name in self.names() if name.endswith("Skagen")]
        self.assertEqual(there, ["0 of Skagen"])
        self.push()
        for city in ("Skagen", "Ribe"):
            there = [name for name in self.names() if name.endswith(city)]
            self.assertEqual(there, [f"{number} of {city}" for number in range(4)])

    def test_more_values_or_a_reason_why_not(self):
        resource = self.registry["dummy.customer"]
        seen = []
        push_create = resource._push_create

        def create(resource, client, token, values):
            seen.append(values.pop("reason"))
            return push_create(resource, client, token, values)

        self.patch(resource, "_push_create", create)
        more = patch.object(resource, "_more_values", side_effect=Invalid("not yet"))
        with more:
            self.create_there()
        self.assertIn("not yet", self.pending_issue().reason)
        self.assertFalse(self.binding(False).intent)
        more = patch.object(
            resource, "_more_values", side_effect=lambda *_arguments: {"reason": "more"}
        )
        with more:
            self.pending_issue().action_retry()
            self.push()
        self.assertEqual(seen, ["more"])

    def test_an_optional_link_to_what_is_not_there(self):
        link = Bound("customer", strict=False)
        self.add_fields(Field("parent_id", "parent", link))
        customer = self.remote.add(name="Alone", parent="999")
        run = self.pull()
        self.assertFalse(run.failed)
        self.assertFalse(self.issue(customer))
        self.assertFalse(self.binding(customer)._record().parent_id)

    def test_deleted_before_it_was_sent(self):
        self.partner_here.sync_create_there(self.backend.id, "customer")
        self.partner_here.unlink()
        self.assertFalse(self.push())
        self.assertFalse(self.remote.customers)
