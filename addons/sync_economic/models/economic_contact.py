from odoo import api, models

from odoo.addons.sync_base.engine.match import MatchRule, same_name
from odoo.addons.sync_base.lib.convert import Bound, Constant, Line
from odoo.addons.sync_base.lib.errors import NotFound
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.notes import Note
from odoo.addons.sync_base.lib.page import Page, RemoteRecord, digest, read_each

from ..lib.convert import Emails, PhoneText, Truth
from ..lib.since import begun, gone_on
from ..lib.values import first_with, same

RECEIVES = {
    "economic_get_invoices": "receiveInvoices",
    "economic_get_orders": "receiveOrders",
    "economic_get_quotes": "receiveQuotes",
    "economic_get_reminders": "receiveReminders",
}


class EconomicContact(models.AbstractModel):
    """Contact persons of e-conomic's customers.

    Remote: OpenAPI Contacts over all customers, 1,000 a page, deleted ones among them;
    an object version guards each change. Source: the description of customersapi.
    """

    _name = "economic.contact"
    _inherit = "economic.resource"
    _description = "Contact person of e-conomic"
    _sync_kind, _sync_model = "contact", "res.partner"
    _sync_sequence = 20

    _sync_pushes = True
    _sync_creates = True
    _sync_reuses_ids = True

    @api.model
    def _field_map(self):
        return [
            Field("name", "name", Line(), required=True, max_length=255),
            Field(
                "parent_id",
                "customerNumber",
                Parent("customer"),
                "pull",
                required=True,
                on_create=True,
            ),
            # Not "contact": Odoo would copy such an address to the customer and back.
            Field("type", (), Constant("other"), "pull"),
            Field("email", "email", Emails(), max_length=255),
            Field("phone", "phone", PhoneText(), max_length=50),
            Field("comment", "notes", Note(), max_length=2000),
            *(Field(name, path, Truth()) for name, path in RECEIVES.items()),
        ]

    @api.model
    def _match_rules(self):
        return [
            MatchRule("email", lambda values: [values.get("email")], _is_of),
            MatchRule("name", lambda values: [values.get("name")], _is_of),
        ]

    @api.model
    def _record_label(self, data):
        return Line().decode(data.get("name"))

    # -- reading ---------------------------------------------------------------------

    def _begin_pass(self, client, bookmark):
        return {"cursor": None, **begun(bookmark)}

    def _fetch_page(self, client, position):
        rows, cursor, latest = client.contacts(position["cursor"], position["since"])
        position, since = gone_on(client, position, latest)
        return Page(
            [self._remote(row) for row in rows],
            {**position, "cursor": cursor} if cursor else None,
            {"since": since},
        )

    def _fetch_records(self, client, records):
        return read_each(
            client, records, lambda each: self._remote(client.contact(each.id))
        )

    @staticmethod
    def _remote(row):
        remote = RemoteRecord(str(row["number"]), row, digest(row))
        if row.get("isDeleted"):
            remote.error = NotFound("It was deleted in e-conomic.")
        return remote

    # -- writing ---------------------------------------------------------------------

    def _to_create(self, records):
        return records.filtered("parent_id")

    def _find_created(self, client, token, values):
        found = first_with(values, client.contacts_of(values["customerNumber"]))
        return found and str(found["number"])

    def _find_twins(self, client, values):
        rows = client.contacts_of(values["customerNumber"])
        return [self._remote(row) for row in rows if same(row["name"], values["name"])]

    def _push_create(self, client, token, values):
        return str(client.create_contact(values, token))

    def _push_update(self, client, remote, values):
        client.change_contact(remote.id, remote.data, values)


class Parent(Bound):
    """The customer of a contact, which e-conomic numbers."""

    def encode(self, value, local=None):
        return int(value)


def _is_of(record, values):
    """Whether a person has this name and belongs to the same customer."""
    number = record.parent_id.economic_number
    of_it = bool(number) and str(number) == values.get("parent_id")
    return of_it and same_name(record, values)
