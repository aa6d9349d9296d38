from odoo import models


class ResPartner(models.Model):
    # Here and not in the connectors: every one of them synchronises partners.
    _name = "res.partner"
    _inherit = ["res.partner", "sync.bound.mixin"]
