from datetime import datetime, timedelta

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .test_deals import DealCase

LONG_AGO = "2020-05-14T12:00:00+02:00"


@tagged("post_install", "-at_install")
class TestDealSources(DealCase):
    """Where products and quantities come from, and deals from before."""

    def lines(self):
        return [
            (line.product_id.name, line.quantity, line.price_unit)
            for line in self.lead().zoho_line_ids
        ]

    def use(self, source, **values):
        self.backend.write({"zoho_products_from": source, **values})
        self.zoho.source = self.backend._zoho_source_of_products()

    def test_a_subform(self):
        self.use("subform", zoho_subform="Sold", zoho_row_quantity="Count")
        rows = [
            {"Product_Name": {"id": "10"}, "Count": 3, "List_Price": 90},
            {"Product_Name": {"id": "11"}, "Count": 2, "List_Price": None},
        ]
        self.move("Closed Won", Sold=rows)
        # the second at the product's own price
        self.assertEqual(self.lines(), [("Hosting", 3, 90), ("Set-up", 2, 50)])
        invoice = self.lead().zoho_episode_id.invoice_id
        self.assertEqual(invoice.amount_untaxed, 370)
        self.push()
        self.assertEqual(self.zoho.rows["Deals"]["20"]["Amount"], 370)

    def test_an_empty_subform(self):
        self.use("subform", zoho_subform="Sold")
        self.move("Closed Won")
        self.assertIn("in the subform Sold", self.lead().zoho_problem)

    def test_a_subform_has_a_name(self):
        with self.assertRaises(ValidationError):
            self.backend.zoho_products_from = "subform"

    def test_a_quote(self):
        self.use("quote")
        row = {"Product_Name": {"id": "10"}, "Quantity": 3, "List_Price": 100}
        row |= {"Discount": 30, "Total_After_Discount": 270}
        for number in "78":
            self.zoho.put(
                "Quotes",
                number,
                Deal_Name="20",
                Quote_Stage="Draft",
                Quoted_Items=[row],
            )
        self.move("Closed Won")
        self.assertIn("several quotes", self.lead().zoho_problem)
        self.assertFalse(self.lead().zoho_episode_ids)
        self.zoho.put("Quotes", "7", Quote_Stage="Confirmed")
        # not that the deal has changed
        self.lead().action_zoho_follow()
        self.process_events()
        self.assertEqual(self.lines(), [("Hosting", 3, 90)])
        self.assertEqual(self.lead().zoho_episode_id.invoice_id.amount_untaxed, 270)

    def test_no_quote(self):
        self.use("quote")
        self.move("Closed Won")
        self.assertIn("no quote", self.lead().zoho_problem)

    # -- deals from before -------------------------------------------------------------

    def test_who_was_there_and_comes_won_waits_for_a_decision(self):
        # somebody edited it since, so the last change says nothing
        self.move(
            "Closed Won",
            Created_Time=LONG_AGO,
            Modified_Time=(datetime.now() + timedelta(hours=1)).isoformat() + "Z",
        )
        lead = self.lead()
        self.assertTrue(lead.zoho_old)
        self.assertFalse(lead.zoho_episode_ids)
        self.assertIn("press Bill now", lead.zoho_problem)
        lead.action_zoho_bill_old()
        self.assertEqual(lead.zoho_episode_id.state, "waiting")

    def test_who_was_seen_open_is_billed(self):
        self.zoho.put("Deals", "20", Created_Time=LONG_AGO)
        self.pull()
        self.move("Closed Won")
        self.assertEqual(self.lead().zoho_episode_id.state, "waiting")

    # -- what is gone ------------------------------------------------------------------

    def test_deleted_there(self):
        self.pull()
        lead = self.lead()
        binding = self.env["sync.binding"].search(
            [("kind", "=", "deal"), ("res_id", "=", lead.id)]
        )
        del self.zoho.rows["Deals"]["20"]
        # one was never here
        self.zoho.gone = {"Deals": ["20", "4711"]}
        for _again in range(2):
            run = self.pull()
            self.assertFalse(run.failed)
        self.assertTrue(lead.active)
        self.assertEqual(binding.remote_version, "retired")
        told = [each for each in lead.message_ids if "Not in Zoho CRM" in each.body]
        self.assertEqual(len(told), 1)

    def test_what_was_billed_is_not_deleted(self):
        self.move("Closed Won")
        lead = self.lead()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            lead.unlink()
        other = lead.copy()
        self.assertFalse(other.zoho_episode_ids)
        other.unlink()
