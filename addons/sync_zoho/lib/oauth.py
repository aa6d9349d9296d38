"""Log-in at Zoho's accounts servers.

Source: Zoho Accounts, *OAuth 2.0 for web apps*; what errors look like is in the
project's reference, section 1.5: they come with status 200.
"""

from typing import NamedTuple
from urllib.parse import urlencode

from odoo.addons.sync_base.lib.errors import Auth, Transient
from odoo.addons.sync_base.lib.http import HttpClient

SCOPES = (
    "ZohoCRM.modules.ALL",
    "ZohoCRM.settings.ALL",
    "ZohoCRM.org.READ",
    "ZohoCRM.users.READ",
    "ZohoCRM.notifications.ALL",
    "ZohoCRM.coql.READ",
)
# after ten renewals in as many minutes, none more for the rest of them
THROTTLED = 600
HOUR = 3600


class Tokens(NamedTuple):
    """What an exchange brings; ``refresh`` and ``api_domain`` may be empty."""

    access: str
    refresh: str
    seconds: int
    api_domain: str


class ZohoAccounts(HttpClient):
    """Calls the accounts server of one region for one app.

    :param client_id: of the app
    :param client_secret: of the app
    :param url: of the server, see `regions`
    """

    def __init__(self, client_id, client_secret, *, url, **options):
        super().__init__(url.rstrip("/"), **options)
        self._app = {"client_id": client_id, "client_secret": client_secret}
        self._sent = ()

    def authorize_url(self, redirect_uri, state, scopes=SCOPES):
        """Return the address where a user consents."""
        query = {
            "response_type": "code",
            "client_id": self._app["client_id"],
            "scope": ",".join(scopes),
            "redirect_uri": redirect_uri,
            "state": state,
            # else no lasting access is given, or only the first time
            "access_type": "offline",
            "prompt": "consent",
        }
        return f"{self.url}/oauth/v2/auth?{urlencode(query)}"

    def exchange(self, code, redirect_uri):
        """Return the `Tokens` for a code, which counts once."""
        given = {"grant_type": "authorization_code", "redirect_uri": redirect_uri}
        return self._tokens({**given, "code": code}, repeatable=False)

    def refresh(self, refresh_token):
        """Return new `Tokens`; the refresh token stays as it is."""
        given = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._tokens(given)

    def revoke(self, refresh_token):
        """Have Zoho forget a consent."""
        self._sent = (refresh_token,)
        url = f"{self.url}/oauth/v2/token/revoke"
        self.request("POST", url, data={"token": refresh_token})

    def _tokens(self, given, **options):
        self._sent = tuple(
            value for name, value in given.items() if name in ("code", "refresh_token")
        )
        url = f"{self.url}/oauth/v2/token"
        # in the body: addresses are written to logs
        found = self.request("POST", url, data={**self._app, **given}, **options)
        if not found.get("access_token"):
            raise Auth(f"Zoho gave no token: {', '.join(sorted(found))}")
        seconds = found.get("expires_in_sec") or found.get("expires_in") or HOUR
        return Tokens(
            found["access_token"],
            found.get("refresh_token") or "",
            int(seconds),
            found.get("api_domain") or "",
        )

    def _secrets(self):
        return (self._app["client_secret"], *self._sent)

    def _parse(self, response):
        try:
            answer = response.json() if response.content else {}
        except ValueError as error:
            text = self._excerpt(response.content)
            raise Transient(f"Zoho's log-in answered: {text!r}") from error
        problem = answer.get("error")
        if not problem and response.ok:
            return answer
        told = answer.get("error_description") or problem or response.reason
        if "too many" in str(told).lower():
            raise Transient(f"Zoho's log-in: {told}", retry_after=THROTTLED)
        raise Auth(f"Zoho refuses the log-in ({problem or told}). {_what_to_do(problem)}")


def _what_to_do(problem):
    if str(problem).startswith("invalid_client"):
        return (
            "Check the client ID and the client secret, and that the data centre is "
            "ticked in the app's settings in Zoho's API console."
        )
    if problem == "invalid_redirect_uri":
        return "Enter the redirect address of this backend in Zoho's API console."
    return "Press Connect again."
