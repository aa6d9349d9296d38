from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .deal_common import DealLifeCase


@tagged("post_install", "-at_install")
class TestDealLife(DealLifeCase):
    """Each arrow from won to won again."""

    def test_won(self):
        lead = self.won()
        episode = lead.zoho_episode_id
        self.assertFalse(lead.zoho_problem)
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

    def test_what_is_told_in_zoho(self):
        told = self.told()
        with freeze_time("2026-03-01"):
            lead = self.won()
            self.pay(lead.zoho_episode_id.invoice_id)
            self.move(lead, "lost", zoho_reason="Budget")
            self.move(lead, "won", zoho_reason=False)
        name = lead.zoho_episode_id.invoice_id.name
        self.assertEqual(
            [text.replace("\xa0", " ") for text in told],
            [
                f"{name} over $ 150.00: pay link sent to ada@kunde.example.",
                f"{name} is paid.",
                "Stopped, the customer is told: Budget",
                "Active again, the customer is told.",
            ],
        )
        self.assertEqual(self.notes(lead)[-4:], [t.replace(" ", " ") for t in told])

    def test_amounts_follow_the_products(self):
        yearly = self.make_product("Domain", 24, zoho_billing="yearly")
        lead = self.make_deal(self.hosting, self.setting_up)
        self.assertEqual(lead.expected_revenue, 150)
        self.assertEqual(lead.recurring_revenue_monthly, 100)
        lead.zoho_line_ids[0].quantity = 3
        self.assertEqual(lead.expected_revenue, 350)
        lead.zoho_line_ids[0].product_id = yearly
        self.assertEqual(lead.recurring_revenue_monthly, 25)
        lead.zoho_line_ids[0].unlink()
        self.assertEqual(lead.expected_revenue, 50)
        self.assertEqual(lead.recurring_revenue_monthly, 0)

    def test_nothing_more_is_billed_before_the_first_payment(self):
        with freeze_time("2026-03-01"):
            contract = self.won().zoho_episode_id.contract_id
        with freeze_time("2026-06-01"):
            self.bill(date(2026, 6, 1))
            contract.recurring_create_invoice()
            self.assertEqual(len(contract._get_related_invoices()), 1)
            # the hold is why
            contract.zoho_hold = False
            self.bill(date(2026, 6, 1))
        self.assertEqual(len(contract._get_related_invoices()), 2)

    def test_paid(self):
        with freeze_time("2026-03-01"):
            lead = self.won()
            episode = lead.zoho_episode_id
            self.pay(episode.invoice_id)
        self.assertEqual((episode.state, lead.zoho_status), ("active", "paid"))
        with freeze_time("2026-04-01"):
            self.bill(date(2026, 4, 1))
        first, second = episode._invoices()
        self.assertEqual(first, episode.invoice_id)
        # what is sold once is billed once
        self.assertEqual((second.state, second.amount_untaxed), ("posted", 100))
        self.assertEqual(second.invoice_date, date(2026, 4, 1))
        self.assertIn(second.name, self.mails(lead)[-1].subject)
        self.assertIn(second.name, self.mails(lead)[-1].body_html)
        self.assertEqual(len(self.mails(lead)), 2)

    def test_months_of_waiting_are_not_billed(self):
        with freeze_time("2026-03-01"):
            episode = self.won().zoho_episode_id
        with freeze_time("2026-05-20"):
            self.pay(episode.invoice_id)
            self.bill(date(2026, 5, 20))
            self.bill(date(2026, 5, 20))
        self.assertEqual(
            episode._invoices().mapped("invoice_date"),
            [date(2026, 3, 1), date(2026, 5, 20)],
        )

    def test_lost_before_payment(self):
        lead = self.won()
        first = lead.zoho_episode_id
        self.move(lead, "lost", zoho_reason="Too dear")
        self.assertEqual((first.state, lead.zoho_status), ("lost", "lost"))
        self.assertEqual(first.reason, "Too dear")
        self.assertEqual(first.invoice_id.state, "cancel")
        self.assertEqual(lead.won_status, "lost")
        # nobody ordered anything that could be cancelled
        self.assertEqual(len(self.mails(lead)), 1)
        self.bill(date(2040, 1, 1))
        self.assertEqual(first._invoices(), first.invoice_id)
        self.move(lead, "won", zoho_reason=False)
        second = lead.zoho_episode_id
        self.assertEqual((second.number, second.state), (2, "waiting"))
        self.assertNotEqual(second.contract_id, first.contract_id)
        self.assertNotEqual(second.pay_url, first.pay_url)
        self.assertEqual(second.invoice_id.state, "posted")
        self.assertIn(second.pay_url, self.mails(lead)[-1].body_html)
        self.assertEqual(lead.won_status, "won")

    def test_lost_after_payment(self):
        with freeze_time("2026-03-01"):
            lead = self.won()
            episode = lead.zoho_episode_id
            self.pay(episode.invoice_id)
        with freeze_time("2026-03-15"):
            self.move(lead, "lost", zoho_reason="<b>Moved</b> away")
        self.assertEqual((episode.state, lead.zoho_status), ("stopped", "stopped"))
        self.assertEqual(episode.contract_id.date_end, date(2026, 3, 31))
        self.assertEqual(episode.invoice_id.payment_state, "paid")
        mail = self.mails(lead)[-1]
        self.assertIn("&lt;b&gt;Moved&lt;/b&gt; away", mail.body_html)
        self.assertNotIn("<b>Moved", mail.body_html)
        with freeze_time("2027-01-01"):
            self.bill(date(2027, 1, 1))
            episode.contract_id.recurring_create_invoice()
        self.assertEqual(len(episode._invoices()), 1)

    def test_won_again_within_what_is_paid(self):
        with freeze_time("2026-03-01"):
            lead = self.won()
            episode = lead.zoho_episode_id
            self.pay(episode.invoice_id)
        with freeze_time("2026-03-10"):
            self.move(lead, "lost", zoho_reason="Mistake")
        with freeze_time("2026-03-20"):
            self.move(lead, "won", zoho_reason=False)
            self.assertEqual((episode.state, lead.zoho_status), ("active", "paid"))
            self.assertIn("active again", self.mails(lead)[-1].subject)
            self.assertIn("04/01/2026", self.mails(lead)[-1].body_html)
            self.bill(date(2026, 3, 31))
            self.assertEqual(len(episode._invoices()), 1)
        with freeze_time("2026-04-01"):
            self.bill(date(2026, 4, 1))
        self.assertEqual(len(episode._invoices()), 2)
        self.assertFalse(episode.contract_id.date_end)

    def test_won_again_after_months(self):
        with freeze_time("2026-03-01"):
            lead = self.won()
            episode = lead.zoho_episode_id
            self.pay(episode.invoice_id)
            self.move(lead, "lost", zoho_reason="Season")
        with freeze_time("2026-09-12"):
            self.move(lead, "won")
            for _again in range(3):
                self.bill(date(2026, 9, 12))
        with freeze_time("2026-10-12"):
            self.bill(date(2026, 10, 12))
        days = [date(2026, 3, 1), date(2026, 9, 12), date(2026, 10, 12)]
        self.assertEqual(episode._invoices().mapped("invoice_date"), days)

    def test_won_again_with_other_products(self):
        told = self.told()
        lead = self.won()
        self.pay(lead.zoho_episode_id.invoice_id)
        self.move(lead, "lost")
        lead.zoho_line_ids[0].quantity = 2
        self.move(lead, "won")
        self.assertIn("as it was agreed", told[-1])

    def test_one_off_products_alone_need_no_contract(self):
        lead = self.won(self.setting_up)
        episode = lead.zoho_episode_id
        self.assertFalse(episode.contract_id)
        self.assertEqual(episode.invoice_id.amount_untaxed, 50)
        self.pay(episode.invoice_id)
        self.assertEqual((episode.state, lead.zoho_status), ("active", "paid"))
        self.move(lead, "lost", zoho_reason="Returned")
        self.move(lead, "won")
        self.assertEqual(lead.zoho_episode_ids, episode)
        self.assertEqual(episode._invoices(), episode.invoice_id)

    def test_free_of_charge(self):
        lead = self.won(self.make_product("Trial", 0))
        self.assertEqual(lead.zoho_episode_id.state, "active")
        self.assertEqual(lead.zoho_status, "paid")
        self.assertFalse(self.mails(lead))

    def test_open_again_keeps_the_pay_link(self):
        lead = self.won()
        self.move(lead, "open")
        self.assertEqual(lead.zoho_episode_id.state, "waiting")
        self.assertEqual(lead.won_status, "pending")
        self.move(lead, "won")
        self.assertEqual(len(lead.zoho_episode_ids), 1)
        self.assertEqual(lead.won_status, "won")

    def test_a_lost_deal_that_opens_again(self):
        lead = self.make_deal(self.hosting)
        self.move(lead, "lost")
        self.assertEqual((lead.won_status, lead.active), ("lost", False))
        self.move(lead, "open")
        self.assertEqual((lead.won_status, lead.active), ("pending", True))

    def test_quantity_price_and_texts_of_the_invoice(self):
        self.hosting.description_sale = "With mail"
        lead = self.make_deal(self.hosting, self.setting_up)
        lead.zoho_line_ids.write({"quantity": 2})
        lead.zoho_line_ids[0].price_unit = 70
        self.move(lead, "won")
        rows = lead.zoho_episode_id.invoice_id.invoice_line_ids
        self.assertEqual(
            [(row.product_id, row.quantity, row.price_unit) for row in rows],
            [(self.hosting, 2, 70), (self.setting_up, 2, 50)],
        )
        self.assertIn("With mail", rows[0].name)
        # as agreed, though it changes there afterwards
        lead.zoho_line_ids[0].price_unit = 1000
        self.hosting.list_price = 1000
        self.pay(lead.zoho_episode_id.invoice_id)
        self.bill(date(2040, 1, 1))
        self.assertEqual(lead.zoho_episode_id._invoices()[-1].amount_untaxed, 140)
