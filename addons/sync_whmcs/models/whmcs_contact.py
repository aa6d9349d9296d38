from odoo import api, models

from odoo.addons.sync_base.engine.match import MatchRule, same_name
from odoo.addons.sync_base.lib.convert import Bound, Constant, Email, Line, Reference
from odoo.addons.sync_base.lib.errors import NotFound
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.page import RemoteRecord

from ..lib.convert import FullName, WhmcsPhone
from ..lib.convert_client import State
from ..lib.lists import all_pages, list_page
from ..lib.writes import add_contact, contacts_like, parameters
from .whmcs_client import _email_form


class WhmcsContact(models.AbstractModel):
    """Contacts of WHMCS clients as child contacts.

    Remote: GetContacts (list, complete), AddContact, UpdateContact. There is no action
    for one contact, so a single one is read from the list of its client. GetContacts
    tells no tax ID, and UpdateContact takes none: Odoo's is the company's.
    """

    _name = "whmcs.contact"
    _inherit = "sync.resource"
    _description = "WHMCS contact"
    _sync_system, _sync_kind, _sync_model = "whmcs", "contact", "res.partner"
    _sync_sequence = 20

    _sync_pushes = True
    _sync_lists_all = True
    _sync_creates = True

    @api.model
    def _field_map(self):
        return [
            Field(
                "name",
                ("firstname", "lastname"),
                FullName(),
                required=True,
                max_length=255,
            ),
            Field(
                "parent_id",
                "userid",
                Bound("client"),
                "pull",
                required=True,
                on_create=True,
            ),
            # Not "contact": Odoo would copy such an address to the client and back.
            Field("type", (), Constant("other"), "pull"),
            Field("email", "email", Email(escaped=True)),
            Field(
                "phone",
                ("phonenumberformatted", "phonenumber", "country"),
                WhmcsPhone(),
            ),
            Field("street", "address1", Line(escaped=True)),
            Field("street2", "address2", Line(escaped=True)),
            Field("city", "city", Line(escaped=True)),
            Field("zip", "postcode", Line(escaped=True)),
            Field("country_id", "country", Reference("res.country")),
            Field("state_id", ("state", "country"), State()),
        ]

    @api.model
    def _match_rules(self):
        return [MatchRule("email_normalized", _email_form, same_name)]

    @api.model
    def _record_label(self, data):
        return FullName().decode((data.get("firstname"), data.get("lastname")))

    def _begin_pass(self, client, bookmark):
        return {"offset": 0}

    def _fetch_page(self, client, position):
        return list_page(client, position, "GetContacts", "contacts", "contact")

    def _fetch_records(self, client, records):
        wanted = {remote.id for remote in records}
        found = {}
        for userid in {remote.data.get("userid") for remote in records} - {None}:
            position = {"offset": 0}
            page = list_page(
                client, position, "GetContacts", "contacts", "contact", userid=userid
            )
            found |= {each.id: each for each in page.records if each.id in wanted}
        if wanted - found.keys():
            # It may belong to another client by now: look through the whole list.
            for page in all_pages(client, "GetContacts", "contacts", "contact"):
                found |= {each.id: each for each in page.records if each.id in wanted}
        for remote in records:
            if remote.id not in found:
                remote.error = NotFound(f"WHMCS has no contact {remote.id} any more.")
        return [found.get(remote.id, remote) for remote in records]

    def _to_create(self, records):
        return records.filtered("parent_id")

    def _find_created(self, client, token, values):
        found = contacts_like(client, values)
        return str(found[0]["id"]) if found else None

    def _find_twins(self, client, values):
        found = contacts_like(client, values)
        return [RemoteRecord(str(row["id"]), row) for row in found]

    def _push_create(self, client, token, values):
        return add_contact(client, values)

    def _push_update(self, client, remote, values):
        client.call("UpdateContact", contactid=remote.id, **parameters(values))
