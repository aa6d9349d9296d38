from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tools import mute_logger

from odoo.addons.sync_base.lib.errors import Auth, Invalid, SyncError, Transient

from .common import EventCase

WORK_LOGGER = "odoo.addons.sync_base.models.sync_backend_work"
INTAKE_LOGGER = "odoo.addons.sync_base.models.sync_backend_events"


class TestEventProcessing(EventCase):
    """What becomes of events that came in."""

    def setUp(self):
        super().setUp()
        self.one = self.remote.add(name="One", city="Marstal")
        self.two = self.remote.add(name="Two", city="Ribe")
        self.pull()
        self.remote.calls.clear()

    def break_reading(self, customer_id, error):
        """Have each reading of a customer fail."""

        def fails(action, parameters):
            if parameters.get("customer_id") == customer_id:
                raise error

        self.remote.before.append(fails)

    def reads(self):
        return [
            parameters["customer_id"]
            for action, parameters in self.remote.calls
            if action == "get"
        ]

    def test_a_change_comes_in(self):
        self.remote.edit(self.one, city="Svendborg")
        event = self.receive(self.remote.event(self.one))
        run = self.process_events()
        self.assertEqual(self.partner(self.one).city, "Svendborg")
        self.assertEqual((event.state, event.run_id), ("done", run))
        self.assertEqual((run.direction, run.state), ("event", "done"))
        self.assertEqual((run.done, run.updated), (1, 1))
        self.assertGreaterEqual(event.processed_at, event.received_at)

    def test_a_new_customer_comes_in_and_the_pull_finds_it_known(self):
        three = self.remote.add(name="Three")
        self.receive(self.remote.event(three))
        self.assertEqual(self.process_events().created, 1)
        self.assertEqual(self.pull().unchanged, 1)
        self.assertNotIn(("get", {"customer_id": three}), self.remote.calls[1:])

    def test_nothing_to_do_makes_no_run(self):
        self.assertFalse(self.process_events())
        self.assertFalse(self.env["sync.run"].search([("direction", "=", "event")]))

    def test_runs_of_some_minutes_are_one(self):
        for customer in (self.one, self.two):
            self.receive(self.remote.event(customer))
            run = self.process_events()
        self.assertEqual((run.state, run.done, run.progress), ("done", 2, 100))

    def test_many_events_of_one_object_are_one_reading(self):
        for _number in range(100):
            self.receive(self.remote.event(self.one))
        self.process_events()
        self.assertEqual(self.reads(), [self.one])
        self.assertEqual(set(self.events().mapped("state")), {"done"})

    def test_in_pages(self):
        self.backend.page_size = 1
        for customer in (self.one, self.two, self.one):
            self.receive(self.remote.event(customer))
        self.process_events()
        self.assertEqual(self.reads(), [self.one, self.two, self.one])
        self.assertEqual(set(self.events().mapped("state")), {"done"})

    def test_reordered_late_and_replayed_events_do_no_harm(self):
        self.remote.edit(self.one, city="First")
        first = self.remote.event(self.one)
        self.remote.edit(self.one, city="Second")
        second = self.remote.event(self.one)
        self.receive(second)
        self.process_events()
        self.receive(first)
        self.process_events()
        self.assertEqual(self.partner(self.one).city, "Second")
        for event in self.events():
            event.action_replay()
        self.assertEqual(set(self.events().mapped("state")), {"new"})
        run = self.process_events()
        self.assertEqual(self.partner(self.one).city, "Second")
        self.assertEqual((run.updated, len(self.events())), (1, 2))

    def test_a_delivery_after_it_was_processed_is_dropped(self):
        call = self.remote.event(self.one)
        self.receive(call)
        self.process_events()
        self.receive(call)
        self.assertEqual(self.events().mapped("state"), ["done"])

    def test_our_own_change_does_not_come_back(self):
        self.backend.push_changes = True
        partner = self.partner(self.one)
        partner.city = "Odense"
        self.push()
        self.receive(self.remote.event(self.one))
        run = self.process_events()
        self.assertEqual((run.updated, partner.city), (0, "Odense"))
        self.assertFalse(self.push())

    def test_a_change_here_is_kept(self):
        self.backend.push_changes = True
        partner = self.partner(self.one)
        partner.phone = "+4562521234"
        self.remote.edit(self.one, city="Faaborg")
        self.receive(self.remote.event(self.one))
        self.process_events()
        self.assertEqual((partner.phone, partner.city), ("+4562521234", "Faaborg"))
        self.push()
        self.assertEqual(self.remote.customers[self.one]["phone"], "+4562521234")

    def test_made_and_deleted_before_we_looked(self):
        three = self.remote.add(name="Three")
        event = self.receive(self.remote.event(three))
        self.remote.delete(three)
        self.assertEqual(self.process_events().state, "done")
        self.assertEqual(event.state, "done")
        self.assertFalse(self.issue(three))

    def test_deleted(self):
        partner = self.partner(self.one)
        event = self.receive(self.remote.event(self.one))
        self.remote.delete(self.one)
        run = self.process_events()
        self.assertEqual((event.state, run.archived), ("done", 1))
        self.assertFalse(partner.active)

    def test_an_object_that_is_refused_becomes_an_issue(self):
        self.break_reading(self.one, Invalid("not as it should be"))
        self.remote.edit(self.two, city="Esbjerg")
        event = self.receive(self.remote.event(self.one, self.two))
        self.process_events()
        event = self.events().filtered(lambda each: each.remote_id == self.one)
        self.assertEqual(
            (event.state, event.message), ("failed", "not as it should be")
        )
        self.assertEqual(self.issue(self.one).reason, "not as it should be")
        self.assertEqual(self.partner(self.two).city, "Esbjerg")
        self.remote.before.clear()
        event.action_replay()
        self.process_events()
        self.assertEqual((event.state, event.message), ("done", False))
        self.assertFalse(self.issue(self.one))

    def test_an_object_that_cannot_be_read_is_tried_again_later(self):
        self.break_reading(self.one, Transient("it took too long"))
        event = self.receive(self.remote.event(self.one))
        for number in range(1, 6):
            self.process_events()
            self.assertEqual((event.state, event.tries), ("new", number))
            self.assertFalse(self.process_events())  # not before its time
            event.next_try = fields.Datetime.now() - timedelta(seconds=1)
        self.process_events()
        self.assertEqual(event.state, "failed")
        self.assertTrue(self.issue(self.one))

    def test_a_remote_that_asks_for_patience_is_left_alone(self):
        self.break_reading(self.one, Transient("too many calls", retry_after=600))
        event = self.receive(self.remote.event(self.one, self.two))
        with mute_logger(WORK_LOGGER):
            self.assertEqual(self.process_events().state, "failed")
        self.assertEqual(set(self.events().mapped("state")), {"new"})
        self.remote.calls.clear()
        self._work_quietly()
        self.assertFalse(self.remote.calls)
        self.remote.before.clear()
        self.backend.retry_at = fields.Datetime.now()
        self._work_quietly()
        self.assertEqual((event.state, len(self.remote.calls)), ("done", 2))

    def _work_quietly(self):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.backend.with_env(self.env(cr=cr))._cron_event()
        self.env.invalidate_all()

    def test_refused_credentials_stop_the_backend_and_lose_nothing(self):
        self.remote.edit(self.one, city="Nyborg")
        self.break_reading(self.one, Auth("wrong key"))
        event = self.receive(self.remote.event(self.one))
        with mute_logger(WORK_LOGGER):
            self.process_events()
        self.assertEqual((self.backend.state, event.state), ("stopped", "new"))
        self.assertEqual(self.backend.last_error, "wrong key")
        self._work_quietly()
        self.assertEqual(event.state, "new")
        self.remote.before.clear()
        waiting = self.triggers()
        self.env["ir.cron.trigger"].search([]).unlink()
        self.backend.action_test_connection()
        self.assertEqual((self.backend.state, waiting), ("running", 1))
        self.assertEqual(self.triggers(), 1)
        self._work_quietly()
        self.assertEqual((event.state, self.partner(self.one).city), ("done", "Nyborg"))

    def test_a_later_reading_is_not_overwritten_by_an_earlier_one(self):
        """A pull brings in a newer state between our reading and our writing."""

        def newer(action, parameters):
            self.remote.after.clear()
            self.remote.edit(self.one, city="Newest")
            with self.registry.cursor() as cr:
                self.backend.with_env(self.env(cr=cr))._pull()

        self.remote.edit(self.one, city="Older")
        event = self.receive(self.remote.event(self.one))
        self.remote.after.append(newer)
        self.process_events()
        self.assertEqual(self.partner(self.one).city, "Newest")
        self.assertEqual(self.reads(), [self.one, self.one])
        self.assertEqual(event.state, "done")

    def test_a_paused_backend_leaves_its_events(self):
        event = self.receive(self.remote.event(self.one))
        self.backend.action_pause()
        self._work_quietly()
        self.assertEqual((event.state, self.remote.calls), ("new", []))
        self.env["ir.cron.trigger"].search([]).unlink()
        self.backend.action_start()
        self.assertEqual(self.triggers(), 1)

    def test_a_call_that_is_understood_only_later(self):
        def unable(self, call):
            raise KeyError("customers")

        with (
            patch.object(type(self.backend), "_parse_events", unable),
            mute_logger(INTAKE_LOGGER),
        ):
            event = self.receive(self.remote.event(self.one, self.two))
            self.assertEqual(event.state, "failed")
            action = event.action_replay()
            self.assertEqual(action["params"]["type"], "warning")
        self.remote.edit(self.two, city="Køge")
        event.action_replay()
        self.assertEqual(len(self.events()), 2)
        self.process_events()
        self.assertEqual(self.partner(self.two).city, "Køge")
        self.assertEqual(set(self.events().mapped("state")), {"done"})

    def test_lag(self):
        self.assertEqual((self.backend.event_count, self.backend.event_lag), (0, 0))
        event = self.receive(self.remote.event(self.one))
        event.received_at = fields.Datetime.now() - timedelta(seconds=90)
        self.env.invalidate_all()
        self.assertEqual(self.backend.event_count, 1)
        self.assertAlmostEqual(self.backend.event_lag, 90, delta=5)
        self.assertAlmostEqual(event.lag, 90, delta=5)

    def test_retention(self):
        old, waiting = (
            self.receive(self.remote.event("1")),
            self.receive(self.remote.event("2")),
        )
        recent = self.receive(self.remote.event("3"))
        (old + recent).write({"state": "done"})
        (old + waiting).write({"received_at": fields.Datetime.now() - timedelta(31)})
        self.env.flush_all()
        self.assertEqual(self.env["sync.event"]._gc_events(), (1, False))
        self.assertEqual(self.events(), recent + waiting)

    def test_a_backend_takes_its_events_and_action_with_it(self):
        self.receive(self.remote.event(self.one))
        cron = self.backend.sudo().event_cron_id
        self.backend.unlink()
        self.assertFalse(cron.exists())
        self.assertFalse(self.events())

    def test_all_errors_are_known(self):
        # a new kind of error must be thought of in `engine/inbox.py`
        kinds = {kind.__name__ for kind in SyncError.__subclasses__()}
        self.assertEqual(
            kinds & {"Transient", "Auth", "NotFound", "Conflict", "Invalid"}, kinds
        )

    # -- what only reading finds -----------------------------------------------------

    def test_changes_that_no_event_told_of_are_counted(self):
        self.receive(self.remote.event(self.one))
        self.process_events()
        self.remote.edit(self.one, city="Svendborg")
        self.remote.edit(self.two, city="Tønder")
        self.remote.add(name="Three")
        # told of, though not processed yet
        self.receive(self.remote.event(self.one))
        run = self.pull()
        self.assertEqual((run.updated, run.created, run.unheard), (2, 1, 2))
        self.assertEqual(self.backend.unheard_count, 2)
        self.assertEqual(self.pull().unheard, 0)

    def test_nothing_is_counted_where_nobody_expects_events(self):
        self.remote.edit(self.one, city="Svendborg")
        run = self.pull()
        self.assertEqual((run.updated, run.unheard), (1, 0))
