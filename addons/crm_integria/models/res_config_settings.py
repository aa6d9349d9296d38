from odoo import fields, models

from .res_partner import DEFAULT_SETTING


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    crm_new_companies = fields.Boolean(
        "New companies belong to the CRM",
        config_parameter=DEFAULT_SETTING,
        help="Companies that other apps, imports and synchronisations make. Those that "
        "are made in the CRM always do.",
    )

    crm_numbers_by_pattern = fields.Boolean(
        related="company_id.crm_numbers_by_pattern", readonly=False
    )
    crm_number_pattern = fields.Char(
        related="company_id.crm_number_pattern", readonly=False
    )
    crm_invoice_layout = fields.Boolean(
        related="company_id.crm_invoice_layout", readonly=False
    )
    crm_invoice_logo = fields.Image(
        related="company_id.crm_invoice_logo", readonly=False
    )
    crm_invoice_header = fields.Html(
        related="company_id.crm_invoice_header", readonly=False
    )
    crm_invoice_footer = fields.Html(
        related="company_id.crm_invoice_footer", readonly=False
    )
