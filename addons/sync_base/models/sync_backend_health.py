from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date

DAYS = 14
UNHEARD_FOR = timedelta(days=7)


class SyncBackend(models.Model):
    """How a backend is, for its card and form; told to those who watch it."""

    _name = "sync.backend"
    _inherit = ["sync.backend", "bus.listener.mixin"]

    retry_at = fields.Datetime(
        "Waits until",
        readonly=True,
        copy=False,
        help="The remote system asked to be left alone until then.",
    )
    health = fields.Selection(
        [
            ("draft", "Not started"),
            ("connected", "Connected"),
            ("waiting", "Rate-limited"),
            ("failing", "Last run failed"),
            ("paused", "Paused"),
            ("stopped", "Needs reconnecting"),
        ],
        compute="_compute_health",
    )
    live = fields.Json("Run under way", compute="_compute_live")
    dirty_since = fields.Datetime("Oldest unsent change", compute="_compute_lag")
    pulled_at = fields.Datetime("Last complete reading", compute="_compute_lag")
    conflict_count = fields.Integer("Conflicts", compute="_compute_conflict_count")
    unheard_count = fields.Integer(
        "Changes without an event",
        compute="_compute_unheard_count",
        help="What only reading found in the last seven days. It is here all the same; "
        "many of them say that events do not arrive.",
    )
    # -1: not known
    budget_remaining = fields.Integer("Calls left", compute="_compute_budget")
    budget_limit = fields.Integer("Of calls", compute="_compute_budget")
    graph = fields.Json("Records per day", compute="_compute_graph")

    @api.depends("state", "retry_at", "last_error")
    def _compute_health(self):
        now = fields.Datetime.now()
        for backend in self:
            if backend.state != "running":
                backend.health = backend.state
            elif backend.retry_at and backend.retry_at > now:
                backend.health = "waiting"
            else:
                backend.health = "failing" if backend.last_error else "connected"

    @api.depends("run_ids")
    def _compute_last_run(self):
        """Find the last pull; not stored, so that no run writes to a backend's row.

        Somebody who saves the form at that moment would stop the run, or be stopped.
        """
        groups = self.env["sync.run"]._read_group(
            [("backend_id", "in", self.ids), ("direction", "=", "pull")],
            ["backend_id"],
            ["id:max"],
        )
        runs = self.env["sync.run"]
        last = {backend: runs.browse(run_id) for backend, run_id in groups}
        for backend in self:
            run = last.get(backend._origin, runs)
            backend.last_run_id = run
            backend.last_run_state = run.state
            backend.last_run_at = run.started_at
            backend.progress = run.progress

    @api.depends("state")
    def _compute_live(self):
        runs = self.env["sync.run"].search(
            [("backend_id", "in", self.ids), ("state", "=", "running")], order="id"
        )
        latest = {run.backend_id.id: run for run in runs}
        for backend in self:
            run = latest.get(backend._origin.id)
            backend.live = bool(run and backend.state == "running") and run._live()

    @api.depends("last_run_id")
    def _compute_budget(self):
        for backend in self:
            run = backend.last_run_id
            backend.budget_remaining = run.budget_remaining if run else -1
            backend.budget_limit = run.budget_limit if run else -1

    def _compute_lag(self):
        changes = self.env["sync.binding"]._read_group(
            [("backend_id", "in", self.ids), ("is_dirty", "=", True)],
            ["backend_id"],
            ["dirty_since:min"],
        )
        since = dict(changes)
        # sudo: cursors are for managers, when they were complete is for all
        cursors_sudo = self.env["sync.cursor"].sudo()
        groups = cursors_sudo._read_group(
            [("backend_id", "in", self.ids)],
            ["backend_id"],
            ["completed_at:min", "completed_at:count", "__count"],
        )
        complete = {
            backend.id: oldest
            for backend, oldest, completed, count in groups
            if completed == count
        }
        for backend in self:
            backend.dirty_since = since.get(backend._origin)
            backend.pulled_at = complete.get(backend._origin.id)

    def _compute_conflict_count(self):
        counts = dict(
            self.env["sync.issue"]._read_group(
                [
                    ("backend_id", "in", self.ids),
                    ("state", "=", "open"),
                    ("is_conflict", "=", True),
                ],
                ["backend_id"],
                ["__count"],
            )
        )
        for backend in self:
            backend.conflict_count = counts.get(backend._origin, 0)

    def _compute_unheard_count(self):
        since = fields.Datetime.now() - UNHEARD_FOR
        domain = [("backend_id", "in", self.ids), ("started_at", ">=", since)]
        counts = dict(
            self.env["sync.run"]._read_group(domain, ["backend_id"], ["unheard:sum"])
        )
        for backend in self:
            backend.unheard_count = counts.get(backend._origin, 0)

    def _compute_graph(self):
        """Count what each of the last days changed: one query for all backends."""
        today = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        today = today.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        changed = ("created:sum", "updated:sum", "linked:sum")
        groups = self.env["sync.run"]._read_group(
            [
                ("backend_id", "in", self.ids),
                # a day more than is shown, for the time zone
                ("started_at", ">=", days[0] - timedelta(days=1)),
            ],
            ["backend_id", "started_at:day"],
            [*changed, "failed:sum"],
        )
        counts = defaultdict(dict)
        for backend, day, *sums, failed in groups:
            counts[backend][day.replace(tzinfo=None)] = sum(sums), failed
        labels = [
            format_date(self.env, day.date(), date_format="d MMM") for day in days
        ]
        for backend in self:
            found = counts[backend._origin]
            # also days without records: that nothing changed is good to see
            backend.graph = bool(found) and [
                {"label": label, "value": value, "failed": failed}
                for label, (value, failed) in zip(
                    labels, (found.get(day, (0, 0)) for day in days), strict=True
                )
            ]

    def write(self, vals):
        result = super().write(vals)
        if {"state", "retry_at"} & vals.keys():
            for backend in self:
                backend._bus_send("sync_base.progress", {"backend": backend.id})
        return result

    def action_view_conflicts(self):
        action = self._related("sync_base.sync_issue_action")
        action["context"] = {"search_default_open": 1, "search_default_conflict": 1}
        return action

    def action_view_dirty(self):
        action = self._related("sync_base.sync_binding_action")
        action["domain"] += [("is_dirty", "=", True)]
        return action
