import json

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.sync_base.lib.events import EventCall

from .common import EconomicCase

SECRET = "a secret"


@tagged("post_install", "-at_install")
class TestEvents(EconomicCase):
    def setUp(self):
        super().setUp()
        self.backend.sudo().event_secret = SECRET
        self.economic.add(7, name="Bageriet")
        self.pull()

    def receive(self, body=b"", query=None, headers=None):
        given = headers or {"x-odoo-secret": SECRET}
        return self.backend._receive(EventCall("POST", given, query or {}, body))

    def test_a_change_is_read(self):
        self.economic.add(7, city="Odense")
        self.assertTrue(self.receive(b"old=7&new=7"))
        self.process_events()
        self.assertEqual(self.bound("customer", 7).city, "Odense")

    def test_a_burst_is_one_read_each(self):
        self.economic.add(8, name="Slagteren")
        for _call in range(30):
            self.receive(b"old=7&new=7")
            self.receive(json.dumps({"NewNumber": 8}).encode())
        self.economic.called.clear()
        self.process_events()
        self.assertEqual(
            sorted(self.economic.called),
            [("GET", "customers/7"), ("GET", "customers/8")],
        )

    def test_the_address_may_carry_the_secret(self):
        self.assertTrue(self.receive(b"7&7", {"secret": SECRET}, {"a": "b"}))
        self.assertFalse(self.receive(b"7&7", {"secret": "another"}, {"a": "b"}))
        self.assertFalse(self.receive(b"7&7", {}, {"a": "b"}))

    def test_registered_by_a_button(self):
        self.backend.action_economic_webhook()
        hook = self.economic.webhooks["CUSTOMER_UPDATED"]
        self.assertEqual(hook["url"], self.backend.event_url)
        self.assertEqual(
            hook["customHeaders"], [{"key": "x-odoo-secret", "value": SECRET}]
        )
        # once more after the address was changed
        self.backend.action_new_event_address()
        self.backend.action_economic_webhook()
        hook = self.economic.webhooks["CUSTOMER_UPDATED"]
        self.assertEqual(hook["url"], self.backend.event_url)

    def test_the_webhook_of_somebody_else(self):
        self.economic.webhooks["CUSTOMER_UPDATED"] = {"url": "https://other.example/x"}
        with self.assertRaisesRegex(UserError, "Remove it there first"):
            self.backend.action_economic_webhook()
