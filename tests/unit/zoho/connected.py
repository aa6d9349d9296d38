"""A connection to a simulated Zoho CRM, as tests of its client need it."""

import threading
from urllib.parse import parse_qs, urlsplit

import requests

from odoo.addons.sync_zoho.lib.oauth import ZohoAccounts
from odoo.addons.sync_zoho.lib.regions import Regions

APP = "1000.SIMULATORCLIENT", "simulator-secret"
BACK = "https://odoo.example/sync_zoho/connected"


class Holder:
    """Keeps tokens in memory."""

    def __init__(self, accounts, tokens):
        self.accounts, self.tokens, self.renewals = accounts, tokens, 0
        self._lock = threading.Lock()

    def token(self):
        return self.tokens.access

    def renewed(self, stale):
        with self._lock:
            if stale == self.tokens.access:
                self.renewals += 1
                fresh = self.accounts.refresh(self.tokens.refresh)
                self.tokens = self.tokens._replace(access=fresh.access)
        return self.tokens.access


class Fixed:
    """Has one token after the other, without Zoho."""

    def __init__(self):
        self.asked = []

    def token(self):
        return f"access-token-{len(self.asked)}"

    def renewed(self, stale):
        self.asked.append(stale)
        return self.token()


def accounts_of(simulator, location, *app):
    url = Regions(simulator.url).accounts_url(location)
    return ZohoAccounts(*(app or APP), url=url, test_mode=True)


def consent(url, decision="accept"):
    """Consent as a user does; return what comes back."""
    page = requests.get(url, timeout=9)
    reply = requests.post(
        page.url, data={"decision": decision}, allow_redirects=False, timeout=9
    )
    query = parse_qs(urlsplit(reply.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}
