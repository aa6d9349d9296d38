from odoo import api, models


class ResPartner(models.Model):
    """Custom fields of companies."""

    _name = "res.partner"
    _inherit = ["res.partner", "crm.custom.fields.mixin"]

    @api.depends("is_crm_company")
    def _compute_crm_field_set_id(self):
        of_companies = self.env["crm.field.set"]._of_companies()
        for partner in self:
            partner.crm_field_set_id = partner.is_crm_company and of_companies
