from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

from .field_changes import changes_html, changes_text, shown


class SyncChange(models.Model):
    """What a run did to one record of Odoo; can be taken back (see `engine.undo`).

    ``changed_values`` is ``{field: [before, after]}``, as `engine.history.storable`
    keeps values; empty for created records.
    """

    _name = "sync.change"
    _description = "Change made by a synchronisation run"
    _order = "id desc"
    _rec_name = "record_name"
    # One row per record of a run, written with the record: as lean as may be.
    _log_access = False

    run_id = fields.Many2one(
        "sync.run", required=True, index=True, ondelete="cascade", readonly=True
    )
    kind = fields.Char(readonly=True, help="Kind of remote object")
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    action = fields.Selection(
        [("create", "Created"), ("link", "Linked"), ("update", "Changed")],
        readonly=True,
    )
    changed_values = fields.Json(readonly=True)
    state = fields.Selection(
        [
            ("applied", "Applied"),
            ("undoing", "Being undone"),
            ("undone", "Undone"),
            ("changed", "Changed since"),
            ("failed", "Could not be undone"),
        ],
        default="applied",
        readonly=True,
    )
    reason = fields.Text("Result of undoing", readonly=True)
    undone_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    undone_at = fields.Datetime(readonly=True)
    record_name = fields.Char("Name", compute="_compute_record_name")
    summary = fields.Char("Changes", compute="_compute_shown")
    details = fields.Html(compute="_compute_shown", sanitize=False)

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_record_name(self):
        for model, changes in self.grouped("res_model").items():
            records = self.env[model].browse(changes.mapped("res_id")).exists()
            names = {
                each.id: each.display_name for each in records._filtered_access("read")
            }
            gone = self.env._("Deleted")
            hidden = dict.fromkeys(records.ids, self.env._("(no access)"))
            for change in changes:
                name = names.get(change.res_id) or hidden.get(change.res_id, gone)
                change.record_name = name

    @api.depends("res_model", "changed_values")
    def _compute_shown(self):
        for change in self:
            model = self.env[change.res_model]
            rows = [
                {
                    "field": name,
                    "before": shown(model, name, before),
                    "after": shown(model, name, after),
                }
                for name, (before, after) in (change.changed_values or {}).items()
            ]
            change.summary = changes_text(model, rows)
            change.details = changes_html(model, rows)

    @api.model
    def _insert(self, run, kind, res_model, action, changes):
        """Note changes, all in one statement.

        :param changes: list of ``(record id, {field: [before, after]})``
        """
        rows = SQL(
            "SELECT %s, %s, %s, %s, 'applied', * FROM unnest(%s::int[], %s::jsonb[])",
            *(run.id, kind, res_model, action),
            [res_id for res_id, _values in changes],
            [Json(values) if values else None for _res_id, values in changes],
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO sync_change (run_id, kind, res_model, action, state, "
                "res_id, changed_values) %s",
                rows,
            )
        )

    def action_open_record(self):
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id).exists()
        return record.get_formview_action() if record else False

    def action_undo(self):
        """Take back the selected changes; see `sync.run.action_undo`."""
        self.run_id._check_may_undo()
        self.check_access("read")
        return self.run_id._undo([("id", "in", self.ids)])
