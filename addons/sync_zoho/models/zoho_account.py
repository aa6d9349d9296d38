from odoo import api, models

from odoo.addons.sync_base.engine.match import MatchRule, same_name
from odoo.addons.sync_base.lib.convert import Constant, Line
from odoo.addons.sync_base.lib.convert_country import Country
from odoo.addons.sync_base.lib.field_map import Field


class ZohoAccount(models.AbstractModel):
    """Accounts of Zoho CRM as companies. Remote: module Accounts."""

    _name = "zoho.account"
    _inherit = "zoho.resource"
    _description = "Account of Zoho CRM"
    _sync_kind, _sync_model = "account", "res.partner"
    _sync_sequence = 10
    _sync_pushes = True
    _zoho_module = "Accounts"

    @api.model
    def _field_map(self):
        return [
            Field("name", "Account_Name", Line(), required=True, max_length=200),
            Field("is_company", (), Constant(True), "pull"),
            Field("phone", "Phone", Line(), max_length=30),
            Field("website", "Website", Line(), max_length=450),
            Field("street", "Billing_Street", Line(), max_length=250),
            Field("zip", "Billing_Code", Line(), max_length=30),
            Field("city", "Billing_City", Line(), max_length=100),
            Field("country_id", "Billing_Country", Country()),
        ]

    @api.model
    def _match_rules(self):
        return [MatchRule("name", lambda values: [values.get("name")], _is_company)]

    @api.model
    def _record_label(self, data):
        return Line().decode(data.get("Account_Name"))


def _is_company(record, values):
    return record.is_company and same_name(record, values)
