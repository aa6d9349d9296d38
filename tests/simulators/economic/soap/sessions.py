"""Sessions of ASP.NET: a cookie that stands for who connected.

Verified: the session is a cookie. Assumption: it ends after 20 minutes without a call,
which is what ASP.NET does if nobody says otherwise.
"""

import random
import time
from http.cookies import CookieError, SimpleCookie

COOKIE = "ASP.NET_SessionId"
LETTERS = "abcdefghijklmnopqrstuvwxyz012345"
USUAL_SECONDS = 20 * 60
KEPT = 1000


class Sessions:
    """Who connected, by the value of the cookie.

    :param seconds: without a call, after which a session ends
    """

    def __init__(self, seconds=USUAL_SECONDS):
        self.seconds = seconds
        self._open = {}

    def find(self, request):
        """Return who connected by the request's session, None if there is none."""
        key = _key(request)
        moment, who = self._open.get(key, (0, None))
        if who is None or time.monotonic() - moment > self.seconds:
            self._open.pop(key, None)
            return None
        self._open[key] = time.monotonic(), who
        return who

    def start(self, request, who):
        """Note who connected; return the headers of the answer.

        A caller that brings a cookie keeps it, also one whose session ended.
        """
        key = _key(request)
        headers = ()
        if not key:
            key = "".join(random.choices(LETTERS, k=24))
            headers = (("Set-Cookie", f"{COOKIE}={key}; path=/; HttpOnly"),)
        if len(self._open) >= KEPT:
            self._open.pop(next(iter(self._open)))
        self._open[key] = time.monotonic(), who
        return headers

    def end(self, request):
        """End the request's session; its cookie stays."""
        self._open.pop(_key(request), None)

    def end_all(self):
        """Return how many have been open."""
        ended, self._open = len(self._open), {}
        return ended

    def __len__(self):
        return len(self._open)


def _key(request):
    try:
        cookie = SimpleCookie(request.headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    key = cookie.value if cookie else ""
    return key if len(key) == 24 and {*key} <= {*LETTERS} else ""
