"""Invoices and payments that are made in Odoo go to WHMCS, once."""

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.sync_base.lib.errors import Transient

from .billing import BillingCase

HOSTING = ("Hosting, October", "100.00", 1, "Hosting", 3)


class SendingCase(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        bank = cls.company_data["default_journal_bank"]
        cls.backend.whmcs_gateway_ids = [
            Command.create({"module": "banktransfer", "journal_id": bank.id})
        ]

    def setUp(self):
        super().setUp()
        self.whmcs.products = [{"pid": 4, "name": "Support hour", "pricing": {}}]
        self.pull()
        self.client = self.bound("client", 7)
        self.product = self.found("product", 4)

    def make(self, *lines, post=True, **values):
        """Make an invoice; a line is ``(product, quantity, price, taxed)``."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.client.id,
                "invoice_date": "2026-11-02",
                "invoice_date_due": "2026-11-16",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "name": f"{product.name}, November",
                            "quantity": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.set(self.tax.ids if taxed else [])],
                        }
                    )
                    for product, quantity, price, taxed in lines
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def sent_actions(self):
        return [action for action, _parameters in self.whmcs.sent]


class TestInvoices(SendingCase):
    def test_an_invoice_is_created_once(self):
        move = self.make((self.product, 2, 80, True), (self.product, 1, 12.5, False))
        self.assertTrue(move.whmcs_can_send)
        move.action_whmcs_send()
        self.push()
        (theirs,) = self.whmcs.invoices
        self.assertEqual(theirs["status"], "Unpaid")
        self.assertEqual((theirs["tax"], theirs["total"]), ("40.00", "212.50"))
        self.assertEqual(
            [row["description"] for row in theirs["items"]["item"]],
            [
                "Support hour, November (2 × 80.00)",
                "Support hour, November",
            ],
        )
        self.assertEqual(
            (theirs["date"], theirs["duedate"]), ("2026-11-02", "2026-11-16")
        )
        self.assertEqual(self.found("invoice", 901), move)
        self.assertEqual(move.whmcs_state, "unpaid")
        self.assertEqual(move.ref, "901")
        self.assertEqual(move.whmcs_opportunity_id.expected_revenue, 212.5)
        self.assertFalse(self.env["sync.issue"].search([("state", "=", "open")]))
        self.whmcs.sent.clear()
        self.pull()
        self.push()
        self.assertFalse(self.whmcs.sent)
        self.assertEqual(self.env["crm.lead"].search_count([]), 1)

    def test_posting_sends_where_the_backend_says_so(self):
        self.backend.whmcs_send_invoices = True
        self.backend.whmcs_mail_invoices = True
        self.whmcs.mail_invoices = True
        move = self.make((self.product, 1, 80, True))
        self.push()
        self.assertEqual(self.found("invoice", 901), move)
        self.assertEqual(self.sent_actions(), ["CreateInvoice", "UpdateInvoice"])
        self.assertIn("publishandsendemail", self.whmcs.sent[1][1])
        stranger = self.env["res.partner"].create({"name": "No client"})
        self.make((self.product, 1, 80, True), partner_id=stranger.id)
        self.assertFalse(self.push())
        self.assertEqual(len(self.whmcs.invoices), 1)

    def test_what_is_missing_is_listed(self):
        other = self.env["product.product"].create({"name": "Not there"})
        move = self.make((other, 1, 80, True), (self.product, 1, 5, True))
        with self.assertRaisesRegex(UserError, "the product “Not there”"):
            move.action_whmcs_send()
        stranger = self.env["res.partner"].create({"name": "Ebbe"})
        move = self.make((other, 1, 80, True), partner_id=stranger.id)
        with self.assertRaisesRegex(UserError, "(?s)“Ebbe” is not a client.*Not there"):
            move.action_whmcs_send()
        child = self.env["res.partner"].create(
            {"name": "Bills", "parent_id": self.client.id, "type": "invoice"}
        )
        move = self.make((self.product, 1, 80, True), partner_id=child.id)
        with self.assertRaisesRegex(UserError, "belongs to the client"):
            move.action_whmcs_send()
        self.assertFalse(self.whmcs.invoices)

    def test_by_itself_what_is_missing_is_an_issue_to_retry(self):
        self.backend.whmcs_send_invoices = True
        other = self.env["product.product"].create({"name": "Not there"})
        move = self.make((other, 1, 80, True))
        self.push()
        issue = self.issue("invoice", f"new {move.id}")
        self.assertIn("Not there", issue.reason)
        self.assertFalse(self.whmcs.invoices)
        self.env["sync.binding"].sudo().create(
            {
                "backend_id": self.backend.id,
                "kind": "product",
                "remote_id": "44",
                "res_model": "product.product",
                "res_id": other.id,
            }
        )
        issue.action_retry()
        self.push()
        self.assertEqual(self.found("invoice", 901), move)
        self.assertEqual(issue.state, "solved")

    def test_taxes_that_whmcs_cannot_have(self):
        tax = self.env["account.tax"].create({"name": "12 %", "amount": 12})
        move = self.make(
            (self.product, 1, 80, True), (self.product, 1, 80, True), post=False
        )
        move.invoice_line_ids[1].tax_ids = tax
        move.action_post()
        with self.assertRaisesRegex(UserError, "one tax"):
            move.action_whmcs_send()

    def test_other_sums_stay_a_draft(self):
        self.whmcs.odd_tax = 1
        move = self.make((self.product, 1, 100, True))
        move.action_whmcs_send()
        self.push()
        (theirs,) = self.whmcs.invoices
        self.assertEqual(theirs["status"], "Draft")
        issue = self.issue("invoice", 901)
        self.assertIn("100.00 + 26.00 = 126.00", issue.reason)
        theirs.update(tax="25.00", total="125.00", updated_at="corrected")
        issue.action_retry()
        self.push()
        self.assertEqual(theirs["status"], "Unpaid")
        self.assertEqual(len(self.whmcs.invoices), 1)
        self.assertEqual(move.whmcs_state, "unpaid")

    def test_another_currency(self):
        self.whmcs.clients[0]["currency_code"] = "DKK"
        move = self.make((self.product, 1, 100, True))
        move.action_whmcs_send()
        self.push()
        self.assertIn("DKK", self.issue("invoice", f"new {move.id}").reason)
        self.assertFalse(self.whmcs.invoices)

    def test_a_lost_reply_makes_no_second_invoice(self):
        move = self.make((self.product, 1, 100, True))
        move.action_whmcs_send()
        self.whmcs.lost_reply = True
        self.push()
        self.assertFalse(self.found("invoice", 901))
        self.push()
        (theirs,) = self.whmcs.invoices
        self.assertEqual(theirs["status"], "Unpaid")
        self.assertEqual(self.found("invoice", 901), move)

    def test_a_pull_may_meet_it_first(self):
        move = self.make((self.product, 1, 100, True))
        move.action_whmcs_send()
        self.whmcs.lost_reply = True
        self.push()
        self.pull()
        self.assertEqual(self.found("invoice", 901), move)
        self.push()
        self.assertEqual(self.whmcs.invoices[0]["status"], "Unpaid")
        self.assertEqual(len(self.whmcs.invoices), 1)

    def test_publishing_that_fails_is_done_again(self):
        self.backend.push_changes = False
        move = self.make((self.product, 1, 100, True))
        move.action_whmcs_send()
        self.whmcs.errors["UpdateInvoice"] = Transient("the connection was reset")
        self.push()
        self.assertEqual(self.whmcs.invoices[0]["status"], "Draft")
        del self.whmcs.errors["UpdateInvoice"]
        self.push()
        self.assertEqual(self.whmcs.invoices[0]["status"], "Unpaid")
        self.assertEqual(move.whmcs_state, "unpaid")

    def test_posted_anew_it_gets_another_number_there(self):
        move = self.make((self.product, 1, 100, True))
        move.action_whmcs_send()
        self.push()
        lead = move.whmcs_opportunity_id
        move.button_draft()
        move.action_post()
        self.assertFalse(self.push(), "the same is not sent again")
        move.button_draft()
        move.invoice_line_ids.price_unit = 120
        move.action_post()
        self.push()
        old, new = self.whmcs.invoices
        self.assertEqual((old["status"], new["status"]), ("Cancelled", "Unpaid"))
        self.assertEqual(new["total"], "150.00")
        self.assertEqual(self.found("invoice", new["id"]), move)
        self.pull()
        self.assertEqual(move.whmcs_opportunity_id, lead)
        self.assertEqual(lead.expected_revenue, 150)
        self.assertEqual(self.env["crm.lead"].search_count([]), 1)
        self.assertEqual(move.state, "posted")
        self.assertFalse(self.env["sync.issue"].search([("state", "=", "open")]))

    def test_paid_there_it_is_not_replaced(self):
        move = self.make((self.product, 1, 100, True))
        move.action_whmcs_send()
        self.push()
        self.whmcs.transaction(self.whmcs.invoices[0], 5, "125.00")
        self.whmcs.invoices[0]["status"] = "Paid"
        self.pull()
        self.assertEqual(move.payment_state, "paid")
        move.button_draft()
        move.invoice_line_ids.price_unit = 120
        with self.assertRaisesRegex(UserError, "credit note"):
            move.action_post()

    def test_a_draft_in_odoo_is_not_posted_by_a_pull(self):
        move = self.make((self.product, 1, 100, True))
        move.action_whmcs_send()
        self.push()
        move.button_draft()
        self.whmcs.invoices[0].update(duedate="2026-12-01", updated_at="later")
        self.pull()
        self.assertEqual(move.state, "draft")


class TestPayments(SendingCase):
    def setUp(self):
        super().setUp()
        self.backend.whmcs_send_payments = True
        self.whmcs.invoice(21, HOSTING, tax="25.00")
        self.pull()
        self.move = self.found("invoice", 21)

    def pay(self, moves, **values):
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({"payment_date": "2026-11-20", **values})
        )
        return wizard._create_payments()

    def test_a_payment_goes_there_once(self):
        payment = self.pay(self.move, communication="Cheque 12")
        self.push()
        (row,) = self.whmcs.invoices[0]["transactions"]["transaction"]
        self.assertEqual((row["amountin"], row["gateway"]), ("125.00", "banktransfer"))
        self.assertEqual(row["date"][:10], "2026-11-20")
        self.assertEqual(self.found("payment", row["id"]), payment)
        self.assertEqual(payment.memo, "Cheque 12")
        self.whmcs.sent.clear()
        self.pull()
        self.push()
        self.assertFalse(self.whmcs.sent)
        paid = [("whmcs_invoice_id", "=", self.move.id)]
        self.assertEqual(self.env["account.payment"].search_count(paid), 1)
        self.assertEqual(payment.opportunity_id, self.move.whmcs_opportunity_id)
        self.assertFalse(self.env["sync.issue"].search([("state", "=", "open")]))

    def test_a_lost_reply_makes_no_second_payment(self):
        payment = self.pay(self.move)
        self.whmcs.lost_reply = True
        self.push()
        self.pull()
        self.push()
        (row,) = self.whmcs.invoices[0]["transactions"]["transaction"]
        self.assertEqual(self.found("payment", row["id"]), payment)

    def test_not_without_the_setting(self):
        self.backend.whmcs_send_payments = False
        self.pay(self.move)
        self.assertFalse(self.push())

    def test_reconciled_by_hand(self):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.client.id,
                "amount": 125,
                "date": "2026-11-20",
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.outstanding_account_id = payment.journal_id.default_account_id
        payment.action_post()
        self.assertFalse(self.push())
        lines = payment.move_id._whmcs_receivable() + self.move._whmcs_receivable()
        lines.reconcile()
        self.push()
        (row,) = self.whmcs.invoices[0]["transactions"]["transaction"]
        self.assertEqual(self.found("payment", row["id"]), payment)

    def test_no_gateway_for_the_journal(self):
        cash = self.company_data["default_journal_cash"]
        payment = self.pay(self.move, journal_id=cash.id)
        self.push()
        reason = self.issue("payment", f"new {payment.id}").reason
        self.assertIn(cash.name, reason)
        self.assertFalse(self.whmcs.invoices[0]["transactions"])

    def test_one_for_several_invoices(self):
        self.whmcs.invoice(22, HOSTING, tax="25.00")
        self.pull()
        both = self.move | self.found("invoice", 22)
        payment = self.pay(both, group_payment=True)
        self.push()
        reason = self.issue("payment", f"new {payment.id}").reason
        self.assertIn("several invoices", reason)
        self.assertFalse(self.whmcs.invoices[0]["transactions"])


class TestCorrect(SendingCase):
    def test_credit_and_fetch_again(self):
        invoice = self.whmcs.invoice(21, HOSTING, tax="25.00")
        self.whmcs.transaction(invoice, 5, "50.00")
        self.pull()
        old, lead = self.found("invoice", 21), self.found("opportunity", 21)
        payment = self.found("payment", 5)
        item = invoice["items"]["item"][0]
        item["amount"] = "200.00"
        invoice.update(subtotal="200.00", tax="50.00", total="250.00", updated_at="x")
        self.pull()
        issue = self.issue("invoice", 21)
        self.assertTrue(issue.whmcs_can_credit and old.whmcs_differs)
        self.assertEqual((old.amount_total, old.state), (125, "posted"))
        action = issue.action_whmcs_credit_recreate()
        new = self.found("invoice", 21)
        self.assertEqual(action["res_id"], new.id)
        self.assertNotEqual(new, old)
        self.assertEqual(old.payment_state, "reversed")
        self.assertEqual(old.reversal_move_ids.amount_total, 125)
        self.assertEqual((new.amount_total, new.amount_residual), (250, 200))
        self.assertEqual(payment.whmcs_invoice_id, new)
        self.assertEqual(lead.whmcs_invoice_id, new)
        self.assertEqual(lead.expected_revenue, 250)
        self.assertEqual(issue.state, "solved")
        self.assertFalse(old.whmcs_differs)
        run = self.pull()
        self.assertEqual((run.created, run.updated, run.failed), (0, 0, 0))

    def test_what_cannot_be_booked_changes_nothing(self):
        invoice = self.whmcs.invoice(21, HOSTING, tax="25.00")
        self.pull()
        old = self.found("invoice", 21)
        invoice.update(subtotal="1.00", updated_at="x")
        self.pull()
        with self.assertRaisesRegex(UserError, "contradicts"), self.cr.savepoint():
            old.action_whmcs_credit_recreate()
        self.assertEqual(self.found("invoice", 21), old)
        self.assertEqual(old.payment_state, "not_paid")
        self.assertFalse(old.reversal_move_ids)

    def test_cancelled_there_it_is_credited(self):
        invoice = self.whmcs.invoice(21, HOSTING, tax="25.00")
        self.pull()
        old = self.found("invoice", 21)
        invoice.update(status="Cancelled", updated_at="x")
        self.pull()
        self.assertIn("cancelled", self.issue("invoice", 21).reason)
        old.action_whmcs_credit_recreate()
        self.assertEqual(old.payment_state, "reversed")
        self.assertEqual(self.found("invoice", 21).state, "cancel")
