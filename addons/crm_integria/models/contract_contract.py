from odoo import fields, models


class ContractContract(models.Model):
    _name = "contract.contract"
    _inherit = ["contract.contract", "crm.company.mixin"]

    crm_company_id = fields.Many2one(related="partner_id.crm_company_id", store=True)
    crm_private = fields.Boolean(
        "Private",
        tracking=True,
        help="Only the people of the contract's company see it, and its owner",
    )
