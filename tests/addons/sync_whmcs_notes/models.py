from odoo import api, fields, models

from odoo.addons.sync_base.lib.convert import Text
from odoo.addons.sync_base.lib.field_map import Field


class ResPartner(models.Model):
    _inherit = "res.partner"

    whmcs_notes = fields.Text("Notes in WHMCS")


class WhmcsClient(models.AbstractModel):
    _inherit = "whmcs.client"

    @api.model
    def _field_map(self):
        return [*super()._field_map(), Field("whmcs_notes", "notes", Text(True))]
