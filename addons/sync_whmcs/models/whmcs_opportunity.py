from odoo import api, models

from odoo.addons.sync_base.lib.convert import Bound, Constant, Day, Reference
from odoo.addons.sync_base.lib.field_map import Field

from ..lib.convert_billing import Gross, InvoiceNumber, InvoiceState
from ..lib.invoice import is_sale


class WhmcsOpportunity(models.AbstractModel):
    """The opportunity of each WHMCS invoice that sells something.

    Remote: the same object as `whmcs.invoice`, so nothing is fetched. Its items are the
    lines of the customer invoice.
    """

    _name = "whmcs.opportunity"
    _inherit = "sync.resource"
    _description = "Opportunity of a WHMCS invoice"
    _sync_system, _sync_kind, _sync_model = "whmcs", "opportunity", "crm.lead"
    _sync_source = "invoice"
    _sync_sequence = 51

    @api.model
    def _field_map(self):
        number = InvoiceNumber("WHMCS invoice %s")
        return [
            Field("type", (), Constant("opportunity"), "pull"),
            Field("name", InvoiceNumber.PATHS, number, "pull", required=True),
            Field("partner_id", "userid", Bound("client"), "pull", required=True),
            Field("date_deadline", "duedate", Day(), "pull"),
            Field("whmcs_invoice_id", "id", Bound("invoice"), "pull"),
            Field(
                "whmcs_currency_id",
                "currencycode",
                Reference("res.currency", "name"),
                "pull",
            ),
            Field("whmcs_total", Gross.PATHS, Gross(), "pull"),
            Field(
                "whmcs_state", InvoiceState.PATHS, InvoiceState(), "pull", required=True
            ),
        ]

    @api.model
    def _accepts(self, data):
        return is_sale(data)

    @api.model
    def _record_label(self, data):
        return InvoiceNumber.of(data)
