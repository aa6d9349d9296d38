from odoo import fields, models


class SyncBackend(models.Model):
    _inherit = "sync.backend"

    zoho_bill_from = fields.Datetime(
        "Bill deals won from",
        default=fields.Datetime.now,
        help="Deals that were won before are not billed by themselves, as that was "
        "done elsewhere. There is a button at each.",
    )
