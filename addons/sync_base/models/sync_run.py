from datetime import timedelta

from odoo import api, fields, models

from ..engine.hold import HELD_ELSEWHERE

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
    calls = fields.Integer("Remote calls", readonly=True)
    progress = fields.Integer("Progress (%)", compute="_compute_progress")
    rate = fields.Float("Records per second", compute="_compute_rate", digits=(16, 1))
    message = fields.Text(readonly=True)
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
        return self._under_way(backend, direction) or self.create(
            {
                "backend_id": backend.id,
                "direction": direction,
                "started_at": fields.Datetime.now(),
            }
        )

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
