from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .field_changes import changes_html, changes_text, label

COLUMNS = (
    "preview_id",
    "kind",
    "remote_id",
    "label",
    "res_model",
    "res_id",
    "outcome",
    "sends",
    "conflict",
    "partial",
    "field_names",
    "reason",
    "changed_fields",
)


class SyncPreviewLine(models.Model):
    """What would become of one remote record.

    ``changed_fields`` is a list of ``{"field", "before", "after", "side"}`` with texts
    as a person reads them; ``side`` is where ``after`` would be written: ``odoo``,
    ``remote``, or ``conflict`` (Odoo has ``before``, the remote ``after``).
    """

    _name = "sync.preview.line"
    _description = "Line of a preview"
    _order = "id"
    _rec_name = "label"
    _log_access = False

    preview_id = fields.Many2one(
        "sync.preview", required=True, ondelete="cascade", readonly=True
    )
    kind = fields.Char(readonly=True, help="Kind of remote object")
    remote_id = fields.Char("Remote ID", readonly=True)
    label = fields.Char("Name", readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    outcome = fields.Selection(
        [
            ("create", "Created"),
            ("link", "Linked"),
            ("update", "Changed in Odoo"),
            ("restore", "Brought back"),
            ("archive", "Archived"),
            ("same", "Nothing in Odoo"),
            ("create_there", "Created there"),
            ("ambiguous", "Ambiguous"),
            ("fail", "Left out"),
            ("gone", "Gone there"),
        ],
        readonly=True,
    )
    sends = fields.Boolean("Would be sent", readonly=True)
    conflict = fields.Boolean(readonly=True)
    partial = fields.Boolean("In part", readonly=True)
    field_names = fields.Char("Fields", readonly=True)
    reason = fields.Text(readonly=True)
    changed_fields = fields.Json(readonly=True)
    to_odoo = fields.Html(compute="_compute_shown", sanitize=False)
    to_remote = fields.Html(compute="_compute_shown", sanitize=False)
    in_conflict = fields.Html(compute="_compute_shown", sanitize=False)
    summary = fields.Char("Changes", compute="_compute_shown")

    _kind_idx = models.Index("(preview_id, kind, remote_id)")

    @api.depends("changed_fields", "res_model")
    def _compute_shown(self):
        for line in self:
            model = self.env[line.res_model]
            sides = {"odoo": [], "remote": [], "conflict": []}
            for row in line.changed_fields or ():
                sides[row["side"]].append(row)
            line.to_odoo = changes_html(model, sides["odoo"])
            line.to_remote = changes_html(model, sides["remote"])
            line.in_conflict = changes_html(
                model, sides["conflict"], self.env._("In Odoo"), self.env._("There")
            )
            line.summary = changes_text(model, line.changed_fields or ())

    def action_open_record(self):
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id or []).exists()
        return record.get_formview_action() if record else False

    def action_compare(self):
        """Open the compare dialog for the records of lines, one after another.

        :raises UserError: none of them is on both sides
        """
        found = self.env["sync.binding"].search(
            [
                ("backend_id", "in", self.preview_id.backend_id.ids),
                ("kind", "in", self.mapped("kind")),
                ("remote_id", "in", self.mapped("remote_id")),
            ]
        )
        ties = {(each.backend_id, each.kind, each.remote_id): each for each in found}
        wanted = (
            ties.get((line.preview_id.backend_id, line.kind, line.remote_id))
            for line in self
        )
        bindings = found.browse(each.id for each in wanted if each)
        if not bindings:
            raise UserError(
                self.env._("Choose lines of records that are on both sides already.")
            )
        return bindings.action_compare()

    @api.model
    def _insert(self, preview, lines):
        """Keep lines, all in one statement."""
        if not lines:
            return
        storable = self.env["sync.issue"]._storable
        rows = []
        for line in lines:
            changes = line.get("changed_fields") or []
            model = self.env[line["res_model"]]
            # Of what would be created, all fields are new: nothing to group by.
            named = changes if line["outcome"] != "create" else ()
            values = {
                **line,
                "preview_id": preview.id,
                "label": storable(line.get("label")) or None,
                "reason": storable(line.get("reason")) or None,
                "field_names": ", ".join(label(model, row["field"]) for row in named)
                or None,
                "changed_fields": Json(changes) if changes else None,
            }
            rows.append(
                SQL("(%s)", SQL(", ").join(values.get(name) for name in COLUMNS))
            )
        self.env.cr.execute(
            SQL(
                "INSERT INTO sync_preview_line (%s) VALUES %s",
                SQL(", ").join(SQL.identifier(name) for name in COLUMNS),
                SQL(", ").join(rows),
            )
        )
        self.invalidate_model()
        preview.invalidate_recordset(["line_ids"])
