from dataclasses import replace

from odoo import api, models

from odoo.addons.sync_base.lib.convert import Bound, Constant, Day, Line, Reference
from odoo.addons.sync_base.lib.field_map import Field

from ..lib.convert import Count, DealAmount, Moment, Plain, Sum
from ..lib.custom_fields import USUAL_REASON
from ..lib.sold import sold

# no field of a deal, but a record of its own
NOTE = "note"


class ZohoDeal(models.AbstractModel):
    """Deals of Zoho CRM as opportunities; what is won there is billed here.

    Remote: module Deals; what each deal that is won sells (see `lib.sold`), and the
    related list Contact_Roles where no contact is given. Sources: CRM API v8, Get
    Records and Get Related Records.
    """

    _name = "zoho.deal"
    _inherit = "zoho.resource"
    _description = "Deal of Zoho CRM"
    _sync_kind, _sync_model = "deal", "crm.lead"
    _sync_sequence = 40
    _sync_pushes = True
    _zoho_module = "Deals"
    _zoho_more = ("Account_Name", "Contact_Name", "Currency")

    @api.model
    def _field_map(self):
        return [
            Field("type", (), Constant("opportunity"), "pull"),
            Field("name", "Deal_Name", Line(), "pull", required=True),
            Field("zoho_category", "category", Line(), "pull"),
            Field("zoho_stage", "Stage", Line(), "pull"),
            Field("zoho_reason", "reason", Line(), "pull"),
            Field("zoho_moved_at", "Modified_Time", Moment(), "pull"),
            Field("zoho_created_at", "Created_Time", Moment(), "pull"),
            Field("zoho_contact_count", "contacts", Count(), "pull"),
            Field("zoho_quote_count", "quotes", Count(), "pull"),
            Field("partner_id", "contact", Bound("contact", strict=False), "pull"),
            Field("date_deadline", "Closing_Date", Day(), "pull"),
            Field(
                "zoho_currency_id",
                "Currency",
                Reference("res.currency", "name", strict=False),
                "pull",
            ),
            Field("expected_revenue", ("Amount", "products"), DealAmount(), "pull"),
            Field("zoho_products", "products", Plain(), "pull"),
            Field("zoho_amount", "Amount", Sum(), "push"),
            # said there once; nobody reads it back
            Field("zoho_note", NOTE, Line(), write_only=True),
        ]

    @api.model
    def _record_label(self, data):
        return Line().decode(data.get("Deal_Name"))

    # -- reading ---------------------------------------------------------------------

    @api.model
    def _zoho_fields(self, client):
        return sorted({*super()._zoho_fields(client), self._zoho_reason(client)})

    @api.model
    def _zoho_reason(self, client):
        """Return the name of the field with the reason of a loss."""
        return client.names.get("reason") or USUAL_REASON

    def _fetch_page(self, client, position):
        page = super()._fetch_page(client, position)
        for remote in page.records:
            # what is sold costs a call for each, so of those won only
            if not remote.error:
                remote.complete = remote.data["category"] != "won"
        return page

    @api.model
    def _zoho_read(self, client, remote, fields):
        """Return a deal with what it is related to."""
        whole, row = remote, None
        if not remote.version:
            # not from a page that was just read
            row = client.record(self._zoho_module, remote.id)
            whole = self._zoho_remote(client, row, fields)
        whole = replace(whole, data=dict(whole.data), complete=True)
        if whole.data["category"] == "won":
            found = sold(client, remote.id, client.source, row)
            whole.data |= {"products": found.rows, "quotes": found.quotes}
        if not whole.data["Contact_Name"]:
            roles = client.contact_roles(remote.id)
            whole.data["contacts"] = len(roles)
            whole.data["contact"] = str(roles[0]["id"]) if len(roles) == 1 else None
        return whole

    @api.model
    def _zoho_remote(self, client, row, fields):
        remote = super()._zoho_remote(client, row, fields)
        contact = row.get("Contact_Name") or {}
        remote.data |= {
            "category": client.stages().category(row.get("Stage")),
            "reason": row.get(self._zoho_reason(client)),
            "contact": contact.get("id"),
            "contacts": 1 if contact else 0,
            "products": None,
            "quotes": 0,
        }
        return remote

    # -- writing ---------------------------------------------------------------------

    def _push_update(self, client, remote, values):
        values = dict(values)
        note = values.pop(NOTE, None)
        result = super()._push_update(client, remote, values) if values else None
        if note:
            client.add_note(self._zoho_module, remote.id, "Odoo", note)
        return result
