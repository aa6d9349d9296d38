import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..lib.csv_file import CsvError
from ..models.res_users import MANAGE
from .company_file import CompanyFile, rejected
from .company_plan import CompanyPlan

BATCH = 500


class CrmCompanyImport(models.TransientModel):
    """Companies out of a file: what would become of each line, then the import.

    Each line is kept with its result. The import takes some lines at a time, and looks
    again at what they refer to: much may have happened since the check.
    """

    _name = "crm.company.import"
    _description = "Import of companies"

    file = fields.Binary("CSV file", attachment=False)
    filename = fields.Char()
    duplicates = fields.Selection(
        [
            ("refuse", "Refuse the line"),
            ("update", "Change the company"),
            ("skip", "Skip the line"),
        ],
        "Companies that exist",
        required=True,
        default="refuse",
        help="By name or fiscal id",
    )
    whose_ids = fields.Selection(
        [
            ("either", "Odoo's, or the old system's"),
            ("odoo", "Odoo's"),
            ("integria", "The old system's"),
        ],
        "Ids of roles and parents",
        required=True,
        default="either",
    )
    state = fields.Selection(
        [
            ("file", "File"),
            ("checked", "Checked"),
            ("running", "Being imported"),
            ("done", "Imported"),
        ],
        default="file",
        readonly=True,
    )
    total = fields.Integer("Lines to be imported", readonly=True)
    done = fields.Integer("Lines imported so far", readonly=True)
    summary = fields.Char(compute="_compute_summary")
    line_ids = fields.One2many("crm.company.import.line", "import_id", readonly=True)
    error_ids = fields.One2many(
        "crm.company.import.line",
        "import_id",
        "Refused",
        domain=[("outcome", "=", "error")],
        readonly=True,
    )
    has_errors = fields.Boolean(compute="_compute_summary")
    rejected = fields.Binary("Refused lines", readonly=True, attachment=False)
    rejected_name = fields.Char(default="refused.csv", readonly=True)

    @api.depends("state", "done")
    def _compute_summary(self):
        names = dict(self._fields["state"]._description_selection(self.env))
        lines = self.env["crm.company.import.line"]
        labels = dict(lines._fields["outcome"]._description_selection(self.env))
        for wizard in self:
            groups = lines._read_group(
                [("import_id", "in", wizard.ids), ("is_first", "=", True)],
                ["outcome"],
                ["__count"],
            )
            counts = dict(groups)
            told = [f"{labels[key]} {counts[key]}" for key in labels if key in counts]
            wizard.summary = f"{names[wizard.state]}: {', '.join(told)}"
            wizard.has_errors = "error" in counts

    def action_check(self):
        """Show what would become of each line; nothing is written."""
        self._check_may_import()
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        plan = CompanyPlan(self.env, self.duplicates, self.whose_ids)
        try:
            planned = plan.plan(base64.b64decode(self.file))
        except CsvError as error:
            raise UserError(
                self.env._(
                    "Line %(line)s: %(error)s", line=error.line or 1, error=str(error)
                )
            ) from error
        self.line_ids.unlink()
        self.env["crm.company.import.line"].create(
            [vals for each in planned for vals in self._line_vals(each)]
        )
        todo = sum(each.outcome in ("create", "update") for each in planned)
        self.write({"state": "checked", "total": todo, "done": 0})
        self._offer_rejected()
        return self._reopen()

    def action_start(self):
        """Show the import's progress; the web client has batch after batch imported."""
        self._check_may_import()
        self.state = "running"
        return self._reopen()

    def action_stop(self):
        """Leave the lines that were not imported yet for later."""
        self.filtered(lambda each: each.state == "running").state = "checked"
        return self._reopen()

    def action_import(self):
        """Import the lines that are fine, at once; the others are offered as a file."""
        while self.import_batch():
            pass
        return self._reopen()

    def import_batch(self):
        """Import the next lines; return how many are left.

        For programs as well, which call it until nothing is left: each call is a
        transaction of its own, and none takes long.
        """
        self._check_may_import()
        if self.state == "file":
            raise UserError(self.env._("Check the file first."))
        lines = self.line_ids.search(
            [
                ("import_id", "=", self.id),
                ("is_done", "=", False),
                ("outcome", "in", ["create", "update"]),
            ],
            limit=BATCH,
            order="id",
        )
        plan = CompanyPlan(self.env, self.duplicates, self.whose_ids)
        planned = plan.plan_lines([(line.line, line.cells) for line in lines])
        plan.store(planned)
        lines.is_done = True
        for line, each in zip(lines, planned, strict=True):
            first, *more = self._line_vals(each)
            line.write(first)
            self.line_ids.create(more)
        self.done += len(lines)
        left = self.total - self.done
        if not left or not lines:
            self.state = "done"
            self._offer_rejected()
            return 0
        return left

    def action_back(self):
        """Choose another file, or other options."""
        self.line_ids.unlink()
        self.write({"state": "file", "rejected": False})
        return self._reopen()

    def action_close(self):
        """Leave the dialog, and show what is there now behind it."""
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_lines(self):
        """Show every line with its result."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lines of %s", self.filename or self.env._("the file")),
            "res_model": "crm.company.import.line",
            "views": [(False, "list")],
            "domain": [("import_id", "=", self.id)],
        }

    def _check_may_import(self):
        self.ensure_one()
        if not self.env.user.has_group(MANAGE):
            raise AccessError(
                self.env._("Companies are imported by managers of the CRM.")
            )

    def _offer_rejected(self):
        """Make the file of refused lines, with the reasons."""
        lines = self.line_ids.search(
            [("import_id", "=", self.id), ("outcome", "=", "error")], order="line, id"
        )
        columns = CompanyFile(self.env).columns
        refused = [
            (group.filtered("is_first").cells or [], [each._told() for each in group])
            for group in lines.grouped("line").values()
        ]
        self.rejected = refused and base64.b64encode(rejected(refused, columns))

    def _line_vals(self, each):
        """Return the values of the line of a `Planned`, and one more for each error
        after the first."""
        row = each.row
        vals = {
            "import_id": self.id,
            "line": row.line,
            "name": row.cell(0),
            "outcome": each.outcome,
            "partner_id": each.record and each.record.id,
        }
        errors = [
            {
                "column": f"{error.column} {error.name}".strip()
                if error.column
                else "",
                "value": error.value[:200],
                "reason": error.reason,
            }
            for error in row.errors
        ]
        first, *more = errors or [{}]
        return [
            {**vals, **first, "cells": row.cells, "is_first": True},
            *({**vals, **error} for error in more),
        ]

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import companies"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
