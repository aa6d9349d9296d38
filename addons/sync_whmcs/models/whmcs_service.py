from odoo import api, fields, models

from odoo.addons.sync_base.lib.convert import Bound, Day, Line
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.page import read_each

from ..lib.convert_billing import Amount, Link
from ..lib.lists import list_page, row_of


class WhmcsService(models.Model):
    """What a client of WHMCS has bought and still has: a hosting account, say.

    Invoice items name the service, and only the service names the product.
    """

    _name = "whmcs.service"
    _inherit = ["sync.bound.mixin"]
    _description = "WHMCS service"
    _order = "partner_id, name"

    name = fields.Char(required=True, readonly=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True
    )
    product_id = fields.Many2one("product.product", readonly=True, index=True)
    domain = fields.Char(readonly=True)
    status = fields.Char(readonly=True)
    billing_cycle = fields.Char(readonly=True)
    amount = fields.Float("Recurring amount", readonly=True)
    next_due_date = fields.Date(readonly=True)


class WhmcsClientProduct(models.AbstractModel):
    """Services of WHMCS clients.

    Remote: GetClientsProducts (list, complete; one by ``serviceid``). Its rows hold
    passwords, which never leave `lib/reply.py`.
    """

    _name = "whmcs.client.product"
    _inherit = "sync.resource"
    _description = "WHMCS service (synchronisation)"
    _sync_system, _sync_kind, _sync_model = "whmcs", "service", "whmcs.service"
    _sync_sequence = 40
    _sync_lists_all = True

    @api.model
    def _field_map(self):
        return [
            Field("name", "name", Line(escaped=True), "pull", required=True),
            Field("partner_id", "clientid", Bound("client"), "pull", required=True),
            Field("product_id", "pid", Link("product"), "pull"),
            Field("domain", "domain", Line(escaped=True), "pull"),
            Field("status", "status", Line(escaped=True), "pull"),
            Field("billing_cycle", "billingcycle", Line(escaped=True), "pull"),
            Field("amount", "recurringamount", Amount(), "pull"),
            Field("next_due_date", "nextduedate", Day(), "pull"),
        ]

    @api.model
    def _record_label(self, data):
        return Line(escaped=True).decode(data.get("domain") or data.get("name"))

    def _begin_pass(self, client, bookmark):
        return {"offset": 0}

    def _fetch_page(self, client, position):
        return list_page(client, position, "GetClientsProducts", "products", "product")

    def _fetch_records(self, client, records):
        def read(remote):
            reply = client.call("GetClientsProducts", serviceid=remote.id)
            return row_of(reply, "products", "product", remote.id)

        return read_each(client, records, read)
