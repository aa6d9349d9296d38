from datetime import timedelta, timezone

from odoo import api, fields, models

from ..engine.hold import HELD_ELSEWHERE

MAX_INTEGER = 2**31 - 1
COUNTERS = (
    "created",
    "updated",
    "linked",
    "archived",
    "unchanged",
    "failed",
    "skipped",
)


class SyncRun(models.Model):
    """One execution: what was read, what came of it, how long it took.

    A run goes on over several turns of the scheduled action, and after a crash.
    """

    _name = "sync.run"
    _description = "Synchronisation run"
    _order = "id desc"
    _rec_name = "started_at"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True
    )
    direction = fields.Selection(
        [
            ("pull", "From the remote system"),
            ("push", "To the remote system"),
            ("retry", "Issues again"),
            ("event", "From the remote system, by events"),
        ],
        required=True,
        default="pull",
        readonly=True,
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        default="running",
        readonly=True,
    )
    started_at = fields.Datetime("Started", required=True, readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    seconds = fields.Float("Working time (s)", readonly=True, digits=(16, 1))
    kind = fields.Char("Now reading", readonly=True)
    done = fields.Integer("Read", readonly=True)
    total = fields.Integer("Expected", readonly=True)
    created = fields.Integer(readonly=True)
    updated = fields.Integer(readonly=True)
    linked = fields.Integer(readonly=True)
    archived = fields.Integer("Gone there", readonly=True)
    unchanged = fields.Integer(readonly=True)
    failed = fields.Integer(readonly=True)
    skipped = fields.Integer(readonly=True)
    unheard = fields.Integer(
        "Without an event",
        readonly=True,
        help="Changes that only reading found, though the remote system tells of them",
    )
    calls = fields.Integer("Remote calls", readonly=True)
    # as the remote told last; -1 where it does not
    budget_remaining = fields.Integer("Calls left", default=-1, readonly=True)
    budget_limit = fields.Integer("Of calls", default=-1, readonly=True)
    budget_reset_at = fields.Datetime("Calls are renewed", readonly=True)
    progress = fields.Integer("Progress (%)", compute="_compute_progress")
    rate = fields.Float("Records per second", compute="_compute_rate", digits=(16, 1))
    live = fields.Json(compute="_compute_live")
    message = fields.Text(readonly=True)
    open_issue_count = fields.Integer(
        "Open issues", compute="_compute_open_issue_count"
    )
    issue_ids = fields.One2many("sync.issue", "run_id", readonly=True)

    @api.depends("state", "done", "total")
    def _compute_progress(self):
        for run in self:
            if run.state == "done":
                run.progress = 100
            else:
                share = run.done / run.total if run.total else 0
                run.progress = min(99, round(100 * share))

    @api.depends("done", "seconds")
    def _compute_rate(self):
        for run in self:
            run.rate = run.done / run.seconds if run.seconds else 0

    @api.depends("state", "kind", "done", "total", "seconds", *COUNTERS)
    def _compute_live(self):
        for run in self:
            run.live = run._live()

    def _live(self):
        """Return what those who watch see of the run; numbers and codes only."""
        self.ensure_one()
        left = max(self.total - self.done, 0)
        return {
            "run": self.id,
            "backend": self.backend_id.id,
            **{name: self[name] for name in ("direction", "state", "progress")},
            **{name: self[name] for name in ("done", "total", *COUNTERS)},
            "kind": self.kind or "",
            "rate": round(self.rate, 1),
            "seconds_left": round(left / self.rate) if self.rate else 0,
        }

    def _compute_open_issue_count(self):
        counts = dict(
            self.env["sync.issue"]._read_group(
                [("run_id", "in", self.ids), ("state", "=", "open")],
                ["run_id"],
                ["__count"],
            )
        )
        for run in self:
            run.open_issue_count = counts.get(run._origin, 0)

    def _tell(self):
        """Tell those who have the backend or the run open, when this is committed."""
        self.backend_id._bus_send("sync_base.progress", self._live())

    @api.model
    def _budget_values(self, budget):
        """Return the values to write of a client's `Budget` or None."""
        if budget is None:
            return {}
        reset = budget.reset and budget.reset.astimezone(timezone.utc)
        limit = -1 if budget.limit is None else budget.limit
        return {
            "budget_remaining": min(budget.remaining, MAX_INTEGER),
            "budget_limit": min(limit, MAX_INTEGER),
            "budget_reset_at": reset and reset.replace(tzinfo=None),
        }

    @api.model
    def _begin(self, backend, direction, total=0):
        """Return a new run."""
        return self.create(
            {
                "backend_id": backend.id,
                "direction": direction,
                "total": total,
                "started_at": fields.Datetime.now(),
            }
        )

    @api.model
    def _under_way(self, backend, direction):
        """Return a run that is to go on, empty where there is none.

        Several processes may send at once, each in a run of its own; one reads.
        """
        domain = [
            ("backend_id", "=", backend.id),
            ("direction", "=", direction),
            ("state", "=", "running"),
        ]
        if direction == "push":
            domain.append(("id", "not in", HELD_ELSEWHERE))
        return self.search(domain, limit=1)

    @api.model
    def _resume(self, backend, direction):
        """Return the run under way of a backend, or a new one."""
        return self._under_way(backend, direction) or self._begin(backend, direction)

    @api.model
    def _resume_recent(self, backend, direction, minutes=15):
        """Return the run under way, or the one of the last minutes, or a new one.

        For work that comes in small pieces: a run each would tell nobody anything.
        """
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        run = self.search(
            [
                ("backend_id", "=", backend.id),
                ("direction", "=", direction),
                ("started_at", ">", since),
                ("state", "!=", "failed"),
            ],
            limit=1,
        )
        if run.state != "done":
            return self._resume(backend, direction)
        run.write({"state": "running", "ended_at": False})
        return run

    def _count(self, counts, **values):
        """Add a page's counts (a dict of `COUNTERS`, ``done`` and ``calls``)."""
        self.write(
            {name: self[name] + count for name, count in counts.items()} | values
        )

    def _finish(self, state, message=None):
        self.write(
            {
                "state": state,
                "message": message,
                "kind": False,
                "ended_at": fields.Datetime.now(),
            }
        )
        self._tell()
        self.backend_id._review_incidents()

    # -- buttons -----------------------------------------------------------------

    def action_view_issues(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sync_base.sync_issue_action"
        )
        return {
            **action,
            "domain": [("run_id", "=", self.id)],
            "context": {"search_default_group_reason": 1},
        }

    # -- retention ---------------------------------------------------------------

    @api.autovacuum
    def _gc_runs(self):
        """Delete runs older than their backend keeps them; never the last ones."""
        last = self._read_group([], ["backend_id", "direction"], ["id:max"])
        kept = [run_id for *_key, run_id in last]
        cursors = self.env["sync.cursor"].search([("done_run_id", "!=", False)])
        kept += cursors.done_run_id.ids
        return self.env["sync.backend"]._delete_old(
            self,
            "run_days",
            "started_at",
            [("state", "!=", "running"), ("id", "not in", kept)],
        )
