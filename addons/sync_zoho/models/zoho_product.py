from odoo import api, models

from odoo.addons.sync_base.engine.match import MatchRule, same_name
from odoo.addons.sync_base.lib.convert import Constant, Line, Reference, Text
from odoo.addons.sync_base.lib.convert_amounts import Amount
from odoo.addons.sync_base.lib.field_map import Field

from ..lib.convert import BILLING, UNITS, Count, Cycles, IsThere, Named


class ZohoProduct(models.AbstractModel):
    """Products of Zoho CRM and how they are billed. Remote: module Products."""

    _name = "zoho.product"
    _inherit = "zoho.resource"
    _description = "Product of Zoho CRM"
    _sync_kind, _sync_model = "product", "product.product"
    _sync_sequence = 30
    _zoho_module = "Products"
    _zoho_custom = (
        "billing",
        "interval",
        "interval_unit",
        "cycles",
        "duration",
        "region",
    )

    @api.model
    def _field_map(self):
        return [
            Field("name", "Product_Name", Line(), "pull", required=True),
            Field("type", (), Constant("service"), "pull"),
            Field("default_code", "Product_Code", Line(), "pull"),
            Field("description_sale", "Description", Text(), "pull"),
            Field("list_price", "Unit_Price", Amount(), "pull"),
            Field("zoho_price", "Unit_Price", Amount(), "pull"),
            Field("zoho_has_price", "Unit_Price", IsThere(), "pull"),
            Field(
                "zoho_currency_id",
                "Currency",
                Reference("res.currency", "name", strict=False),
                "pull",
            ),
            Field("zoho_billing", "billing", Named(BILLING), "pull"),
            Field("zoho_interval", "interval", Count(), "pull"),
            Field("zoho_interval_unit", "interval_unit", Named(UNITS), "pull"),
            Field(
                "zoho_cycles",
                ("cycles", "duration", "billing", "interval"),
                Cycles(),
                "pull",
            ),
            Field("zoho_region", "region", Line(), "pull"),
        ]

    @api.model
    def _match_rules(self):
        return [
            MatchRule(
                "default_code", lambda values: [values.get("default_code")], same_name
            )
        ]

    @api.model
    def _record_label(self, data):
        return Line().decode(data.get("Product_Name"))
