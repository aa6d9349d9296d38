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
