from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    crm_integria_id = fields.Integer(
        "Id in the old system",
        copy=False,
        index="btree_not_null",
        help="Programs written for Integria may name the category by it",
    )
