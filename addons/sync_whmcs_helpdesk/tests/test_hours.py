from odoo.addons.sync_base.lib.errors import Transient

from .common import TicketCase


class TestHours(TicketCase):
    def setUp(self):
        super().setUp()
        self.backend.write({"push_changes": True, "whmcs_hour_rate": 80})
        self.number = self.whmcs.open_ticket("Mail", "Hello")
        self.pull()
        self.record = self.ticket(self.number)
        self.invoiced = self.env.ref("sync_whmcs_helpdesk.stage_invoiced")

    def work(self, hours=1.5, day="2026-10-06", **values):
        return self.env["account.analytic.line"].create(
            {
                "ticket_id": self.record.id,
                "date": day,
                "name": "Search",
                "unit_amount": hours,
                "company_id": self.backend.company_id.id,
                **values,
            }
        )

    def complete(self):
        self.record.stage_id = self.invoiced
        self.push()

    def invoices(self):
        return self.posted("CreateInvoice")

    def test_hours_are_timesheet_lines_with_a_rate(self):
        line = self.work()
        self.assertEqual(line.project_id.name, "Support")
        self.assertEqual(line.employee_id.user_id, self.env.user)
        self.assertEqual((line.hour_rate, line.hour_amount), (80, 120))
        self.work(hours=2, hour_rate=100)
        self.assertEqual(self.record.hours_total, 3.5)
        self.assertEqual(self.record.hours_amount, 320)

    def test_a_team_has_its_own_rate_and_project(self):
        project = self.env["project.project"].create({"name": "Tech"})
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "Tech", "hour_rate": 95, "timesheet_project_id": project.id}
        )
        self.record.team_id = team
        line = self.work()
        self.assertEqual((line.hour_rate, line.project_id), (95, project))

    def test_completed_makes_one_invoice_with_an_item_for_each_line(self):
        self.work()
        self.work(hours=0.25, day="2026-10-07", name="Mend", hour_rate=100)
        self.complete()
        (sent,) = self.invoices()
        items = [(sent[f"itemdescription{n}"], sent[f"itemamount{n}"]) for n in (1, 2)]
        self.assertEqual(
            items,
            [
                (f"#T{self.number}: 2026-10-06, Search, 1.5 h × 80.00", "120.00"),
                (f"#T{self.number}: 2026-10-07, Mend, 0.25 h × 100.00", "25.00"),
            ],
        )
        self.assertNotIn("itemdescription3", sent)
        self.assertEqual(sent["userid"], "7")
        self.assertEqual((sent["status"], sent["itemtaxed1"]), ("Unpaid", 1))
        self.assertTrue(sent["notes"].startswith("Odoo: "))
        self.assertEqual(self.record.whmcs_invoice_state, "done")
        self.assertEqual(self.whmcs.tickets_kept[self.number]["status"], "Closed")

    def test_its_opportunity_and_invoice_refer_to_the_ticket(self):
        self.work()
        self.complete()
        self.pull()
        invoice = self.whmcs.invoices[-1]
        lead = self.found("opportunity", invoice["id"])
        self.assertEqual(lead.ticket_id, self.record)
        self.assertEqual(self.record.opportunity_ids, lead)
        self.assertEqual(self.found("invoice", invoice["id"]).amount_untaxed, 120)

    def test_other_opportunities_refer_to_none(self):
        self.whmcs.invoice(31, ("Work", "10.00", 0, "", 0))
        run = self.pull()
        self.assertFalse(run.failed)
        self.assertFalse(self.found("opportunity", 31).ticket_id)
        self.assertFalse(self.open_issues())

    def test_one_item_for_each_day(self):
        self.backend.whmcs_hour_items = "day"
        self.work()
        self.work(hours=1, name="Mend")
        self.work(hours=1, day="2026-10-07")
        self.complete()
        (sent,) = self.invoices()
        self.assertEqual(
            [sent["itemamount1"], sent["itemamount2"]], ["200.00", "80.00"]
        )
        self.assertIn("Search; Mend, 2.5 h", sent["itemdescription1"])

    def test_back_and_forth_is_invoiced_once_and_edits_are_not_sent(self):
        line = self.work()
        self.complete()
        line.unit_amount = 8
        self.work()
        self.record.stage_id = self.stage("in_progress")
        self.push()
        self.complete()
        self.record.action_whmcs_invoice_again()
        self.push()
        self.assertEqual(len(self.invoices()), 1)
        self.assertEqual(self.whmcs.invoices[-1]["total"], "120.00")

    def test_edits_before_it_is_sent_are_not_sent(self):
        line = self.work()
        self.record.stage_id = self.invoiced
        line.unit_amount = 8
        self.push()
        (sent,) = self.invoices()
        self.assertEqual(sent["itemamount1"], "120.00")

    def test_an_invoice_whose_answer_is_lost_is_found_again(self):
        self.work()
        self.whmcs.lost["CreateInvoice"] = Transient("the connection broke")
        self.complete()
        self.assertEqual(self.record.whmcs_invoice_state, "waiting")
        self.push()
        self.assertEqual(len(self.invoices()), 1)
        self.assertEqual(self.record.whmcs_invoice_state, "done")
        known = self.env["sync.binding"]._known(
            self.backend, "ticket_invoice", [str(self.whmcs.invoices[-1]["id"])]
        )
        self.assertEqual(len(known), 1)

    def test_what_is_missing_is_told_and_can_be_mended(self):
        self.complete()
        self.assertEqual(self.record.whmcs_invoice_state, "failed")
        self.assertIn("no hours", self.record.whmcs_invoice_problem)
        self.assertIn("no hours", self.open_issues().reason)
        line = self.work(hour_rate=0)
        line.hour_rate = 0
        self.record.action_whmcs_invoice_again()
        self.assertIn("no rate", self.record.whmcs_invoice_problem)
        line.hour_rate = 90
        self.record.action_whmcs_invoice_again()
        self.push()
        (sent,) = self.invoices()
        self.assertEqual(sent["itemamount1"], "135.00")
        self.assertEqual(self.record.whmcs_invoice_state, "done")
        self.assertFalse(self.open_issues())

    def test_a_customer_who_is_no_client_is_told(self):
        self.work()
        self.record.partner_id = self.env["res.partner"].create(
            {"name": "Nobody", "email": "n@example.com"}
        )
        self.complete()
        self.assertFalse(self.invoices())
        self.assertIn("no WHMCS client", self.record.whmcs_invoice_problem)

    def test_another_sum_is_told(self):
        self.work()
        make = self.whmcs.CreateInvoice

        def wrong(parameters):
            return make({**parameters, "itemamount1": "12.00"})

        self.whmcs.CreateInvoice = wrong
        self.addCleanup(delattr, self.whmcs, "CreateInvoice")
        self.complete()
        self.assertIn("12.00", self.record.whmcs_invoice_problem)

    def test_a_ticket_that_is_not_in_whmcs_is_left_alone(self):
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Own", "description": "Own", "partner_id": self.partner_a.id}
        )
        ticket.stage_id = self.invoiced
        self.push()
        self.assertFalse(ticket.whmcs_ticket_invoice_ids)
        self.assertFalse(self.invoices())

    def test_what_is_completed_in_whmcs_is_not_invoiced_from_here(self):
        self.work()
        self.backend.whmcs_status_ids = [
            (0, 0, {"name": "Invoiced", "stage_id": self.invoiced.id})
        ]
        self.whmcs.tickets_kept[self.number]["status"] = "invoiced"
        self.pull()
        self.assertEqual(self.record.stage_id, self.invoiced)
        self.push()
        self.assertFalse(self.invoices())
