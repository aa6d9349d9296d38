from datetime import datetime, timedelta, timezone

from odoo import api, models

from odoo.addons.sync_base.engine.match import MatchRule, same_name
from odoo.addons.sync_base.lib.convert import (
    Choice,
    Email,
    Flag,
    Line,
    Reference,
    VatNumber,
)
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_base.lib.notes import Note
from odoo.addons.sync_base.lib.page import RemoteRecord

from ..lib.convert import ClientName, IsCompany, WhmcsPhone
from ..lib.convert_billing import Link
from ..lib.convert_client import Language, State
from ..lib.lists import changed_since, details, list_page
from ..lib.writes import add_client, client_of_email, update_client
from .res_partner import STATUSES

STATUS = {value: value for value, _label in STATUSES}


class WhmcsClient(models.AbstractModel):
    """WHMCS clients as companies, or as persons where they have no company name.

    Remote: GetClients (list, summary), GetClientsDetails (one), AddClient,
    UpdateClient.
    WHMCS has no "modified since". A pass reads the details of clients that are new,
    whose line in the list changed, or that the activity log names (GetActivityLog);
    all details are read anew every so many hours, as the log may be cut short.
    """

    _name = "whmcs.client"
    _inherit = "sync.resource"
    _description = "WHMCS client"
    _sync_system, _sync_kind, _sync_model = "whmcs", "client", "res.partner"
    _sync_sequence = 10

    _sync_pushes = True
    _sync_lists_all = True
    _sync_creates = True

    @api.model
    def _field_map(self):
        return [
            Field(
                "name",
                ("companyname", "firstname", "lastname"),
                ClientName(),
                required=True,
                max_length=255,
            ),
            Field("is_company", "companyname", IsCompany(), direction="pull"),
            Field("email", "email", Email(escaped=True)),
            Field(
                "phone",
                ("phonenumberformatted", "phonenumber", "countrycode"),
                WhmcsPhone(),
            ),
            Field("street", "address1", Line(escaped=True)),
            Field("street2", "address2", Line(escaped=True)),
            Field("city", "city", Line(escaped=True)),
            Field("zip", "postcode", Line(escaped=True)),
            Field("country_id", "countrycode", Reference("res.country")),
            Field("state_id", ("state", "countrycode"), State()),
            Field("vat", ("tax_id", "countrycode"), VatNumber()),
            Field("lang", "language", Language()),
            # Both sides write notes, and WHMCS's have no formatting: a person decides.
            Field("comment", "notes", Note(escaped=True), policy="ask"),
            # WHMCS's own affair
            Field("whmcs_status", "status", Choice(STATUS), "pull"),
            Field(
                "whmcs_group_id", "groupid", Link("client_group", strict=False), "pull"
            ),
            Field(
                "whmcs_currency_id",
                "currency_code",
                Reference("res.currency", "name", strict=False),
                "pull",
            ),
            Field("whmcs_tax_exempt", "taxexempt", Flag(), "pull"),
        ]

    @api.model
    def _match_rules(self):
        return [
            MatchRule("vat", _vat_forms),
            MatchRule("email_normalized", _email_form, same_name),
        ]

    @api.model
    def _record_label(self, data):
        return ClientName().decode(
            [data.get(key) for key in ("companyname", "firstname", "lastname")]
        )

    def _begin_pass(self, client, bookmark):
        now = datetime.now(timezone.utc)
        full_at = bookmark.get("full_at")
        full = not full_at or (
            now - datetime.fromisoformat(full_at) > timedelta(hours=client.full_hours)
        )
        changes = changed_since(client, bookmark.get("log_id"))
        return {
            "offset": 0,
            "full": full or changes.cut_short,
            "changed": changes.client_ids,
            "problem": changes.problem,
            "bookmark": {
                "log_id": changes.log_id,
                "full_at": now.isoformat() if full or changes.cut_short else full_at,
            },
        }

    def _fetch_page(self, client, position):
        page = list_page(
            client,
            position,
            "GetClients",
            "clients",
            "client",
            orderby="id",
            sorting="ASC",
        )
        changed = set(position["changed"])
        for remote in page.records:
            remote.complete = False
            remote.must_read = position["full"] or remote.id in changed
        return page

    def _fetch_records(self, client, records):
        return details(client, records)

    def _to_create(self, records):
        # WHMCS takes no client without an address
        return records.filtered(lambda each: each.email and not each.parent_id)

    def _find_created(self, client, token, values):
        found = client_of_email(client, values.get("email"))
        return found and str(found["id"])

    def _find_twins(self, client, values):
        found = client_of_email(client, values.get("email"))
        return [RemoteRecord(str(found["id"]), found)] if found else []

    def _push_create(self, client, token, values):
        return add_client(client, values)

    def _push_update(self, client, remote, values):
        update_client(client, remote, values)


def _vat_forms(values):
    """Return the ways in which Odoo may hold a VAT number: with prefix or without."""
    vat = values.get("vat")
    return [vat, VatNumber.normalize(vat)] if vat else []


def _email_form(values):
    return [Email.normalize(values.get("email"))]
