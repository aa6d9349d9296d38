"""The accounts server of each region. Errors come with HTTP 200 (recorded)."""

from urllib.parse import parse_qsl

from tests.simulators.messages import json_response
from tests.simulators.zoho.accounts import consent
from tests.simulators.zoho.accounts.tokens import TooMany
from tests.simulators.zoho.regions import DOCUMENTED_TLD, accounts_url, api_url

THROTTLED = {
    "error": "Access Denied",
    "error_description": "You have made too many requests continuously. "
    "Please try again after some time.",
}


class Accounts:
    """``answer(request, region, path)`` → `Response`."""

    def __init__(self, store, client, tokens):
        self.store, self.client, self.tokens = store, client, tokens

    @property
    def org(self):
        return self.store.org

    @property
    def quirks(self):
        return self.store.quirks

    def answer(self, request, region, path):
        if path == consent.PATH:
            step = consent.decide if request.method == "POST" else consent.ask
            return step(request, region, self)
        if path == "oauth/serverinfo":
            every = sorted(self.client.regions)
            servers = {each: accounts_url(request.host, each) for each in every}
            return json_response({"result": "success", "locations": servers})
        if path == "oauth/v2/token" and request.method == "POST":
            return self._token(_form(request), request, region)
        if path == "oauth/v2/token/revoke" and request.method == "POST":
            return self._revoke(_form(request), region)
        return consent.error_page("The page does not exist.")

    def _token(self, form, request, region):
        if error := self._wrong_client(form, region):
            return _error(error)
        try:
            if form.get("grant_type") == "authorization_code":
                return self._exchange(form, request, region)
            if form.get("grant_type") == "refresh_token":
                return self._refresh(form, request, region)
        except TooMany:
            return json_response(THROTTLED, 400)
        return _error("unsupported_grant_type")

    def _wrong_client(self, form, region):
        """A client that is not ticked for a data centre is not known there."""
        known = form.get("client_id") == self.client.id
        if not known or region not in self.client.regions:
            return "invalid_client"
        if form.get("client_secret") != self.client.secret_in(region):
            return "invalid_client_secret"
        return None

    def _exchange(self, form, request, region):
        tokens = self.tokens
        waiting = tokens.codes.get(form.get("code"))
        if waiting and waiting.redirect_uri != form.get("redirect_uri"):
            return _error("invalid_redirect_uri")
        verifier = form.get("code_verifier")
        code = tokens.take_code(form.get("code"), region, verifier)
        if code is None:
            return _error("invalid_code")
        who = region, code.user_id, code.scopes
        refresh = tokens.new_refresh_token(*who) if code.offline else None
        access = tokens.new_access_token(*who, refresh)
        reply = self._reply(access, request)
        if refresh:
            reply["refresh_token"] = refresh.value
        return json_response(reply)

    def _refresh(self, form, request, region):
        access = self.tokens.refreshed(form.get("refresh_token"), region)
        if access is None:
            return _error("invalid_code")
        return json_response(self._reply(access, request))

    def _revoke(self, form, region):
        """What a token gets that is not known is an assumption."""
        token = form.get("token")
        known = self.tokens.refresh.get(token) or self.tokens.access.get(token)
        if known is None or known.region != region or not self.tokens.revoke(token):
            return _error("invalid_token")
        return json_response({"status": "success"})

    def _reply(self, access, request):
        seconds = int(self.tokens.limits.access_seconds)
        reply = {
            "access_token": access.value,
            "scope": " ".join(access.scopes),
            "api_domain": api_url(request.host, access.region),
            "token_type": "Bearer",
            "expires_in": seconds,
        }
        if "documented-api-domain" in self.quirks:
            tld = DOCUMENTED_TLD[access.region]
            reply["api_domain"] = f"https://api.zoho.{tld}"
        if "legacy-expiry" in self.quirks:
            reply |= {"expires_in_sec": seconds, "expires_in": seconds * 1000}
        return reply


def _form(request):
    """Return the values of body and query; the body wins."""
    return {**request.query, **dict(parse_qsl(request.body.decode(errors="replace")))}


def _error(name):
    # the shared counters take it for an error, whatever its status
    response = json_response({"error": name})
    response.is_error = True
    return response
