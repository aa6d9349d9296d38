import logging
import time

from odoo import api, fields, models

from ..engine.preview import Preview
from ..engine.rehearsal import PreviewLookups
from ..lib.errors import SyncError

_logger = logging.getLogger(__name__)

# previews kept per backend
KEPT = 5
# counter: what is counted of the lines
TILES = {
    "created": [("outcome", "=", "create")],
    "linked": [("outcome", "=", "link")],
    "updated": [("outcome", "in", ["update", "restore"])],
    "to_send": [("sends", "=", True)],
    "conflicts": [("conflict", "=", True)],
    "ambiguous": [("outcome", "=", "ambiguous")],
    "failed": [("outcome", "=", "fail")],
    "partly": [("partial", "=", True)],
    "gone": [("outcome", "in", ["gone", "archive"])],
}


class SyncPreview(models.Model):
    """What a full synchronisation would do, as of one time; nothing is done.

    A scheduled action works on it, in turns, page by page. It counts as a run does.
    """

    _name = "sync.preview"
    _description = "Preview of a synchronisation"
    _order = "id desc"
    _rec_name = "started_at"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True
    )
    user_id = fields.Many2one(
        "res.users", "Asked by", default=lambda self: self.env.user, readonly=True
    )
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        default="running",
        readonly=True,
    )
    started_at = fields.Datetime(
        "As of", required=True, default=fields.Datetime.now, readonly=True
    )
    ended_at = fields.Datetime("Ended", readonly=True)
    message = fields.Text(readonly=True)
    push_changes = fields.Boolean(related="backend_id.push_changes")
    line_ids = fields.One2many("sync.preview.line", "preview_id", readonly=True)

    kind = fields.Char("Now reading", readonly=True)
    done = fields.Integer("Read", readonly=True)
    total = fields.Integer("Expected", readonly=True)
    calls = fields.Integer("Remote calls", readonly=True)
    seconds = fields.Float("Working time (s)", readonly=True, digits=(16, 1))
    progress = fields.Integer("Progress (%)", compute="_compute_progress")

    created = fields.Integer(compute="_compute_tiles")
    linked = fields.Integer(compute="_compute_tiles")
    updated = fields.Integer("Changed in Odoo", compute="_compute_tiles")
    to_send = fields.Integer("Sent", compute="_compute_tiles")
    conflicts = fields.Integer("In conflict", compute="_compute_tiles")
    ambiguous = fields.Integer(compute="_compute_tiles")
    failed = fields.Integer("Left out", compute="_compute_tiles")
    partly = fields.Integer("In part", compute="_compute_tiles")
    gone = fields.Integer("Gone there", compute="_compute_tiles")
    unchanged = fields.Integer(readonly=True)

    # How far it is: position by kind, kinds that are complete, and the ids of the
    # bindings whose remote object was listed, by kind.
    positions = fields.Json(readonly=True, prefetch=False)
    complete_kinds = fields.Json(readonly=True, prefetch=False)
    seen = fields.Json(readonly=True, prefetch=False)

    @api.depends("state", "done", "total")
    def _compute_progress(self):
        for preview in self:
            share = preview.done / preview.total if preview.total else 0
            preview.progress = (
                100 if preview.state == "done" else min(99, round(100 * share))
            )

    @api.depends("line_ids")
    def _compute_tiles(self):
        groups = self.env["sync.preview.line"]._read_group(
            [("preview_id", "in", self.ids)],
            ["preview_id", "outcome", "sends", "conflict", "partial"],
            ["__count"],
        )
        for preview in self:
            counts = dict.fromkeys(TILES, 0)
            for of, *values, count in groups:
                row = dict(
                    zip(
                        ("outcome", "sends", "conflict", "partial"), values, strict=True
                    )
                )
                for name, [(field, operator, wanted)] in TILES.items():
                    met = (
                        row[field] == wanted
                        if operator == "="
                        else row[field] in wanted
                    )
                    counts[name] += count if of == preview and met else 0
            preview.update(counts)

    def action_view_lines(self):
        """Open the lines behind one of the numbers, named ``tile`` in the context."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sync_base.sync_preview_line_action"
        )
        tile = self.env.context.get("tile")
        action["domain"] = [("preview_id", "=", self.id), *TILES.get(tile, [])]
        if tile in TILES:
            title = self._fields[tile]._description_string(self.env)
            action["display_name"] = title
        return action

    # -- working ---------------------------------------------------------------------

    @api.model
    def _cron_preview(self):
        """Entry of the scheduled action: go on with the previews, for one turn."""
        deadline = self.env["sync.backend"]._deadline()
        # The one that waited longest first: each page of a preview writes to it.
        for preview in self.search([("state", "=", "running")], order="write_date, id"):
            if time.monotonic() < deadline:
                preview._work(deadline)
        if self.search_count([("state", "=", "running")], limit=1):
            self.env.ref("sync_base.sync_preview_cron")._trigger()

    def _work(self, deadline=float("inf")):
        """Read and try pages until ``deadline`` (`time.monotonic`).

        Called with all rights; records are tried as the backend's user.
        """
        self.ensure_one()
        try:
            with self.backend_id._client() as client:
                if self._work_resources(client, deadline):
                    self._finish("done")
        except SyncError as error:
            self.env.cr.rollback()
            self._finish("failed", str(error))
        except Exception as error:
            self.env.cr.rollback()
            _logger.exception("preview of %s", self.backend_id.name)
            if self.exists():
                self._finish("failed", str(error))
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _work_resources(self, client, deadline):
        for resource in self.backend_id._resources():
            if resource._sync_kind in (self.complete_kinds or ()):
                continue
            lookups = PreviewLookups(self, resource.env)
            arguments = (self.backend_id, resource, self, client, lookups, deadline)
            if not Preview(*arguments).execute():
                return False
        return True

    def _finish(self, state, message=False):
        self.write(
            {
                "state": state,
                "message": message,
                "kind": False,
                "ended_at": fields.Datetime.now(),
                "positions": False,
                "seen": False,
            }
        )

    def _count(self, counts, **values):
        """Add a page's counts, as `sync.run` does."""
        self.write(
            {name: self[name] + count for name, count in counts.items()} | values
        )

    def _budget_values(self, budget):
        return {}

    def _tell(self):
        """Nobody needs to be told: the form reads itself anew."""

    def _keep_page(self, kind, position, lines, seen):
        """Keep what a page came to, and where the next one begins (None: nowhere)."""
        self._insert_lines(lines)
        seen_by_kind = self.seen or {}
        values = {
            "positions": {**(self.positions or {}), kind: position},
            "seen": {**seen_by_kind, kind: [*seen_by_kind.get(kind, ()), *seen]},
        }
        if position is None:
            values["complete_kinds"] = [*(self.complete_kinds or ()), kind]
        self.write(values)

    def _insert_lines(self, lines):
        self.env["sync.preview.line"]._insert(self, lines)

    def _has_problem(self, kind):
        """Tell whether a page of this kind was not whole."""
        return self.env["sync.preview.line"].search_count(
            [
                ("preview_id", "=", self.id),
                ("kind", "=", kind),
                ("remote_id", "=", "*"),
            ],
            limit=1,
        )

    @api.autovacuum
    def _gc_previews(self):
        for (backend,) in self._read_group([], ["backend_id"]):
            self.search([("backend_id", "=", backend.id)], offset=KEPT).unlink()


class SyncBackend(models.Model):
    _inherit = "sync.backend"

    preview_ids = fields.One2many(
        "sync.preview", "backend_id", groups="sync_base.group_sync_manager"
    )

    def action_preview(self):
        """Have a preview made: what a full synchronisation would do now.

        :return: action that shows it; its ``res_id`` is the `sync.preview`, which is
            done when its ``state`` says so. One under way is returned as it is.
        """
        self.ensure_one()
        self.check_access("write")
        preview = self.preview_ids.filtered(lambda each: each.state == "running")[:1]
        if not preview:
            values = {"backend_id": self.id, "user_id": self.env.uid}
            preview = self.env["sync.preview"].sudo().create(values)
        self.env.ref("sync_base.sync_preview_cron").sudo()._trigger()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview of %s", self.name),
            "res_model": "sync.preview",
            "res_id": preview.id,
            "views": [(False, "form")],
        }
