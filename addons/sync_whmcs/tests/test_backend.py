from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user

from odoo.addons.sync_base.lib.errors import Auth
from odoo.addons.sync_whmcs.lib.client import MissingPermission

from .common import WhmcsCase


class TestBackend(WhmcsCase):
    def test_secret_goes_in_and_never_comes_out(self):
        manager = new_test_user(
            self.env, "whmcs_manager", "sync_base.group_sync_manager"
        )
        backend = self.backend.with_user(manager)
        backend.whmcs_secret_input = "s3cret"
        self.assertEqual(self.backend.sudo().whmcs_secret, "s3cret")
        self.assertTrue(backend.whmcs_has_secret)
        self.assertFalse(backend.whmcs_secret_input)
        with self.assertRaises(AccessError):
            backend.read(["whmcs_secret"])
        readable = backend.read()[0]
        self.assertNotIn("s3cret", str(readable))
        # saving the form again with the empty box keeps it
        backend.write({"whmcs_secret_input": False, "name": "Renamed"})
        self.assertEqual(self.backend.sudo().whmcs_secret, "s3cret")

    def test_a_copy_has_no_secret(self):
        self.backend.whmcs_secret_input = "s3cret"
        self.assertFalse(self.backend.copy().sudo().whmcs_secret)

    def test_credentials_do_not_follow_a_new_address(self):
        self.backend.whmcs_secret_input = "s3cret"
        manager = new_test_user(
            self.env, "whmcs_manager", "sync_base.group_sync_manager"
        )
        self.backend.with_user(manager).whmcs_url = "https://elsewhere.example"
        self.assertFalse(self.backend.sudo().whmcs_secret)

    def test_address_rules(self):
        for url in ("http://whmcs.example", "ftp://whmcs.example", "whmcs.example"):
            with self.subTest(url), self.assertRaises(ValidationError):
                self.backend.whmcs_url = url
        self.backend.write({"test_mode": True, "whmcs_url": "http://127.0.0.1:1"})
        with self.assertRaises(ValidationError):
            self.backend.test_mode = False

    def test_connection_names_every_missing_permission(self):
        for action in ("GetContacts", "GetActivityLog"):
            self.whmcs.errors[action] = MissingPermission(action.lower())
        with self.assertRaisesRegex(UserError, "GetContacts, GetActivityLog"):
            self.backend.action_test_connection()

    def test_connection_quotes_the_refused_address(self):
        self.whmcs.errors["GetClients"] = Auth("requests from the address 192.0.2.7")
        with self.assertRaisesRegex(UserError, "192.0.2.7"):
            self.backend.action_test_connection()

    def test_connection_says_what_it_reached(self):
        self.whmcs.errors["WhmcsDetails"] = MissingPermission("whmcsdetails")
        self.whmcs.clients = [{"id": 1}]
        action = self.backend.action_test_connection()
        self.assertIn("has 1 clients", action["params"]["message"])
