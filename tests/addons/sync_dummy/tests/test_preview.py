import random
import time
from collections import Counter
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import SQL

from odoo.addons.sync_base.lib.errors import Transient

from .common import DummyCase

COUNTED = ("created", "linked", "updated", "failed")
OWN_TABLES = {"sync_preview", "sync_preview_line"}


class TestPreview(DummyCase):
    def line(self, preview, remote_id):
        lines = preview.line_ids.filtered(lambda each: each.remote_id == remote_id)
        self.assertEqual(len(lines), 1)
        return lines

    def snapshot(self):
        """Return the rows' versions of all tables but those of previews."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = current_schema::regnamespace"
        )
        tables = {name for (name,) in self.env.cr.fetchall()} - OWN_TABLES
        found = {}
        for table in sorted(tables):
            query = SQL(
                "SELECT count(*), md5(string_agg(xmin || '/' || ctid, ',' "
                "ORDER BY ctid)) FROM %s",
                SQL.identifier(table),
            )
            found[table] = self.env.execute_query(query)
        return found


class TestOutcomes(TestPreview):
    def test_a_new_customer_and_its_child(self):
        self.backend.state = "draft"
        self.backend.page_size = 1
        parent = self.remote.add(name="Company", city="Marstal")
        child = self.remote.add(name="Child", parent=parent)
        preview = self.preview()
        self.assertEqual((preview.created, preview.failed, preview.partly), (2, 0, 0))
        self.assertEqual((preview.done, preview.progress), (2, 100))
        self.assertIn("City: – → Marstal", self.line(preview, parent).summary)
        self.assertIn(f"customer {parent}", self.line(preview, child).summary)
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Company")]))

    def test_links_changes_and_what_is_to_be_sent(self):
        old = self.env["res.partner"].create(
            {"name": "Old name", "vat": "X1", "email": "ours@example.com"}
        )
        customer = self.remote.add(name="New name", vat="X1")
        preview = self.preview()
        line = self.line(preview, customer)
        self.assertEqual(
            (line.outcome, line.res_id, line.sends), ("link", old.id, True)
        )
        self.assertEqual(
            line.changed_fields,
            [
                {
                    "field": "name",
                    "before": "Old name",
                    "after": "New name",
                    "side": "odoo",
                },
                {
                    "field": "email",
                    "before": "",
                    "after": "ours@example.com",
                    "side": "remote",
                },
            ],
        )
        self.assertEqual(line.field_names, "Name, Email")
        with self.assertRaisesRegex(UserError, "on both sides"):
            line.action_compare()
        self.pull()
        self.remote.edit(customer, name="Newer <b>name</b>")
        old.phone = "+45 33 12 34 56"
        preview = self.preview()
        line = self.line(preview, customer)
        self.assertEqual((line.outcome, line.sends), ("update", True))
        self.assertIn("Newer &lt;b&gt;name", line.to_odoo)
        self.assertIn("+45 33 12 34 56", line.to_remote)
        [tie] = line.action_compare()["params"]["binding_ids"]
        self.assertEqual(self.env["sync.binding"].browse(tie).res_id, old.id)

    def test_a_link_to_what_would_be_linked(self):
        """The parent that both know already is no change."""
        self.backend.page_size = 1
        company = self.env["res.partner"].create(
            {"name": "Company", "email": "p@example.com"}
        )
        self.env["res.partner"].create(
            {"name": "Child", "email": "c@example.com", "parent_id": company.id}
        )
        parent = self.remote.add(name="Company", email="p@example.com")
        child = self.remote.add(name="Child", email="c@example.com", parent=parent)
        preview = self.preview()
        self.assertEqual((preview.linked, preview.updated), (2, 0))
        names = [row["field"] for row in self.line(preview, child).changed_fields or ()]
        self.assertNotIn("parent_id", names)

    def test_a_record_is_linked_once(self):
        self.backend.page_size = 1
        self.env["res.partner"].create({"name": "Old", "vat": "X1"})
        for name in ("One", "Two"):
            self.remote.add(name=name, vat="X1")
        preview = self.preview()
        self.assertEqual((preview.linked, preview.created), (1, 1))

    def test_conflicts_ambiguous_left_out_and_in_part(self):
        customer = self.remote.add(name="One", city="Marstal")
        self.pull()
        self.partner(customer).city = "Rudkøbing"
        self.remote.edit(customer, city="Svendborg")
        for name in ("a", "b"):
            self.env["res.partner"].create({"name": name, "vat": "X1"})
        ambiguous = self.remote.add(name="Both", vat="X1")
        bad = self.remote.add(name=None)
        partly = self.remote.add(name="Partly", email="no address")
        preview = self.preview()
        conflict = self.line(preview, customer)
        self.assertEqual((conflict.outcome, conflict.conflict), ("same", True))
        self.assertIn("Svendborg", conflict.in_conflict)
        self.assertEqual(self.line(preview, ambiguous).outcome, "ambiguous")
        self.assertIn("must not be empty", self.line(preview, bad).reason)
        self.assertIn("not an e-mail", self.line(preview, partly).reason)
        tiles = (preview.conflicts, preview.ambiguous, preview.failed, preview.partly)
        self.assertEqual(tiles, (1, 1, 1, 1))
        # known since the last pull, and told again
        self.pull()
        preview = self.preview()
        self.assertEqual((preview.conflicts, preview.failed), (1, 1))

    def test_what_odoo_would_refuse(self):
        customer = self.remote.add(name="Refused")
        self.remote.add(name="Taken")
        create = self.registry["res.partner"].create

        def refusing(partners, vals_list):
            if any(vals.get("name") == "Refused" for vals in vals_list):
                raise ValidationError("No such name")
            return create(partners, vals_list)

        with patch.object(self.registry["res.partner"], "create", refusing):
            preview = self.preview()
        line = self.line(preview, customer)
        self.assertEqual((line.outcome, preview.created), ("fail", 1))
        self.assertIn("No such name", line.reason)

    def test_what_is_gone_and_what_was_deleted(self):
        ids = [self.remote.add(name=name) for name in ("Gone", "Deleted", "Same")]
        self.pull()
        self.remote.delete(ids[0])
        self.partner(ids[1]).unlink()
        preview = self.preview()
        self.assertEqual(self.line(preview, ids[0]).outcome, "gone")
        self.assertEqual((preview.gone, preview.created, preview.unchanged), (1, 0, 2))

    def test_what_would_be_created_there(self):
        partners = self.env["res.partner"].create(
            [{"name": "Ours"}, {"name": "Theirs as well", "vat": "X1"}]
        )
        partners.sync_create_there(self.backend.id, "customer")
        customer = self.remote.add(name="Theirs as well", vat="X1")
        preview = self.preview()
        line = preview.line_ids.filtered(lambda each: each.res_id == partners[0].id)
        self.assertEqual((line.outcome, line.label), ("create_there", "Ours"))
        self.assertEqual(self.line(preview, customer).outcome, "link")
        self.assertEqual((preview.to_send, preview.created), (1, 0))

    def test_the_remote_fails(self):
        self.remote.add(name="One")

        def fail(action, parameters):
            raise Transient("The dummy is away.")

        self.remote.before.append(fail)
        preview = self.work_on_preview(self.ask_for_preview())
        self.assertEqual(
            (preview.state, preview.message), ("failed", "The dummy is away.")
        )
        self.assertFalse(self.backend.last_error)


class TestWork(TestPreview):
    def populate(self, seed, count=60):
        """Make a remote and an Odoo that know each other in part, by chance."""
        chance = random.Random(seed)
        some = [f"X{number}" for number in range(20)]
        for vat in chance.sample(some, 10):
            for name in ["Old", "Twin"][: chance.choice([1, 1, 1, 2])]:
                self.env["res.partner"].create(
                    {"name": name, "vat": vat, "city": chance.choice(["Ærø", False])}
                )
        for _each in range(count):
            self.remote.add(**self.chance_values(chance, some))
        return chance, some

    def chance_values(self, chance, some):
        # Odoo gives contacts the tax ID and address of their company, which would be
        # changes by neither side: families have none here.
        known = [None, "999"]
        known += [id_ for id_, row in self.remote.customers.items() if not row["vat"]]
        family = chance.random() < 0.4
        return {
            "name": chance.choice([None, "x" * 61, *["Somebody"] * 8]),
            "email": chance.choice([None, "broken", f"{chance.random()}@example.com"]),
            "vat": None if family else chance.choice(some),
            "city": None if family else chance.choice([None, "Marstal", "Ærø"]),
            "parent": chance.choice(known) if family else None,
        }

    def change(self, chance, some):
        """Have people work on both sides."""
        for customer in chance.sample(sorted(self.remote.customers), 20):
            values = self.chance_values(chance, some)
            row = self.remote.customers[customer]
            kept = ("vat", "parent") if row["vat"] else ("vat", "parent", "city")
            values |= {name: row[name] for name in kept}
            self.remote.edit(customer, **values)
        for binding in self.env["sync.binding"].search([]):
            partner = self.env["res.partner"].browse(binding.res_id)
            if chance.random() < 0.3 and partner.vat:
                partner.city = chance.choice(["Rudkøbing", "Marstal", False])
            elif chance.random() < 0.05 and not partner.child_ids:
                partner.unlink()

    def test_it_says_what_the_pull_then_does(self):
        for seed in range(3):
            with self.subTest(seed=seed):
                self.remote.customers.clear()
                self.remote.clock += 1
                self.env["res.partner"].search([("vat", "=like", "X%")]).unlink()
                self.env["sync.binding"].search([]).unlink()
                self.env["sync.cursor"].search([]).unlink()
                self.env["sync.issue"].search([]).unlink()
                self.backend.page_size = 7
                chance, some = self.populate(seed)
                self.assert_foretold()
                self.change(chance, some)
                # all is read again, all failures are news
                self.env["sync.issue"].search([]).unlink()
                self.env["sync.cursor"].search([]).unlink()
                self.env["sync.binding"].search([]).remote_version = False
                self.assert_foretold()

    def assert_foretold(self):
        preview = self.preview()
        run = self.pull()
        told = {name: preview[name] for name in COUNTED}
        told["failed"] += preview.ambiguous
        self.assertEqual(told, {name: run[name] for name in COUNTED})
        issues = self.env["sync.issue"].search([("state", "=", "open")])
        self.assertEqual(
            Counter(preview.line_ids.filtered("reason").mapped("reason")),
            Counter(issues.mapped("reason")),
        )

    def test_nothing_is_written(self):
        self.backend.push_changes = True
        chance, some = self.populate(7)
        self.pull()
        self.change(chance, some)
        for _each in range(10):
            self.remote.add(**self.chance_values(chance, some))
        self.push()
        self.change(chance, some)
        preview = self.ask_for_preview()
        before, customers = self.snapshot(), repr(self.remote.customers)
        self.work_on_preview(preview)
        self.assertEqual(preview.state, "done")
        self.assertGreater(preview.updated * preview.created * preview.to_send, 0)
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(repr(self.remote.customers), customers)

    def test_in_turns(self):
        self.backend.page_size = 2
        ids = [self.remote.add(name=f"Customer {number}") for number in range(7)]
        self.pull()
        self.remote.delete(ids[0])
        new = self.remote.add(name="New")
        preview = self.ask_for_preview()
        turns = 0
        while preview.state == "running":
            self.work_on_preview(preview, deadline=time.monotonic())
            turns += 1
        self.assertEqual(turns, 4)
        self.assertEqual((preview.created, preview.gone, preview.unchanged), (1, 1, 6))
        self.assertEqual(self.line(preview, new).outcome, "create")
        self.assertFalse(preview.seen)

    def test_the_scheduled_action_works_on_it(self):
        self.remote.add(name="One")
        preview = self.ask_for_preview()
        self.assertEqual(self.backend.action_preview()["res_id"], preview.id)
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, su=True)["sync.preview"]._cron_preview()
        self.env.invalidate_all()
        self.assertEqual((preview.state, preview.created), ("done", 1))

    def test_the_lines_behind_a_number(self):
        self.remote.add(name="One")
        self.remote.add(name=None)
        preview = self.preview()
        for tile, number in (("created", 1), ("failed", 1), (None, 2)):
            action = preview.with_context(tile=tile).action_view_lines()
            lines = self.env["sync.preview.line"].search(action["domain"])
            self.assertEqual(len(lines), number)

    def test_rights(self):
        preview = self.ask_for_preview()
        reader = new_test_user(self.env, "reader", "sync_base.group_sync_user")
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = new_test_user(
            self.env,
            "elsewhere",
            "sync_base.group_sync_manager",
            company_id=company.id,
            company_ids=[company.id],
        )
        for user in (reader, other):
            with self.assertRaises(AccessError):
                self.backend.with_user(user).action_preview()
            with self.assertRaises(AccessError):
                preview.with_user(user).read(["state"])
        manager = new_test_user(self.env, "manager", "sync_base.group_sync_manager")
        self.assertEqual(
            self.backend.with_user(manager).action_preview()["res_id"], preview.id
        )

    def test_only_the_last_ones_are_kept(self):
        previews = self.env["sync.preview"].create(
            [{"backend_id": self.backend.id, "state": "done"}] * 7
        )
        previews._gc_previews()
        self.assertEqual(previews.exists(), previews[2:])
