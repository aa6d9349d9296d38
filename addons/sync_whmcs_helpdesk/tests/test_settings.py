import json

from odoo.exceptions import AccessError, UserError

from odoo.addons.sync_base.lib.errors import Transient
from odoo.addons.sync_base.lib.events import EventCall
from odoo.addons.sync_whmcs.lib.client import MissingPermission

from .common import STATUSES, TicketCase


class TestSettings(TicketCase):
    def test_choices_are_read_once_and_kept(self):
        departments = self.backend.whmcs_department_ids
        self.assertEqual(departments.mapped("name"), ["Sales", "Technik & Co"])
        statuses = self.backend.whmcs_status_ids
        self.assertEqual(statuses.mapped("name"), list(STATUSES))
        self.assertEqual(statuses[0].stage_id, self.stage("new"))
        statuses[0].stage_id = self.stage("in_progress")
        self.backend.action_whmcs_load_ticket_choices()
        self.assertEqual(self.backend.whmcs_status_ids, statuses)
        self.assertEqual(statuses[0].stage_id, self.stage("in_progress"))

    def test_a_silent_whmcs_is_told(self):
        self.whmcs.errors["GetSupportStatuses"] = Transient("busy")
        with self.assertRaises(UserError):
            self.backend.action_whmcs_load_ticket_choices()

    def test_the_names_of_statuses_are_compared_by_letters(self):
        self.backend.whmcs_status_ids = [
            (0, 0, {"name": "Wait & See", "stage_id": self.stage("awaiting").id})
        ]
        for status in ("wait &amp; see", "waitsee", "WAIT & SEE"):
            number = self.whmcs.open_ticket(status, "Hello", status=status)
            self.pull()
            self.assertEqual(self.ticket(number).stage_id, self.stage("awaiting"))

    def test_departments_are_teams(self):
        team = self.env["helpdesk.ticket.team"].create({"name": "Tech"})
        other = self.env["helpdesk.ticket.team"].create({"name": "Other"})
        self.backend.whmcs_department_ids[1].team_id = team
        self.backend.whmcs_ticket_team_id = other
        first = self.whmcs.open_ticket("Mail", "Hello", deptid="2")
        second = self.whmcs.open_ticket("Mail", "Hello", deptid="9")
        self.pull()
        self.assertEqual(self.ticket(first).team_id, team)
        self.assertEqual(self.ticket(second).team_id, other)

    def test_hooks_about_tickets_are_read(self):
        event = "TicketMerge", {"masterTicketId": 5, "mergedTicketIds": [6, 7]}
        body = json.dumps({"id": "x", "events": [{"event": event[0], "ids": event[1]}]})
        call = EventCall(body=body.encode())
        found = self.backend._parse_events(call)
        self.assertEqual(
            [(each.kind, each.remote_id) for each in found],
            [("ticket", "5"), ("ticket", "6"), ("ticket", "7")],
        )
        self.backend.whmcs_tickets = False
        self.assertIsNone(self.backend._parse_events(call))

    def test_what_people_may_not_see(self):
        """An agent without rights of the synchronisation works on tickets."""
        number = self.whmcs.open_ticket("Mail", "Hello")
        self.pull()
        agent = self.env["res.users"].create(
            {
                "name": "Agent",
                "login": "agent",
                "company_id": self.backend.company_id.id,
                "company_ids": [(6, 0, self.backend.company_id.ids)],
                "group_ids": [
                    (4, self.env.ref("helpdesk_mgmt.group_helpdesk_user").id),
                    (4, self.env.ref("hr_timesheet.group_hr_timesheet_user").id),
                ],
            }
        )
        employee = {"name": "Agent", "user_id": agent.id}
        self.env["hr.employee"].create(
            {**employee, "company_id": self.backend.company_id.id}
        )
        self.backend.whmcs_hour_rate = 70
        ticket = self.ticket(number).with_user(agent)
        line = self.env["account.analytic.line"].with_user(agent)
        line = line.create({"ticket_id": ticket.id, "name": "x", "unit_amount": 1})
        self.assertEqual(line.hour_rate, 70)
        ticket.message_post(
            body="Done", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        ticket.stage_id = self.env.ref("sync_whmcs_helpdesk.stage_invoiced")
        self.assertEqual(ticket.whmcs_invoice_state, "waiting")
        with self.assertRaises(AccessError):
            ticket.whmcs_ticket_invoice_ids.write({"items": []})
        with self.assertRaises(AccessError):
            self.env["whmcs.ticket.file"].with_user(agent).search([])
        self.push()
        self.assertEqual(ticket.whmcs_invoice_state, "done")
        self.assertEqual(self.posted("AddTicketReply")[0]["message"], "Done")

    def test_missing_permissions_are_named(self):
        self.whmcs.errors["GetTickets"] = MissingPermission("gettickets")
        with self.assertRaisesRegex(UserError, "GetTickets"):
            self.backend.action_test_connection()
