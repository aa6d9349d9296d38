from odoo import api, models

from odoo.addons.sync_base.lib.convert import Bound
from odoo.addons.sync_base.lib.errors import Invalid
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_whmcs.lib.billing import invoices
from odoo.addons.sync_whmcs.lib.billing_writes import find_invoice
from odoo.addons.sync_whmcs.lib.convert_billing import Amount, InvoiceNumber, Kept
from odoo.addons.sync_whmcs.lib.invoice import money

from ..lib.invoices import create_invoice


class ItemsSum(Amount):
    """What the items of an invoice come to; decodes ``items``."""

    def decode(self, value):
        found = (value or {}).get("item") if isinstance(value, dict) else value
        rows = [found] if isinstance(found, dict) else found or []
        return str(sum((money(row.get("amount")) for row in rows), money(0)))

    def from_odoo(self, value, known):
        return value or None

    def to_odoo(self, value, known):
        return value


class WhmcsTicketBill(models.AbstractModel):
    """Invoices that WHMCS gets for the hours of tickets.

    Remote: CreateInvoice, with the binding's token in the notes; GetInvoices to find it
    again, GetInvoice to verify it. Nothing is listed: as invoices, these come to Odoo
    like all others (`whmcs.invoice`).
    """

    _name = "whmcs.ticket.bill"
    _inherit = "sync.resource"
    _description = "WHMCS invoice of a ticket"
    _sync_system, _sync_kind = "whmcs", "ticket_invoice"
    _sync_model = "whmcs.ticket.invoice"
    # never by a list, and after its ticket
    _sync_part_of = "ticket"
    _sync_sequence = 63

    _sync_pushes = True
    _sync_creates = True
    # the stage of the ticket says which
    _sync_creates_new = False
    # only the token tells
    _sync_in_order = "userid"

    @api.model
    def _field_map(self):
        return [
            Field(
                "ticket_id",
                "ticketid",
                Bound("ticket"),
                write_only=True,
                required=True,
                on_create=True,
            ),
            Field("items", "lines", Kept(), write_only=True, required=True),
            Field("whmcs_number", InvoiceNumber.PATHS, InvoiceNumber(), "pull"),
            Field("whmcs_sum", "items", ItemsSum(), "pull"),
        ]

    @api.model
    def _record_label(self, data):
        return InvoiceNumber.of(data)

    def _fetch_records(self, client, records):
        return invoices(client, records)

    @api.model
    def _more_values(self, backend, record):
        customer = backend.sudo()._whmcs_customer(
            record.sudo().ticket_id.partner_id, "", ""
        )
        if not customer.get("clientid"):
            raise Invalid(self.env._("The customer of the ticket is no WHMCS client."))
        return {
            "userid": customer["clientid"],
            "taxed": backend.whmcs_hour_taxed,
            "options": backend._whmcs_invoice_options(),
        }

    def _find_created(self, client, token, values):
        return find_invoice(client, values["userid"], token)

    def _push_create(self, client, token, values):
        items = [(text, amount, values["taxed"]) for text, amount in values["lines"]]
        return create_invoice(
            client, token, values["userid"], items, **values["options"]
        )
