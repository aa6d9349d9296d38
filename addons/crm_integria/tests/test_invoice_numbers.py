from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.res_users import MANAGE
from .invoice_common import InvoiceCase


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

    def test_invoices_that_one_does_not_see_are_no_gaps(self):
        self.by_pattern()
        self.names(3)
        stranger = self.make_user("stranger", self.other, [MANAGE])
        gaps, lines = self.gaps(stranger)
        self.assertFalse(lines)
        self.assertIn("3 invoices", gaps.summary)
        foreign = self.env["res.company"].create({"name": "Foreign"})
        with self.assertRaises(AccessError):
            gaps.create({"company_id": foreign.id, "row": gaps.row})

    def test_a_gap_that_nobody_made_here(self):
        self.by_pattern()
        moves = [self.posted() for _each in range(3)]
        self.env.flush_all()
        self.cr.execute("DELETE FROM account_move_line WHERE move_id=%s", [moves[1].id])
        self.cr.execute("DELETE FROM account_move WHERE id = %s", [moves[1].id])
        self.env.invalidate_all()
        _gaps, [line] = self.gaps()
        self.assertIn("Not known", line[3])
