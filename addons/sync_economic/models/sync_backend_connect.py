from secrets import token_urlsafe
from urllib.parse import urlencode

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from odoo.addons.sync_base.lib.events import same_secret
from odoo.addons.sync_base.lib.http import check_url

SECURE_URL = "https://secure.e-conomic.com"
GRANT_PATH = "secure/api1/requestaccess.aspx"
LOCALES = {"da": "da-DK", "sv": "sv-SE", "nb": "nb-NO"}


class SyncBackend(models.Model):
    """*Connect*: a user of the agreement accepts the app, and the grant comes back."""

    _inherit = "sync.backend"

    economic_app_public = fields.Char(
        "App public token",
        help="For Connect; stands in e-conomic beside the secret one",
    )
    economic_secure_url = fields.Char("Log-in of e-conomic", default=SECURE_URL)
    economic_nonce = fields.Char(groups=NO_ACCESS, copy=False)

    def action_economic_connect(self):
        """Send the user to e-conomic, to accept the app for an agreement."""
        self.ensure_one()
        self.check_access("write")
        if not self.economic_app_public or not self.economic_has_secret:
            raise UserError(
                self.env._("Enter the app's public token and its secret token first.")
            )
        nonce = token_urlsafe(32)
        # the user comes back with it, once
        self.sudo().economic_nonce = f"{self.env.uid}-{nonce}"
        back = f"{self.get_base_url()}/sync_economic/connected/{self.id}?state={nonce}"
        parameters = {"appPublicToken": self.economic_app_public, "redirectUrl": back}
        if locale := LOCALES.get((self.env.lang or "")[:2]):
            parameters["locale"] = locale
        root = check_url(self.economic_secure_url or SECURE_URL, self.test_mode)
        return {
            "type": "ir.actions.act_url",
            "url": f"{root.rstrip('/')}/{GRANT_PATH}?{urlencode(parameters)}",
            "target": "self",
        }

    def _economic_connected(self, state, grant):
        """Keep the grant that came back.

        :raises UserError: nobody asked for it, or somebody else did
        """
        self.ensure_one()
        self.check_access("write")
        self_sudo = self.sudo()
        expected, self_sudo.economic_nonce = self_sudo.economic_nonce, False
        if not grant or not same_secret(expected, f"{self.env.uid}-{state}"):
            raise UserError(
                self.env._("This connection was not asked for. Press Connect again.")
            )
        self_sudo.economic_grant = grant
