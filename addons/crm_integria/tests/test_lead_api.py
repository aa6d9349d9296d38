import json
from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged

from ..models.crm_api_call import PREFIX
from ..models.res_users import VIEW, WRITE
from .common import CrmCase

PATH = "/crm_integria/v1/leads"
BODY = {"name": "Ana", "email": "ana@bakery.example"}


@tagged("post_install", "-at_install")
class TestLeadApi(CrmCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.make_user("program", cls.mine, [WRITE])
        cls.key = cls.make_key(cls.user)
        cls.env["ir.config_parameter"].set_param(f"{PREFIX}rate", 1000)

    @classmethod
    def make_key(cls, user):
        keys = cls.env["res.users.apikeys"].with_user(user)
        return keys._generate("rpc", "Program", datetime.now() + timedelta(days=1))

    def post(self, body, key=None, **headers):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {
            "Authorization": f"Bearer {key or self.key}",
            "Content-Type": "application/json",
            **names,
        }
        reply = self.url_open(PATH, data=data, headers=sent)
        return reply.status_code, reply.json()

    def count(self):
        return self.env["crm.lead"].search_count([("contact_name", "=", "Ana")])

    def test_a_lead_with_everything(self):
        self.mine.user_id = self.user
        self.env["crm.tag"].create({"name": "Fair"})
        self.env["utm.campaign"].create({"title": "Spring"})
        category = self.env["product.category"].create({"name": "P"})
        body = {
            **BODY,
            "company": "Sol",
            "phone": "111",
            "position": "Boss",
            "country": "es",
            "language": "en_US",
            "expected_revenue": 23000,
            "expected_closing": "2027-01-31",
            "status": "60",
            "owner": "program",
            "managed_by": self.mine.id,
            "product_category": category.id,
            "campaign": "Spring",
            "tags": ["Fair"],
            "overview": "Good",
            "comments": "<b>Hello</b>",
        }
        status, answer = self.post(body)
        self.assertEqual((status, answer["status"]), (201, "60"), answer)
        self.assertFalse(answer["duplicate"])
        lead = self.env["crm.lead"].browse(answer["id"])
        self.assertEqual(lead.user_id, self.user)
        self.assertEqual(lead.crm_company_id, self.mine)
        self.assertEqual(lead.country_id.code, "ES")
        self.assertIn("&lt;b&gt;", lead.description)
        self.assertEqual(self.post(BODY)[1]["duplicate"], True)

    def test_errors_by_field(self):
        body = {
            "email": "x",
            "country": "XX",
            "tags": ["None"],
            "nonsense": 1,
        }
        status, answer = self.post(body)
        self.assertEqual(status, 422)
        self.assertEqual(set(answer["errors"]), {"name", "email", "nonsense"})
        status, answer = self.post({**BODY, "country": "XX", "tags": ["None"]})
        self.assertEqual(status, 422)
        self.assertEqual(set(answer["errors"]), {"country", "tags"})
        self.assertFalse(self.count())

    def test_who_may_not(self):
        self.assertEqual(self.post(BODY, key="wrong")[0], 401)
        reply = self.url_open(PATH, data=b"{}")
        self.assertEqual(reply.status_code, 401)
        viewer = self.make_user("viewer", self.mine, [VIEW])
        self.assertEqual(self.post(BODY, key=self.make_key(viewer))[0], 403)
        self.user.active = False
        self.assertEqual(self.post(BODY)[0], 401)
        self.assertFalse(self.count())

    def test_a_company_of_others(self):
        company = self.make_company("Foreign", None, self.make_user("foreign"))
        status, answer = self.post({**BODY, "managed_by": company.id})
        self.assertEqual((status, set(answer["errors"])), (422, {"managed_by"}))

    def test_once(self):
        first = self.post(BODY, Idempotency_Key="a1")
        self.assertEqual(first[0], 201)
        turned = dict(reversed(BODY.items()))
        self.assertEqual(self.post(turned, Idempotency_Key="a1"), first)
        self.assertEqual(self.count(), 1)
        self.assertEqual(
            self.post({**BODY, "phone": "1"}, Idempotency_Key="a1")[0], 409
        )
        other = self.make_user("other program", self.mine, [WRITE])
        mine = self.post(BODY, key=self.make_key(other), Idempotency_Key="a1")
        self.assertNotEqual(mine[1]["id"], first[1]["id"])

    def test_what_was_refused_may_be_corrected(self):
        self.assertEqual(self.post({"name": "Ana"}, Idempotency_Key="b")[0], 422)
        wrong = {**BODY, "country": "XX"}
        self.assertEqual(self.post(wrong, Idempotency_Key="b")[0], 422)
        self.assertEqual(self.post(BODY, Idempotency_Key="b")[0], 201)

    def test_what_is_no_call(self):
        cases = [
            (400, b"{", {}),
            (400, b"[]", {}),
            (400, b"\xff", {}),
            (400, b"[" * 100000, {}),
            (400, BODY, {"Idempotency_Key": "a b"}),
            (413, b" " * 300000, {}),
            (415, BODY, {"Content_Type": "text/plain"}),
        ]
        for wanted, body, headers in cases:
            with self.subTest(wanted=wanted, body=str(body)[:9]):
                self.assertEqual(self.post(body, **headers)[0], wanted)

    def test_rate(self):
        self.env["ir.config_parameter"].set_param(f"{PREFIX}rate", 2)
        found = [self.post(BODY)[0] for _each in range(3)]
        self.assertEqual(found, [201, 201, 429])

    def test_the_log(self):
        self.post(BODY)
        call = self.env["crm.api.call"].search([], limit=1)
        self.assertEqual((call.operation, call.login), ("POST leads", "program"))
        self.assertNotIn(self.key, str(call.read()))

    def test_openapi(self):
        document = self.url_open("/crm_integria/v1/openapi.json").json()
        self.assertIn(PATH, document["paths"])
