from odoo.tests import TransactionCase, tagged

from odoo.addons.sync_base.lib.events import EventCall
from odoo.addons.sync_base.tests.common import WorkingBackend
from odoo.addons.sync_dummy.lib import remote


@tagged("post_install", "-at_install")
class DummyCase(WorkingBackend, TransactionCase):
    """A running backend on a remote in memory.

    ``self.remote`` is the remote's state; change it as somebody working there.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["sync.backend"].create(
            {"name": "Dummy", "system": "dummy", "state": "running"}
        )

    def setUp(self):
        super().setUp()
        self.addCleanup(remote.forget)
        self.remote = remote.remote(self.backend.name)

    def add_fields(self, *pairs):
        """Add to the field map of customers, or replace pairs of the same field."""
        resource = self.registry["dummy.customer"]
        names = {pair.name for pair in pairs}
        pairs = [
            each
            for each in self.env["dummy.customer"]._field_map()
            if each.name not in names
        ] + list(pairs)
        self.patch(resource, "_field_map", lambda _self: pairs)
        self.env.registry.clear_cache()

    def binding(self, remote_id, kind="customer"):
        return self.env["sync.binding"].search(
            [("kind", "=", kind), ("remote_id", "=", remote_id)]
        )

    def partner(self, remote_id):
        """Return the partner tied to a customer, empty where there is none."""
        return self.env["res.partner"].browse(self.binding(remote_id).res_id or [])

    def issue(self, remote_id, kind="customer"):
        """Return the open issue of a customer, empty where there is none."""
        return self.env["sync.issue"].search(
            [
                ("kind", "=", kind),
                ("remote_id", "=", remote_id),
                ("state", "=", "open"),
            ]
        )


class EventCase(DummyCase):
    """A backend that takes events."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.sudo().event_secret = "dummy-secret"
        cls.token = cls.backend.sudo().event_token

    def events(self):
        return self.env["sync.event"].search([("backend_id", "=", self.backend.id)])

    def triggers(self):
        cron = self.backend.sudo().event_cron_id
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    def receive(self, call):
        """Take in a webhook call ``(headers, body)`` as the controller does."""
        headers, body = call
        headers = {name.lower(): value for name, value in headers.items()}
        self.assertTrue(
            self.backend.sudo()._receive(EventCall("POST", headers, {}, body))
        )
        return self.events()[:1]
