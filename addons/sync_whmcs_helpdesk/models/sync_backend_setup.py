from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sync_whmcs.lib.permissions import NOBODY, Needed

TICKET_ACTIONS = [
    Needed("GetTickets", "tickets", {"limitnum": 1}),
    # "Ticket ID Not Found"
    Needed("GetTicket", "tickets", {"ticketid": NOBODY}),
    Needed(
        "GetTicketAttachment",
        "tickets",
        {"relatedid": NOBODY, "type": "ticket", "index": 0},
        refused=True,
    ),
    Needed("GetSupportDepartments", "tickets"),
    Needed("GetSupportStatuses", "tickets"),
]
REPLY_ACTIONS = [
    # each names a client or a ticket that cannot exist
    Needed("OpenTicket", "replies", {"clientid": NOBODY}, refused=True),
    Needed("UpdateTicket", "replies", {"ticketid": NOBODY}),
    Needed("AddTicketReply", "replies", {"ticketid": NOBODY}, refused=True),
    Needed("AddTicketNote", "replies", {"ticketid": NOBODY}, refused=True),
]


class WhmcsPermission(models.Model):
    _inherit = "whmcs.permission"

    purpose = fields.Selection(
        selection_add=[
            ("tickets", "Tickets"),
            ("replies", "Replies and new tickets"),
        ],
        ondelete={"tickets": "cascade", "replies": "cascade"},
    )


class SyncBackend(models.Model):
    """The assistant's step about tickets."""

    _inherit = "sync.backend"

    whmcs_setup_step = fields.Selection(
        selection_add=[("sales",), ("tickets", "Tickets"), ("scope",)],
        ondelete={"tickets": "set default"},
    )

    @api.model
    def _whmcs_needed(self):
        return [*super()._whmcs_needed(), *TICKET_ACTIONS, *REPLY_ACTIONS]

    def _whmcs_purposes(self):
        purposes = super()._whmcs_purposes()
        if self.whmcs_tickets:
            purposes |= {"tickets"}
            if self.whmcs_send_replies:
                purposes |= {"replies"}
        return purposes

    def _whmcs_setup_enter(self, step):
        result = super()._whmcs_setup_enter(step)
        if step == "tickets" and not self.whmcs_department_ids:
            self.action_whmcs_setup_tickets()
        return result

    def action_whmcs_setup_tickets(self):
        """Read departments and statuses; what WHMCS refuses is told on the form."""
        self._check_setup_rights()
        try:
            self.action_whmcs_load_ticket_choices()
        except UserError as error:
            self.whmcs_setup_problem = str(error)
        return True

    @api.depends("whmcs_tickets", "whmcs_send_replies", "whmcs_admin_username")
    def _compute_whmcs_setup_todo(self):
        return super()._compute_whmcs_setup_todo()

    def _whmcs_setup_open(self):
        found = super()._whmcs_setup_open()
        nobody = self.whmcs_send_replies and not self.whmcs_admin_username
        if self.whmcs_tickets and nobody:
            found.append(
                self.env._("Nobody in WHMCS is named by whom replies are written.")
            )
        return found
