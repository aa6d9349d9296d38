import json
from contextlib import suppress
from datetime import timedelta, timezone
from secrets import randbelow, token_urlsafe

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.sync_base.lib.errors import NotFound, SyncError
from odoo.addons.sync_base.lib.events import Event, event_key, same_secret

EVENTS = ["Accounts.all", "Contacts.all", "Products.all", "Deals.all"]
KINDS = {
    "Accounts": "account",
    "Contacts": "contact",
    "Products": "product",
    "Deals": "deal",
}
# a channel lives for a week at most
LIFE = timedelta(days=6, hours=23)
RENEWED_BEFORE = timedelta(days=6)
ALARM = timedelta(days=1)
# what Zoho takes as a token of a channel
TOKEN_LENGTH = 50


class SyncBackend(models.Model):
    """Notifications of Zoho CRM: a channel that is renewed each day."""

    _inherit = "sync.backend"

    zoho_channel = fields.Char("Channel of Zoho CRM", readonly=True, copy=False)
    zoho_channel_until = fields.Datetime("Channel until", readonly=True, copy=False)
    zoho_channel_state = fields.Selection(
        [
            ("none", "Not open"),
            ("open", "Open"),
            ("ending", "Ends soon"),
            ("ended", "Has ended"),
        ],
        "State of the channel",
        compute="_compute_zoho_channel_state",
    )

    @api.depends("zoho_channel", "zoho_channel_until")
    def _compute_zoho_channel_state(self):
        now = fields.Datetime.now()
        for backend in self:
            until = backend.zoho_channel_until
            if not backend.zoho_channel or not until:
                backend.zoho_channel_state = "none"
            elif until <= now:
                backend.zoho_channel_state = "ended"
            else:
                # it is renewed each day: one that is not was refused
                soon = until - now < ALARM
                backend.zoho_channel_state = "ending" if soon else "open"

    @api.model
    def _event_systems(self):
        return super()._event_systems() | {"zoho"}

    def _expects_events(self):
        if self.system != "zoho":
            return super()._expects_events()
        return bool(self.zoho_channel)

    def _verify_event(self, call):
        if self.system != "zoho":
            return super()._verify_event(call)
        body = json.loads(call.body)
        return same_secret(self.event_secret, body.get("token"))

    def _parse_events(self, call):
        if self.system != "zoho":
            return super()._parse_events(call)
        body = json.loads(call.body)
        kind = KINDS.get(body.get("module"))
        if not kind:
            return None
        when = (body["module"], str(body.get("operation")), str(body["server_time"]))
        return [
            Event(event_key(*when, str(number)), kind, str(number))
            for number in body["ids"]
        ]

    def action_zoho_watch(self):
        """Have Zoho tell of changes at once, from now on.

        :raises UserError: Zoho refuses it; says why
        """
        self.ensure_one()
        self.check_access("write")
        try:
            self._zoho_watch()
        except SyncError as error:
            raise UserError(str(error)) from error
        return self._notification(
            self.env._("Zoho CRM tells of changes from now on."), "success"
        )

    def _zoho_watch(self):
        """Open the channel, or have it live on."""
        self_sudo = self.sudo()
        if not self_sudo.event_secret:
            self_sudo.event_secret = token_urlsafe(32)[:TOKEN_LENGTH]
        if not self.zoho_channel:
            # ours to choose: a number that fits in a long integer
            self_sudo.zoho_channel = str(10**15 + randbelow(9 * 10**15))
        until = fields.Datetime.now() + LIFE
        with self._client() as client:
            granted = client.watch(
                self_sudo.zoho_channel,
                EVENTS,
                self_sudo.event_url,
                self_sudo.event_secret[:TOKEN_LENGTH],
                until,
            )
        if granted:
            until = granted.astimezone(timezone.utc).replace(tzinfo=None)
        self_sudo.zoho_channel_until = until

    def _zoho_unwatch(self):
        if not self.zoho_channel:
            return
        # it may have ended
        with suppress(NotFound), self._client() as client:
            client.unwatch(self.zoho_channel)
        self.sudo().write({"zoho_channel": False, "zoho_channel_until": False})

    @api.model
    def _cron_zoho_watch(self):
        """Have the channels live on, each day."""
        soon = fields.Datetime.now() + RENEWED_BEFORE
        domain = [
            ("system", "=", "zoho"),
            ("state", "=", "running"),
            ("zoho_channel", "!=", False),
            ("zoho_channel_until", "<", soon),
        ]
        for backend in self.sudo().search(domain):
            try:
                backend._zoho_watch()
            except SyncError as error:
                backend.message_post(
                    body=self.env._("The channel could not be renewed: %s", error)
                )
            self.env["ir.cron"]._commit_progress(1)
