import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.undo import Undo

# Changes taken back in one transaction; as many are done at once, the rest by and by.
BATCH = 100
# states of changes that can be taken back, also after a first attempt
OPEN_STATES = ("applied", "changed", "failed")


class SyncRun(models.Model):
    """Taking back what a run changed in Odoo."""

    _inherit = "sync.run"

    change_ids = fields.One2many(
        "sync.change",
        "run_id",
        readonly=True,
        groups="sync_base.group_sync_manager",
    )
    change_count = fields.Integer(
        compute="_compute_change_count", groups="sync_base.group_sync_manager"
    )
    undoable_count = fields.Integer(
        compute="_compute_change_count", groups="sync_base.group_sync_manager"
    )
    undoing_count = fields.Integer(
        compute="_compute_change_count", groups="sync_base.group_sync_manager"
    )

    def _compute_change_count(self):
        counts = {}
        for run, state, count in self.env["sync.change"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
        ):
            counts.setdefault(run.id, {})[state] = count
        for run in self:
            states = counts.get(run.id, {})
            run.change_count = sum(states.values())
            run.undoable_count = sum(states.get(each, 0) for each in OPEN_STATES)
            run.undoing_count = states.get("undoing", 0)

    def action_view_changes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sync_base.sync_change_action"
        )
        action["domain"] = [("run_id", "=", self.id)]
        return action

    def action_undo(self):
        """Take back what the run changed in Odoo.

        What somebody changed since is told and left alone. The first changes are taken
        back now, the others by a scheduled action; calling again does no harm.
        """
        self._check_may_undo()
        return self._undo([])

    def _check_may_undo(self):
        """Make sure that the user may undo these runs, and that they are over.

        :raises AccessError: no manager, or not of the run's company
        :raises UserError: a run is still going on
        """
        self.check_access("read")
        if not self.env.user.has_group("sync_base.group_sync_manager"):
            raise AccessError(
                self.env._("Only managers of the synchronisation can undo a run.")
            )
        if "running" in self.mapped("state"):
            raise UserError(
                self.env._("This run is still going on. Pause the backend first.")
            )

    def _undo(self, domain):
        changes_sudo = (
            self.env["sync.change"]
            .sudo()
            .search([("run_id", "in", self.ids), ("state", "in", OPEN_STATES), *domain])
        )
        changes_sudo.write(
            {
                "state": "undoing",
                "undone_by_id": self.env.uid,
                "undone_at": fields.Datetime.now(),
            }
        )
        for run in self:
            run._undo_batch()
        left = sum(self.mapped("undoing_count"))
        if left:
            self.env.ref("sync_base.sync_undo_cron").sudo()._trigger()
        return self.env["sync.backend"]._notification(
            self._undo_result([("id", "in", changes_sudo.ids)]),
            "info" if left else "success",
        )

    def _undo_result(self, domain=()):
        """Return a sentence on what came of undoing."""
        counts = dict(
            self.env["sync.change"]
            .sudo()
            ._read_group([("run_id", "in", self.ids), *domain], ["state"], ["__count"])
        )
        texts = {
            "undone": self.env._("%s undone", counts.get("undone", 0)),
            "changed": self.env._(
                "%s changed since and left alone", counts.get("changed")
            ),
            "failed": self.env._("%s could not be undone", counts.get("failed")),
            "undoing": self.env._("%s to come", counts.get("undoing")),
        }
        return ", ".join(
            text
            for state, text in texts.items()
            if state == "undone" or state in counts
        )

    def _undo_batch(self):
        """Take back the next of the changes that are to be; latest first.

        :return: whether there were any that nobody else is at
        """
        self.ensure_one()
        run_sudo = self.sudo()
        changes_sudo = run_sudo.env["sync.change"].search(
            [("run_id", "=", self.id), ("state", "=", "undoing")], limit=BATCH
        )
        changes_sudo = changes_sudo.try_lock_for_update().sorted()
        if not changes_sudo:
            return False
        Undo(run_sudo.backend_id).undo(changes_sudo)
        run_sudo.invalidate_recordset(
            ["change_count", "undoable_count", "undoing_count"]
        )
        if not run_sudo.undoing_count:
            run_sudo._note_undone()
        return True

    def _note_undone(self):
        """Tell on the backend who undid the run and what came of it."""
        backend_sudo = self.backend_id
        last = self.env["sync.change"].search(
            [("run_id", "=", self.id), ("undone_at", "!=", False)],
            order="undone_at desc",
            limit=1,
        )
        backend_sudo.message_post(
            body=self.env._(
                "Changes of the run of %(time)s were taken back: %(result)s.",
                time=fields.Datetime.to_string(self.started_at),
                result=self._undo_result(),
            ),
            author_id=last.undone_by_id.partner_id.id,
        )

    @api.model
    def _cron_undo(self):
        """Entry of the scheduled action: go on undoing, for one turn."""
        deadline = self.env["sync.backend"]._deadline()
        while time.monotonic() < deadline:
            change = self.env["sync.change"].search(
                [("state", "=", "undoing")], order="run_id, id desc", limit=1
            )
            if not change:
                return
            if not change.run_id._undo_batch():
                break
            self.env["ir.cron"]._commit_progress(BATCH, remaining=0)
        self.env.ref("sync_base.sync_undo_cron")._trigger()
