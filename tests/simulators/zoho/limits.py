"""Credits per 24 hours and calls at a time.

Source: Zoho CRM API v8, "API Limits".
"""

import time
from collections import deque

from tests.simulators.zoho.clock import DAY

# edition: (credits, more for each user, at most)
CREDITS = {
    "free": (5_000, 0, 5_000),
    "standard": (50_000, 250, 100_000),
    "professional": (50_000, 500, 3_000_000),
    "enterprise": (50_000, 1_000, 5_000_000),
    "ultimate": (50_000, 2_000, 5_000_000),
}
CONCURRENCY = {
    "free": 5,
    "standard": 10,
    "professional": 15,
    "enterprise": 20,
    "ultimate": 25,
}
# of COQL, lists in an order of their own and big writes
HEAVY_CONCURRENCY = 10
USED_SHARE_TOLD = 0.5


def usual_credits(edition, users):
    base, each, most = CREDITS[edition]
    return min(base + each * users, most)


class Credits:
    """A rolling budget of 24 hours."""

    def __init__(self, limit, clock):
        self.limit = limit
        self._clock = clock
        self._spent = deque()
        self._used = 0

    @property
    def used(self):
        now = time.time() + self._clock.offset
        while self._spent and self._spent[0][0] <= now - DAY:
            self._used -= self._spent.popleft()[1]
        return self._used

    def spend(self, cost):
        self._spent.append((time.time() + self._clock.offset, cost))
        self._used += cost

    def reset(self, used=0):
        self._spent.clear()
        self._used = 0
        if used:
            self.spend(used)

    @property
    def exhausted(self):
        return self.used >= self.limit

    def headers(self):
        """What is left is told only when half of it is used."""
        left = self.limit - self.used
        if left > self.limit * (1 - USED_SHARE_TOLD):
            return ()
        return (("X-API-CREDITS-REMAINING", str(max(0, left))),)
