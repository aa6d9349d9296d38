from secrets import token_urlsafe

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.sync_base.lib.errors import SyncError
from odoo.addons.sync_base.lib.events import Event, random_key, same_secret

from ..lib.webhook import EVENT_TYPE, SECRET_HEADER, numbers


class SyncBackend(models.Model):
    """Webhooks of e-conomic: what they tell, and how they come to be there."""

    _inherit = "sync.backend"

    @api.model
    def _event_systems(self):
        return super()._event_systems() | {"economic"}

    def _verify_event(self, call):
        if self.system != "economic":
            return super()._verify_event(call)
        # by hand no header can be set there, so the address may carry it
        given = call.headers.get(SECRET_HEADER) or call.query.get("secret")
        return same_secret(self.event_secret, given)

    def _parse_events(self, call):
        if self.system != "economic":
            return super()._parse_events(call)
        named = numbers(call.query, call.body)
        return [Event(random_key(), "customer", number) for number in named]

    def action_economic_webhook(self):
        """Have e-conomic tell of changes at once: register the webhook there.

        :raises UserError: e-conomic refuses it; says why
        """
        self.ensure_one()
        self.check_access("write")
        self_sudo = self.sudo()
        if not self_sudo.event_secret:
            self_sudo.event_secret = token_urlsafe(32)
        try:
            # whatever else goes by SOAP: it knows no webhooks
            with self._economic_client("rest") as client:
                client.register_webhook(
                    EVENT_TYPE,
                    f"Odoo: {self.name}"[:100],
                    self_sudo.event_url,
                    {SECRET_HEADER: self_sudo.event_secret},
                )
        except SyncError as error:
            raise UserError(str(error)) from error
        return self._notification(
            self.env._("e-conomic tells of changed customers from now on."), "success"
        )
