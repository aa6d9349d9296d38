from odoo import api, models

from odoo.addons.sync_base.lib.convert import Bound
from odoo.addons.sync_base.lib.field_map import Field


class WhmcsOpportunity(models.AbstractModel):
    _inherit = "whmcs.opportunity"

    @api.model
    def _field_map(self):
        # few invoices are those of tickets
        link = Bound("ticket_invoice", strict=False)
        return [
            *super()._field_map(),
            Field("whmcs_ticket_invoice_id", "id", link, "pull"),
        ]
