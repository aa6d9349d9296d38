from dataclasses import replace
from datetime import datetime, timezone

from odoo import api, models

from odoo.addons.sync_base.lib.convert import Line
from odoo.addons.sync_base.lib.errors import Invalid
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_whmcs.lib.convert_billing import Kept, Link

from ..lib.convert import Mapped, Moment, Priority, Prose
from ..lib.reads import first_position, ticket_page, tickets
from ..lib.writes import find_ticket, open_ticket


class WhmcsTicket(models.AbstractModel):
    """Tickets of WHMCS as helpdesk tickets; the opening message is the description.

    Remote: GetTickets (list, header), GetTicket (one, with replies and notes),
    OpenTicket, UpdateTicket. The list's line shows replies and changes of the header,
    but no notes: those are found by hooks, and by reading what is open or of late anew
    every so many hours.
    """

    _name = "whmcs.ticket"
    _inherit = "sync.resource"
    _description = "WHMCS ticket"
    _sync_system, _sync_kind, _sync_model = "whmcs", "ticket", "helpdesk.ticket"
    _sync_sequence = 60

    _sync_pushes = True
    _sync_lists_all = True
    _sync_creates = True
    _sync_told_by = ("name", "description", "partner_id")

    @api.model
    def _field_map(self):
        return [
            Field("whmcs_number", "tid", Line(), "pull"),
            Field("name", "subject", Line(escaped=True), required=True),
            Field("description", "message", Prose(), "pull", on_create=True),
            Field("partner_id", "userid", Link("client"), "pull"),
            Field("partner_name", "name", Line(escaped=True), "pull"),
            Field("partner_email", "email", Line(escaped=True), "pull"),
            Field("team_id", "deptid", Mapped()),
            Field("stage_id", "status", Mapped(folded=True)),
            Field("priority", "priority", Priority()),
            Field("whmcs_opened", "date", Moment(), "pull"),
            Field("whmcs_files", "files", Kept(), "pull"),
        ]

    @api.model
    def _fields_of(self, backend):
        chosen = {
            "team_id": backend.sudo()._whmcs_teams(),
            "stage_id": backend.sudo()._whmcs_statuses(),
            "whmcs_opened": Moment(backend.sudo().whmcs_tz or "UTC"),
        }
        return [
            replace(pair, convert=chosen[pair.name]) if pair.name in chosen else pair
            for pair in super()._fields_of(backend)
        ]

    @api.model
    def _record_label(self, data):
        number, subject = (
            Line(escaped=True).decode(data.get(key)) for key in ("tid", "subject")
        )
        return " ".join(filter(None, [number and f"#{number}", subject]))

    # -- reading -------------------------------------------------------------------

    def _begin_pass(self, client, bookmark):
        return first_position(client, bookmark, datetime.now(timezone.utc))

    def _fetch_page(self, client, position):
        return ticket_page(client, position)

    def _fetch_records(self, client, records):
        return tickets(client, records)

    # -- writing -------------------------------------------------------------------

    def _to_create(self, records):
        return records.filtered(
            lambda ticket: ticket.partner_id or ticket.partner_email
        )

    @api.model
    def _more_values(self, backend, record):
        department = backend.sudo()._whmcs_department(record.team_id)
        if not department:
            raise Invalid(
                self.env._(
                    "Read the departments of WHMCS first: backend %s, Tickets.",
                    backend.name,
                )
            )
        bindings_sudo = self.env["sync.binding"].sudo()
        tied = bindings_sudo.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", self._sync_kind),
                ("remote_id", "!=", False),
            ],
            order="id desc",
            limit=1000,
        )
        return {
            "department": department,
            "writer": backend.sudo()._whmcs_customer(
                record.partner_id, record.partner_name, record.partner_email
            ),
            "known": tied.mapped("remote_id"),
            "files": backend.sudo()._whmcs_out_files(
                record.attachment_ids.filtered(lambda each: not each.res_field)
            ),
        }

    def _find_created(self, client, token, values):
        return find_ticket(client, values)

    def _push_create(self, client, token, values):
        return open_ticket(client, values)

    def _push_update(self, client, remote, values):
        client.call("UpdateTicket", ticketid=remote.id, **values)
