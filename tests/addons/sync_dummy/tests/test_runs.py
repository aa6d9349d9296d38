import json
from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tools import SQL, mute_logger

from odoo.addons.sync_base.engine import retry, turn
from odoo.addons.sync_base.lib.budget import Budget
from odoo.addons.sync_base.lib.errors import Auth, Transient
from odoo.addons.sync_dummy.lib.remote import DummyClient

from .common import DummyCase

TOO_LONG = "x" * 70


class RunsCase(DummyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "runs_user",
            "sync_base.group_sync_user",
            email="runs.user@example.com",
        )
        cls.backend.responsible_id = cls.user

    def fail_with(self, error):
        def fail(*_call):
            raise error

        self.remote.before.append(fail)

    def mend(self):
        self.remote.before.clear()

    def spoil(self, count):
        """Pull customers with names that are too long; return their ids."""
        ids = [self.remote.add(name=TOO_LONG + str(each)) for each in range(count)]
        self.pull()
        return ids

    def issues(self, **values):
        domain = [("backend_id", "=", self.backend.id)]
        return self.env["sync.issue"].search(
            [*domain, *((name, "=", value) for name, value in values.items())]
        )


class TestProgress(RunsCase):
    def messages(self):
        rows = self.env["bus.bus"].search([("message", "like", "sync_base.progress")])
        return [json.loads(row.message)["payload"] for row in rows.sorted("id")]

    def test_the_end_of_a_run_is_always_told(self):
        self.remote.add(name="One")
        run = self.pull()
        last = self.messages()[-1]
        self.assertEqual((last["run"], last["backend"]), (run.id, self.backend.id))
        self.assertEqual((last["state"], last["progress"]), ("done", 100))
        self.assertEqual((last["done"], last["created"]), (1, 1))

    def test_messages_of_many_pages_are_throttled(self):
        self.backend.page_size = 1
        for number in range(8):
            self.remote.add(name=f"Customer {number}")
        clock = iter(range(0, 10_000))
        # a tenth of a second passes at each look at the clock
        with patch.object(turn.time, "monotonic", lambda: next(clock) / 10):
            self.pull()
        told = [each for each in self.messages() if each.get("state") == "running"]
        self.assertGreater(len(told), 0)
        self.assertLess(len(told), 8)

    def test_the_budget_of_the_remote_is_kept(self):
        self.remote.add(name="One")
        with patch.object(DummyClient, "budget", Budget(9, 10), create=True):
            run = self.pull()
        self.assertEqual((run.budget_remaining, run.budget_limit), (9, 10))
        self.assertEqual(self.backend.budget_remaining, 9)

    def test_no_budget_is_not_an_empty_one(self):
        self.assertEqual(self.backend.budget_remaining, -1)
        self.assertEqual(self.pull().budget_remaining, -1)

    def test_channels_are_for_those_who_may_read_the_backend(self):
        nobody = new_test_user(self.env, "runs_nobody", "base.group_user")
        other = self.env["res.company"].create({"name": "Other"})
        elsewhere = new_test_user(
            self.env,
            "runs_elsewhere",
            "sync_base.group_sync_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        asked = [f"sync.backend_{self.backend.id}", "sync.backend_x", "sync.backend_"]
        asked += ["sync.backend_" + "9" * 30, "mine"]
        websocket = self.env["ir.websocket"]
        session = type("Request", (), {"session": type("S", (), {"uid": None})})
        with patch("odoo.addons.bus.models.ir_websocket.wsrequest", session):
            for user, hears in ((self.user, 1), (nobody, 0), (elsewhere, 0)):
                channels = websocket.with_user(user)._build_bus_channel_list(asked)
                names = [each for each in channels if isinstance(each, str)]
                self.assertIn("mine", names)
                self.assertFalse([each for each in names if "sync" in each])
                found = [each for each in channels if each == self.backend]
                self.assertEqual(len(found), hears, user.login)


class TestRetry(RunsCase):
    def test_few_are_retried_at_once(self):
        one, two = self.spoil(2)
        self.remote.edit(one, name="Short")
        self.issues(state="open").with_user(self.user).action_retry()
        self.assertTrue(self.partner(one))
        self.assertEqual(self.issue(two).run_id.direction, "retry")
        run = self.issue(two).run_id
        self.assertEqual((run.state, run.done, run.failed), ("done", 2, 1))

    def test_many_are_left_to_the_scheduled_action(self):
        ids = self.spoil(21)
        for each in ids[1:]:
            self.remote.edit(each, name="Short")
        before = len(self.remote.calls)
        self.issue(ids[0]).with_user(self.user).action_retry_alike()
        self.assertEqual(len(self.remote.calls), before, "in the request")
        self.assertEqual(len(self.issues(retry=True)), 21)
        with patch.object(retry, "PAGE", 5):
            run = self._work("_retry_marked")
        self.assertEqual((run.done, run.total, run.created), (21, 21, 20))
        self.assertEqual(self.issues(state="open").remote_id, ids[0])
        self.assertFalse(self.issues(retry=True), "not for ever")
        self.assertFalse(self._work("_retry_marked"))

    def test_a_remote_that_is_away_keeps_them_marked(self):
        self.spoil(21)
        self.issues(state="open").action_retry()
        self.fail_with(Transient("away"))
        self.assertEqual(self._work("_retry_marked").state, "failed")
        self.assertEqual(len(self.issues(retry=True)), 21)
        self.mend()
        self.assertEqual(self._work("_retry_marked").done, 21)

    def test_many_need_a_running_backend(self):
        self.spoil(21)
        self.backend.action_pause()
        with self.assertRaises(UserError):
            self.issues(state="open").action_retry()

    def test_a_kind_is_the_reason_without_values(self):
        self.spoil(3)
        other = self.remote.add(name="Fine", email="no at sign")
        self.pull()
        issue = self.issues(state="open").filtered(lambda each: each.remote_id != other)
        self.assertEqual(len(set(issue.mapped("reason"))), 3)
        self.assertEqual(len(set(issue.mapped("reason_group"))), 1)
        self.assertEqual(issue[0].alike_count, 3)
        issue[0].with_user(self.user).action_dismiss_alike()
        self.assertEqual(set(issue.mapped("state")), {"dismissed"})
        self.assertEqual(self.issue(other).state, "open")

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_rights(self):
        self.spoil(1)
        nobody = new_test_user(self.env, "runs_nobody", "base.group_user")
        for name in ("action_retry_alike", "action_dismiss_alike"):
            with self.assertRaises(AccessError):
                getattr(self.issues().with_user(nobody), name)()


class TestIncidents(RunsCase):
    def activities(self):
        return self.backend.activity_ids.filtered("active")

    def test_stopped(self):
        self.backend.notify_by_mail = True
        self.fail_with(Auth("<b>refused</b>"))
        self.pull()
        self.assertEqual(self.backend.state, "stopped")
        activity = self.activities()
        self.assertEqual(activity.user_id, self.user)
        self.assertEqual(
            activity.activity_type_id,
            self.env.ref("sync_base.mail_activity_type_stopped"),
        )
        self.assertIn("&lt;b&gt;refused", activity.note)
        mail = self.env["mail.mail"].search([("subject", "like", self.backend.name)])
        self.assertEqual(mail.recipient_ids, self.user.partner_id)
        self.assertIn("&lt;b&gt;refused", mail.body_html)
        self.assertIn(f"/odoo/sync-backends/{self.backend.id}", mail.body_html)
        # recovered: closed; and the next one is a new incident
        self.mend()
        self.backend.action_start()
        self.assertFalse(self.activities())
        self.fail_with(Auth("refused"))
        self.pull()
        self.assertEqual(len(self.activities()), 1)

    def test_failing_is_told_once(self):
        self.fail_with(Transient("away"))
        for number in range(7):
            self.pull()
            self.assertEqual(len(self.activities()), int(number >= 4), number)
        self.assertIn("away", self.activities().note)
        self.activities().action_done()
        self.pull()
        self.assertFalse(self.activities(), "told already")
        self.mend()
        self.pull()
        self.assertFalse(self.backend.incidents)

    def test_issues_pile_up(self):
        self.backend.issue_limit = 4
        ids = self.spoil(4)
        self.assertFalse(self.activities())
        ids += self.spoil(1)
        self.assertEqual(len(self.activities()), 1)
        for each, rest in ((ids[0], 1), (ids[1], 1), (ids[2], 0)):
            self.remote.edit(each, name="Short")
            self.pull()
            self.assertEqual(len(self.activities()), rest)

    def test_without_mail_by_default(self):
        before = self.env["mail.mail"].search_count([])
        self.fail_with(Auth("refused"))
        self.pull()
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_a_broken_template_stops_no_run(self):
        self.backend.notify_by_mail = True
        self.fail_with(Auth("refused"))
        templates = type(self.env["mail.template"])
        with (
            patch.object(templates, "send_mail", side_effect=ValueError("broken")),
            self.assertLogs("odoo.addons.sync_base", "ERROR"),
        ):
            self.assertEqual(self.pull().state, "failed")

    def test_the_responsible_may_see_the_backend(self):
        nobody = new_test_user(self.env, "runs_nobody", "base.group_user")
        with self.assertRaises(ValidationError):
            self.backend.responsible_id = nobody


class TestHealth(RunsCase):
    def test_states(self):
        self.assertEqual(self.backend.health, "connected")
        self.fail_with(Transient("busy", retry_after=600))
        self.pull()
        self.assertEqual(self.backend.health, "waiting")
        calls = len(self.remote.calls)
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.backend.with_env(self.env(cr=cr))._cron_pull()
        self.assertEqual(len(self.remote.calls), calls, "asked all the same")
        self.mend()
        self.backend.action_sync_now()
        self.assertFalse(self.backend.retry_at)
        self.pull()
        self.assertEqual(self.backend.health, "connected")

    def test_lag(self):
        self.assertFalse(self.backend.pulled_at)
        customer = self.remote.add(name="One", city="Marstal")
        self.pull()
        self.assertTrue(self.backend.pulled_at)
        self.backend.push_changes = True
        self.partner(customer).city = "Svendborg"
        self.backend.invalidate_recordset()
        first = self.backend.dirty_since
        self.assertTrue(first)
        earlier = first - timedelta(hours=1)
        self.binding(customer).dirty_since = earlier
        self.partner(customer).city = "Rudkøbing"
        self.backend.invalidate_recordset()
        self.assertEqual(self.backend.dirty_since, earlier)
        self.push()
        self.backend.invalidate_recordset()
        self.assertFalse(self.backend.dirty_since)

    def test_conflicts(self):
        customer = self.remote.add(name="One", city="Marstal")
        self.pull()
        self.partner(customer).city = "Svendborg"
        self.remote.edit(customer, city="Rudkøbing")
        self.pull()
        self.assertEqual(self.backend.conflict_count, 1)
        action = self.backend.action_view_conflicts()
        view = self.env["sync.issue"].get_view(view_type="search")
        names = etree.fromstring(view["arch"]).xpath("//filter/@name")
        for default in action["context"]:
            self.assertIn(default.removeprefix("search_default_"), names)

    def test_graph(self):
        self.assertFalse(self.backend.graph)
        self.remote.add(name="One")
        run = self.pull()
        run.copy({"started_at": run.started_at - timedelta(days=3), "updated": 5})
        run.copy({"started_at": run.started_at - timedelta(days=20), "updated": 5})
        self.backend.invalidate_recordset()
        values = [day["value"] for day in self.backend.graph]
        self.assertEqual(values, [0] * 10 + [6, 0, 0, 1])

    def test_queries_do_not_grow_with_the_backends(self):
        names = ["graph", "live", "conflict_count", "dirty_since", "pulled_at"]
        names += ["health", "budget_remaining", "issue_count"]
        more = self.backend + self.backend.create(
            [{"name": f"More {number}", "system": "dummy"} for number in range(9)]
        )

        def queries(backends):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            backends.read(names)
            return self.env.cr.sql_log_count - before

        queries(more)
        self.assertEqual(queries(more), queries(self.backend))


class TestRetention(RunsCase):
    def old(self, records, field, days):
        self.env.flush_all()
        moment = fields.Datetime.now() - timedelta(days=days)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id IN %s",
                SQL.identifier(records._table),
                SQL.identifier(field),
                moment,
                records._ids,
            )
        )
        self.env.invalidate_all()

    def test_runs(self):
        runs = [self.pull() for _each in range(4)]
        for run, days in zip(runs, (100, 80, 100, 100), strict=True):
            self.old(run, "started_at", days)
        self.assertEqual(self.env["sync.run"]._gc_runs(), (2, False))
        left = [bool(run.exists()) for run in runs]
        self.assertEqual(left, [False, True, False, True])

    def test_issues(self):
        ids = self.spoil(3)
        solved, opened, dismissed = (self.issue(each) for each in ids)
        solved.state = "solved"
        dismissed.state = "dismissed"
        self.old(solved | opened, "write_date", 40)
        self.assertEqual(self.env["sync.issue"]._gc_issues(), (1, False))
        self.assertFalse(solved.exists())
        self.assertTrue(opened.exists() and dismissed.exists())

    def test_a_batch_at_a_time(self):
        runs = self.env["sync.run"].concat(*(self.pull() for _each in range(4)))
        self.old(runs, "started_at", 100)
        target = "odoo.addons.sync_base.models.sync_backend_retention.BATCH"
        with patch(target, 2):
            self.assertEqual(self.env["sync.run"]._gc_runs(), (2, True))
            self.assertEqual(self.env["sync.run"]._gc_runs(), (1, False))
