"""Companies in the positional format of Integria."""

from odoo.tools import html2plaintext

from ..lib import company_csv, csv_file, custom_cells


class CompanyFile:
    """Writes files of companies, with the rights of the environment's user."""

    def __init__(self, env):
        self.env = env
        # the file says when a company was changed last
        self.companies = env["res.partner"].with_context(
            tracking_disable=True, crm_keep_last_update=True
        )
        custom = env["crm.field.set"]._of_companies().field_ids.filtered("active")
        self.custom = custom.sorted()
        self.columns = (*company_csv.COLUMNS, *self.custom.mapped("name"))

    def export(self, companies):
        """Return the bytes of a file with these companies."""
        rows = [self._cells(company) for company in companies]
        return csv_file.write(rows, self.columns)

    def _cells(self, company):
        updated = company.crm_last_update
        cells = [
            company.name or "",
            self._address(company),
            company.vat or "",
            company.country_id.name or "",
            company.website or "",
            html2plaintext(company.comment).strip() if company.comment else "",
            str(company.crm_role_id.id or ""),
            str(company.parent_id.id or ""),
            company.user_id.login or "",
            updated.strftime(company_csv.TIME) if updated else company_csv.NEVER[1],
            str(company.crm_payment_days or ""),
        ]
        values = company._crm_values()
        return cells + [
            custom_cells.form(each.field_type, values.get(each.property_name))
            for each in self.custom
        ]

    @staticmethod
    def _address(company):
        place = " ".join(part for part in (company.zip, company.city) if part)
        parts = (company.street, company.street2, place)
        return ", ".join(part for part in parts if part)


def rejected(lines, columns):
    """Return the bytes of a file with lines that were refused, and why.

    Its last column has the reasons; without it, the file can be imported again.

    :param lines: ``(cells, reasons)`` of each
    """
    rows = [
        [*(cells + [""] * len(columns))[: len(columns)], "; ".join(reasons)]
        for cells, reasons in lines
    ]
    return csv_file.write(rows, (*columns, "reason"))
