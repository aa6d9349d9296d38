from odoo.tests import tagged

from .test_deals import DealCase


@tagged("post_install", "-at_install")
class TestDealCurrency(DealCase):
    """What a deal is worth: there in its currency, here in the company's."""

    def setUp(self):
        super().setUp()
        # two for one of the company's
        self.other = self.setup_other_currency("EUR", rates=[("2016-01-01", 2)])
        self.backend.zoho_currency_id = self.other

    def test_an_open_deal(self):
        self.pull()
        self.zoho.put("Deals", "20", Amount=300)
        self.pull()
        self.assertEqual(self.lead().expected_revenue, 150)
        self.zoho.put("Deals", "20", Amount=0)
        self.pull()
        self.assertEqual(self.lead().expected_revenue, 0)

    def test_a_deal_with_a_currency_of_its_own(self):
        ours = self.env.company.currency_id
        self.zoho.put("Deals", "20", Amount=300, Currency=ours.name)
        self.pull()
        self.assertEqual(self.lead().zoho_currency_id, ours)
        self.assertEqual(self.lead().expected_revenue, 300)

    def test_the_amount_of_an_open_deal_is_theirs(self):
        self.zoho.put("Deals", "20", Amount=300)
        for _again in range(2):
            self.pull()
            self.push()
        self.assertFalse(self.zoho.sent)
        self.assertEqual(self.zoho.rows["Deals"]["20"]["Amount"], 300)

    def test_what_is_told_there(self):
        self.move("Closed Won")
        self.assertEqual(self.lead().expected_revenue, 75)
        self.assertEqual(self.lead().zoho_episode_ids.invoice_id.amount_untaxed, 150)
        self.push()
        self.assertEqual(self.zoho.sent, [("Deals", "20", {"Amount": 150.0})])
        self.pull()
        self.assertEqual(self.lead().expected_revenue, 75)
