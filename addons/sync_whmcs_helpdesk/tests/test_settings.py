from odoo.exceptions import UserError

from odoo.addons.sync_base.lib.errors import Transient
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

    def test_missing_permissions_are_named(self):
        self.whmcs.errors["GetTickets"] = MissingPermission("gettickets")
        with self.assertRaisesRegex(UserError, "GetTickets"):
            self.backend.action_test_connection()
