from datetime import date
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from .deal_common import DealLifeCase


@tagged("post_install", "-at_install")
class TestDealPay(DealLifeCase, HttpCase):
    """The pay link, without log-in."""

    def get(self, episode, **options):
        path = episode.pay_url.removeprefix(episode.lead_id.get_base_url())
        return self.url_open(path, **options)

    def test_open(self):
        episode = self.won().zoho_episode_id
        reply = self.get(episode, allow_redirects=False)
        self.assertEqual(reply.status_code, 303)
        invoice = episode.invoice_id
        self.assertIn(f"/my/invoices/{invoice.id}?", reply.headers["Location"])
        self.assertIn("#portal_pay", reply.headers["Location"])
        page = self.get(episode)
        self.assertEqual(page.status_code, 200)
        self.assertIn(invoice.name, page.text)

    def test_nothing_without_the_token(self):
        episode, other = self.won().zoho_episode_id, self.won().zoho_episode_id
        token, wrong = (
            episode.pay_url.rpartition("/")[2],
            other.pay_url.rpartition("/")[2],
        )
        self.assertGreaterEqual(len(token), 32)
        replies = [
            self.url_open(f"/zoho/pay/{path}", allow_redirects=False)
            for path in (
                f"{episode.id}/{wrong}",
                f"{episode.id}/{token}x",
                f"{episode.id}/{token[:-1]}",
                f"{episode.id}/-",
                f"{episode.id}/%C3%A6",
                f"{episode.id}/{'-' * 43}",
                f"999999999/{'-' * 43}",
                f"999999999999999999999/{token}",
                f"0/{token}",
            )
        ]
        self.assertEqual([each.status_code for each in replies], [404] * 9)
        for reply in replies:
            self.assertNotIn(episode.lead_id.name, reply.text)

    def test_lost(self):
        lead = self.won()
        self.move(lead, "lost", zoho_reason="<script>alert('x')</script> & more")
        page = self.get(lead.zoho_episode_id)
        self.assertEqual(page.status_code, 200)
        self.assertIn("This order was cancelled", page.text)
        self.assertIn("&lt;script&gt;alert(", page.text)
        self.assertNotIn("<script>alert(", page.text)
        self.assertIn('name="viewport"', page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")

    def test_lost_and_won_again(self):
        lead = self.won()
        old = lead.zoho_episode_id
        self.move(lead, "lost")
        self.move(lead, "won")
        self.assertIn("This order was cancelled", self.get(old).text)
        reply = self.get(lead.zoho_episode_id, allow_redirects=False)
        self.assertEqual(reply.status_code, 303)

    def test_paid(self):
        episode = self.won().zoho_episode_id
        self.pay(episode.invoice_id)
        page = self.get(episode)
        self.assertIn("Thank you", page.text)
        self.assertIn(f"/my/invoices/{episode.invoice_id.id}?access_token=", page.text)

    def test_stopped(self):
        lead = self.won()
        self.pay(lead.zoho_episode_id.invoice_id)
        self.move(lead, "lost", zoho_reason="Season")
        page = self.get(lead.zoho_episode_id)
        self.assertIn("This contract was cancelled", page.text)
        self.assertIn("Season", page.text)

    def test_what_was_billed_is_owed(self):
        lead = self.won()
        episode = lead.zoho_episode_id
        self.pay(episode.invoice_id)
        self.bill(date(2060, 1, 1))
        second = episode._invoices()[-1]
        self.assertNotEqual(second, episode.invoice_id)
        self.move(lead, "lost")
        reply = self.get(episode, allow_redirects=False)
        self.assertIn(f"/my/invoices/{second.id}?", reply.headers["Location"])

    def test_pending(self):
        episode = self.won().zoho_episode_id
        with patch.object(
            type(self.env["account.move"]), "_zoho_is_pending", lambda move: True
        ):
            self.assertIn("on its way", self.get(episode).text)

    def test_nothing_to_pay(self):
        episode = self.won().zoho_episode_id
        episode.invoice_id.button_draft()
        self.assertIn("There is nothing to pay", self.get(episode).text)

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.module.module"]._load_module_terms(["sync_zoho"], ["de_DE"])
        self.customer.write({"lang": "de_DE", "zoho_language": "Deutsch"})
        lead = self.won()
        self.move(lead, "lost", zoho_reason="Zu teuer")
        page = self.get(lead.zoho_episode_id)
        self.assertIn("Diese Bestellung wurde storniert", page.text)
        self.assertIn("Zu teuer", page.text)
