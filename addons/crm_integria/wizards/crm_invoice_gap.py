from itertools import pairwise

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

from ..lib.number_pattern import NumberPattern


class CrmInvoiceGap(models.TransientModel):
    """The numbers that a company's row of invoices lacks, and why."""

    _name = "crm.invoice.gap"
    _description = "Gaps in invoice numbers"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    row = fields.Selection("_selection_row", required=True)
    line_ids = fields.One2many(
        "crm.invoice.gap.line",
        "gap_id",
        compute="_compute_line_ids",
        store=True,
    )
    summary = fields.Char(compute="_compute_line_ids", store=True)

    @api.model
    def _selection_row(self):
        rows = self._crm_rows(self.env.companies)
        return [(row, row.replace("[]", "…")) for row in rows]

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        company = self.env.company
        rows = self._crm_rows(company)
        now = company._crm_number_pattern()
        if rows:
            current = now.row if now and now.row in rows else rows[0]
            values["row"] = current
        return values

    @api.model
    def _crm_rows(self, companies):
        moves = self._moves_sudo()
        domain = [("crm_number_row", "!=", False), ("company_id", "in", companies.ids)]
        groups = moves._read_group(domain, ["crm_number_row"])
        return [row for [row] in groups]

    @api.constrains("company_id")
    def _check_company(self):
        for gap in self:
            if gap.company_id not in self.env.user.company_ids:
                raise AccessError(self.env._("You do not work for this company."))

    @api.model
    def _moves_sudo(self):
        """Return the model of invoices, to count those of the user's companies.

        One whose customer the user does not see has its number all the same, and would
        be a gap otherwise; nothing but numbers is shown.
        """
        return self.env["account.move"].sudo()

    @api.depends("company_id", "row")
    def _compute_line_ids(self):
        for gap in self:
            lines, count = gap._lines() if gap.row else ([], 0)
            gap.line_ids = [fields.Command.clear()] + [
                fields.Command.create(line) for line in lines
            ]
            gap.summary = (
                self.env._(
                    "%(gaps)s numbers are missing among %(count)s invoices.",
                    gaps=sum(line["count"] for line in lines),
                    count=count,
                )
                if lines
                else self.env._("No number is missing among %s invoices.", count)
            )

    def _lines(self):
        """Return ``([values of lines], number of invoices)``."""
        moves = self._moves_sudo().search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("crm_number_row", "=", self.row),
            ],
            ["crm_number", "name", "crm_numbering"],
            order="crm_number",
        )
        before, _, after = self.row.partition("[]")
        names = NumberPattern(before, 0, 1, after)
        history = self._history()
        lines = []
        for low, high in pairwise(moves):
            missing = range(low.crm_number + 1, high.crm_number)
            lines += self._explained(missing, names, history, high)
        return lines, len(moves)

    def _history(self):
        """Return ``{number: latest entry}`` of what people did in the company."""
        log = self.env["crm.invoice.number.log"].search(
            [("company_id", "=", self.company_id.id)], order="id"
        )
        return {entry.number: entry for entry in log}

    def _explained(self, missing, names, history, high):
        """Yield a line for each number that has its own reason, and for the rest."""
        rest = self._reason_of_rest(missing, names, history, high) if missing else ""
        own = {
            number: self._reason(entry)
            for number in missing
            for entry in [history.get(names.name(number))]
            if entry and entry.event in ("changed", "removed", "deleted")
        }
        start = None
        for number in [*missing, None]:
            if number is not None and number not in own:
                start = number if start is None else start
                continue
            end = (number if number is not None else missing.stop) - 1
            if start is not None:
                yield self._line(names, start, end, rest)
                start = None
            if number is not None:
                yield self._line(names, number, number, own[number])

    def _line(self, names, first, last, reason):
        return {
            "first": names.name(first),
            "last": names.name(last),
            "count": last - first + 1,
            "reason": reason,
        }

    def _reason(self, entry):
        by, when = entry.user_id.name, format_datetime(self.env, entry.date)
        if entry.event == "deleted":
            return self.env._(
                "Deleted with its invoice by %(by)s on %(when)s", by=by, when=when
            )
        if entry.event == "changed":
            return self.env._(
                "Its invoice became %(number)s, by %(by)s on %(when)s",
                number=entry.other,
                by=by,
                when=when,
            )
        return self.env._(
            "Taken from its invoice by %(by)s on %(when)s", by=by, when=when
        )

    def _reason_of_rest(self, missing, names, history, high):
        """Say why numbers before an invoice were never given."""
        entry = history.get(high.name)
        if high.crm_numbering == "manual" and entry:
            return self.env._(
                "Left out: %(number)s was given by hand by %(by)s on %(when)s",
                number=high.name,
                by=entry.user_id.name,
                when=format_datetime(self.env, entry.date),
            )
        for entry in history.values():
            adopted = entry.event == "adopted" and names.number(entry.number)
            if (
                adopted is not False
                and adopted is not None
                and high.crm_number <= adopted
            ):
                return self.env._(
                    "From before the pattern, which began on %s",
                    format_datetime(self.env, entry.date),
                )
        return self.env._(
            "Not known: nobody deleted or changed it here. Look for changes made "
            "outside Odoo."
        )


class CrmInvoiceGapLine(models.TransientModel):
    _name = "crm.invoice.gap.line"
    _description = "Missing invoice numbers"

    gap_id = fields.Many2one("crm.invoice.gap", required=True, ondelete="cascade")
    first = fields.Char("From")
    last = fields.Char("To")
    count = fields.Integer("How many", aggregator="sum")
    reason = fields.Char("Why")
