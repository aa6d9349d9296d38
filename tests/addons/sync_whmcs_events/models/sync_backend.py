import json

from odoo import api, models

from odoo.addons.sync_base.lib.events import Event, signed_at


class SyncBackend(models.Model):
    """A WHMCS that calls when a client changes."""

    _inherit = "sync.backend"

    @api.model
    def _event_systems(self):
        return super()._event_systems() | {"whmcs"}

    def _verify_event(self, call):
        if self.system != "whmcs":
            return super()._verify_event(call)
        return signed_at(self.event_secret, call, "x-test-signature", "x-test-time")

    def _parse_events(self, call):
        if self.system != "whmcs":
            return super()._parse_events(call)
        data = json.loads(call.body)
        return [Event(data["id"], data["kind"], data["remote_id"])]
