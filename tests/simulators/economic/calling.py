"""Webhooks: calls to who registered for changed customers, in the background."""

from urllib.parse import urlsplit

import gevent
import requests
from gevent.threadpool import ThreadPool

EVENT = "CUSTOMER_UPDATED"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
TRIES = 3


class Caller:
    """Calls after each change; ``requests`` blocks, so real threads do it."""

    def __init__(self, store, delay=0.0):
        self.store, self.delay = store, delay
        self._pool = ThreadPool(4)

    def tell(self):
        """Call for what changed since the last time."""
        changes, self.store.changes = self.store.changes, []
        webhook = self.store.webhooks.get(EVENT)
        if not webhook or webhook["isDisabled"]:
            return
        for old, new in changes:
            gevent.spawn_later(
                self.delay, self._pool.spawn, self._call, webhook, old, new
            )

    def _call(self, webhook, old, new):
        if urlsplit(webhook["url"]).hostname not in LOOPBACK:
            return
        body = webhook["postData"].replace("[OLDNUMBER]", str(old))
        body = body.replace("[NEWNUMBER]", str(new))
        headers = {x["key"]: x["value"] for x in webhook.get("customHeaders") or ()}
        headers["Content-Type"] = webhook["contentType"]
        for _try in range(TRIES):
            try:
                reply = requests.post(
                    webhook["url"], body.encode(), headers=headers, timeout=5
                )
            except requests.RequestException:
                continue
            if reply.ok:
                return
        webhook["isDisabled"] = True
