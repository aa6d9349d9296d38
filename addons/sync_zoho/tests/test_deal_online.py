from datetime import date
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account_payment.tests.common import AccountPaymentCommon

from .deal_common import DealLifeCase


@tagged("post_install", "-at_install")
class TestDealOnline(DealLifeCase, AccountPaymentCommon):
    """Transactions of payment providers."""

    def transaction(self, invoice, **vals):
        count = self.env["payment.transaction"].sudo().search_count([])
        return self._create_transaction(
            "direct",
            reference=f"{invoice.name}-{count}",
            amount=invoice.amount_total,
            currency_id=invoice.currency_id.id,
            partner_id=invoice.partner_id.id,
            invoice_ids=[Command.set(invoice.ids)],
            **vals,
        )

    def paid_online(self, invoice):
        transaction = self.transaction(invoice)
        transaction._set_done()
        transaction._post_process()
        return transaction

    def test_paid(self):
        lead = self.won()
        transaction = self.transaction(lead.zoho_episode_id.invoice_id)
        transaction._set_done()
        self.assertEqual(lead.zoho_episode_id.state, "waiting")
        transaction._post_process()
        self.assertEqual(lead.zoho_episode_id.state, "active")
        transaction._post_process()
        self.assertEqual(sum("is paid" in note for note in self.notes(lead)), 1)

    def test_failed_and_tried_again(self):
        told = self.told()
        lead = self.won()
        invoice = lead.zoho_episode_id.invoice_id
        self.transaction(invoice)._set_error("Card expired")
        self.assertEqual(lead.zoho_status, "failed")
        self.assertIn(f"Payment of {invoice.name} failed: Card expired", told)
        self.assertEqual(lead.zoho_episode_id._pay_target(), ("pay", invoice))
        self.transaction(invoice)._set_canceled()
        self.assertIn(f"Payment of {invoice.name} failed: no reason given", told)
        self.paid_online(invoice)
        self.assertEqual(lead.zoho_status, "paid")
        # a window that was left open
        self.transaction(invoice)._set_canceled()
        self.assertEqual(lead.zoho_status, "paid")

    def test_a_later_invoice_fails(self):
        lead = self.won()
        episode = lead.zoho_episode_id
        self.pay(episode.invoice_id)
        self.bill(date(2060, 1, 1))
        second = episode._invoices()[-1]
        self.transaction(second)._set_error("No cover")
        self.assertEqual((episode.state, lead.zoho_status), ("active", "failed"))
        self.pay(second)
        self.assertEqual(lead.zoho_status, "paid")

    def test_money_that_comes_after_the_loss(self):
        lead = self.won()
        transaction = self.transaction(lead.zoho_episode_id.invoice_id)
        self.move(lead, "lost")
        told = self.told()
        transaction._set_done()
        transaction._post_process()
        self.assertEqual(lead.zoho_episode_id.state, "lost")
        self.assertEqual(len(told), 1)
        self.assertIn("150.00 came in after the deal was lost", told[0])

    def test_paid_back(self):
        lead = self.won()
        transaction = self.paid_online(lead.zoho_episode_id.invoice_id)
        told = self.told()
        refund = transaction._create_child_transaction(150, is_refund=True)
        refund._set_done()
        refund._post_process()
        told = [text.replace("\xa0", " ") for text in told]
        self.assertEqual(told, ["$ 150.00 was paid back."])

    def test_on_its_way(self):
        lead = self.won()
        invoice = lead.zoho_episode_id.invoice_id
        self.transaction(invoice)._set_pending()
        # of a provider that only tells how to pay
        self.assertEqual(lead.zoho_episode_id._pay_target(), ("pay", invoice))
        with patch.object(
            type(self.env["account.move"]), "_zoho_is_pending", lambda move: True
        ):
            self.assertEqual(lead.zoho_episode_id._pay_target(), ("pending", invoice))

    def test_with_the_demo_provider(self):
        module = self.env["ir.module.module"]._get("payment_demo")
        if module.state != "installed":
            self.skipTest("payment_demo is not installed")
        provider = self._prepare_provider("demo")
        for state, status in (
            ("error", "failed"),
            ("cancel", "failed"),
            ("pending", "link_sent"),
            ("done", "paid"),
        ):
            with self.subTest(state=state):
                lead = self.won()
                invoice = lead.zoho_episode_id.invoice_id
                transaction = self.transaction(
                    invoice,
                    provider_id=provider.id,
                    payment_method_id=provider.payment_method_ids[:1].id,
                )
                data = {"reference": transaction.reference, "simulated_state": state}
                transaction._process("demo", data)
                transaction._post_process()
                self.assertEqual(lead.zoho_status, status)
                if state == "pending":
                    target = lead.zoho_episode_id._pay_target()
                    self.assertEqual(target, ("pending", invoice))
