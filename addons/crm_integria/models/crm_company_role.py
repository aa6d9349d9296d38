from odoo import fields, models


class CrmCompanyRole(models.Model):
    """What a company is to us: a means to filter, without any consequence."""

    _name = "crm.company.role"
    _description = "Role of a CRM company"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    crm_integria_id = fields.Integer(
        "Id in the old system",
        help="Imports may name the role by it",
        copy=False,
        index="btree_not_null",
    )
