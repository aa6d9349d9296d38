from odoo import api, models

from odoo.addons.sync_base.engine.match import MatchRule, same_name
from odoo.addons.sync_base.lib.convert import Bound, Constant, Email, Line
from odoo.addons.sync_base.lib.convert_country import Country
from odoo.addons.sync_base.lib.field_map import Field

from ..lib.convert import Language, PersonName


class ZohoContact(models.AbstractModel):
    """Contacts of Zoho CRM as the customers that are billed. Remote: Contacts."""

    _name = "zoho.contact"
    _inherit = "zoho.resource"
    _description = "Contact of Zoho CRM"
    _sync_kind, _sync_model = "contact", "res.partner"
    _sync_sequence = 20
    _sync_pushes = True
    _zoho_module = "Contacts"
    _zoho_custom = ("language",)

    @api.model
    def _field_map(self):
        return [
            # one name here, two there: nobody can say where to part it
            Field(
                "name",
                ("First_Name", "Last_Name"),
                PersonName(),
                "pull",
                required=True,
            ),
            Field(
                "parent_id", "Account_Name.id", Bound("account", strict=False), "pull"
            ),
            # Not "contact": Odoo would copy such an address to the company and back.
            Field("type", (), Constant("other"), "pull"),
            Field("email", "Email", Email(), max_length=100),
            Field("phone", "Phone", Line(), max_length=30),
            Field("street", "Mailing_Street", Line(), max_length=250),
            Field("zip", "Mailing_Zip", Line(), max_length=30),
            Field("city", "Mailing_City", Line(), max_length=100),
            Field("country_id", "Mailing_Country", Country()),
            Field("zoho_language", "language", Line(), "pull"),
            Field("lang", "language", Language(), "pull"),
        ]

    @api.model
    def _match_rules(self):
        # an e-mail alone may be that of a whole office
        return [MatchRule("email", lambda values: [values.get("email")], same_name)]

    @api.model
    def _record_label(self, data):
        return PersonName().decode((data.get("First_Name"), data.get("Last_Name")))
