from ast import literal_eval
from datetime import date, timedelta

from lxml import etree
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..models.res_users import ADMINISTRATOR, MANAGE, WRITE
from .access_table import INVOICING
from .common import CrmCase


class InvoiceCase(AccountTestInvoicingCommon, CrmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref(ADMINISTRATOR)
        cls.owner = cls.make_user("owner", cls.mine, [WRITE, INVOICING])
        cls.manager = cls.make_user("manager", cls.mine, [MANAGE, INVOICING])
        cls.customer = cls.make_company("Customer", cls.mine, cls.owner)
        cls.ours = cls.env.company

    @classmethod
    def by_pattern(cls, pattern="15/[1000]"):
        cls.ours.write({"crm_numbers_by_pattern": True, "crm_number_pattern": pattern})

    @classmethod
    def make_invoice(cls, *amounts, taxes=(), post=False, **vals):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_date": "2026-03-01",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": f"Line of {amount}",
                            "price_unit": amount,
                            "quantity": 1,
                            "tax_ids": [Command.set([tax.id for tax in taxes])],
                        }
                    )
                    for amount in amounts or (100,)
                ],
                **vals,
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def make_tax(cls, amount):
        taxes, name = cls.env["account.tax"], f"{amount} %"
        return taxes.search([("name", "=", name)]) or taxes.create(
            {"name": name, "amount": amount, "type_tax_use": "sale"}
        )


@tagged("post_install", "-at_install")
class TestNumbers(InvoiceCase):
    def posted(self, **vals):
        return self.make_invoice(post=True, **vals)

    def names(self, count=1, **vals):
        return [self.posted(**vals).name for _each in range(count)]

    def test_the_first_three(self):
        self.by_pattern()
        self.assertEqual(self.names(3), ["15/1000", "15/1001", "15/1002"])
        self.assertEqual(self.make_invoice().name_placeholder, "15/1003")

    def test_numbers_of_one_go_whatever_the_journal(self):
        self.by_pattern()
        second = self.env["account.journal"].create(
            {"name": "Second", "code": "SEC", "type": "sale"}
        )
        first = self.company_data["default_journal_sale"]
        moves = self.env["account.move"]
        for journal in (first, second, first, second, second, first):
            moves += self.make_invoice(journal_id=journal.id)
        moves.action_post()
        self.assertEqual(
            sorted(moves.mapped("name")), [f"15/{1000 + n}" for n in range(6)]
        )

    def test_only_customer_invoices(self):
        self.by_pattern()
        for kind in ("out_refund", "in_invoice"):
            move = self.make_invoice(post=True, move_type=kind)
            self.assertFalse(move.name.startswith("15/"), move.name)
            self.assertFalse(move.crm_numbering)
        self.assertEqual(self.names(), ["15/1000"])

    def test_numbers_of_odoo_before_and_after(self):
        [before] = self.names()
        self.by_pattern()
        self.assertEqual(self.names(2), ["15/1000", "15/1001"])
        refund = self.make_invoice(post=True, move_type="out_refund")
        self.ours.crm_numbers_by_pattern = False
        [after] = self.names()
        self.assertEqual(before[:-1], after[:-1])
        self.assertEqual(int(after[-1]), int(before[-1]) + 1)
        self.assertFalse(refund.name.startswith("15"), refund.name)

    def test_next_is_the_numeric_maximum(self):
        self.by_pattern("15/[9998]")
        self.assertEqual(self.names(4), ["15/9998", "15/9999", "15/10000", "15/10001"])

    def test_another_pattern_and_back(self):
        self.by_pattern()
        self.names(2)
        self.by_pattern("16/[1]-A")
        self.assertEqual(self.names(2), ["16/1-A", "16/2-A"])
        self.by_pattern()
        self.assertEqual(self.names(), ["15/1002"])
        self.by_pattern("16/[1]-A")
        self.assertEqual(self.names(), ["16/3-A"])

    def test_leading_zeros(self):
        self.by_pattern("F[0099]")
        self.assertEqual(self.names(2), ["F0099", "F0100"])

    def test_numbers_from_before_join_the_row(self):
        move = self.make_invoice(name="FAC1041")
        move.action_post()
        draft = self.make_invoice(name="FAC2000")
        self.assertFalse(move.crm_numbering)
        self.by_pattern("FAC[100]")
        self.assertEqual(move.crm_numbering, "pattern")
        # a draft may still get any other number
        self.assertFalse(draft.crm_numbering)
        self.assertEqual(self.names(), ["FAC1042"])

    def test_twice_there_before(self):
        second = self.env["account.journal"].create(
            {"name": "Second", "code": "SEC", "type": "sale"}
        )
        self.make_invoice(name="FAC7").action_post()
        self.make_invoice(name="FAC7", journal_id=second.id).action_post()
        with self.assertRaisesRegex(ValidationError, "FAC7"):
            self.by_pattern("FAC[100]")

    def test_bad_patterns(self):
        for pattern in ("15/1000", "[a]", "[1][2]", "1[2]", "[1234567890]", ""):
            with self.subTest(pattern), self.assertRaises(ValidationError):
                self.by_pattern(pattern)

    def test_by_hand(self):
        self.by_pattern()
        self.names()
        move = self.make_invoice().with_user(self.manager)
        move.name = "15/2000"
        move.action_post()
        self.assertEqual((move.name, move.crm_numbering), ("15/2000", "manual"))
        self.assertEqual(self.names(), ["15/2001"])
        free = self.make_invoice().with_user(self.manager)
        free.name = "SPECIAL"
        free.action_post()
        self.assertEqual(self.names(), ["15/2002"])
        log = self.env["crm.invoice.number.log"].search([("event", "=", "manual")])
        self.assertEqual(set(log.mapped("number")), {"15/2000", "SPECIAL"})
        self.assertEqual(log.user_id, self.manager)

    def test_by_hand_is_for_managers(self):
        self.by_pattern()
        move = self.make_invoice().with_user(self.owner)
        with self.assertRaisesRegex(AccessError, "only managers of the CRM"):
            move.name = "15/2000"
        with self.assertRaisesRegex(AccessError, "only managers of the CRM"):
            move.sudo().name = "15/2000"

    def test_what_the_system_keeps(self):
        self.by_pattern()
        move = self.posted()
        for vals in ({"crm_numbering": False}, {"crm_number": 1}):
            with self.subTest(vals), self.assertRaises(UserError):
                move.write(vals)

    def test_each_number_is_there_once(self):
        self.by_pattern()
        self.names()
        second = self.env["account.journal"].create(
            {"name": "Second", "code": "SEC", "type": "sale"}
        )
        move = self.make_invoice(journal_id=second.id)
        with self.assertRaisesRegex(ValidationError, "15/1000"):
            move.name = "15/1000"
        move.action_post()
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE account_move SET name = '15/1000' WHERE id = %s", [move.id]
            )

    def test_companies_have_rows_of_their_own(self):
        self.by_pattern()
        self.names(2)
        other = self.setup_other_company()["company"]
        other.write({"crm_numbers_by_pattern": True, "crm_number_pattern": "15/[1000]"})
        move = self.init_invoice(
            "out_invoice", self.customer, "2026-03-01", amounts=[1], company=other
        )
        move.action_post()
        self.assertEqual(move.name, "15/1000")

    def test_a_deleted_last_number_is_used_again(self):
        self.by_pattern()
        self.names(2)
        last = self.posted()
        last.button_draft()
        self.assertEqual(last.name, "15/1002")
        last.unlink()
        self.assertEqual(self.names(), ["15/1002"])

    def test_draft_again_keeps_its_number(self):
        self.by_pattern()
        move = self.posted()
        self.names()
        move.button_draft()
        move.action_post()
        self.assertEqual(move.name, "15/1000")
        self.assertFalse(move.made_sequence_gap)

    def gaps(self, user=None):
        gaps = self.env["crm.invoice.gap"].with_user(user or self.manager).create({})
        return gaps, [(x.first, x.last, x.count, x.reason) for x in gaps.line_ids]

    def test_gaps_are_explained(self):
        self.by_pattern("FAC[100]")
        for name in ("FAC995", "FAC999"):
            # before the pattern was switched on
            self.ours.crm_numbers_by_pattern = False
            self.make_invoice(name=name).action_post()
        self.by_pattern("FAC[100]")
        moves = [self.posted() for _each in range(6)]
        moves[1].button_draft()
        moves[1].with_user(self.manager).name = "FAC2000"
        moves[3].button_draft()
        moves[3].name = False
        moves[4].button_draft()
        moves[4].unlink()
        gaps, lines = self.gaps()
        self.assertEqual(
            [line[:3] for line in lines],
            [
                ("FAC996", "FAC998", 3),
                ("FAC1001", "FAC1001", 1),
                ("FAC1003", "FAC1003", 1),
                ("FAC1004", "FAC1004", 1),
                ("FAC1006", "FAC1999", 994),
            ],
        )
        for line, reason in zip(
            lines,
            (
                "From before the pattern",
                "Its invoice became FAC2000",
                "Taken from its invoice",
                "Deleted with its invoice",
                "FAC2000 was given by hand by manager",
            ),
            strict=True,
        ):
            self.assertIn(reason, line[3])
        self.assertIn("1000 numbers are missing", gaps.summary)

    def test_no_gap(self):
        self.by_pattern()
        self.names(3)
        gaps, lines = self.gaps()
        self.assertFalse(lines)
        self.assertEqual(gaps.summary, "No number is missing among 3 invoices.")

    def test_a_gap_that_nobody_made_here(self):
        self.by_pattern()
        moves = [self.posted() for _each in range(3)]
        self.env.flush_all()
        self.cr.execute("DELETE FROM account_move_line WHERE move_id=%s", [moves[1].id])
        self.cr.execute("DELETE FROM account_move WHERE id = %s", [moves[1].id])
        self.env.invalidate_all()
        _gaps, [line] = self.gaps()
        self.assertIn("Not known", line[3])


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


@tagged("post_install", "-at_install")
class TestStatusAndLock(InvoiceCase):
    def pay(self, move, day="2026-03-09"):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        return wizard.create({"payment_date": day})._create_payments()

    def test_status(self):
        move = self.make_invoice()
        self.assertEqual(move.crm_status, "pending")
        move.action_post()
        self.assertEqual(move.crm_status, "pending")
        self.assertFalse(move.crm_payment_date)
        self.pay(move)
        self.assertEqual(move.crm_status, "paid")
        self.assertEqual(move.crm_payment_date, date(2026, 3, 9))
        other = self.make_invoice()
        other.button_cancel()
        self.assertEqual(other.crm_status, "cancelled")

    def test_language_and_note(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.customer.lang = "es_ES"
        move = self.make_invoice(crm_internal_note="Pays late")
        self.assertEqual(move.crm_lang, "es_ES")
        self.assertFalse(move.copy().crm_internal_note)

    def test_only_the_locker_changes_it(self):
        move = self.make_invoice()
        move.with_user(self.owner).action_crm_lock()
        self.assertEqual(move.crm_locked_by_id, self.owner)
        move.with_user(self.owner).ref = "Mine"
        line = move.invoice_line_ids
        tries = {
            "write": lambda each: each.write({"ref": "Theirs"}),
            "line": lambda each: each.invoice_line_ids.write({"price_unit": 1}),
            "line by its invoice": lambda each: each.write(
                {"invoice_line_ids": [Command.update(line.id, {"price_unit": 1})]}
            ),
            "new line": lambda each: each.env["account.move.line"].create(
                {"move_id": each.id, "name": "New", "price_unit": 1}
            ),
            "no line": lambda each: each.invoice_line_ids.unlink(),
            "post": lambda each: each.action_post(),
            "cancel": lambda each: each.button_cancel(),
            "delete": lambda each: each.unlink(),
            "lock": lambda each: each.action_crm_lock(),
            "number": lambda each: each.write({"name": "X/1"}),
        }
        for name, change in tries.items():
            for seen in (
                move,
                move.with_user(self.manager),
                move.with_user(self.manager).sudo(),
            ):
                with (
                    self.subTest(name, user=seen.env.user.login, su=seen.env.su),
                    self.assertRaisesRegex(AccessError, "is locked by owner"),
                    self.cr.savepoint(),
                ):
                    change(seen)
                    self.env.flush_all()

    def test_who_unlocks(self):
        move = self.make_invoice()
        move.with_user(self.owner).action_crm_lock()
        with self.assertRaisesRegex(AccessError, "locked by owner"):
            move.with_user(self.manager).action_crm_unlock()
        move.with_user(self.owner).action_crm_unlock()
        self.assertFalse(move.crm_locked or move.crm_locked_by_id)
        move.with_user(self.owner).action_crm_lock()
        move.action_crm_unlock()
        self.assertFalse(move.crm_locked)
        said = " ".join(move.message_ids.mapped("body"))
        self.assertIn("Locked", said)
        self.assertIn("Unlocked", said)

    def test_the_lock_is_not_written(self):
        move = self.make_invoice()
        for vals in ({"crm_locked": True}, {"crm_locked_by_id": self.env.uid}):
            with self.subTest(vals), self.assertRaises(UserError):
                move.write(vals)
        with self.assertRaises(UserError):
            self.make_invoice(crm_locked=True)

    def test_who_may_not_change_it_does_not_lock_it(self):
        stranger = self.make_user("stranger", self.other, [WRITE, INVOICING])
        with self.assertRaises(AccessError):
            self.make_invoice().with_user(stranger).action_crm_lock()

    def test_payments_and_the_chatter_go_on(self):
        move = self.make_invoice(post=True)
        move.with_user(self.owner).action_crm_lock()
        payment = self.pay(move)
        self.assertEqual(move.crm_status, "paid")
        self.assertTrue(payment.is_reconciled)
        move.line_ids.remove_move_reconcile()
        self.assertEqual(move.crm_status, "pending")
        move.message_post(body="Called them")
        move.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        self.env["account.move.send"]._generate_and_send_invoices(
            move, sending_methods=["manual"]
        )
        self.assertTrue(move.invoice_pdf_report_id)

    def test_deletion_is_for_administrators(self):
        move = self.make_invoice()
        with self.assertRaises(AccessError):
            move.with_user(self.manager).unlink()
        move.with_user(self.env.user).unlink()

    def test_invoices_of_a_company(self):
        contact = self.partners.create(
            {"name": "Contact", "parent_id": self.customer.id}
        )
        self.make_invoice(100, post=True)
        self.make_invoice(50, post=True, partner_id=contact.id)
        self.make_invoice(20, post=True, move_type="out_refund")
        self.make_invoice(7, post=True, invoice_date="2025-02-01")
        self.make_invoice(1000)
        company = self.customer.with_user(self.owner)
        self.assertEqual(len(company.crm_invoice_ids), 5)
        totals = company.crm_invoice_totals
        self.assertIn("130.00", totals)
        self.assertIn("7.00", totals)
        self.assertLess(totals.index("2026"), totals.index("2025"))
        self.assertNotIn("1,000.00", totals)

    def test_filters(self):
        late = self.make_invoice(post=True, invoice_date_due="2026-03-05")
        early = self.make_invoice(
            post=True,
            invoice_date=date.today(),
            invoice_date_due=date.today() + timedelta(20),
        )
        paid = self.make_invoice(post=True)
        self.pay(paid)
        view = self.env["account.move"].get_view(
            self.env.ref("crm_integria.crm_invoice_view_search").id, "search"
        )
        for name, wanted in {
            "unpaid": late | early,
            "overdue": late,
            "paid": paid,
        }.items():
            with self.subTest(name):
                self.assertEqual(self.found(view["arch"], name), wanted)

    def found(self, arch, name):
        [element] = etree.fromstring(arch).xpath(f"//filter[@name='{name}']")
        domain = literal_eval(element.get("domain"))
        mine = [("partner_id", "=", self.customer.id)]
        return self.env["account.move"].search(domain + mine)
