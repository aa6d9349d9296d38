import json

from odoo import api, fields, models

from odoo.addons.sync_base.lib.events import Event, signed_at

from ..lib import remote


class SyncBackend(models.Model):
    """A backend whose remote is in this process's memory."""

    _inherit = "sync.backend"

    system = fields.Selection(
        selection_add=[("dummy", "Dummy")], ondelete={"dummy": "cascade"}
    )

    def _client(self):
        if self.system != "dummy":
            return super()._client()
        return remote.DummyClient(remote.remote(self.name), self.page_size)

    def _check_connection(self, client):
        if self.system != "dummy":
            return super()._check_connection(client)
        return self.env._("It has %s customers.", client.call("list")[1])

    @api.model
    def _event_systems(self):
        return super()._event_systems() | {"dummy"}

    def _verify_event(self, call):
        if self.system != "dummy":
            return super()._verify_event(call)
        return signed_at(self.event_secret, call, "x-dummy-signature", "x-dummy-time")

    def _parse_events(self, call):
        if self.system != "dummy":
            return super()._parse_events(call)
        data = json.loads(call.body)
        kind = data.get("kind", "customer")
        return [Event(f"{data['id']}:{id_}", kind, id_) for id_ in data["customers"]]
