from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.sync_base.lib.errors import Auth
from odoo.addons.sync_zoho.lib.client import ZohoClient
from odoo.addons.sync_zoho.lib.oauth import Tokens, ZohoAccounts

from .common import ZohoBackend

EU = "https%3A%2F%2Faccounts.zoho.eu"


@tagged("post_install", "-at_install")
class TestConnect(ZohoBackend, HttpCase):
    def setUp(self):
        super().setUp()
        self.backend = self.backend.with_user(self.env.ref("base.user_admin"))
        self.asked = []

        def exchange(accounts, code, redirect_uri):
            self.asked.append((accounts.url, code, redirect_uri))
            return Tokens("access", "refresh", 3600, "https://www.zohoapis.eu")

        self.patched(ZohoAccounts, "exchange", exchange)

    def ask(self):
        """Press *Connect*; return what the address carries."""
        url = self.backend.action_zoho_connect()["url"]
        self.assertTrue(url.startswith("https://accounts.zoho.com/oauth/v2/auth?"))
        self.assertNotIn("the secret", url)
        query = parse_qs(urlsplit(url).query)
        return {name: values[0] for name, values in query.items()}

    def come_back(self, login="admin", **query):
        self.authenticate(login, login)
        parts = "&".join(f"{name}={value}" for name, value in query.items())
        path = f"/sync_zoho/connected?{parts}"
        reply = self.url_open(path, allow_redirects=False)
        self.env.invalidate_all()
        return reply

    def back(self, **more):
        query = {"code": "1000.code", "location": "eu", "accounts-server": EU}
        return self.come_back(**{**query, **more})

    def test_there_and_back_once(self):
        query = self.ask()
        self.assertEqual(query["access_type"], "offline")
        self.assertEqual(query["redirect_uri"], self.backend.zoho_redirect_uri)
        reply = self.back(state=query["state"])
        self.assertEqual(reply.status_code, 303)
        self.assertNotIn("code", reply.headers["Location"])
        [asked] = self.asked
        self.assertEqual(asked[:2], ("https://accounts.zoho.eu", "1000.code"))
        self.assertTrue(self.backend.zoho_connected)
        self.assertEqual(self.backend.zoho_location, "eu")
        again = self.back(state=query["state"])
        self.assertEqual(again.status_code, 400)
        self.assertEqual(len(self.asked), 1)

    def test_a_server_that_is_not_zohos(self):
        query = self.ask()
        evil = {"accounts-server": "https%3A%2F%2Faccounts.zoho.eu.evil.example"}
        reply = self.back(state=query["state"], **evil)
        self.assertEqual(reply.status_code, 400)
        self.assertIn("Nothing was sent", reply.text)
        self.assertEqual(self.asked, [])
        self.assertFalse(self.backend.zoho_connected)

    def test_nobody_asked(self):
        number = self.backend.id
        for state in ("", "x", f"{number}.guessed", "999999.x", f"{number}"):
            reply = self.back(state=state)
            self.assertIn(reply.status_code, (400, 404), state)
        self.assertEqual(self.asked, [])

    def test_somebody_else_comes_back(self):
        query = self.ask()
        new_test_user(
            self.env, "another", "sync_base.group_sync_manager", password="another"
        )
        reply = self.come_back(
            "another", **{"state": query["state"], "code": "c", "location": "eu"}
        )
        self.assertEqual(reply.status_code, 400)
        self.assertEqual(self.asked, [])

    def test_a_user_who_refuses(self):
        query = self.ask()
        reply = self.come_back(state=query["state"], error="access_denied")
        self.assertEqual(reply.status_code, 400)
        self.assertIn("not granted", reply.text)

    def test_keys_first(self):
        self.backend.zoho_client_id = False
        with self.assertRaisesRegex(UserError, "client ID"):
            self.backend.action_zoho_connect()
        self.assertFalse(self.backend.zoho_client_secret_input)
        with self.assertRaises(AccessError):
            _read = self.backend.zoho_client_secret

    def test_another_app_forgets_the_connection(self):
        self.keep_tokens()
        self.assertTrue(self.backend.zoho_connected)
        self.backend.zoho_client_id = "1000.OTHER"
        self.assertFalse(self.backend.zoho_connected)

    def test_a_simulator_is_for_tests(self):
        with self.assertRaises(ValidationError):
            self.backend.zoho_root = "http://127.0.0.1:1"
        with self.assertRaises(ValidationError):
            self.backend.write({"zoho_root": "https://x.example"})
        self.backend.write({"test_mode": True, "zoho_root": "http://127.0.0.1:1"})
        with self.assertRaises(ValidationError):
            self.backend.write({"zoho_root": "http://10.0.0.1"})

    def test_delete_the_connection(self):
        self.keep_tokens()
        revoked = []
        self.patched(ZohoAccounts, "revoke", lambda _self, token: revoked.append(token))
        self.backend.state = "running"
        self.assertTrue(self.backend.zoho_on)
        self.backend.action_zoho_disconnect()
        self.assertEqual(revoked, ["refresh"])
        self.assertFalse(self.backend.zoho_connected)
        self.assertEqual(self.backend.state, "paused")

    def test_delete_it_where_zoho_does_not_answer(self):
        self.keep_tokens()

        def refuse(_accounts, _token):
            raise Auth("Zoho refuses <b>it</b>")

        self.patched(ZohoAccounts, "revoke", refuse)
        self.backend.action_zoho_disconnect()
        self.assertFalse(self.backend.zoho_connected)
        body = self.backend.message_ids[0].body
        self.assertIn("could not be told", body)
        self.assertNotIn("<b>it", body)

    def test_the_switch(self):
        self.keep_tokens()
        self.backend.zoho_on = True
        self.assertEqual(self.backend.state, "running")
        self.backend.zoho_on = False
        self.assertEqual(self.backend.state, "paused")

    def test_the_organisation(self):
        self.keep_tokens()
        org = {"company_name": "Ærø", "zgid": "1", "iso_code": "SEK"}
        org["license_details"] = {"paid_type": "enterprise"}
        self.patched(ZohoClient, "org", lambda _self: org)
        told = self.backend.action_test_connection()["params"]["message"]
        self.assertIn("its base currency is SEK", told)
        self.assertEqual(self.backend.zoho_edition, "enterprise")
        org |= {"iso_code": self.env.company.currency_id.name, "zgid": "2"}
        self.backend.state = "running"
        told = self.backend.action_test_connection()["params"]["message"]
        self.assertIn("it was another before", told)
        self.assertEqual(self.backend.state, "paused")

    def test_fields(self):
        self.keep_tokens()
        there = {"Contacts": [], "Products": []}
        row = {"custom_field": True, "api_name": "Abrechnung", "field_label": "billing"}
        row["id"] = "1"
        there["Products"].append(row)

        def create(_client, module, specs):
            made = [spec["field_label"].replace(" ", "_") for spec in specs]
            there[module] += [
                {"custom_field": True, "api_name": name, "id": name} for name in made
            ]
            return made

        self.patched(ZohoClient, "fields", lambda _self, module: there[module])
        self.patched(ZohoClient, "create_fields", create)
        self.patched(ZohoClient, "layouts", lambda _self, module: [])
        self.backend.action_zoho_check_fields()
        self.assertEqual(self.backend._zoho_names()["billing"], "Abrechnung")
        self.assertEqual(self.backend.zoho_missing, 6)
        region = self.backend.zoho_field_ids.filtered(lambda f: f.purpose == "region")
        region.api_name = "Steuer"
        self.backend.zoho_edition = "standard"
        there["Products"] += 8 * [{"custom_field": True, "api_name": "x", "id": "2"}]
        with self.assertRaisesRegex(UserError, "no room for 3 of"):
            self.backend.action_zoho_create_fields()
        self.backend.zoho_edition = "enterprise"
        self.backend.action_zoho_create_fields()
        self.assertFalse(self.backend.zoho_missing)
        names = self.backend._zoho_names()
        self.assertEqual(names["cycles"], "Number_of_Billing_Cycles")
        self.assertEqual(names["region"], "Steuer")
        # a list that is there already need not have all that billing asks for
        row["data_type"] = "picklist"
        row["pick_list_values"] = [{"display_value": "Monthly"}]
        told = self.backend.action_zoho_check_fields()["params"]["message"]
        self.assertIn("Billing: One off, Annual", told)

    def test_the_state_of_the_channel(self):
        now = fields.Datetime.now()
        self.assertEqual(self.backend.zoho_channel_state, "none")
        self.backend.zoho_channel = "1"
        for hours, state in ((100, "open"), (5, "ending"), (-1, "ended")):
            self.backend.zoho_channel_until = now + timedelta(hours=hours)
            self.assertEqual(self.backend.zoho_channel_state, state)
