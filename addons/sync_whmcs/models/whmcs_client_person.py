from odoo import api, models

from odoo.addons.sync_base.lib.convert import Bound, Constant, Email
from odoo.addons.sync_base.lib.field_map import Field

from ..lib.convert import FullName, IsCompany, WhmcsPhone
from ..lib.writes import update_client


class WhmcsClientPerson(models.AbstractModel):
    """The person of a WHMCS client that is a company, as the company's contact.

    Remote: the same record as `whmcs.client`, so nothing is fetched. The address is the
    company's: Odoo keeps it equal for contacts of type *contact*.
    """

    _name = "whmcs.client.person"
    _inherit = "sync.resource"
    _description = "Person of a WHMCS client"
    _sync_system, _sync_kind, _sync_model = "whmcs", "client_person", "res.partner"
    _sync_source = "client"

    _sync_pushes = True

    @api.model
    def _field_map(self):
        return [
            Field("name", ("firstname", "lastname"), FullName(), required=True),
            Field("parent_id", "id", Bound("client"), "pull", required=True),
            Field("type", (), Constant("contact"), "pull"),
            Field("email", "email", Email(escaped=True)),
            Field(
                "phone",
                ("phonenumberformatted", "phonenumber", "countrycode"),
                WhmcsPhone(),
            ),
        ]

    @api.model
    def _accepts(self, data):
        person = (data.get("firstname"), data.get("lastname"))
        return IsCompany().decode(data.get("companyname")) and FullName().decode(person)

    @api.model
    def _record_label(self, data):
        return FullName().decode((data.get("firstname"), data.get("lastname")))

    def _push_update(self, client, remote, values):
        update_client(client, remote, values)
