from dataclasses import replace

from odoo import api, models

from odoo.addons.sync_base.lib.convert import Bound, Line
from odoo.addons.sync_base.lib.field_map import Field
from odoo.addons.sync_whmcs.lib.convert_billing import Kept

from ..lib.convert import Author, Moment, Prose
from ..lib.reads import find_messages, messages
from ..lib.writes import add_message, find_message


class WhmcsReply(models.AbstractModel):
    """Replies in WHMCS tickets as messages of their authors.

    Remote: the replies of GetTicket, so nothing is listed; AddTicketReply.
    """

    _name = "whmcs.reply"
    _inherit = "sync.resource"
    _description = "WHMCS ticket reply"
    _sync_system, _sync_kind, _sync_model = "whmcs", "reply", "mail.message"
    _sync_part_of = "ticket"
    _sync_sequence = 61

    _sync_pushes = True
    _sync_creates = True
    # `helpdesk.ticket` says which
    _sync_creates_new = False
    _sync_in_order = "ticketid"
    _sync_told_by = ("whmcs_ticket_id", "body")
    _what = "replies"

    @api.model
    def _field_map(self):
        return [
            Field(
                "whmcs_ticket_id",
                "ticketid",
                Bound("ticket"),
                "pull",
                required=True,
                on_create=True,
            ),
            Field("body", "message", Prose(), "pull", on_create=True),
            Field("date", "date", Moment(), "pull"),
            Field("whmcs_author", Author.PATHS, Author(), "pull"),
            Field("whmcs_files", "files", Kept(), "pull"),
        ]

    @api.model
    def _fields_of(self, backend):
        moment = Moment(backend.sudo().whmcs_tz or "UTC")
        return [
            replace(pair, convert=moment) if pair.name == "date" else pair
            for pair in super()._fields_of(backend)
        ]

    @api.model
    def _create_context(self):
        return {**super()._create_context(), "whmcs_what": self._what}

    @api.model
    def _record_label(self, data):
        return Line(escaped=True).decode(str(data.get("message") or "")[:60])

    @api.model
    def _parts(self, remote):
        return messages(remote, self._what)

    def _fetch_records(self, client, records):
        return find_messages(client, records, self._what)

    # -- writing -------------------------------------------------------------------

    @api.model
    def _more_values(self, backend, record):
        message_sudo = record.sudo()
        bindings_sudo = self.env["sync.binding"].sudo()
        others = message_sudo.search(
            [("whmcs_ticket_id", "=", message_sudo.whmcs_ticket_id.id)]
        )
        tied = bindings_sudo.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", self._sync_kind),
                ("remote_id", "!=", False),
                ("res_id", "in", others.ids),
            ]
        )
        values = {
            "known": tied.mapped("remote_id"),
            "files": backend.sudo()._whmcs_out_files(message_sudo.attachment_ids),
        }
        if self._what == "replies":
            values |= backend.sudo()._whmcs_writer(message_sudo)
        return values

    def _find_created(self, client, token, values):
        return find_message(client, self._what, {"writer": {}, **values})

    def _push_create(self, client, token, values):
        return add_message(client, self._what, values)


class WhmcsNote(models.AbstractModel):
    """Notes of WHMCS's staff as internal notes.

    Remote: the notes of GetTicket; AddTicketNote, by the owner of the credentials.
    """

    _name = "whmcs.note"
    _inherit = "whmcs.reply"
    _description = "WHMCS ticket note"
    _sync_kind = "note"
    _sync_sequence = 62
    _what = "notes"
