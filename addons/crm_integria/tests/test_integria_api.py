from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.crm_api_call import PREFIX
from ..models.res_users import MANAGE, WRITE
from .access_table import INVOICING
from .common import CrmCase

PATH = "/integria/include/api.php"
# of the manual, as it stands there but for the address
EXAMPLE = (
    "?user=api_user&op=create_lead"
    "&params=Jimmy,PFMS,Rodriguez,Spain,0,0,,,Developer,,,,1,0"
)


@tagged("post_install", "-at_install")
class TestIntegriaApi(CrmCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("api_user")
        cls.user.password = "a password of the API"
        cls.set(
            on="1",
            user_id=cls.user.id,
            networks="127.0.0.1",
            rate=1000,
            without_user_pass=False,
        )

    @classmethod
    def set(cls, **values):
        for name, value in values.items():
            cls.env["ir.config_parameter"].set_param(PREFIX + name, value)

    def call(self, op, params="", **more):
        data = {
            "user": "api_user",
            "user_pass": "a password of the API",
            "op": op,
            "params": params,
            **more,
        }
        reply = self.url_open(PATH, data=data)
        self.assertEqual(reply.status_code, 200)
        return reply.text

    def outcome(self):
        return self.env["crm.api.call"].search([], limit=1).outcome

    def last_lead(self):
        return self.env["crm.lead"].search([], limit=1, order="id desc")

    def test_the_example_of_the_manual(self):
        self.set(without_user_pass="1")
        reply = self.url_open(PATH + EXAMPLE)
        self.assertEqual((reply.status_code, reply.text), (200, "1"))
        lead = self.last_lead()
        self.assertEqual(
            (lead.contact_name, lead.partner_name, lead.function),
            ("Jimmy", "PFMS", "Developer"),
        )
        self.assertEqual(lead.country_id, self.env.ref("base.es"))
        self.assertEqual(lead.crm_status, "0")
        self.assertIn("Created lead via API", lead.message_ids[0].body)

    def test_the_path_without_integria(self):
        reply = self.url_open(
            "/include/api.php?user=api_user&user_pass=a password of the API"
            "&op=user_exists&params=api_user"
        )
        self.assertEqual(reply.text, "1")

    def test_all_positions(self):
        tag = self.env["crm.tag"].create({"name": "Fair"})
        self.env["crm.tag"].create({"name": "Phone"})
        product = self.env["product.category"].create(
            {"name": "P", "crm_integria_id": 7}
        )
        self.mine.crm_integria_id = 91
        owner = self.make_user("jane", self.mine, [WRITE])
        campaign = self.env["utm.campaign"].create({"name": "Spring"})
        cells = [
            "Ana, née B",
            "Sol",
            "ana@bakery.example",
            "es",
            "23000",
            "60",
            "111",
            "222",
            "Boss",
            "jane",
            "en_US",
            "<b>Hello</b>",
            "7",
            "91",
            str(campaign.id),
            ";",
            "Fair; Unknown",
        ]
        self.assertEqual(self.call("create_lead", "|".join(cells), token="|"), "1")
        lead = self.last_lead()
        self.assertEqual(lead.name, "Ana, née B")
        self.assertEqual(lead.expected_revenue, 23000)
        self.assertEqual(lead.crm_status, "60")
        self.assertEqual((lead.phone, lead.user_id), ("111", owner))
        self.assertEqual(lead.lang_id.code, "en_US")
        self.assertIn("&lt;b&gt;Hello", lead.description)
        self.assertIn("Mobile: 222", lead.description)
        self.assertEqual(lead.crm_product_category_id, product)
        self.assertEqual(lead.crm_company_id, self.mine)
        self.assertEqual((lead.campaign_id, lead.tag_ids), (campaign, tag))

    def test_leads_that_are_not_created(self):
        before = self.env["crm.lead"].search_count([])
        for params in ("", "Ana", "Ana,Sol", "Ana,,a@b.example,,,,,,,,xx_XX"):
            with self.subTest(params):
                self.assertEqual(self.call("create_lead", params), "0")
                self.assertEqual(self.outcome(), "failed")
        self.assertEqual(self.env["crm.lead"].search_count([]), before)

    def test_the_same_address_again(self):
        for wanted in ("Ana", "Ana (DUPED LEAD!)"):
            self.call("create_lead", "Ana,,ana@bakery.example")
            self.assertEqual(self.last_lead().name, wanted)

    def test_who_may_not_call(self):
        cases = {
            "credentials": [
                {"user": "admin"},
                {"user_pass": "wrong"},
                {"user_pass": ""},
            ],
            "address": [],
        }
        with mute_logger("odoo.addons.base.models.res_users"):
            for outcome, each in cases.items():
                for more in each:
                    with self.subTest(more):
                        self.assertEqual(
                            self.call("create_lead", "A,,a@b.example", **more), ""
                        )
                        self.assertEqual(self.outcome(), outcome)
        self.set(networks="127.0.0.12, 10.0.0.0/8")
        self.assertEqual(self.call("user_exists", "admin"), "")
        self.assertEqual(self.outcome(), "address")
        self.set(networks="")
        self.assertEqual(self.call("user_exists", "admin"), "")

    def test_api_password(self):
        hashed = self.env["res.users"]._crypt_context().hash("secret")
        self.set(password=hashed)
        self.assertEqual(self.call("user_exists", "admin"), "")
        self.assertEqual(self.call("user_exists", "admin", **{"pass": "secret"}), "1")

    def test_api_key(self):
        keys = self.env["res.users.apikeys"].with_user(self.user)
        key = keys._generate("rpc", "Form", datetime.now() + timedelta(days=1))
        self.assertEqual(self.call("user_exists", "admin", user_pass=key), "1")

    def test_rate(self):
        self.set(rate=3)
        for _each in range(3):
            self.call("user_exists", "admin")
        reply = self.url_open(PATH + "?user=api_user&op=user_exists")
        self.assertEqual((reply.status_code, reply.text), (429, ""))

    def test_off(self):
        self.set(on=False)
        self.assertEqual(self.url_open(PATH + EXAMPLE).status_code, 404)

    def test_no_secret_is_logged(self):
        self.call("validate_user", "admin,admin")
        row = self.env["crm.api.call"].search([], limit=1).read()[0]
        self.assertNotIn("a password of the API", str(row))
        self.assertNotIn("admin", str(row["answer"]))

    def test_users(self):
        self.assertEqual(self.call("user_exists", "api_user"), "1")
        self.assertEqual(self.call("user_exists", "nobody"), "0")
        self.assertEqual(
            self.call("validate_user", "api_user,a password of the API"), "1"
        )
        with mute_logger("odoo.addons.base.models.res_users"):
            self.assertEqual(self.call("validate_user", "api_user,wrong"), "0")

    def test_guessing_passwords_is_slowed_down(self):
        with mute_logger("odoo.addons.base.models.res_users"):
            for _each in range(20):
                self.call("validate_user", "api_user,wrong")
            right = self.call("validate_user", "api_user,a password of the API")
            self.registry._login_failures.clear()
        # not even the right one is told
        self.assertEqual(right, "0")
        self.assertEqual(
            self.call("validate_user", "api_user,a password of the API"), "1"
        )

    def test_companies_need_the_rights(self):
        self.assertEqual(self.call("create_company", "Sol,Main street 1"), "0")
        self.assertEqual(self.outcome(), "failed")
        self.user.group_ids |= self.env.ref(WRITE)
        made = self.call("create_company", "Sol,Main street 1,B12345674,,Spain")
        company = self.partners.browse(int(made))
        self.assertEqual((company.name, company.street), ("Sol", "Main street 1"))
        self.assertEqual(company.user_id, self.user)
        self.assertEqual(self.call("create_company", "Sol,,,,,nobody"), "0")

    def test_xml(self):
        self.assertEqual(
            self.call("user_exists", "api_user", return_type="xml"),
            "<xml version='1.0' encoding='UTF-8'><data>1</data></xml>",
        )

    def test_unknown_operation(self):
        self.assertEqual(self.call("delete_everything"), "")
        self.assertEqual(self.outcome(), "unknown")

    def test_whatever_is_sent(self):
        for params in ("\0,\ud800,%", "," * 5000, "a" * 100000, "1e400,,x@y.z,,nan,-1"):
            for op in ("create_lead", "get_invoice", "create_invoice"):
                data = {
                    "user": "api_user",
                    "user_pass": "a password of the API",
                    "op": op,
                    "params": params.encode("utf-8", "surrogatepass"),
                }
                with self.subTest(op=op, params=params[:20]):
                    reply = self.url_open(PATH, data=data)
                    self.assertEqual(reply.status_code, 200)

    def test_invoices(self):
        self.user.group_ids |= self.env.ref(MANAGE) | self.env.ref(INVOICING)
        company = self.make_company("Customer", None, self.user)
        cells = ["", "", str(company.id), "X/1", "Work", "100", "0", "USD"]
        self.env.ref("base.USD").active = True
        cells += ["For you", "0", "", "2026-03-01", "", "", "PO 1", "note"]
        wanted = {
            3: "empty billing id",
            2: "empty invoice company",
            4: "empty invoice concept",
            5: "empty invoice amount",
            7: "empty invoice currency",
        }
        for place, reason in wanted.items():
            missing = [*cells, "Submitted"]
            missing[place] = ""
            with self.subTest(reason):
                self.assertEqual(
                    self.call("create_invoice", "|".join(missing), token="|"),
                    f'0,"{reason}"',
                )
        params = "|".join([*cells, "Submitted", "en_US"])
        made = self.call("create_invoice", params, token="|")
        self.assertEqual(made, '1,"invoice created"')
        self.assertEqual(self.call("get_last_invoice_id"), "X/1")
        shown = self.call("get_invoice", "X/1").split(",")
        self.assertEqual(len(shown), 28)
        self.assertEqual(shown[3:6], [str(company.id), "X/1", "Work"])
        self.assertEqual(
            shown[23:28], ["pending", "PO 1", "note", "Submitted", "en_US"]
        )
        again = self.call("create_invoice", params, token="|")
        self.assertEqual(again, '0,"invalid billing id"')
        self.assertEqual(self.call("get_invoice", "X/2"), "")

    def test_an_invoice_that_is_settled_there(self):
        self.user.group_ids |= self.env.ref(MANAGE) | self.env.ref(INVOICING)
        colleague = self.make_user("keeper", self.mine, [MANAGE, INVOICING])
        stranger = self.make_user("stranger", self.mine, [])
        company = self.make_company("Customer", self.mine, self.user)
        self.env.ref("base.USD").active = True

        def make(number, status, paid="", locked="0", locked_by=""):
            cells = ["", "", str(company.id), number, "Work", "100", "0", "USD", ""]
            cells += [locked, locked_by, "2026-03-01", paid, status, "", ""]
            answer = self.call(
                "create_invoice", "|".join([*cells, "Submitted"]), token="|"
            )
            return answer, self.env["account.move"].search([("name", "=", number)])

        answer, paid = make("P/1", "Paid", "2026-03-09", "1", "keeper")
        self.assertEqual(answer, '1,"invoice created"')
        self.assertIn(paid.payment_state, ("in_payment", "paid"))
        self.assertEqual(str(paid.crm_payment_date), "2026-03-09")
        self.assertEqual(paid.crm_locked_by_id, colleague)
        shown = self.call("get_invoice", "P/1").split(",")
        self.assertEqual(shown[19:24], ["1", "keeper", "2026-03-01", *shown[22:24]])
        self.assertEqual(shown[22:24], ["2026-03-09", "paid"])
        _answer, canceled = make("P/2", "canceled")
        self.assertEqual(canceled.state, "cancel")
        for refused in (("P/3", "perhaps"), ("P/4", "", "", "1", stranger.login)):
            answer, nothing = make(*refused)
            self.assertEqual(answer, '0,"error creating invoice"')
            self.assertFalse(nothing)
        logged = self.env["crm.api.call"].search([], limit=2)
        self.assertEqual(logged.mapped("outcome"), ["failed"] * 2)
        self.assertIn("status is unknown", logged[1].reason)
