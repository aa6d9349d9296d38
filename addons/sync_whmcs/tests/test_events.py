import json
import time
from uuid import uuid4

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user
from odoo.tools import mute_logger

from odoo.addons.sync_base.lib.events import signature
from odoo.addons.sync_whmcs.lib.hooks import php_string

from .common import WhmcsCase

LOGGER = "odoo.addons.sync_base.models.sync_backend_events"
SECRET = "a secret of the test"
MANAGER = "sync_base.group_sync_manager"


class HookCase(WhmcsCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.backend.write({"test_mode": True, "event_secret_input": SECRET})

    def events(self):
        return self.env["sync.event"].search([("backend_id", "=", self.backend.id)])


class TestEvents(HookCase):
    """What the hook file sends is taken in, and nothing else."""

    def call(self, *events, secret=SECRET, at=None, number=None):
        """Return headers and body as the hook file sends them."""
        content = [{"event": name, "ids": ids} for name, ids in events]
        body = json.dumps({"id": number or uuid4().hex, "events": content}).encode()
        at = str(at or int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Odoo-Sync-Time": at,
            "X-Odoo-Sync-Signature": signature(secret, at.encode() + b"." + body),
        }
        return headers, body

    def post(self, call, backend=None):
        backend = backend or self.backend
        token = backend.sudo().event_token
        headers, body = call
        reply = self.url_open(
            f"/sync/event/{backend.id}-{token}", data=body, headers=headers
        )
        self.env.invalidate_all()
        return reply.status_code

    def assert_refused(self, call, backend=None):
        with mute_logger(LOGGER):
            self.assertEqual(self.post(call, backend), 403)
        self.assertFalse(self.events())

    def test_what_is_taken_in(self):
        self.assertTrue(self.backend.takes_events)
        call = self.call(
            ("ClientEdit", {"userid": 5}),
            ("AfterClientMerge", {"toUserID": 5, "fromUserID": 6}),
            ("ContactDelete", {"contactid": 7}),
            ("InvoicePaid", {"invoiceid": 8}),
            ("NeverHeardOf", {"userid": 9}),
        )
        self.assertEqual(self.post(call), 200)
        self.assertEqual(
            [(each.kind, each.remote_id, each.state) for each in self.events()[::-1]],
            [("client", "5", "new"), ("client", "6", "new"), ("contact", "7", "new")],
        )

    def test_what_is_of_no_interest_is_not_kept(self):
        for event in (
            ("NeverHeardOf", {"userid": 8}),
            ("ManualRefund", {"transid": "ch_1"}),
            ("ClientEdit", {}),
        ):
            self.assertEqual(self.post(self.call(event)), 200)
        self.assertFalse(self.events())

    def test_what_is_not_understood_is_kept(self):
        for call in (self.call(("ClientEdit", 5)), self.call(([], {}))):
            with mute_logger(LOGGER):
                self.assertEqual(self.post(call), 200)
        self.assertEqual(self.events().mapped("state"), ["failed"] * 2)
        self.events().action_replay()
        self.assertEqual(self.events().mapped("state"), ["failed"] * 2)

    def test_a_second_delivery_is_dropped_a_second_change_is_not(self):
        edit = ("ClientEdit", {"userid": 5})
        call = self.call(edit)
        for _time in range(2):
            self.assertEqual(self.post(call), 200)
        self.assertEqual(len(self.events()), 1)
        self.post(self.call(edit))
        self.assertEqual(len(self.events()), 2)

    def test_forged(self):
        edit = ("ClientEdit", {"userid": 5})
        headers, body = self.call(edit)
        self.assert_refused((headers, body.replace(b"5", b"6")))
        self.assert_refused(({}, body))
        self.assert_refused(self.call(edit, secret="another"))
        self.backend.sudo().event_secret = False
        self.assert_refused(self.call(edit, secret=""))

    def test_replayed_later(self):
        edit = ("ClientEdit", {"userid": 5})
        self.assert_refused(self.call(edit, at=int(time.time()) - 3600))
        headers, body = self.call(edit, at=int(time.time()) - 3600)
        self.assert_refused(
            ({**headers, "X-Odoo-Sync-Time": str(int(time.time()))}, body)
        )

    def test_the_file_of_another_backend(self):
        other = self.backend.copy({"name": "Other"})
        other.sudo().write({"state": "running", "event_secret": "another"})
        self.assert_refused(self.call(("ClientEdit", {"userid": 5})), other)

    def test_a_change_comes_in_alone(self):
        self.whmcs.clients = [
            {"id": 5, "firstname": "A", "lastname": "B", "companyname": "", "email": ""}
        ]
        self.pull()
        self.whmcs.clients[0]["lastname"] = "C"
        self.whmcs.called.clear()
        self.post(self.call(("ClientEdit", {"userid": 5})))
        self.process_events()
        self.assertEqual(self.bound("client", 5).name, "A C")
        self.assertEqual(
            {action for action, _id in self.whmcs.called}, {"GetClientsDetails"}
        )
        self.assertEqual(self.events().state, "done")


class TestHookFile(HookCase):
    """Who gets the file, and what is in it."""

    def setUp(self):
        super().setUp()
        self.manager = new_test_user(self.env, "hook_manager", MANAGER)

    def download(self, login, backend=None):
        self.authenticate(login, login)
        backend_id = (backend or self.backend).id
        reply = self.url_open(f"/sync_whmcs/hook/{backend_id}", allow_redirects=False)
        self.env.invalidate_all()
        return reply

    def assert_not_found(self, login, backend=None):
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            reply = self.download(login, backend)
        self.assertEqual(reply.status_code, 404)
        self.assertNotIn(SECRET, reply.text)
        return reply

    def test_a_manager_gets_it_filled_in(self):
        reply = self.download("hook_manager")
        self.assertEqual(reply.status_code, 200)
        self.assertEqual(reply.headers["Cache-Control"], "no-store")
        self.assertEqual(reply.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(reply.headers["Content-Type"], "application/octet-stream")
        self.assertIn("odoo_sync.php", reply.headers["Content-Disposition"])
        self.assertTrue(reply.text.startswith("<?php\n"))
        self.assertIn(f"$url = '{self.backend.event_url}';", reply.text)
        self.assertIn(f"$secret = '{SECRET}';", reply.text)
        # it is noted, without the secret
        note = self.backend.message_ids[0].body
        self.assertIn("hook_manager", note)
        self.assertNotIn(SECRET, note)

    def test_odd_addresses_and_secrets_are_quoted(self):
        secret = 'it\'s a \\ "$x" {$y} ?>'
        self.backend.event_secret_input = secret
        odd = "http://localhost/it's"
        self.env["ir.config_parameter"].set_param("web.base.url", odd)
        content = self.backend._hook_file()
        self.assertIn(f"$secret = {php_string(secret)};", content)
        self.assertIn("$url = 'http://localhost/it\\'s/sync/event/", content)

    def test_others_learn_nothing(self):
        new_test_user(self.env, "hook_user", "sync_base.group_sync_user")
        new_test_user(self.env, "hook_nobody", "base.group_user")
        new_test_user(self.env, "hook_portal", "base.group_portal")
        company = self.env["res.company"].create({"name": "Other"})
        elsewhere = new_test_user(
            self.env,
            "hook_elsewhere",
            MANAGER,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        none = self.env["sync.backend"].browse(self.backend.id + 1000)
        for login in ("hook_user", "hook_nobody", "hook_portal", "hook_elsewhere"):
            reply = self.assert_not_found(login)
            self.assertEqual(
                reply.status_code, self.assert_not_found(login, none).status_code
            )
        self.assert_not_found("hook_manager", none)
        self.assertFalse(
            self.backend.message_ids.filtered(lambda each: "hook file" in each.body)
        )
        user = self.env["res.users"].search([("login", "=", "hook_user")])
        for somebody in (user, elsewhere):
            for action in ("action_whmcs_hook_file", "action_new_whmcs_hook_secret"):
                with self.assertRaises(AccessError):
                    getattr(self.backend.with_user(somebody), action)()
        self.assertEqual(self.backend.sudo().event_secret, SECRET)

    def test_who_is_not_logged_in(self):
        self.authenticate(None, None)
        reply = self.url_open(
            f"/sync_whmcs/hook/{self.backend.id}", allow_redirects=False
        )
        self.assertEqual(reply.status_code, 303)
        self.assertIn("/web/login", reply.headers["Location"])

    def test_one_click_makes_a_secret_where_there_is_none(self):
        backend = self.backend.with_user(self.manager)
        self.backend.sudo().event_secret = False
        action = backend.action_whmcs_hook_file()
        self.assertEqual(action["url"], f"/sync_whmcs/hook/{backend.id}")
        secret = self.backend.sudo().event_secret
        self.assertGreater(len(secret), 30)
        self.assertTrue(backend.has_event_secret)
        self.assertNotIn(secret, str(action) + str(backend.read()))
        # the next one has the same
        backend.action_whmcs_hook_file()
        self.assertEqual(self.backend.sudo().event_secret, secret)

    def test_a_new_secret_or_address_tells_to_install_again(self):
        backend = self.backend.with_user(self.manager)
        for button in ("action_new_whmcs_hook_secret", "action_new_event_address"):
            before = self.download("hook_manager").text
            action = getattr(backend, button)()
            self.assertIn("Download the hook file again", str(action))
            self.assertNotEqual(self.download("hook_manager").text, before)
        self.assertNotEqual(self.backend.sudo().event_secret, SECRET)
        self.assertNotIn(self.backend.sudo().event_secret, str(action))

    def test_an_address_that_is_not_safe(self):
        self.backend.test_mode = False
        for url in ("http://odoo.example.com", "https://user:pw@odoo.example.com"):
            self.env["ir.config_parameter"].set_param("web.base.url", url)
            with self.assertRaisesRegex(UserError, "web.base.url"):
                self.backend.action_whmcs_hook_file()
        self.env["ir.config_parameter"].set_param(
            "web.base.url", "https://odoo.example.com"
        )
        self.backend.action_whmcs_hook_file()

    def test_a_copy_of_the_database(self):
        # neutralised: no address any more
        self.backend.sudo().event_token = False
        with self.assertRaisesRegex(UserError, "New address"):
            self.backend.action_whmcs_hook_file()
