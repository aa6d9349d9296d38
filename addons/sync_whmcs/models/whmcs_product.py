from odoo import api, models

from odoo.addons.sync_base.engine.match import MatchRule
from odoo.addons.sync_base.lib.convert import Constant, Line, Text
from odoo.addons.sync_base.lib.errors import NotFound
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.page import Page, RemoteRecord, digest

from ..lib.convert_billing import Price
from ..lib.reply import rows, scrub


class WhmcsProduct(models.AbstractModel):
    """Products of WHMCS as services to sell.

    Remote: GetProducts, which knows no pages and lists all of them.
    """

    _name = "whmcs.product"
    _inherit = "sync.resource"
    _description = "WHMCS product"
    _sync_system, _sync_kind, _sync_model = "whmcs", "product", "product.product"
    _sync_sequence = 30
    _sync_lists_all = True

    @api.model
    def _field_map(self):
        return [
            Field("name", "name", Line(escaped=True), "pull", required=True),
            Field("type", (), Constant("service"), "pull"),
            Field("description_sale", "description", Text(escaped=True), "pull"),
            Field("list_price", ("pricing", "currency"), Price(), "pull"),
        ]

    @api.model
    def _match_rules(self):
        return [MatchRule("name", lambda values: [values.get("name")])]

    @api.model
    def _record_label(self, data):
        return Line(escaped=True).decode(data.get("name"))

    def _fetch_page(self, client, position):
        found = [
            RemoteRecord(str(row.get("pid")), self._data(client, row), digest(row))
            for row in rows(client.call("GetProducts"), "products", "product")
        ]
        return Page(found, None, total=len(found))

    def _fetch_records(self, client, records):
        found = {each.id: each for each in self._fetch_page(client, {}).records}
        return [found.get(each.id) or _gone(each) for each in records]

    @api.model
    def _data(self, client, row):
        return {**scrub(row), "currency": client.currency}


def _gone(remote):
    remote.error = NotFound("WHMCS has no such product any more.")
    return remote
