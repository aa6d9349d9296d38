import base64

from odoo import api, models

from .company_file import CompanyFile


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
