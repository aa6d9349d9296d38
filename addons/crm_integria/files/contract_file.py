"""Contracts in the positional format of Integria."""

from odoo.tools import html2plaintext

from ..lib import contract_csv
from .record_file import RecordFile


class ContractFile(RecordFile):
    """Each type of contracts has its own custom fields: their columns are numbered."""

    base = contract_csv.COLUMNS
    model = "contract.contract"

    def __init__(self, env):
        super().__init__(env)
        types = env["crm.contract.type"].with_context(active_test=False).search([])
        self.custom = {
            each: each.field_ids.filtered("active").sorted() for each in types
        }
        most = max(map(len, self.custom.values()), default=0)
        numbered = (f"custom_{number}" for number in range(1, most + 1))
        self.columns = (*self.base, *numbered)

    def _cells(self, contract):
        described = contract.crm_description
        cells = [
            contract.name or "",
            contract.crm_external_code or "",
            html2plaintext(described).strip() if described else "",
            contract.date_start.isoformat() if contract.date_start else "",
            contract.date_end.isoformat() if contract.date_end else "",
            str(contract.crm_company_id.id or ""),
            str(contract.crm_sla or ""),
            str(contract.crm_group or ""),
            str(int(contract.crm_private)),
            contract.crm_status,
            str(contract.crm_type_id.id or ""),
        ]
        custom = self.custom.get(contract.crm_type_id, [])
        return cells + self._custom_cells(contract, custom)
