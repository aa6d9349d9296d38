"""Codes and tokens of one client, and how many of them Zoho gives.

Source: Zoho Accounts, OAuth 2.0 for web server applications; the limits as its pages
for several products state them.
"""

import base64
import hashlib
from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_hex

MINUTE = 60
CODES_PER_MINUTE = 4
CODES_BLOCKED_SECONDS = 600
REFRESH_TOKENS_PER_USER = 20
REFRESH_TOKENS_PER_MINUTE = 5
ALIVE_PER_REFRESH_TOKEN = 30


@dataclass
class Limits:
    """What can be set.

    :param refreshes: access tokens of a refresh token within ``window`` seconds
    :param rare: whether the limits per minute of codes and refresh tokens hold
    """

    code_seconds: float = 120
    access_seconds: float = 3600
    refreshes: int = 10
    window: float = 600
    rare: bool = True


@dataclass
class Code:
    region: str
    user_id: str
    scopes: list
    redirect_uri: str
    offline: bool
    expiry: object
    challenge: str | None = None


@dataclass
class RefreshToken:
    value: str
    region: str
    user_id: str
    scopes: list
    refreshed: deque = field(default_factory=deque)
    blocked_until: object = None
    alive: deque = field(default_factory=deque)


@dataclass
class AccessToken:
    value: str
    region: str
    user_id: str
    scopes: list
    expiry: object


class TooMany(Exception):
    """One of the limits is reached."""


class Tokens:
    """Everything that was given out and is still good."""

    def __init__(self, clock, limits):
        self.clock, self.limits = clock, limits
        self.codes, self.refresh, self.access = {}, {}, {}
        # users who have consented once get a refresh token again only if asked anew
        self.consented = set()
        self._code_times, self._codes_blocked_until = deque(), None
        self._refresh_times = defaultdict(deque)

    # -- codes -----------------------------------------------------------------------

    def new_code(self, **values):
        now = self.clock.exact()
        if self.limits.rare:
            if self._codes_blocked_until and now < self._codes_blocked_until:
                raise TooMany
            if _counted(self._code_times, now, MINUTE) >= CODES_PER_MINUTE:
                self._codes_blocked_until = self.clock.after(CODES_BLOCKED_SECONDS)
                raise TooMany
            self._code_times.append(now)
        value = _token()
        expiry = self.clock.after(self.limits.code_seconds)
        self.codes[value] = Code(expiry=expiry, **values)
        return value

    def take_code(self, value, region, verifier=None):
        """Return a code of this region, which is then used up, or None."""
        code = self.codes.get(value)
        if code is None or code.region != region:
            return None
        del self.codes[value]
        if code.expiry <= self.clock.exact():
            return None
        if code.challenge and code.challenge != challenge_of(verifier or ""):
            return None
        return code

    # -- tokens ----------------------------------------------------------------------

    def new_refresh_token(self, region, user_id, scopes):
        """Return a new refresh token; the 21st of a user deletes the oldest."""
        now = self.clock.exact()
        times = self._refresh_times[user_id]
        if self.limits.rare:
            if _counted(times, now, MINUTE) >= REFRESH_TOKENS_PER_MINUTE:
                raise TooMany
            times.append(now)
        token = RefreshToken(_token(), region, user_id, scopes)
        self.refresh[token.value] = token
        own = [each for each in self.refresh.values() if each.user_id == user_id]
        for oldest in own[:-REFRESH_TOKENS_PER_USER]:
            # its access tokens live on until they expire; an assumption
            del self.refresh[oldest.value]
        return token

    def new_access_token(self, region, user_id, scopes, refresh_token=None):
        token = AccessToken(
            *(_token(), region, user_id, scopes),
            self.clock.after(self.limits.access_seconds),
        )
        self.access[token.value] = token
        if refresh_token:
            refresh_token.alive.append(token.value)
            while len(refresh_token.alive) > ALIVE_PER_REFRESH_TOKEN:
                self.access.pop(refresh_token.alive.popleft(), None)
        return token

    def refreshed(self, value, region):
        """Return a new access token, or None for a refresh token that is not good."""
        token = self.refresh.get(value)
        if token is None or token.region != region:
            return None
        now = self.clock.exact()
        if token.blocked_until and now < token.blocked_until:
            raise TooMany
        if _counted(token.refreshed, now, self.limits.window) >= self.limits.refreshes:
            # blocked for the rest of the window
            window = timedelta(seconds=self.limits.window)
            token.blocked_until = token.refreshed[0] + window
            raise TooMany
        token.refreshed.append(now)
        return self.new_access_token(region, token.user_id, token.scopes, token)

    def revoke(self, value):
        """Take a token back, a refresh token with its access tokens."""
        token = self.refresh.pop(value, None)
        if token is None:
            return self.access.pop(value, None) is not None
        for each in token.alive:
            self.access.pop(each, None)
        self.consented.discard(token.user_id)
        return True

    def valid(self, value, region):
        """Return an access token of this region that has not expired, or None."""
        token = self.access.get(value)
        if token is None or token.region != region:
            return None
        return token if token.expiry > self.clock.exact() else None

    def forget(self, what):
        """Drop all ``access`` tokens, ``refresh`` tokens or ``codes``."""
        getattr(self, what).clear()


def challenge_of(verifier):
    """Return the S256 challenge of a PKCE verifier (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _counted(times, now, seconds):
    while times and (now - times[0]).total_seconds() >= seconds:
        times.popleft()
    return len(times)


def _token():
    return f"1000.{token_hex(16)}.{token_hex(16)}"
