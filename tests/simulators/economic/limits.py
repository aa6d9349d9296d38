"""The bucket of tokens that all calls of an agreement take from.

Source: headers of answers that others recorded (the project's reference, section 3).
"""

import time

COSTS = {"GET": 1, "POST": 3, "PUT": 3, "PATCH": 3, "DELETE": 3}


class Bucket:
    """``limit`` tokens, which are there again after ``seconds``."""

    def __init__(self, limit, seconds):
        self.limit, self.seconds = limit, seconds
        self.used, self._at = 0.0, time.monotonic()

    def take(self, method):
        """Take what a call costs; return ``(headers, seconds to wait or None)``."""
        now = time.monotonic()
        filled = (now - self._at) * self.limit / self.seconds
        self.used, self._at = max(0.0, self.used - filled), now
        cost = COSTS.get(method, 1)
        missing = self.used + cost - self.limit
        if missing <= 0:
            self.used += cost
        name = f"token-limit-{self.limit}-per-{self.seconds:g}-seconds"
        headers = (
            ("X-CallCost", str(cost)),
            ("X-RateLimiting", f"{name}: {round(self.used)}/{self.limit}"),
        )
        wait = missing * self.seconds / self.limit if missing > 0 else None
        return headers, wait
