from odoo import fields, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    crm_template_id = fields.Many2one(
        "crm.document.template",
        "Made from",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The template of this document of a contract",
    )
