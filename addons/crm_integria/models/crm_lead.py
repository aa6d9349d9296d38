from odoo import fields, models


class CrmLead(models.Model):
    """A lead has the prospect's company as text, and one of ours that manages it."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.company.mixin"]

    crm_company_id = fields.Many2one(
        string="Managed by",
        domain=[("is_crm_company", "=", True)],
        tracking=True,
        help="The company of the CRM whose people work on this lead",
    )
