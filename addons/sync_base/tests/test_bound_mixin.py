from psycopg2 import IntegrityError

from odoo.tools import mute_logger

from .common import SyncCase


class TestBoundMixin(SyncCase):
    def test_counts_and_opens_bindings(self):
        self.assertEqual(self.partner.sync_binding_count, 0)
        binding = self.bind(self.partner, "7")
        self.partner.invalidate_recordset()
        self.assertEqual(self.partner.sync_binding_count, 1)
        action = self.partner.action_view_sync_bindings()
        self.assertEqual(self.env["sync.binding"].search(action["domain"]), binding)
        self.assertEqual(binding.record_name, "Ærø Web ApS")

    def test_deleted_record_leaves_a_tombstone(self):
        binding = self.bind(self.partner, "7", base={"name": "Ærø Web ApS"})
        self.partner.unlink()
        self.assertTrue(binding.exists())
        self.assertFalse(binding.res_id)
        self.assertFalse(binding.base_values)
        self.assertFalse(binding.record_name)

    def test_many_tombstones_of_one_kind(self):
        others = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        bindings = self.bind(others[0], "1") + self.bind(others[1], "2")
        others.unlink()
        self.assertEqual(bindings.mapped("res_id"), [0, 0])

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_ties_unique(self):
        self.bind(self.partner, "7")
        other = self.env["res.partner"].create({"name": "Other"})
        for record, remote_id in ((other, "7"), (self.partner, "8")):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.bind(record, remote_id)

    def test_one_record_may_be_tied_in_several_kinds(self):
        self.bind(self.partner, "7")
        self.bind(self.partner, "7", kind="contact")
        self.assertEqual(self.partner.sync_binding_count, 2)
