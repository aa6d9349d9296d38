from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .deal_common import DealLifeCase


@tagged("post_install", "-at_install")
class TestDealMoney(DealLifeCase):
    """Payments, taxes, currencies, companies."""

    outstanding = None

    # -- payments ----------------------------------------------------------------------

    def test_a_part_is_not_enough(self):
        lead = self.won()
        episode = lead.zoho_episode_id
        self.pay(episode.invoice_id, 149)
        self.assertEqual((episode.state, lead.zoho_status), ("waiting", "link_sent"))
        self.pay(episode.invoice_id)
        self.assertEqual((episode.state, lead.zoho_status), ("active", "paid"))

    def payments_have_entries(self, wanted):
        """Have payments be entries of their own at once, or once the bank knows.

        The latter is Odoo's way where its Enterprise accounting is installed.
        """
        lines = self.env["account.payment.method.line"].search([])
        account = self.inbound_payment_method_line.payment_account_id
        self.outstanding = self.outstanding or account
        lines.payment_account_id = self.outstanding if wanted else False
        state = "paid" if wanted else "in_payment"
        self.patch(
            type(self.env["account.move"]),
            "_get_invoice_in_payment_state",
            lambda move: state,
        )

    def test_with_and_without_entries(self):
        for entries in (True, False):
            with self.subTest(entries=entries):
                self.payments_have_entries(entries)
                lead = self.won()
                invoice = lead.zoho_episode_id.invoice_id
                payment = self.pay(invoice, 100)
                self.assertEqual(bool(payment.move_id), entries)
                self.assertEqual(lead.zoho_episode_id.state, "waiting")
                self.pay(invoice, 50)
                self.assertEqual(lead.zoho_episode_id.state, "active")

    def test_one_payment_of_two_invoices(self):
        for entries in (True, False):
            with self.subTest(entries=entries):
                self.payments_have_entries(entries)
                leads = self.won(), self.won()
                moves = leads[0].zoho_episode_id.invoice_id
                moves |= leads[1].zoho_episode_id.invoice_id
                register = self.env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=moves.ids
                )
                register.create({"group_payment": True})._create_payments()
                states = [lead.zoho_episode_id.state for lead in leads]
                self.assertEqual(states, ["active", "active"])

    def test_paid_back_again(self):
        for entries in (True, False):
            with self.subTest(entries=entries):
                self.payments_have_entries(entries)
                lead = self.won()
                payment = self.pay(lead.zoho_episode_id.invoice_id)
                self.assertEqual(lead.zoho_status, "paid")
                if entries:
                    payment.move_id.line_ids.remove_move_reconcile()
                else:
                    payment.action_reject()
                self.assertEqual(lead.zoho_status, "failed")
                self.assertIn("was taken back", self.notes(lead)[-1])
                self.pay(lead.zoho_episode_id.invoice_id)
                self.assertEqual(lead.zoho_status, "paid")

    def test_refunded(self):
        lead = self.won()
        invoice = lead.zoho_episode_id.invoice_id
        self.pay(invoice)
        told = self.told()
        refund = invoice._reverse_moves([{"invoice_date": date.today()}])
        refund.action_post()
        self.assertEqual(len(told), 1)
        self.assertIn(f"{invoice.name} was refunded by {refund.name}", told[0])
        self.assertEqual(lead.zoho_episode_id.state, "active")

    def test_refunded_before_payment(self):
        lead = self.won()
        episode = lead.zoho_episode_id
        episode.invoice_id._reverse_moves([{"invoice_date": date.today()}], cancel=True)
        self.assertEqual(episode.invoice_id.payment_state, "reversed")
        # this is no money
        self.assertEqual(episode.state, "waiting")
        self.assertEqual(episode._pay_target()[0], "nothing")
        self.move(lead, "lost")
        self.assertEqual(episode.state, "lost")
        self.assertNotIn("could not be cancelled", self.notes(lead)[-1])

    def test_an_invoice_that_cannot_be_cancelled(self):
        lead = self.won()
        with patch.object(
            type(self.env["account.move"]),
            "button_draft",
            side_effect=UserError("It is in a closed year."),
        ):
            self.move(lead, "lost", zoho_reason="Budget")
        episode = lead.zoho_episode_id
        self.assertEqual((episode.state, lead.zoho_status), ("lost", "lost"))
        note = self.notes(lead)[-1]
        self.assertIn("could not be cancelled: It is in a closed year.", note)
        # the link leads nowhere all the same
        self.assertEqual(episode._pay_target()[0], "lost")
        self.pay(episode.invoice_id)
        self.assertEqual(episode.state, "lost")
        notes = [n for n in self.notes(lead) if "paid after the deal was lost" in n]
        self.assertEqual(len(notes), 1)

    def test_partly_paid_and_lost(self):
        lead = self.won()
        episode = lead.zoho_episode_id
        self.pay(episode.invoice_id, 10)
        self.move(lead, "lost")
        self.assertEqual(episode.state, "lost")
        # the money would hang in the air
        self.assertEqual(episode.invoice_id.state, "posted")
        self.assertIn("something was paid already", self.notes(lead)[-1])

    def test_drafts_go_with_the_contract(self):
        lead = self.won()
        episode = lead.zoho_episode_id
        self.pay(episode.invoice_id)
        self.bill(date(2060, 1, 1))
        later = episode._invoices()[-1]
        later.button_draft()
        self.move(lead, "lost")
        self.assertEqual(later.state, "cancel")
        self.assertEqual(episode.invoice_id.state, "posted")

    def test_who_pays_need_not_see_deals(self):
        lead = self.won()
        accountant = new_test_user(
            self.env,
            "accountant",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.assertFalse(lead.with_user(accountant).sudo(False).has_access("read"))
        register = self.env["account.payment.register"].with_user(accountant)
        register = register.with_context(
            active_model="account.move", active_ids=lead.zoho_episode_id.invoice_id.ids
        )
        register.create({})._create_payments()
        self.assertEqual(lead.zoho_episode_id.state, "active")
        note = lead.message_ids.sorted("id")[-1]
        self.assertEqual(note.author_id, self.syncer.partner_id)

    # -- taxes -------------------------------------------------------------------------

    def test_taxes_by_region(self):
        taxes = self.env["account.tax"].create(
            [{"name": f"Region {n}", "amount": n} for n in (7, 19)]
        )
        self.env["zoho.tax.region"].create(
            [
                {"name": "Germany", "tax_ids": [Command.set(taxes[1].ids)]},
                {"name": "Reduced", "tax_ids": [Command.set(taxes[0].ids)]},
                {"name": "None yet"},
            ]
        )
        own = self.company_data["default_tax_sale"]
        regions = (" germany ", "REDUCED", "None yet", "Unknown", False)
        products = self.env["product.product"].union(
            *(
                self.make_product(
                    f"In {name}",
                    100,
                    zoho_region=name,
                    taxes_id=[Command.set(own.ids)],
                    zoho_billing="once" if name == "REDUCED" else "monthly",
                )
                for name in regions
            )
        )
        lead = self.won(*products)
        invoice = lead.zoho_episode_id.invoice_id
        wanted = dict(zip(products, [taxes[1], taxes[0], own, own, own], strict=True))
        # customers abroad have other taxes
        mapped = invoice.fiscal_position_id.map_tax
        self.assertEqual(len(invoice.invoice_line_ids), 5)
        for row in invoice.invoice_line_ids:
            self.assertEqual(row.tax_ids, mapped(wanted[row.product_id]), row.name)
        self.pay(invoice)
        self.bill(date(2060, 1, 1))
        rows = lead.zoho_episode_id._invoices()[-1].invoice_line_ids
        self.assertEqual(len(rows), 4)
        for row in rows:
            self.assertEqual(row.tax_ids, mapped(wanted[row.product_id]), row.name)

    def test_regions_and_fiscal_positions(self):
        # the customer's position has tax b for a
        tax_a, tax_b = self.tax_sale_a, self.tax_sale_b
        self.customer.property_account_position_id = self.fiscal_pos_a
        self.env["zoho.tax.region"].create(
            {"name": "Home", "tax_ids": [Command.set(tax_a.ids)]}
        )
        products = (
            self.make_product("A", 1, zoho_region="Home"),
            self.make_product("B", 1, zoho_region="Home", zoho_billing="once"),
        )
        invoice = self.won(*products).zoho_episode_id.invoice_id
        self.assertEqual(invoice.fiscal_position_id, self.fiscal_pos_a)
        self.assertEqual(invoice.invoice_line_ids.tax_ids, tax_b)
        self.assertEqual(len(invoice.invoice_line_ids), 2)

    # -- currencies and companies ------------------------------------------------------

    def test_another_currency(self):
        other = self.setup_other_currency("EUR", rates=[("2016-01-01", 2)])
        recurring = self.make_product("Euro", 100, zoho_currency_id=other.id)
        once = self.make_product(
            "Once", 10, zoho_currency_id=other.id, zoho_billing="once"
        )
        lead = self.won(recurring, once)
        self.assertEqual((lead.zoho_total, lead.zoho_total_currency_id), (110, other))
        self.assertEqual(lead.expected_revenue, 55)
        invoice = lead.zoho_episode_id.invoice_id
        self.assertEqual((invoice.currency_id, invoice.amount_untaxed), (other, 110))
        self.assertEqual(lead.zoho_episode_id.contract_id.currency_id, other)
        self.assertEqual(self.won(once).zoho_episode_id.invoice_id.currency_id, other)

    def second_company(self):
        data = self.setup_other_company(name="Second", email="second@firma.example")
        self.env.user.company_ids |= data["company"]
        self.syncer.company_ids |= data["company"]
        return data

    def test_two_companies(self):
        data = self.second_company()
        second, tax = data["company"], data["default_tax_sale"]
        lead = self.make_deal(self.hosting, self.setting_up)
        lead.company_id = second
        region = {"name": "Home", "company_id": second.id}
        self.env["zoho.tax.region"].sudo().create(
            {**region, "tax_ids": [Command.set(tax.ids)]}
        )
        self.hosting.zoho_region = self.setting_up.zoho_region = "home"
        self.move(lead, "won")
        self.assertFalse(lead.zoho_problem)
        episode = lead.zoho_episode_id
        self.assertEqual(episode.company_id, second)
        self.assertEqual(episode.contract_id.company_id, second)
        invoice = episode.invoice_id
        self.assertEqual(invoice.company_id, second)
        self.assertEqual(invoice.journal_id, data["default_journal_sale"])
        wanted = invoice.fiscal_position_id.map_tax(tax)
        self.assertTrue(wanted)
        self.assertEqual(invoice.invoice_line_ids.tax_ids, wanted)
        # of the first company, and none of the second's business
        first = self.won().zoho_episode_id
        self.assertEqual(first.company_id, self.company)
        self.assertFalse(first.invoice_id.invoice_line_ids.tax_ids)
        self.syncer.company_ids -= second
        seen = self.env["zoho.deal.episode"].with_user(self.syncer)
        found = seen.search([("id", "in", (first | episode).ids)])
        self.assertEqual(found.ids, first.ids)

    def test_the_backends_company_where_the_deal_has_none(self):
        second = self.second_company()["company"]
        lead = self.make_deal(self.hosting)
        self.backend.company_id = second
        lead.company_id = False
        self.assertFalse(lead.company_id)
        self.move(lead, "won")
        self.assertEqual(lead.zoho_episode_id.invoice_id.company_id, second)
