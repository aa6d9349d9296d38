import base64

from odoo import api, models

from ..files import CompanyFile, ContractFile


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_crm_export(self):
        """Download companies as the import takes them."""
        return _download(self, "companies")

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


class ContractContract(models.Model):
    _inherit = "contract.contract"

    def action_crm_export(self):
        """Download contracts as the import takes them."""
        return _download(self, "contracts")

    @api.model
    def crm_contracts_csv(self, ids=None):
        """Return the file of contracts (those with these ids, or all) as base64 text.

        For programs; with the rights of who asks.
        """
        domain = [("crm_company_id", "!=", False), ("contract_type", "=", "sale")]
        if ids is not None:
            domain.append(("id", "in", ids))
        contracts = self.search(domain, order="id")
        return base64.b64encode(ContractFile(self.env).export(contracts)).decode()


def _download(records, what):
    records.check_access("read")
    ids = ",".join(map(str, records.ids))
    return {"type": "ir.actions.act_url", "url": f"/crm_integria/{what}?ids={ids}"}
