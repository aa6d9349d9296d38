from secrets import token_urlsafe

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from odoo.addons.sync_base.lib.errors import Invalid, SyncError
from odoo.addons.sync_base.lib.events import same_secret

from ..lib.oauth import SCOPES, ZohoAccounts

CALLBACK = "/sync_zoho/connected"


class SyncBackend(models.Model):
    """*Connect*: a user of Zoho CRM consents, and comes back with a code."""

    _inherit = "sync.backend"

    zoho_nonce = fields.Char(groups=NO_ACCESS, copy=False)
    zoho_redirect_uri = fields.Char(
        "Authorized redirect URI", compute="_compute_zoho_redirect_uri"
    )

    def _compute_zoho_redirect_uri(self):
        for backend in self:
            backend.zoho_redirect_uri = f"{backend.get_base_url()}{CALLBACK}"

    def _zoho_accounts(self, location=None):
        """Return a client of the accounts server of a region, by default our own."""
        self_sudo = self.sudo()
        return ZohoAccounts(
            self_sudo.zoho_client_id,
            self_sudo.zoho_client_secret,
            **self_sudo._zoho_accounts_options(location),
        )

    def action_zoho_connect(self):
        """Send the user to Zoho, to consent."""
        self.ensure_one()
        self.check_access("write")
        if not self.zoho_client_id or not self.zoho_has_secret:
            raise UserError(
                self.env._("Enter the client ID and the client secret first.")
            )
        nonce = token_urlsafe(32)
        # the user comes back with it, once
        self.sudo().zoho_nonce = f"{self.env.uid}-{nonce}"
        with self._zoho_accounts() as accounts:
            url = accounts.authorize_url(
                self.zoho_redirect_uri, f"{self.id}.{nonce}", SCOPES
            )
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def _zoho_returned(self, state, code, location, accounts_server):
        """Exchange the code that came back for tokens, and keep them.

        :raises UserError: nobody asked for it, or Zoho refuses; says why
        """
        self.ensure_one()
        self.check_access("write")
        self_sudo = self.sudo()
        expected, self_sudo.zoho_nonce = self_sudo.zoho_nonce, False
        if not same_secret(expected, f"{self.env.uid}-{state}"):
            raise UserError(
                self.env._("This connection was not asked for. Press Connect again.")
            )
        if not code:
            raise UserError(
                self.env._("Access was not granted in Zoho. Nothing has changed.")
            )
        try:
            region = self._zoho_region(location, accounts_server)
            with self._zoho_accounts(region) as accounts:
                tokens = accounts.exchange(code, self.zoho_redirect_uri)
        except SyncError as error:
            raise UserError(str(error)) from error
        if not tokens.refresh:
            raise UserError(
                self.env._("Zoho gave no lasting access. Press Connect again.")
            )
        self_sudo.zoho_location = region
        token_sudo = self_sudo.zoho_token_ids or self_sudo.zoho_token_ids.create(
            {"backend_id": self.id}
        )
        token_sudo._keep(tokens)
        self_sudo.invalidate_recordset(["zoho_connected"])
        self._recover()

    def _zoho_region(self, location, accounts_server):
        """Return the region that a redirection names, our own where it names none.

        :raises Invalid: it names a server that is none of Zoho's
        """
        if not location and not accounts_server:
            return self.zoho_location
        region = self._zoho_regions().region_of_callback(location, accounts_server)
        if region not in dict(self._fields["zoho_location"].selection):
            raise Invalid(self.env._("Zoho's data centre %s is not known.", region))
        return region

    def action_zoho_disconnect(self):
        """Have Zoho forget us, and forget the tokens; the records stay as they are."""
        self.ensure_one()
        self.check_access("write")
        self_sudo = self.sudo()
        token_sudo = self_sudo.zoho_token_ids
        told = self.env._("The connection is deleted, and Zoho has forgotten it.")
        try:
            self._zoho_unwatch()
            with self._zoho_accounts() as accounts:
                accounts.revoke(token_sudo.refresh_token)
        except SyncError as error:
            # it is gone here, whatever they say
            told = self.env._(
                "The connection is deleted here. Zoho could not be told (%s): remove "
                "the app there as well, under Connected Apps.",
                error,
            )
        token_sudo.unlink()
        self_sudo.invalidate_recordset(["zoho_connected"])
        if self.state != "draft":
            self.state = "paused"
        self.message_post(body=told)
        return self._notification(told, "info")
