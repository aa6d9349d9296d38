"""Companies in the positional format of Integria."""

from odoo.tools import html2plaintext

from ..lib import company_csv
from ..lib.positional import NEVER, TIME
from .record_file import RecordFile


class CompanyFile(RecordFile):
    base = company_csv.COLUMNS
    model = "res.partner"

    def __init__(self, env):
        super().__init__(env)
        # the file says when a company was changed last
        self.records = self.records.with_context(crm_keep_last_update=True)
        custom = env["crm.field.set"]._of_companies().field_ids.filtered("active")
        self.custom = custom.sorted()
        self.columns = (*self.base, *self.custom.mapped("name"))

    def _cells(self, company):
        updated = company.crm_last_update
        cells = [
            company.name or "",
            address(company),
            company.vat or "",
            company.country_id.name or "",
            company.website or "",
            html2plaintext(company.comment).strip() if company.comment else "",
            str(company.crm_role_id.id or ""),
            str(company.parent_id.id or ""),
            company.user_id.login or "",
            updated.strftime(TIME) if updated else NEVER[1],
            str(company.crm_payment_days or ""),
        ]
        return cells + self._custom_cells(company, self.custom)


def address(partner):
    """Return the address of a partner in one line."""
    place = " ".join(part for part in (partner.zip, partner.city) if part)
    parts = (partner.street, partner.street2, place)
    return ", ".join(part for part in parts if part)
