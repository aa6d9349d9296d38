from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import DummyCase


class TestUndo(DummyCase):
    def undo(self, run, *states):
        """Undo a run; check the states of its changes, latest first."""
        run.action_undo()
        self.assertEqual(run.change_ids.mapped("state"), list(states))

    def test_an_update_is_taken_back_and_not_done_again(self):
        customer = self.remote.add(name="One", city="Marstal", email="a@example.com")
        self.pull()
        partner = self.partner(customer)
        self.remote.edit(customer, city="Svendborg", email="b@example.com")
        run = self.pull()
        change = run.change_ids
        self.assertEqual(change.action, "update")
        self.assertEqual(
            change.changed_values,
            {
                "city": ["Marstal", "Svendborg"],
                "email": ["a@example.com", "b@example.com"],
            },
        )
        self.assertIn("City: Marstal → Svendborg", change.summary)
        self.undo(run, "undone")
        self.assertEqual((partner.city, partner.email), ("Marstal", "a@example.com"))
        self.assertEqual((change.undone_by_id, change.reason), (self.env.user, False))
        self.remote.edit(customer, name="One more")
        self.pull()
        self.assertEqual((partner.city, partner.name), ("Marstal", "One more"))
        self.assertEqual(self.remote.customers[customer]["city"], "Svendborg")

    def test_old_values_are_sent_where_changes_are_sent(self):
        self.backend.push_changes = True
        customer = self.remote.add(name="One", city="Marstal")
        self.pull()
        self.remote.edit(customer, city="Svendborg")
        self.undo(self.pull(), "undone")
        self.assertEqual(self.push().updated, 1)
        self.assertEqual(self.remote.customers[customer]["city"], "Marstal")

    def test_what_was_changed_since_is_told_and_left(self):
        customer = self.remote.add(name="One", city="Marstal", email="a@example.com")
        self.pull()
        partner = self.partner(customer)
        self.remote.edit(customer, city="Svendborg", email="b@example.com")
        run = self.pull()
        partner.city = "Rudkøbing"
        self.undo(run, "changed")
        self.assertEqual((partner.city, partner.email), ("Rudkøbing", "a@example.com"))
        self.assertIn("City", run.change_ids.reason)
        self.assertNotIn("Email", run.change_ids.reason)
        # the same value, written otherwise, is no change
        partner.city = " Svendborg"
        self.undo(run, "undone")
        self.assertEqual(partner.city, "Marstal")

    def test_created_records_go_and_stay_away(self):
        parent = self.remote.add(name="Company")
        child = self.remote.add(name="Child")
        self.backend.page_size = 1
        run = self.pull()
        self.remote.edit(child, parent=parent)
        partners = self.partner(parent) + self.partner(child)
        self.undo(run, "undone", "undone")
        self.assertFalse(partners.exists())
        self.assertEqual(self.binding(parent).res_id, 0)
        self.assertIn("Company", run.change_ids[1].reason)
        self.assertEqual(self.pull().created, 0)

    def test_a_parent_and_its_child_of_one_run(self):
        parent = self.remote.add(name="Company")
        self.backend.page_size = 1
        child = self.remote.add(name="Child", parent=parent)
        run = self.pull()
        partners = self.partner(parent) + self.partner(child)
        self.assertEqual(partners[1].parent_id, partners[0])
        self.undo(run, "undone", "undone")
        self.assertFalse(partners.exists())

    def test_created_records_that_are_used_are_archived(self):
        names = ("edited", "noted", "parent", "free")
        ids = [self.remote.add(name=name) for name in names]
        run = self.pull()
        edited, noted, parent, free = (self.partner(each) for each in ids)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date + interval '1 s' "
            "WHERE id = %s",
            [edited.id],
        )
        self.env.invalidate_all()
        noted.message_post(body="Called them")
        child = self.env["res.partner"].create({"name": "c", "parent_id": parent.id})
        self.backend.push_changes = True
        self.undo(run, *["undone"] * 4)
        self.assertFalse(free.exists())
        self.assertEqual((edited + noted + parent).mapped("active"), [False] * 3)
        self.assertTrue(child.active)
        self.assertIn("Archived, not deleted", run.change_ids[-1].reason)
        # neither brought back nor archived there
        self.assertFalse(self.backend.dirty_count)
        self.assertEqual(self.pull().created, 0)
        self.assertFalse(edited.active)

    def test_a_link_is_untied(self):
        partner = self.env["res.partner"].create({"name": "Old", "vat": "X1"})
        customer = self.remote.add(name="New", vat="X1", city="Marstal")
        run = self.pull()
        self.assertEqual((run.linked, partner.name), (1, "New"))
        self.assertEqual(run.change_ids.action, "link")
        self.backend.push_changes = True
        self.undo(run, "undone")
        self.assertEqual((partner.name, partner.city), ("Old", False))
        self.assertFalse(self.partner(customer))
        self.assertFalse(self.backend.dirty_count)
        self.remote.edit(customer, city="Svendborg")
        self.assertEqual(self.pull().linked, 0)

    def test_what_odoo_refuses_is_told(self):
        customer = self.remote.add(name="One", city="Marstal")
        self.pull()
        self.remote.edit(customer, city="Svendborg")
        run = self.pull()

        def write(partners, vals):
            raise UserError("No city today")

        self.patch(self.registry["res.partner"], "write", write)
        self.undo(run, "failed")
        self.assertIn("No city today", run.change_ids.reason)

    def test_many_are_undone_in_turns(self):
        for number in range(130):
            self.remote.add(name=f"Customer {number}")
        run = self.pull()
        result = run.action_undo()
        self.assertIn("30 to come", result["params"]["message"])
        self.assertEqual(run.undoing_count, 30)
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, su=True)["sync.run"]._cron_undo()
        self.env.invalidate_all()
        self.assertEqual(set(run.change_ids.mapped("state")), {"undone"})
        self.assertEqual(run.undoable_count, 0)
        # pressing again does nothing
        self.assertIn("0 undone", run.action_undo()["params"]["message"])

    def test_selected_changes(self):
        ids = [self.remote.add(name=name) for name in ("One", "Two")]
        run = self.pull()
        run.change_ids[1].action_undo()
        self.assertFalse(self.partner(ids[0]))
        self.assertTrue(self.partner(ids[1]))

    def test_a_run_that_goes_on_is_not_undone(self):
        self.remote.add(name="One")
        run = self.pull()
        run.state = "running"
        with self.assertRaises(UserError):
            run.action_undo()

    def test_only_managers_of_the_company_undo(self):
        self.remote.add(name="One")
        run = self.pull()
        user = new_test_user(self.env, "reader", "sync_base.group_sync_user")
        with self.assertRaises(AccessError):
            run.with_user(user).action_undo()
        with self.assertRaises(AccessError):
            run.change_ids.with_user(user).action_undo()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = new_test_user(
            self.env,
            "elsewhere",
            "sync_base.group_sync_manager",
            company_id=company.id,
            company_ids=[company.id],
        )
        for records in (run, run.change_ids):
            with self.assertRaises(AccessError):
                records.with_user(other).action_undo()
        self.assertFalse(self.env["sync.change"].with_user(other).search([]))
        manager = new_test_user(self.env, "manager", "sync_base.group_sync_manager")
        run.with_user(manager).action_undo()
        self.assertEqual(run.change_ids.undone_by_id, manager)

    def test_changes_go_with_their_run(self):
        self.remote.add(name="One")
        run = self.pull()
        changes = run.change_ids
        run.unlink()
        self.assertFalse(changes.exists())
