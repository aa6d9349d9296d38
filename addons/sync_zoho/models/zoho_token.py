from datetime import timedelta

from odoo import fields, models
from odoo.fields import NO_ACCESS
from odoo.modules.registry import Registry
from odoo.tools import SQL

from odoo.addons.sync_base.lib.errors import Auth

from ..lib.oauth import ZohoAccounts

# a token that ends within this time is renewed before it is used
MARGIN = timedelta(minutes=5)


class ZohoToken(models.Model):
    """What lets a backend in: the tokens of one consent.

    In a table of their own, as the row is locked while the token is renewed, whatever
    else happens to the backend meanwhile. Zoho renews ten times in ten minutes.
    """

    _name = "zoho.token"
    _description = "Tokens of Zoho CRM"
    _rec_name = "backend_id"

    backend_id = fields.Many2one("sync.backend", required=True, ondelete="cascade")
    refresh_token = fields.Char(groups=NO_ACCESS)
    access_token = fields.Char(groups=NO_ACCESS)
    access_until = fields.Datetime(groups=NO_ACCESS)
    api_domain = fields.Char(
        groups=NO_ACCESS, help="Where the API is, as Zoho said; checked before use"
    )

    _backend_uniq = models.UniqueIndex("(backend_id)")

    def _keep(self, tokens):
        """Store what an exchange or a renewal brought (`lib.oauth.Tokens`)."""
        until = fields.Datetime.now() + timedelta(seconds=tokens.seconds)
        values = {"access_token": tokens.access, "access_until": until}
        if tokens.refresh:
            values |= {"refresh_token": tokens.refresh, "api_domain": tokens.api_domain}
        self.write(values)


class TokenHolder:
    """Gives a client its access token, and a new one when that ended.

    Only one of all processes renews it: the others wait for the row, and take what it
    brought. Uses transactions of its own, so that any thread may ask.

    :param database: name of the database
    :param token: id of the `zoho.token`
    :param client_id: of the app
    :param client_secret: of the app
    :param accounts: keyword arguments of `ZohoAccounts`
    """

    def __init__(self, database, token, client_id, client_secret, accounts):
        self._database, self._token = database, token
        self._app = client_id, client_secret
        self._accounts = accounts
        self._known = None

    def token(self):
        """Return an access token.

        :raises SyncError: there is none, and none is to be had
        """
        if not self._known:
            self._known = self._locked(None)
        return self._known

    def renewed(self, stale):
        """Return another access token than ``stale``, which was refused."""
        self._known = self._locked(stale)
        return self._known

    def _locked(self, stale):
        with Registry(self._database).cursor() as cr:
            cr.execute(
                SQL(
                    "SELECT access_token, access_until, refresh_token FROM zoho_token "
                    "WHERE id = %s FOR UPDATE",
                    self._token,
                )
            )
            access, until, refresh = cr.fetchone() or (None, None, None)
            now = fields.Datetime.now()
            if access and access != stale and until and until > now + MARGIN:
                return access
            if not refresh:
                raise Auth("Zoho CRM is not connected. Press Connect.")
            with ZohoAccounts(*self._app, **self._accounts) as accounts:
                tokens = accounts.refresh(refresh)
            cr.execute(
                SQL(
                    "UPDATE zoho_token SET access_token = %s, access_until = %s "
                    "WHERE id = %s",
                    tokens.access,
                    now + timedelta(seconds=tokens.seconds),
                    self._token,
                )
            )
        return tokens.access
