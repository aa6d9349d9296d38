from ast import literal_eval
from datetime import date, timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..models.res_users import VIEW, WRITE
from .access_table import INVOICING
from .invoice_common import InvoiceCase


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
        viewer = self.make_user("viewer", self.mine, [VIEW])
        self.assertEqual(move.with_user(viewer).crm_payment_date, date(2026, 3, 9))
        with Form(move.with_user(viewer)) as form:
            self.assertEqual(form.crm_payment_date, "2026-03-09")
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

    def test_a_payment_need_not_have_a_partner(self):
        keeper = self.make_user("keeper", groups=[INVOICING])
        vals = {"amount": 10, "payment_type": "inbound", "partner_type": "customer"}
        payment = self.env["account.payment"].with_user(keeper).create(vals)
        self.assertFalse(payment.partner_id)
        self.assertTrue(payment.has_access("write"))

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
