import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..lib.csv_file import CsvError
from ..models.res_users import MANAGE
from .company_file import CompanyFile, rejected
from .company_plan import CompanyPlan

SHOWN = 1000
OUTCOMES = [
    ("create", "New"),
    ("update", "Changed"),
    ("unchanged", "Unchanged"),
    ("skip", "Skipped"),
    ("error", "Refused"),
]


class CrmCompanyImport(models.TransientModel):
    """Companies out of a file: what would become of each line, then the import."""

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
        [("file", "File"), ("checked", "Checked"), ("done", "Imported")],
        default="file",
        readonly=True,
    )
    summary = fields.Char(readonly=True)
    line_ids = fields.One2many("crm.company.import.line", "import_id", readonly=True)
    has_errors = fields.Boolean(readonly=True)
    rejected = fields.Binary("Refused lines", readonly=True, attachment=False)
    rejected_name = fields.Char(default="refused.csv", readonly=True)

    def action_check(self):
        """Show what would become of each line; nothing is written."""
        self._check_may_import()
        planned, _plan = self._plan()
        return self._show(planned, "checked")

    def action_import(self):
        """Import the lines that are fine; the others are offered as a file."""
        self._check_may_import()
        planned, plan = self._plan()
        plan.store(planned)
        return self._show(planned, "done")

    def action_back(self):
        """Choose another file, or other options."""
        self.write({"state": "file", "line_ids": [fields.Command.clear()]})
        return self._reopen()

    def _check_may_import(self):
        self.ensure_one()
        if not self.env.user.has_group(MANAGE):
            raise AccessError(
                self.env._("Companies are imported by managers of the CRM.")
            )

    def _plan(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        plan = CompanyPlan(self.env, self.duplicates, self.whose_ids)
        try:
            return plan.plan(base64.b64decode(self.file)), plan
        except CsvError as error:
            raise UserError(
                self.env._(
                    "Line %(line)s: %(error)s", line=error.line or 1, error=str(error)
                )
            ) from error

    def _show(self, planned, state):
        names = dict(self._fields["state"]._description_selection(self.env))
        labels = dict(
            self.env["crm.company.import.line"]
            ._fields["outcome"]
            ._description_selection(self.env)
        )
        counts = {}
        for each in planned:
            counts[each.outcome] = counts.get(each.outcome, 0) + 1
        told = [f"{labels[key]} {counts[key]}" for key in labels if key in counts]
        columns = CompanyFile(self.env).columns
        bad = [each for each in planned if each.outcome == "error"]
        # refused ones first: they are what somebody has to look at
        shown = sorted(planned, key=lambda each: each.outcome != "error")[:SHOWN]
        self.write(
            {
                "state": state,
                "summary": f"{names[state]}: {', '.join(told)}",
                "has_errors": bool(bad),
                "rejected": bad and base64.b64encode(rejected(planned, columns)),
                "line_ids": [
                    fields.Command.clear(),
                    *(
                        fields.Command.create(vals)
                        for each in shown
                        for vals in self._line_vals(each)
                    ),
                ],
            }
        )
        return self._reopen()

    @staticmethod
    def _line_vals(each):
        vals = {
            "line": each.row.line,
            "name": each.row.cell(0),
            "outcome": each.outcome,
            "partner_id": each.record and each.record.id,
        }
        if not each.row.errors:
            return [vals]
        return [
            {
                **vals,
                "column": f"{error.column} {error.name}".strip()
                if error.column
                else "",
                "value": error.value[:200],
                "reason": error.reason,
            }
            for error in each.row.errors
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


class CrmCompanyImportLine(models.TransientModel):
    _name = "crm.company.import.line"
    _description = "Line of an import of companies"

    import_id = fields.Many2one("crm.company.import", required=True, ondelete="cascade")
    line = fields.Integer(readonly=True)
    name = fields.Char(readonly=True)
    outcome = fields.Selection(OUTCOMES, readonly=True)
    partner_id = fields.Many2one("res.partner", "Company", readonly=True)
    column = fields.Char(readonly=True)
    value = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_crm_export(self):
        """Download companies as the import takes them."""
        self.check_access("read")
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/crm_integria/companies?ids={ids}",
        }

    @api.model
    def crm_companies_csv(self, ids=None):
        """Return the file of companies (those with these ids, or all) as base64 text.

        For programs; with the rights of who asks.
        """
        domain = [("is_crm_company", "=", True)]
        if ids is not None:
            domain.append(("id", "in", ids))
        companies = self.search(domain, order="id")
        return base64.b64encode(CompanyFile(self.env).export(companies)).decode()
