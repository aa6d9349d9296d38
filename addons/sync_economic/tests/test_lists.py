from odoo import Command
from odoo.tests import new_test_user

from .common import EconomicCase


class TestLists(EconomicCase):
    """Rows of e-conomic's lists mean something in Odoo, where somebody says what."""

    def setUp(self):
        super().setUp()
        self.economic.add(7, name="Bageriet", ourRef=1)
        self.pull()
        self.partner = self.bound("customer", 7)
        self.term = self.env.ref("account.account_payment_term_15days")
        self.seller = new_test_user(self.env, "sofie", groups="base.group_user")

    def item(self, kind, number):
        return self.bound(kind, number)

    def test_what_a_row_means_follows_it(self):
        self.item("payment_terms", 2).term_id = self.term
        self.item("employee", 1).user_id = self.seller
        self.economic.add(7, paymentTermId=2)
        self.economic.add(8, name="Nyt", paymentTermId=2, ourRef=1)
        self.pull()
        self.assertEqual(self.partner.property_payment_term_id, self.term)
        new = self.bound("customer", 8)
        self.assertEqual(new.property_payment_term_id, self.term)
        self.assertEqual(new.user_id, self.seller)
        # nothing of it goes back
        self.push()
        self.assertEqual(self.economic.sent, [])

    def test_a_row_follows_what_is_chosen_in_odoo(self):
        self.item("payment_terms", 2).term_id = self.term
        self.partner.property_payment_term_id = self.term
        self.assertEqual(self.partner.economic_terms_id.number, 2)
        self.push()
        self.assertEqual(self.economic.stored[7]["paymentTermId"], 2)
        # what no row means changes nothing there
        other = self.env.ref("account.account_payment_term_45days")
        self.partner.property_payment_term_id = other
        self.assertEqual(self.partner.economic_terms_id.number, 2)
        # nor does what two of them mean
        self.item("payment_terms", 1).term_id = self.term
        self.partner.property_payment_term_id = self.term
        self.assertEqual(self.partner.economic_terms_id.number, 2)

    def test_what_is_given_together_stays_so(self):
        self.item("payment_terms", 2).term_id = self.term
        other = self.env.ref("account.account_payment_term_45days")
        self.partner.write(
            {
                "economic_terms_id": self.item("payment_terms", 2).id,
                "property_payment_term_id": other.id,
            }
        )
        self.assertEqual(self.partner.property_payment_term_id, other)

    def test_others_than_customers_of_e_conomic(self):
        self.item("employee", 1).user_id = self.seller
        someone = self.env["res.partner"].create({"name": "Else"})
        someone.user_id = self.seller
        self.assertFalse(someone.economic_employee_id)

    def test_groups_are_tags(self):
        tags = self.env["res.partner.category"].create(
            [{"name": name} for name in ("Danish", "Public", "Nice")]
        )
        danish, public, nice = tags
        self.item("customer_group", 1).category_id = danish
        self.item("customer_group", 2).category_id = public
        self.partner.category_id = [Command.set((danish | nice).ids)]
        self.economic.add(7, customerGroupNumber=2)
        self.pull()
        self.assertEqual(self.partner.category_id, public | nice)

    def test_without_rights_on_accounting(self):
        """Who may not see a field in Odoo does not fail where a row means something."""
        self.item("payment_terms", 2).term_id = self.term
        clerk = new_test_user(
            self.env, "clerk", groups="base.group_user,base.group_partner_manager"
        )
        partner = self.partner.with_user(clerk)
        partner.economic_terms_id = self.item("payment_terms", 2).id
        self.assertEqual(self.partner.economic_terms_id.number, 2)

    def test_of_the_company_at_work(self):
        company = self.env["res.company"].create({"name": "Another"})
        self.item("payment_terms", 2).term_id = self.term
        elsewhere = self.partner.with_company(company)
        elsewhere.economic_terms_id = self.item("payment_terms", 2).id
        self.assertFalse(elsewhere.property_payment_term_id)
