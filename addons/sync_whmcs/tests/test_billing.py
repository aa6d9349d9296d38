from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user

from .billing import BillingCase

HOSTING = ("Hosting, October", "100.00", 1, "Hosting", 3)
DOMAIN = ("aeroweb.example", "12.50", 0, "Domain", 9)


class TestInvoices(BillingCase):
    def test_an_invoice_comes_with_its_opportunity(self):
        self.whmcs.products = [{"pid": 4, "name": "Web &amp; mail", "pricing": {}}]
        self.whmcs.services = [
            {
                "id": 3,
                "clientid": 7,
                "pid": 4,
                "name": "Web & mail",
                "domain": "a.example",
            }
        ]
        self.whmcs.invoice(21, HOSTING, DOMAIN, tax="25.00")
        run = self.pull()
        self.assertFalse(self.env["sync.issue"].search([]).mapped("reason"))
        self.assertEqual(run.state, "done", run.message)
        move, lead = self.found("invoice", 21), self.found("opportunity", 21)
        self.assertEqual(move.state, "posted")
        self.assertEqual(move.partner_id, self.bound("client", 7))
        self.assertEqual(move.ref, "21")
        self.assertEqual(str(move.invoice_date_due), "2026-10-15")
        self.assertEqual((move.amount_untaxed, move.amount_tax), (112.5, 25.0))
        hosting, domain = move.invoice_line_ids
        self.assertEqual(hosting.product_id, self.found("product", 4))
        self.assertEqual(hosting.product_id.name, "Web & mail")
        self.assertEqual(hosting.name, "Hosting, October")
        self.assertEqual(domain.product_id, self.env.ref("sync_whmcs.product_domain"))
        self.assertFalse(domain.tax_ids)
        self.assertEqual(lead.whmcs_invoice_id, move)
        self.assertEqual(move.whmcs_opportunity_id, lead)
        self.assertEqual(lead.partner_id, move.partner_id)
        self.assertEqual(lead.expected_revenue, 137.5)
        self.assertEqual(lead.whmcs_line_ids, move.invoice_line_ids)
        self.assertEqual(lead.type, "opportunity")

    def test_who_keeps_the_books_need_not_see_leads(self):
        self.whmcs.invoice(21, HOSTING, tax="25.00")
        self.pull()
        keeper = new_test_user(
            self.env, "keeper", "base.group_user,account.group_account_invoice"
        )
        keeper.company_ids |= self.env.company
        keeper.company_id = self.env.company
        self.assertFalse(self.env["crm.lead"].with_user(keeper).has_access("read"))
        move = self.found("invoice", 21).with_user(keeper)
        self.assertFalse(move.whmcs_opportunity_id)
        with Form(move) as form:
            self.assertFalse(form.whmcs_opportunity_id)

    def test_nothing_happens_twice(self):
        invoice = self.whmcs.invoice(21, HOSTING, tax="25.00")
        self.whmcs.transaction(invoice, 5, "125.00")
        self.pull()
        moves = self.env["account.move"].search_count([])
        self.whmcs.called.clear()
        run = self.pull()
        self.assertEqual((run.created, run.updated, run.failed), (0, 0, 0))
        self.assertEqual(self.env["account.move"].search_count([]), moves)
        self.assertNotIn("GetInvoice", [action for action, _id in self.whmcs.called])

    def test_amounts_that_hold_the_tax(self):
        gross = ("Hosting", "99.99", 1, "Hosting", 0)
        self.whmcs.invoice(
            21, gross, subtotal="79.99", tax="20.00", total="99.99", status="Paid"
        )
        self.pull()
        move = self.found("invoice", 21)
        self.assertEqual(move.amount_untaxed, 79.99)
        self.assertEqual(move.amount_total, 99.99)

    def test_tax_rounded_per_invoice(self):
        items = [(f"Item {at}", "0.99", 1, "Item", 0) for at in range(7)]
        # 6.93 × 25 % = 1.7325; Odoo rounds globally or by line as the company says
        self.env.company.tax_calculation_rounding_method = "round_per_line"
        self.whmcs.invoice(21, *items, tax="1.73")
        self.pull()
        self.assertFalse(self.issue("invoice", 21).reason)
        move = self.found("invoice", 21)
        self.assertEqual((move.amount_tax, move.amount_total), (1.73, 8.66))
        self.assertEqual(move.state, "posted")

    def test_what_cannot_be_equal_is_an_issue(self):
        self.whmcs.invoice(21, HOSTING, tax="19.00", total="119.00")
        self.whmcs.invoice(22, HOSTING, tax="25.00", total="100.00")
        self.whmcs.invoice(23, HOSTING, tax="25.00")
        self.pull()
        self.assertFalse(self.found("invoice", 21))
        self.assertIn("comes to 119.00", self.issue("invoice", 21).reason)
        self.assertFalse(self.found("invoice", 22))
        self.assertIn("contradicts itself", self.issue("invoice", 22).reason)
        self.assertEqual(self.found("invoice", 23).state, "posted")
        self.assertFalse(self.found("opportunity", 21), "not without its invoice")

    def test_a_rate_without_tax_is_an_issue_that_says_where(self):
        self.whmcs.invoice(21, HOSTING, tax="7.00", taxrate="7.000")
        self.pull()
        self.assertIn("tax of 7 %", self.issue("invoice", 21).reason)

    def test_drafts_and_cancelled_invoices(self):
        draft = self.whmcs.invoice(21, HOSTING, status="Draft")
        self.whmcs.invoice(22, HOSTING, status="Cancelled")
        self.pull()
        self.assertEqual(self.found("invoice", 21).state, "draft")
        self.assertEqual(self.found("invoice", 22).state, "cancel")
        lost = self.found("opportunity", 22)
        self.assertFalse(lost.active)
        self.assertEqual(lost.won_status, "lost")
        draft["items"]["item"][0]["amount"] = "80.00"
        draft.update(subtotal="80.00", total="80.00", status="Unpaid", updated_at="x")
        self.pull()
        self.assertEqual(self.found("invoice", 21).state, "posted")
        self.assertEqual(self.found("invoice", 21).amount_total, 80)

    def test_a_posted_invoice_is_never_rewritten(self):
        invoice = self.whmcs.invoice(21, HOSTING)
        self.pull()
        invoice["items"]["item"][0]["amount"] = "80.00"
        invoice.update(subtotal="80.00", total="80.00", updated_at="later")
        self.pull()
        self.assertEqual(self.found("invoice", 21).amount_total, 100)
        self.assertIn("Nothing was rewritten", self.issue("invoice", 21).reason)

    def test_the_number_that_comes_with_the_payment(self):
        invoice = self.whmcs.invoice(21, HOSTING)
        self.pull()
        invoice.update(invoicenum="2026-0007", updated_at="later")
        self.pull()
        self.assertFalse(self.issue("invoice", 21).reason)
        self.assertEqual(self.found("invoice", 21).ref, "2026-0007")

    def test_history_limit(self):
        self.whmcs.from_date = "2026-10-02"
        self.whmcs.invoice(21, HOSTING)
        self.whmcs.invoice(22, HOSTING, date="2026-10-02")
        self.pull()
        self.assertFalse(self.binding("invoice", 21))
        self.assertTrue(self.found("invoice", 22))

    def test_drafts_where_the_backend_says_so(self):
        self.backend.whmcs_post_invoices = False
        self.whmcs.invoice(21, HOSTING, status="Paid")
        self.pull()
        self.assertEqual(self.found("invoice", 21).state, "draft")

    def test_an_event_brings_one_invoice(self):
        self.pull()
        invoice = self.whmcs.invoice(21, HOSTING, tax="25.00")
        self.whmcs.transaction(invoice, 5, "125.00")
        self.whmcs.called.clear()
        self.tell("invoice", 21)
        self.assertFalse(self.env["sync.issue"].search([]).mapped("reason"))
        self.assertEqual(self.found("invoice", 21).payment_state, "paid")
        self.assertEqual(self.found("invoice", 21).currency_id.name, "USD")
        self.assertTrue(self.found("opportunity", 21))
        actions = [action for action, _id in self.whmcs.called]
        self.assertEqual(actions, ["GetInvoice", "GetClientsDetails"])

    def test_an_invoice_that_is_gone_is_told(self):
        self.whmcs.invoice(21, HOSTING)
        self.pull()
        self.whmcs.invoices.clear()
        self.tell("invoice", 21)
        move = self.found("invoice", 21)
        self.assertEqual(move.state, "posted", "the books keep it")
        self.assertIn("Not in WHMCS any more", move.message_ids[0].body)

    def test_switched_off(self):
        self.backend.whmcs_billing = False
        self.whmcs.invoice(21, HOSTING)
        self.pull()
        self.assertFalse(self.binding("invoice", 21))
        kinds = [each._sync_kind for each in self.backend._resources(every=True)]
        self.assertEqual(kinds, ["client_group", "client", "client_person", "contact"])


class TestPayments(BillingCase):
    def test_paid_in_parts(self):
        invoice = self.whmcs.invoice(21, HOSTING, tax="25.00")
        self.whmcs.transaction(invoice, 5, "25.00", fees="0.90")
        self.pull()
        move, lead = self.found("invoice", 21), self.found("opportunity", 21)
        self.assertFalse(self.env["sync.issue"].search([]).mapped("reason"))
        self.assertEqual((move.payment_state, move.amount_residual), ("partial", 100))
        self.assertEqual(lead.whmcs_state, "partly_paid")
        self.assertEqual(lead.won_status, "pending")
        payment = self.found("payment", 5)
        self.assertEqual(payment.opportunity_id, lead)
        self.assertEqual((payment.state, payment.memo), ("paid", "T5"))
        self.whmcs.transaction(invoice, 6, "100.00")
        invoice["status"] = "Paid"
        self.pull()
        self.assertEqual(move.payment_state, "paid")
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(sorted(lead.payment_ids.mapped("signed_amount")), [25, 100])

    def test_a_gateway_without_journal(self):
        self.backend.whmcs_payment_journal_id = False
        invoice = self.whmcs.invoice(21, HOSTING)
        self.whmcs.transaction(invoice, 5, "100.00")
        self.pull()
        self.assertIn("journal for payments by paypal", self.issue("payment", 5).reason)
        cash = self.company_data["default_journal_cash"]
        self.backend.whmcs_gateway_ids = [
            (0, 0, {"module": "paypal", "journal_id": cash.id})
        ]
        self.issue("payment", 5).action_retry()
        self.assertEqual(self.found("payment", 5).journal_id, cash)
        self.assertEqual(self.found("invoice", 21).payment_state, "paid")

    def test_a_payment_the_list_does_not_tell_of(self):
        invoice = self.whmcs.invoice(21, HOSTING)
        self.pull()
        before = invoice["updated_at"]
        self.whmcs.transaction(invoice, 5, "100.00")
        invoice["updated_at"] = before
        self.whmcs.full_hours = 0
        self.pull()
        self.assertTrue(self.found("payment", 5))

    def test_fees_are_booked_apart_where_wanted(self):
        account = self.company_data["default_account_expense"]
        self.backend.whmcs_fee_account_id = account
        invoice = self.whmcs.invoice(21, HOSTING)
        self.whmcs.transaction(invoice, 5, "100.00", fees="2.90")
        self.pull()
        line = self.env["account.move.line"].search([("account_id", "=", account.id)])
        self.assertEqual(line.balance, 2.9)
        self.assertEqual(line.parent_state, "posted")
        self.assertEqual(self.found("invoice", 21).payment_state, "paid")

    def test_a_mass_payment_settles_its_invoices(self):
        for number in (21, 22):
            # what the mass payment leaves of them in WHMCS
            self.whmcs.invoice(
                number, HOSTING, status="Paid", credit="100.00", total="0.00"
            )
        mass = self.whmcs.invoice(
            23,
            ("Invoice #21", "100.00", 0, "Invoice", 21),
            ("Invoice #22", "100.00", 0, "Invoice", 22),
            status="Paid",
        )
        self.whmcs.transaction(mass, 5, "200.00")
        self.pull()
        self.assertFalse(self.env["sync.issue"].search([]).mapped("reason"))
        self.assertFalse(self.found("invoice", 23), "no revenue")
        self.assertFalse(self.found("opportunity", 23))
        self.assertEqual(self.found("invoice", 21).payment_state, "paid")
        self.assertEqual(self.found("invoice", 22).payment_state, "paid")
        self.whmcs.called.clear()
        self.pull()
        self.assertNotIn("GetInvoice", [action for action, _id in self.whmcs.called])

    def test_a_payment_in_advance_pays_later_invoices(self):
        funds = self.whmcs.invoice(
            20, ("Add Funds", "150.00", 0, "AddFunds", 0), status="Paid"
        )
        self.whmcs.transaction(funds, 5, "150.00")
        self.pull()
        self.assertFalse(self.found("invoice", 20))
        self.whmcs.invoice(21, HOSTING, status="Paid", credit="100.00", total="0.00")
        self.whmcs.invoice(22, HOSTING, credit="30.00", total="70.00")
        self.pull()
        self.assertEqual(self.found("invoice", 21).payment_state, "paid")
        self.assertEqual(self.found("invoice", 22).amount_residual, 70)

    def test_credit_before_its_payment_is_known(self):
        self.whmcs.invoice(21, HOSTING, status="Paid", credit="60.00", total="40.00")
        funds = self.whmcs.invoice(
            22, ("Add Funds", "150.00", 0, "AddFunds", 0), status="Paid"
        )
        self.whmcs.transaction(funds, 5, "150.00")
        self.pull()
        self.assertEqual(self.found("invoice", 21).amount_residual, 40)

    def test_credit_that_no_payment_explains_leaves_the_invoice_open(self):
        self.whmcs.invoice(21, HOSTING, status="Paid", credit="100.00", total="0.00")
        self.pull()
        self.assertEqual(self.found("invoice", 21).amount_residual, 100)
        view = self.env.ref("account.view_account_invoice_filter")
        self.assertIn("whmcs_open", view.get_combined_arch())


class TestBooksStay(BillingCase):
    def test_undo_leaves_what_is_in_the_books(self):
        invoice = self.whmcs.invoice(21, HOSTING)
        self.whmcs.transaction(invoice, 5, "100.00")
        run = self.pull()
        run.action_undo()
        self.env.flush_all()
        payment = self.found("payment", 5)
        self.assertTrue(payment.exists())
        self.assertEqual(self.found("invoice", 21).payment_state, "paid")
        changes = self.env["sync.change"].search([("kind", "in", ["payment"])])
        self.assertEqual(changes.state, "changed")

    def test_a_person_cannot_choose_them_either(self):
        invoice = self.whmcs.invoice(21, HOSTING)
        self.pull()
        move = self.found("invoice", 21)
        values = {"whmcs_items": move.whmcs_items}
        tied = move.with_context(sync_source_backend=self.backend.id)
        with self.assertRaises(UserError):
            tied._sync_write(values)
        self.assertEqual(invoice["status"], "Unpaid")


class TestRefunds(BillingCase):
    def paid(self):
        invoice = self.whmcs.invoice(21, HOSTING, DOMAIN, tax="25.00", status="Paid")
        self.whmcs.transaction(invoice, 5, "137.50")
        return invoice

    def test_a_partial_refund(self):
        invoice = self.paid()
        self.pull()
        self.whmcs.transaction(invoice, 6, amountout="33.33", refundid="5")
        self.pull()
        self.assertFalse(self.env["sync.issue"].search([]).mapped("reason"))
        refund, lead = self.found("refund", 6), self.found("opportunity", 21)
        self.assertEqual(refund.payment_type, "outbound")
        self.assertEqual(refund.whmcs_payment_id, self.found("payment", 5))
        self.assertEqual(refund.signed_amount, -33.33)
        self.assertEqual(refund.kind_of_payment, "refund")
        self.assertEqual(sum(lead.payment_ids.mapped("signed_amount")), 137.5 - 33.33)
        note = self.found("invoice", 21).reversal_move_ids
        self.assertEqual((note.state, note.amount_total), ("posted", 33.33))
        self.assertEqual(note.payment_state, "paid")
        self.assertEqual(self.found("invoice", 21).payment_state, "paid")

    def test_a_full_refund(self):
        invoice = self.paid()
        self.whmcs.transaction(invoice, 6, amountout="137.50", refundid="5")
        invoice["status"] = "Refunded"
        self.pull()
        note = self.found("invoice", 21).reversal_move_ids
        self.assertEqual((note.amount_untaxed, note.amount_tax), (112.5, 25.0))
        lead = self.found("opportunity", 21)
        self.assertEqual((lead.whmcs_state, lead.won_status), ("refunded", "lost"))
