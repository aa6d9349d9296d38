from datetime import date, datetime, timedelta, timezone
from unittest.mock import patch

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.sync_base.lib.errors import NotFound
from odoo.addons.sync_base.tests.common import FromMemory
from odoo.addons.sync_zoho.lib.client import Records, ZohoClient
from odoo.addons.sync_zoho.lib.stages import Stages

from .common import ZohoBackend

STAGES = [
    {"actual_value": name, "forecast_type": category}
    for name, category in (
        ("Qualification", "Open"),
        ("Closed Won", "Closed Won"),
        ("Closed Lost", "Closed Lost"),
    )
]
NAMES = {
    "language": "Customer_Language",
    "billing": "Billing",
    "interval": "Interval_Count",
    "interval_unit": "Interval_Unit",
    "cycles": "Cycles",
    "region": "Region",
}


class FakeZoho(FromMemory, ZohoClient):
    """A client that answers from memory."""

    def __init__(self):
        super().__init__("https://www.zohoapis.eu", None)
        self.names = NAMES
        modules = ("Accounts", "Contacts", "Products", "Deals", "Quotes")
        self.rows = {each: {} for each in modules}
        self.sold, self.roles, self.sent, self.notes = {}, {}, [], []
        self.gone = {}

    def stages(self):
        return Stages(STAGES)

    def records(self, module, fields, page_token=None, since=None):
        assert "id" not in fields
        rows = list(self.rows[module].values())
        found = [{"id": r["id"], **{n: r.get(n) for n in fields}} for r in rows]
        self.served_at = datetime.now(timezone.utc)
        return Records(found, None, "")

    def record(self, module, number):
        if number not in self.rows[module]:
            raise NotFound("gone")
        return self.rows[module][number]

    def products_of(self, deal, fields):
        return [self.rows["Products"][each] for each in self.sold.get(deal, ())]

    def quotes_of(self, deal, fields):
        return [
            each for each in self.rows["Quotes"].values() if each["Deal_Name"] == deal
        ]

    def deleted(self, module, since=None, page_token=None):
        rows = [{"id": each} for each in self.gone.get(module, ())]
        return Records(rows, None, "")

    def contact_roles(self, deal):
        return self.roles.get(deal, [])

    def update(self, module, number, values):
        self.sent.append((module, number, values))
        self.rows[module][number].update(values)

    def add_note(self, module, number, title, text):
        self.notes.append((number, text))

    def put(self, module, number, **values):
        row = self.rows[module].setdefault(number, {"id": number})
        row.update(values)


class DealCase(ZohoBackend, AccountTestInvoicingCommon):
    @classmethod
    def get_default_groups(cls):
        groups = super().get_default_groups()
        for name in (
            "sync_base.group_sync_manager",
            "sales_team.group_sale_manager",
            "base.group_partner_manager",
            "product.group_product_manager",
        ):
            groups |= cls.env.ref(name)
        return groups

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.write(
            {
                "state": "running",
                "user_id": cls.env.user.id,
                "company_id": cls.env.company.id,
            }
        )
        cls.zoho = FakeZoho()
        cls.startClassPatcher(
            patch.object(type(cls.backend), "_client", lambda self: cls.zoho)
        )

    def setUp(self):
        super().setUp()
        self.zoho.__init__()
        self.zoho.put(
            "Contacts",
            "1",
            First_Name="Ada",
            Last_Name="Ærø",
            Email="ada@kunde.example",
            Mailing_Street="Vej 1",
            Mailing_City="Ribe",
            Mailing_Country="Denmark",
            Customer_Language="English",
        )
        self.zoho.put(
            "Products", "10", Product_Name="Hosting", Unit_Price=100, Billing="Monthly"
        )
        self.zoho.put(
            "Products", "11", Product_Name="Set-up", Unit_Price=50, Billing="One off"
        )
        self.zoho.put(
            "Deals",
            "20",
            Deal_Name="Hosting for Ada",
            Stage="Qualification",
            Amount=1,
            Contact_Name={"id": "1", "name": "Ada Ærø"},
        )
        self.zoho.sold["20"] = ["10", "11"]

    def move(self, stage, deal="20", **values):
        self.zoho.put("Deals", deal, Stage=stage, **values)
        self.pull()

    def lead(self, number="20"):
        binding = self.env["sync.binding"].search(
            [("kind", "=", "deal"), ("remote_id", "=", number)]
        )
        return self.env["crm.lead"].browse(binding.res_id)

    def mails(self):
        partner = self.lead().partner_id
        domain = [("recipient_ids", "in", partner.ids)]
        return self.env["mail.mail"].sudo().search(domain, order="id")

    def pay(self, invoice):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({})._create_payments()


@tagged("post_install", "-at_install")
class TestDeals(DealCase):
    def test_open_deals_are_opportunities(self):
        self.pull()
        lead = self.lead()
        self.assertEqual((lead.name, lead.type), ("Hosting for Ada", "opportunity"))
        self.assertEqual(lead.partner_id.name, "Ada Ærø")
        self.assertEqual(lead.expected_revenue, 1)
        self.assertFalse(lead.zoho_episode_ids)

    def test_won(self):
        self.move("Closed Won")
        lead = self.lead()
        episode = lead.zoho_episode_ids
        self.assertEqual(episode.state, "waiting")
        self.assertEqual(lead.zoho_status, "link_sent")
        invoice = episode.invoice_id
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.amount_untaxed, 150)
        self.assertEqual(lead.expected_revenue, 150)
        [mail] = self.mails()
        self.assertIn(episode._pay_url(), mail.body_html)
        self.assertIn(invoice.name, mail.subject)
        # what is waiting for payment is not billed further
        later = date.today() + relativedelta(months=2)
        self.env["contract.contract"].cron_recurring_create_invoice(later)
        self.assertEqual(len(episode.contract_id._get_related_invoices()), 1)

    def test_once_whatever_comes_again(self):
        self.move("Closed Won")
        for _again in range(3):
            self.pull()
            self.lead()._zoho_follow()
        self.assertEqual(len(self.lead().zoho_episode_ids), 1)
        self.assertEqual(len(self.mails()), 1)

    def test_written_back(self):
        self.move("Closed Won")
        self.push()
        self.assertEqual(self.zoho.sent, [("Deals", "20", {"Amount": 150.0})])
        [(number, note)] = self.zoho.notes
        self.assertEqual(number, "20")
        self.assertIn("pay link sent to ada@kunde.example", note)
        self.pay(self.lead().zoho_episode_ids.invoice_id)
        self.push()
        self.assertIn("is paid", self.zoho.notes[-1][1])
        self.assertEqual(len(self.zoho.sent), 1)

    def test_the_whole_life(self):
        self.move("Closed Won")
        episode = self.lead().zoho_episode_ids
        contract = episode.contract_id
        self.pay(episode.invoice_id)
        self.assertEqual(episode.state, "active")
        self.assertEqual(self.lead().zoho_status, "paid")
        today = date.today()
        later = today + relativedelta(months=1)
        with freeze_time(later):
            self.env["contract.contract"].cron_recurring_create_invoice(later)
        self.assertEqual(len(contract._get_related_invoices()), 2)
        second = contract._get_related_invoices().sorted("id")[-1]
        # what is sold once is billed once
        self.assertEqual(second.amount_untaxed, 100)
        reason = "<b>Too</b> dear"
        with freeze_time(later):
            self.move("Closed Lost", Reason_For_Loss__s=reason)
        self.assertEqual((episode.state, episode.reason), ("stopped", reason))
        cancelled = self.mails()[-1]
        self.assertIn("&lt;b&gt;Too", cancelled.body_html)
        much_later = today + relativedelta(months=6)
        with freeze_time(much_later):
            self.env["contract.contract"].cron_recurring_create_invoice(much_later)
        self.assertEqual(len(contract._get_related_invoices()), 2)
        with freeze_time(much_later):
            self.move("Closed Won")
            self.assertEqual(self.lead().zoho_episode_ids, episode)
            self.assertEqual(episode.state, "active")
            self.env["contract.contract"].cron_recurring_create_invoice(much_later)
        # the months between are not billed
        self.assertEqual(len(contract._get_related_invoices()), 3)
        third = contract._get_related_invoices().sorted("id")[-1]
        self.assertEqual(third.amount_untaxed, 100)
        # pay link, two invoices, cancellation, active again
        self.assertEqual(len(self.mails()), 5)

    def test_lost_before_payment(self):
        self.move("Closed Won")
        episode = self.lead().zoho_episode_ids
        self.move("Closed Lost", Reason_For_Loss__s="Budget")
        self.assertEqual(episode.state, "lost")
        self.assertEqual(episode.invoice_id.state, "cancel")
        self.assertEqual(self.lead().zoho_status, "lost")
        self.move("Closed Won", Reason_For_Loss__s=None)
        new, old = self.lead().zoho_episode_ids
        self.assertEqual((new.number, new.state, old), (2, "waiting", episode))
        self.assertNotEqual(new.invoice_id, old.invoice_id)

    def test_what_is_missing(self):
        self.zoho.put("Contacts", "1", Email=None, Customer_Language=None)
        self.zoho.put("Products", "10", Unit_Price=None)
        self.zoho.put("Products", "11", Billing=None)
        self.move("Closed Won")
        lead = self.lead()
        self.assertFalse(lead.zoho_episode_ids)
        for told in ("no e-mail", "no language", "Hosting has no price", "Set-up does"):
            self.assertIn(told, lead.zoho_problem)
        self.push()
        self.assertIn("cannot be billed yet", self.zoho.notes[0][1])
        self.zoho.put("Contacts", "1", Email="a@b.example", Customer_Language="english")
        self.zoho.put("Products", "10", Unit_Price=5)
        self.zoho.put("Products", "11", Billing="One off")
        self.pull()
        self.assertFalse(lead.zoho_problem)
        self.assertEqual(lead.zoho_episode_ids.state, "waiting")

    def test_odd_deals(self):
        deals = {
            "30": {"Contact_Name": None},
            "31": {"Contact_Name": None},
            "32": {"Contact_Name": None},
            "33": {"Stage": "Nobody knows it"},
            "34": {"Closing_Date": None, "Amount": None},
        }
        for number, values in deals.items():
            usual = {"Deal_Name": f"Deal {number}", "Stage": "Closed Won"}
            contact = {"Contact_Name": {"id": "1", "name": "Ada"}}
            self.zoho.put("Deals", number, **{**usual, **contact, **values})
            self.zoho.sold[number] = ["10"]
        self.zoho.roles = {"31": [{"id": "1"}], "32": [{"id": "1"}, {"id": "2"}]}
        self.pull()
        self.assertIn("no contact", self.lead("30").zoho_problem)
        self.assertEqual(self.lead("31").zoho_episode_ids.state, "waiting")
        self.assertIn("several contacts", self.lead("32").zoho_problem)
        self.assertFalse(self.lead("33").zoho_category)
        self.assertEqual(self.lead("34").zoho_episode_ids.state, "waiting")

    def test_mixed_plans(self):
        self.zoho.put("Products", "11", Billing="Annual")
        self.move("Closed Won")
        self.assertIn("several intervals", self.lead().zoho_problem)

    def test_as_many_invoices_as_cycles(self):
        today = date.today()
        plans = {
            "Daily": {},
            "Weekly": {},
            "Monthly": {},
            "Quarterly": {},
            "Half yearly": {},
            "Annual": {},
            "Custom": {"Interval_Count": "2", "Interval_Unit": "Months"},
        }
        for number, (billing, more) in enumerate(plans.items(), 40):
            number = str(number)
            self.zoho.put(
                "Products",
                number,
                Product_Name=billing,
                Unit_Price=10,
                Billing=billing,
                Cycles="3",
                **more,
            )
            contact = {"id": "1", "name": "Ada"}
            self.zoho.put(
                "Deals",
                number,
                Deal_Name=billing,
                Stage="Closed Won",
                Contact_Name=contact,
            )
            self.zoho.sold[number] = [number]
        self.pull()
        for number, billing in enumerate(plans, 40):
            episode = self.lead(str(number)).zoho_episode_ids
            self.pay(episode.invoice_id)
            contract, day = episode.contract_id, today
            for _period in range(6):
                day = contract.recurring_next_date or day + timedelta(days=400)
                contract._recurring_create_invoice(day)
            self.assertEqual(len(contract._get_related_invoices()), 3, billing)

    @mute_logger("odoo.addons.sync_zoho.models.crm_lead")
    def test_one_that_odoo_refuses_stops_no_other(self):
        self.zoho.put(
            "Deals",
            "21",
            Deal_Name="Second",
            Stage="Closed Won",
            Contact_Name={"id": "1", "name": "Ada"},
        )
        self.zoho.sold["21"] = ["10"]
        begin = type(self.env["zoho.deal.episode"])._begin

        def refuse(episodes, lead):
            if lead.name == "Second":
                raise UserError(self.env._("The journal is locked."))
            return begin(episodes, lead)

        self.patched(type(self.env["zoho.deal.episode"]), "_begin", refuse)
        self.move("Closed Won")
        self.assertEqual(self.lead().zoho_episode_ids.state, "waiting")
        self.assertEqual(self.lead("21").zoho_problem, "The journal is locked.")


@tagged("post_install", "-at_install")
class TestPayLink(DealCase, HttpCase):
    def test_as_long_as_there_is_something_to_pay(self):
        self.move("Closed Won")
        episode = self.lead().zoho_episode_ids
        path = episode._pay_url().split("/", 3)[3]
        reply = self.url_open(f"/{path}", allow_redirects=False)
        self.assertEqual(reply.status_code, 303)
        self.assertIn(
            f"/my/invoices/{episode.invoice_id.id}", reply.headers["Location"]
        )
        self.assertEqual(self.url_open(f"/{path}x").status_code, 404)
        self.assertEqual(self.url_open("/zoho/pay/99999999/x").status_code, 404)
        self.move("Closed Lost", Reason_For_Loss__s="<i>Budget</i>")
        page = self.url_open(f"/{path}")
        self.assertIn("This order was cancelled", page.text)
        self.assertIn("&lt;i&gt;Budget", page.text)

    def test_paid(self):
        self.move("Closed Won")
        episode = self.lead().zoho_episode_ids
        self.pay(episode.invoice_id)
        page = self.url_open(episode._pay_url())
        self.assertIn("Thank you", page.text)
