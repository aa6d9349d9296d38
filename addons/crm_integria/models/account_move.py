from odoo import fields, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "crm.company.mixin"]

    crm_company_id = fields.Many2one(related="partner_id.crm_company_id", store=True)
    crm_contract_id = fields.Many2one(
        "contract.contract",
        "Contract",
        index="btree_not_null",
        ondelete="set null",
        domain="[('crm_company_id', '=', crm_company_id)]",
        help="The contract that this invoice was made for",
    )
