from zoneinfo import available_timezones

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sync_base.lib.convert import Line
from odoo.addons.sync_base.lib.errors import SyncError
from odoo.addons.sync_whmcs.lib.reply import rows

from ..lib.reads import TicketOptions

# kinds of this addon, which come only where the backend says so
TICKETS = {"ticket", "reply", "note", "ticket_invoice"}


class SyncBackend(models.Model):
    """How the tickets of a WHMCS installation come to the helpdesk, and go back."""

    _inherit = "sync.backend"

    whmcs_tickets = fields.Boolean(
        "Tickets",
        help="Tickets of WHMCS come to the helpdesk with their replies, notes and "
        "files.",
    )
    whmcs_tickets_from = fields.Date(
        "Tickets from", help="Tickets last answered before that day stay out of Odoo."
    )
    whmcs_tz = fields.Selection(
        "_selection_whmcs_tz",
        "Time zone of WHMCS",
        default="UTC",
        required=True,
        help="WHMCS tells the times of messages without their time zone.",
    )
    whmcs_ticket_team_id = fields.Many2one(
        "helpdesk.ticket.team",
        "Team",
        domain="[('company_id', 'in', (False, company_id))]",
        help="For departments that have no team below",
    )
    whmcs_department_ids = fields.One2many("whmcs.department", "backend_id")
    whmcs_status_ids = fields.One2many("whmcs.ticket.status", "backend_id")
    whmcs_send_replies = fields.Boolean(
        "Send replies and notes",
        default=True,
        help="What is written in Odoo on a ticket of WHMCS appears there as well.",
    )
    whmcs_admin_username = fields.Char(
        "Replies as",
        help="Login of the member of staff in WHMCS by whom replies of Odoo's users "
        "are written. Notes are by the owner of the API credentials.",
    )
    whmcs_ticket_mails = fields.Selection(
        [("whmcs", "WHMCS"), ("odoo", "Odoo")],
        "Customers get mail from",
        default="whmcs",
        required=True,
        help="Both would tell them of each reply. The other one keeps quiet.",
    )
    whmcs_file_mb = fields.Integer(
        "Files up to (MB)",
        default=20,
        help="Larger ones are not kept in Odoo, nor sent. 0: no files",
    )

    @api.model
    def _selection_whmcs_tz(self):
        return [(name, name) for name in sorted(available_timezones())]

    def _resources(self, *arguments, **options):
        resources = super()._resources(*arguments, **options)
        if self.system != "whmcs" or self.whmcs_tickets:
            return resources
        return [each for each in resources if each._sync_kind not in TICKETS]

    def _client(self):
        client = super()._client()
        if self.system == "whmcs":
            client.tickets = self._whmcs_ticket_options()
        return client

    def _whmcs_ticket_options(self):
        return TicketOptions(
            from_date=fields.Date.to_string(self.whmcs_tickets_from) or None,
            noemail=self.whmcs_ticket_mails == "odoo",
        )

    def action_whmcs_load_ticket_choices(self):
        """List WHMCS's departments and ticket statuses, to choose for."""
        self.ensure_one()
        self.check_access("write")
        try:
            with self._client() as client:
                departments = rows(
                    client.call(
                        "GetSupportDepartments", ignore_dept_assignments="true"
                    ),
                    "departments",
                    "department",
                )
                statuses = rows(client.call("GetSupportStatuses"), "statuses", "status")
        except SyncError as error:
            raise UserError(str(error)) from error
        stages = self._whmcs_stage_defaults()
        known = set(self.whmcs_department_ids.mapped("number"))
        told = set(self.whmcs_status_ids.mapped("key"))
        names = [Line(escaped=True).decode(row.get("title")) for row in statuses]
        self.write(
            {
                "whmcs_department_ids": [
                    Command.create(
                        {
                            "number": str(row["id"]),
                            "name": Line(escaped=True).decode(row.get("name")),
                        }
                    )
                    for row in departments
                    if row.get("id") and str(row["id"]) not in known
                ],
                "whmcs_status_ids": [
                    Command.create({"name": name, "stage_id": stage.id})
                    for name in names
                    if name
                    and (key := self._whmcs_fold(name)) not in told
                    and (stage := self._whmcs_default_stage(key, stages))
                ],
            }
        )
        return True
