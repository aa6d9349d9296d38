from odoo import fields, models

OUTCOMES = [
    ("create", "New"),
    ("update", "Changed"),
    ("unchanged", "Unchanged"),
    ("skip", "Skipped"),
    ("error", "Refused"),
]


class CrmFileImportLine(models.TransientModel):
    """A line of the file with its result; of several errors, each after the first is
    one more."""

    _name = "crm.file.import.line"
    _description = "Line of an import"
    _order = "line, id"

    import_id = fields.Many2one(
        "crm.file.import", required=True, index=True, ondelete="cascade"
    )
    line = fields.Integer(readonly=True)
    name = fields.Char(readonly=True)
    outcome = fields.Selection(OUTCOMES, "Result", readonly=True)
    record = fields.Reference(
        [("res.partner", "Company"), ("contract.contract", "Contract")],
        "Company or contract",
        readonly=True,
    )
    column = fields.Char(readonly=True)
    value = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)
    cells = fields.Json(readonly=True)
    is_first = fields.Boolean(readonly=True)
    is_done = fields.Boolean("Imported", readonly=True)

    def _told(self):
        """Return the reason as one text, with the name of the column."""
        self.ensure_one()
        _number, _space, name = (self.column or "").partition(" ")
        return f"{name}: {self.reason}" if name else self.reason or ""
