from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .deal_common import DealLifeCase

CUSTOM = {"zoho_billing": "custom"}
LARGEST = 2**31 - 1


@tagged("post_install", "-at_install")
class TestDealPreflight(DealLifeCase):
    """What a deal lacks is said before it is won, and it is not billed."""

    def check(self, lead, *told):
        """Check that these are the problems, and that winning has nothing billed."""
        problems = lead._zoho_problems()
        self.assertEqual(len(problems), len(told), problems)
        for text, problem in zip(told, problems, strict=True):
            self.assertIn(text, problem)
        self.assertEqual(lead.zoho_problem, "\n".join(problems))
        self.move(lead, "won")
        self.assertFalse(lead.zoho_episode_ids)
        self.assertEqual(lead.zoho_status, "none")

    def test_nothing_is_missing(self):
        lead = self.make_deal(self.hosting)
        self.assertEqual(lead._zoho_problems(), [])
        self.assertFalse(lead.zoho_problem)

    def test_no_contact(self):
        lead = self.make_deal(self.hosting, partner_id=False, zoho_contact_count=0)
        self.check(lead, "has no contact")

    def test_several_contacts(self):
        lead = self.make_deal(self.hosting, partner_id=False, zoho_contact_count=2)
        self.check(lead, "several contacts")

    def test_what_a_contact_lacks(self):
        for vals, told in (
            ({"email": False}, "no e-mail"),
            ({"email": "nobody"}, "no e-mail"),
            ({"country_id": False}, "no country"),
            ({"zoho_language": False}, "no language"),
            ({"zoho_language": "  "}, "no language"),
            ({"zoho_language": "Klingon"}, "Klingon"),
        ):
            with self.subTest(vals=vals):
                partner = self.make_contact("Bo", **vals)
                self.check(self.make_deal(self.hosting, partner_id=partner.id), told)

    def test_a_language_that_is_not_installed(self):
        self.assertNotIn("es_ES", dict(self.env["res.lang"].get_installed()))
        partner = self.make_contact("Bo", zoho_language="Spanish")
        self.check(self.make_deal(self.hosting, partner_id=partner.id), "Spanish")

    def test_the_country_of_the_account_does(self):
        account = self.env["res.partner"].create(
            {
                "name": "Kunde",
                "is_company": True,
                "country_id": self.env.ref("base.de").id,
            }
        )
        partner = self.make_contact(
            "Bo", country_id=False, parent_id=account.id, type="other"
        )
        lead = self.make_deal(self.hosting, partner_id=partner.id)
        self.assertEqual(lead._zoho_problems(), [])

    def test_what_products_lack(self):
        for vals, told in (
            ({"zoho_has_price": False}, "Odd has no price"),
            ({"zoho_billing": False}, "Odd does not say how it is billed"),
            (CUSTOM, "Odd is billed at a custom interval"),
            ({**CUSTOM, "zoho_interval": 3}, "custom interval"),
            ({**CUSTOM, "zoho_interval_unit": "day"}, "custom interval"),
            (
                {**CUSTOM, "zoho_interval": -1, "zoho_interval_unit": "day"},
                "custom interval",
            ),
            ({"zoho_cycles": -1}, "longer than calendars go"),
            ({"zoho_cycles": LARGEST}, "longer than calendars go"),
            (
                {"zoho_billing": "yearly", "zoho_cycles": 9000},
                "longer than calendars go",
            ),
            (
                {**CUSTOM, "zoho_interval": LARGEST, "zoho_interval_unit": "year"},
                "longer than calendars go",
            ),
            (
                {**CUSTOM, "zoho_interval": LARGEST, "zoho_interval_unit": "day"},
                "longer than calendars go",
            ),
        ):
            with self.subTest(vals=vals):
                product = self.make_product("Odd", 10, **vals)
                self.check(self.make_deal(product), told)

    def test_what_the_deal_lacks(self):
        lead = self.make_deal()
        self.assertEqual(lead._zoho_problems(), [], "those of open deals are not read")
        self.move(lead, "won")
        self.assertIn("has no products", lead.zoho_problem)

    def test_a_product_that_is_not_here(self):
        lead = self.make_deal(self.hosting)
        lead.zoho_line_ids = [Command.create({"name": "Unknown", "price_unit": 1})]
        self.check(lead, "Unknown is not in Odoo", *self._more_of_unknown(lead))

    def _more_of_unknown(self, lead):
        return [text for text in lead._zoho_problems() if "several currencies" in text]

    def test_quantities_and_sums(self):
        lead = self.make_deal(self.hosting)
        lead.zoho_line_ids.quantity = 0
        self.check(lead, "Hosting has no quantity")
        discount = self.make_product("Discount", -200, zoho_billing="once")
        self.check(self.make_deal(self.hosting, discount), "less than zero")
        discount.zoho_price = -30
        lead = self.won(self.hosting, discount)
        self.assertEqual(lead.zoho_episode_id.invoice_id.amount_untaxed, 70)

    def test_mixed_intervals(self):
        yearly = self.make_product("Domain", 24, zoho_billing="yearly")
        lead = self.make_deal(self.hosting, yearly)
        self.check(lead, "several intervals (Hosting: Monthly, Domain: Yearly)")

    def test_intervals_of_the_same_length_do(self):
        twelve = self.make_product(
            "A", 1, zoho_interval=12, zoho_interval_unit="month", **CUSTOM
        )
        yearly = self.make_product("B", 1, zoho_billing="yearly", zoho_cycles=3)
        lead = self.make_deal(twelve, yearly, self.setting_up)
        self.assertEqual(lead._zoho_problems(), [])

    def test_mixed_currencies(self):
        other = self.setup_other_currency("EUR")
        product = self.make_product("In euro", 5, zoho_currency_id=other.id)
        self.check(self.make_deal(self.hosting, product), "several currencies (")

    def test_a_currency_without_rate(self):
        chf = self.env.ref("base.CHF")
        chf.sudo().rate_ids.unlink()
        product = self.make_product("Swiss", 5, zoho_currency_id=chf.id)
        chf.sudo().active = False
        self.check(self.make_deal(product), "CHF is not active")
        chf.sudo().active = True
        self.check(self.make_deal(product), "no rate of CHF")

    def test_no_journal(self):
        company = (
            self.env["res.company"]
            .sudo()
            .create({"name": "New", "email": "new@firma.example"})
        )
        self.env.user.company_ids += company
        self.syncer.company_ids += company
        lead = self.make_deal(self.hosting)
        lead.company_id = company
        self.assertIn("New has no sales journal", lead._zoho_problems()[-1])

    def test_all_at_once(self):
        self.customer.write({"email": False, "country_id": False})
        self.hosting.zoho_has_price = False
        yearly = self.make_product("Domain", 24, zoho_billing="yearly")
        self.check(
            self.make_deal(self.hosting, yearly),
            "no e-mail",
            "no country",
            "no price",
            "several intervals",
        )

    def test_only_for_deals_that_may_be_billed(self):
        self.customer.email = False
        self.assertTrue(self.make_deal(self.hosting).zoho_problem)
        self.assertFalse(self.make_deal(self.hosting, category="lost").zoho_problem)
        own = self.make_deal(self.hosting, zoho_backend_id=False)
        self.assertFalse(own.zoho_problem)
        self.customer.email = "ada@kunde.example"
        billed = self.won()
        self.customer.email = False
        self.assertFalse(billed.zoho_problem)

    def test_the_banner(self):
        self.customer.email = False
        lead = self.make_deal(self.hosting)
        seller = new_test_user(
            self.env, "seller", "sales_team.group_sale_salesman_all_leads"
        )
        with Form(lead.with_user(seller).sudo(False)) as form:
            self.assertIn("no e-mail", form.zoho_problem)

    def test_names_are_no_markup(self):
        partner = self.make_contact("<b>Bo</b>", email=False)
        lead = self.won(partner_id=partner.id)
        body = lead.message_ids.sorted("id")[-1].body
        self.assertIn("&lt;b&gt;Bo&lt;/b&gt; has no e-mail", body)

    def test_what_no_preflight_knows_is_said_in_odoos_words(self):
        # posting wants an address of customers in this journal, say
        sales = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)]
        )
        sales.default_account_id.account_type = "income"
        self.customer.property_account_receivable_id = sales.default_account_id
        lead = self.won()
        self.assertFalse(lead.zoho_episode_ids)
        self.assertIn("account", lead.zoho_problem)
        self.assertFalse(
            self.env["contract.contract"].search([("zoho_lead_id", "=", lead.id)])
        )
