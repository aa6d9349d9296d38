from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from .common import EconomicCase


@tagged("post_install", "-at_install")
class TestConnect(EconomicCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.backend.write(
            {
                "economic_app_secret_input": "the secret",
                "economic_app_public": "the public token",
            }
        )

    def ask(self):
        """Press *Connect*; return the address that the user is to come back to."""
        url = self.backend.action_economic_connect()["url"]
        query = parse_qs(urlsplit(url).query)
        self.assertEqual(query["appPublicToken"], ["the public token"])
        self.assertNotIn("the secret", url)
        [back] = query["redirectUrl"]
        return back

    def come_back(self, back, grant="a grant"):
        self.authenticate("admin", "admin")
        path = back.split("/", 3)[3]
        reply = self.url_open(f"/{path}&token={grant}", allow_redirects=False)
        self.env.invalidate_all()
        return reply

    def connect_as_admin(self):
        self.backend = self.backend.with_user(self.env.ref("base.user_admin"))
        return self.ask()

    def test_from_a_customer(self):
        """The action on a customer's form leads to the backend of the company."""
        Backend = self.env["sync.backend"]
        self.assertEqual(Backend.action_economic_set_up()["res_id"], self.backend.id)
        company = self.env["res.company"].create({"name": "Another"})
        action = Backend.with_company(company).action_economic_set_up()
        self.assertFalse(action["res_id"])
        new = Backend.with_context(**action["context"]).default_get(["system", "name"])
        self.assertEqual(new, {"system": "economic", "name": "e-conomic"})
        server_action = self.env.ref("sync_economic.res_partner_action_set_up")
        clerk = new_test_user(self.env, "clerk", groups="base.group_partner_manager")
        customer = self.env["res.partner"].create({"name": "Bageriet"})
        context = {"active_model": "res.partner", "active_id": customer.id}
        with self.assertRaises(AccessError):
            server_action.with_user(clerk).with_context(**context).run()
        with self.assertRaises(AccessError):
            Backend.with_user(clerk).action_economic_set_up()

    def test_there_and_back_once(self):
        back = self.connect_as_admin()
        reply = self.come_back(back)
        self.assertEqual(reply.status_code, 303)
        self.assertNotIn("grant", reply.headers["Location"])
        self.assertEqual(self.backend.sudo().economic_grant, "a grant")
        again = self.come_back(back, "another")
        self.assertEqual(again.status_code, 400)
        self.assertEqual(self.backend.sudo().economic_grant, "a grant")

    def test_nobody_asked(self):
        back = self.connect_as_admin().split("state=")[0] + "state=guessed"
        self.assertEqual(self.come_back(back).status_code, 400)
        self.assertFalse(self.backend.sudo().economic_grant)

    def test_secrets_do_not_come_out(self):
        backend = self.backend.with_user(self.env.ref("base.user_admin"))
        fields = ["economic_app_secret_input", "economic_grant_input"]
        [row] = backend.read([*fields, "economic_has_secret"])
        self.assertEqual([row[name] for name in fields], [False, False])
        self.assertTrue(row["economic_has_secret"])

    def test_tokens_do_not_follow_another_address(self):
        backend = self.backend.with_user(self.env.ref("base.user_admin"))
        backend.economic_rest_url = "https://elsewhere.example"
        self.assertFalse(backend.economic_has_secret)
        with self.assertRaises(ValidationError):
            backend.economic_rest_url = "http://elsewhere.example"

    def test_which_agreement(self):
        message = self.backend.action_test_connection()["params"]["message"]
        self.assertIn("Bageriet (agreement 1118081, CVR 13585628, DKK)", message)
        self.assertEqual(self.backend.economic_currency_id.name, "DKK")
        self.economic.agreement = 5
        message = self.backend.action_test_connection()["params"]["message"]
        self.assertIn("it was 1118081 before", message)
        self.assertEqual(self.backend.state, "paused")

    def test_without_tokens_it_says_so(self):
        backend = self.env["sync.backend"].create({"name": "B", "system": "economic"})
        with self.assertRaisesRegex(UserError, "public token"):
            backend.action_economic_connect()
