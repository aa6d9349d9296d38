from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .deal_common import DealLifeCase


@tagged("post_install", "-at_install")
class TestDealLife(DealLifeCase):
    def test_won(self):
        lead = self.won()
        episode = lead.zoho_episode_id
        self.assertFalse(lead.zoho_error)
        self.assertEqual((episode.number, episode.state), (1, "waiting"))
        self.assertEqual(lead.zoho_status, "link_sent")
        self.assertEqual(lead.won_status, "won")
        invoice, contract = episode.invoice_id, episode.contract_id
        self.assertEqual((invoice.state, invoice.amount_untaxed), ("posted", 150))
        self.assertEqual(invoice.partner_id, self.customer)
        self.assertEqual(contract.contract_line_ids.product_id, self.hosting)
        self.assertEqual(contract._get_related_invoices(), invoice)
        self.assertTrue(contract.zoho_hold)
        [mail] = self.mails(lead)
        self.assertEqual(mail.recipient_ids, self.customer)
        self.assertIn(episode.pay_url, mail.body_html)
        self.assertIn(invoice.name, mail.subject)

    def test_nothing_more_is_billed_before_the_first_payment(self):
        with freeze_time("2026-03-01"):
            contract = self.won().zoho_episode_id.contract_id
        with freeze_time("2026-06-01"):
            self.bill(date(2026, 6, 1))
            contract.recurring_create_invoice()
        self.assertEqual(contract.invoice_count, 1)
