from odoo import fields, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "crm.company.mixin"]

    crm_company_id = fields.Many2one(related="partner_id.crm_company_id", store=True)
