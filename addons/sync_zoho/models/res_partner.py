from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    zoho_language = fields.Char(
        "Language in Zoho CRM", readonly=True, copy=False, help="As its field says"
    )
