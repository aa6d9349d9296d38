import psycopg2

from odoo.sql_db import db_connect

from odoo.addons.sync_base.engine.hold import hold
from odoo.addons.sync_base.lib.errors import Transient

from .common import DummyCase

OTHER_RUN = 2**31 - 1


class TestTwoAtOnce(DummyCase):
    """What another process holds is left to it, and is free when it ends."""

    def setUp(self):
        super().setUp()
        # a database session of its own, as another process has
        self.other = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(self.other.close)
        self.customers = [self.remote.add(name=f"Customer {n}") for n in range(3)]
        self.pull()
        self.backend.push_changes = True
        for customer in self.customers:
            self.partner(customer).city = "Marstal"
        self.env.flush_all()

    def cities(self):
        return [self.remote.customers[each]["city"] for each in self.customers]

    def test_what_another_run_has_claimed_is_not_sent(self):
        self.binding(self.customers[1]).claimed_by = OTHER_RUN
        with hold(self.other, OTHER_RUN) as ours:
            self.assertTrue(ours)
            self.push()
            self.assertEqual(self.cities(), ["Marstal", None, "Marstal"])
        self.push()
        self.assertEqual(self.cities(), ["Marstal"] * 3)
        self.assertFalse(any(self.backend_bindings().mapped("claimed_by")))

    def test_claims_end_with_their_process(self):
        self.binding(self.customers[1]).claimed_by = OTHER_RUN
        self.other.execute("SELECT pg_backend_pid()")
        (pid,) = self.other.fetchone()
        with self.assertRaises(psycopg2.Error), hold(self.other, OTHER_RUN):
            self.env.cr.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
        self.push()
        self.assertEqual(self.cities(), ["Marstal"] * 3)

    def test_claims_are_given_back_where_the_remote_is_away(self):
        def refuse(action, _parameters):
            if action == "update":
                raise Transient("away")

        self.remote.before.append(refuse)
        self.push()
        self.remote.before.clear()
        self.push()
        self.assertEqual(self.cities(), ["Marstal"] * 3)

    def test_a_second_sender_counts_in_a_run_of_its_own(self):
        run = self.env["sync.run"]._resume(self.backend, "push")
        with hold(self.other, run.id):
            second = self.push()
        self.assertNotEqual(second, run)
        self.assertEqual((second.state, run.state), ("done", "running"))
        self.assertEqual(self.env["sync.run"]._resume(self.backend, "push"), run)

    def test_the_run_of_a_killed_sender_ends_though_others_sent_the_rest(self):
        run = self.env["sync.run"]._resume(self.backend, "push")
        with hold(self.other, run.id):
            self.push()
        self.assertEqual(self.push(), run)
        self.assertEqual(run.state, "done")
        self.assertFalse(self.push())

    def test_one_process_reads(self):
        run = self.env["sync.run"]._resume(self.backend, "pull")
        self.remote.calls.clear()
        with hold(self.other, run.id):
            self.assertEqual(self.pull(), run)
        self.assertFalse(self.remote.calls)
        self.assertEqual(run.state, "running")
        self.assertEqual(self.pull().state, "done")

    def test_a_change_while_its_record_is_sent_wakes_the_sender_again(self):
        partner = self.partner(self.customers[0])

        def change(action, _parameters):
            if action == "update" and partner.city != "Ærøskøbing":
                self.env["sync.binding"]._mark_dirty(
                    "res.partner", partner.ids, {(self.backend.id, "customer")}
                )

        self.remote.after.append(change)
        triggers = self.env["ir.cron.trigger"].search_count([])
        self.push()
        self.assertGreater(self.env["ir.cron.trigger"].search_count([]), triggers)

    def backend_bindings(self):
        return self.env["sync.binding"].search([("backend_id", "=", self.backend.id)])
