from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .invoice_common import InvoiceCase


@tagged("post_install", "-at_install")
class TestTotals(InvoiceCase):
    """The worked examples of the reference, 4.2."""

    def assert_totals(self, move, base, tax, total):
        found = (move.amount_untaxed, move.amount_tax, move.amount_total)
        for value, wanted in zip(found, (base, tax, total), strict=True):
            self.assertAlmostEqual(value, wanted, 2, found)
        balance = sum(move.line_ids.mapped("balance"))
        self.assertAlmostEqual(balance, 0, 2)
        self.assertAlmostEqual(move.tax_totals["total_amount_currency"], total, 2)

    def test_withholding(self):
        move = self.make_invoice(
            1000,
            taxes=[self.make_tax(21)],
            crm_withholding_tax_id=self.make_tax(-15).id,
        )
        self.assert_totals(move, 1000, 60, 1060)

    def test_discount_two_taxes_and_withholding(self):
        move = self.make_invoice(
            1000,
            250.5,
            taxes=[self.make_tax(21), self.make_tax(5.2)],
            crm_discount=10,
            crm_withholding_tax_id=self.make_tax(-15).id,
        )
        self.assert_totals(move, 1125.45, 126.05, 1251.50)
        move.action_post()
        self.assert_totals(move, 1125.45, 126.05, 1251.50)

    def test_three_thirds(self):
        tax = self.make_tax(21)
        move = self.make_invoice(33.33, 33.33, 33.33, taxes=[tax], crm_discount=7)
        self.assert_totals(move, 92.99, 19.53, 112.52)
        move.crm_discount = 0
        self.assertAlmostEqual(move.amount_untaxed, 99.99)
        self.assertFalse(move.invoice_line_ids.filtered("crm_rebate"))

    def test_either_way_of_rounding(self):
        self.ours.tax_calculation_rounding_method = "round_globally"
        self.test_discount_two_taxes_and_withholding()

    def test_changes_are_followed(self):
        tax, withholding = self.make_tax(21), self.make_tax(-15)
        move = self.make_invoice(1000, taxes=[tax], crm_discount=10)
        self.assert_totals(move, 900, 189, 1089)
        move.crm_withholding_tax_id = withholding
        self.assert_totals(move, 900, 54, 954)
        line = move.invoice_line_ids[0]
        move.write({"invoice_line_ids": [Command.update(line.id, {"price_unit": 500})]})
        self.assert_totals(move, 450, 27, 477)
        move.write(
            {
                "invoice_line_ids": [
                    Command.create({"name": "X", "price_unit": 50, "tax_ids": []})
                ]
            }
        )
        self.assertAlmostEqual(move.amount_untaxed, 495)
        move.write({"crm_withholding_tax_id": False, "crm_discount": 0})
        self.assertAlmostEqual(move.amount_untaxed, 550)
        self.assertFalse(withholding & move.line_ids.tax_ids)

    def test_in_the_form(self):
        tax = self.make_tax(21)
        with Form(self.make_invoice(100, 50, taxes=[tax])) as form:
            form.crm_discount = 10
        move = form.record
        self.assert_totals(move, 135, 28.35, 163.35)
        self.assertEqual(
            move.invoice_line_ids.filtered("crm_rebate").mapped("price_unit"), [-15]
        )

    def test_prices_that_hold_their_taxes(self):
        tax = self.make_tax(21)
        tax.price_include_override = "tax_included"
        move = self.make_invoice(121, taxes=[tax], crm_discount=10)
        self.assert_totals(move, 90, 18.9, 108.9)

    def test_lines_with_discounts_of_their_own(self):
        move = self.make_invoice(100, taxes=[self.make_tax(21)], crm_discount=10)
        line = move.invoice_line_ids.filtered(lambda x: not x.crm_rebate)
        values = {"quantity": 3, "discount": 50}
        move.write({"invoice_line_ids": [Command.update(line.id, values)]})
        self.assert_totals(move, 135, 28.35, 163.35)

    def test_another_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        move = self.make_invoice(
            1000,
            250.5,
            taxes=[self.make_tax(21), self.make_tax(5.2)],
            crm_discount=10,
            crm_withholding_tax_id=self.make_tax(-15).id,
            currency_id=currency.id,
        )
        self.assert_totals(move, 1125.45, 126.05, 1251.50)

    def test_refund_of_it(self):
        move = self.make_invoice(
            1000, 250.5, taxes=[self.make_tax(21)], crm_discount=10, post=True
        )
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        reversal = wizard.create({"journal_id": move.journal_id.id})
        refund = self.env["account.move"].browse(reversal.refund_moves()["res_id"])
        self.assertAlmostEqual(refund.amount_total, move.amount_total)

    def test_what_cannot_be(self):
        for vals in ({"crm_discount": 101}, {"crm_discount": -1}):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.make_invoice(**vals)
        with self.assertRaisesRegex(ValidationError, "no withholding"):
            self.make_invoice(crm_withholding_tax_id=self.make_tax(15).id)
        move = self.make_invoice(post=True)
        with self.assertRaisesRegex(UserError, "Reset it to draft"):
            move.crm_discount = 5
