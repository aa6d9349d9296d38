"""Log-in at Zoho's accounts servers.

Source: Zoho Accounts, *OAuth 2.0 for web apps*; what errors look like is in the
project's reference, section 1.5: they come with status 200.
"""

from typing import NamedTuple
from urllib.parse import urlencode

from odoo.addons.sync_base.lib.errors import Auth, Transient
from odoo.addons.sync_base.lib.http import BUSY, HttpClient

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
# what may pass by itself
PASSING = {"general_error", "internal_error", "server_error", "temporarily_unavailable"}


class Tokens(NamedTuple):
    """What an exchange brings.

    ``refresh`` is empty after a renewal; ``api_domain`` and ``scopes`` where nothing is
    told of them. ``seconds`` is how long the access token lives.
    """

    access: str
    refresh: str
    seconds: int
    api_domain: str = ""
    scopes: tuple = ()


class ZohoAccounts(HttpClient):
    """Calls the accounts server of one region for one app.

    :param client_id: of the app
    :param client_secret: of the app
    :param url: of the server, see `regions`
    """

    busy = BUSY - {429}

    def __init__(self, client_id, client_secret, *, url, **options):
        # each renewal counts, whether its answer arrives or not
        super().__init__(url.rstrip("/"), **{"attempts": 2, **options})
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
        """Return the `Tokens` for a code, which counts once.

        :raises Auth: it does not count any more, or the app is not right; says what
        """
        given = {"grant_type": "authorization_code", "redirect_uri": redirect_uri}
        return self._tokens({**given, "code": code}, repeatable=False)

    def refresh(self, refresh_token):
        """Return new `Tokens`; the refresh token stays as it is.

        :raises Auth: the consent was withdrawn
        :raises Transient: it was renewed too often
        """
        given = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._tokens(given)

    def revoke(self, refresh_token):
        """Have Zoho forget a consent.

        :raises Auth: it does not know of it
        """
        self._post("token/revoke", {"token": refresh_token})

    def _tokens(self, given, **options):
        found = self._post("token", {**self._app, **given}, **options)
        if not found.get("access_token"):
            raise Auth(f"Zoho gave no token, but {', '.join(sorted(found)) or 'none'}")
        return Tokens(
            found["access_token"],
            found.get("refresh_token") or "",
            _seconds(found),
            found.get("api_domain") or "",
            tuple(str(found.get("scope") or "").replace(",", " ").split()),
        )

    def _post(self, path, given, **options):
        secret = ("code", "refresh_token", "token")
        self._sent = tuple(value for name, value in given.items() if name in secret)
        # in the body: addresses are written to logs
        return self.request(
            "POST", f"{self.url}/oauth/v2/{path}", data=given, **options
        )

    def _secrets(self):
        return (self._app["client_secret"], *self._sent)

    def _parse(self, response):
        if response.status_code == 429:
            raise Transient(
                "Zoho's log-in takes no more for now.", retry_after=THROTTLED
            )
        try:
            answer = response.json() if response.content else {}
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            text = self._excerpt(response.content).strip()
            kind = Auth if response.status_code in (401, 403) else Transient
            raise kind(f"Zoho's log-in answered {response.status_code}: {text!r}")
        if response.ok and "error" not in answer:
            return answer
        problem = str(answer.get("error"))
        parts = filter(None, (problem, answer.get("error_description")))
        told = self._excerpt(": ".join(map(str, parts)).encode())
        if problem.lower() == "access denied":
            raise Transient(f"Zoho's log-in: {told}", retry_after=THROTTLED)
        if problem in PASSING:
            raise Transient(f"Zoho's log-in: {told}")
        raise Auth(f"Zoho refuses the log-in ({told}). {_what_to_do(problem)}")


def _seconds(found):
    """Return how long a token lives; ``expires_in`` is in ms in the old form."""
    for name in ("expires_in_sec", "expires_in"):
        text = str(found.get(name) or "")
        if text.isascii() and text.isdigit():
            return int(text)
    return HOUR


def _what_to_do(problem):
    if problem.startswith("invalid_client"):
        return (
            "Check the client ID and the client secret, and that the data centre is "
            "ticked in the app's settings in Zoho's API console."
        )
    if problem == "invalid_redirect_uri":
        return "Enter the redirect address of this backend in Zoho's API console."
    return "Press Connect again."
