"""Webhooks: calls to who registered for changed customers, in the background."""

import time
from datetime import datetime, timezone
from urllib.parse import urlsplit

import gevent
import requests
from gevent.threadpool import ThreadPool

EVENT = "CUSTOMER_UPDATED"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
NOT_CALLED = "not of this machine"
TRIES = 3
SECONDS = 5


class Caller:
    """Calls after each change; ``requests`` blocks, so real threads do it.

    :param delay: seconds from a change to its call
    :param pause: seconds from a call that failed to the next try
    """

    def __init__(self, store, delay=0.0, pause=0.1):
        self.store, self.delay, self.pause = store, delay, pause
        self.calls = []
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
        """Try a few times; who never answers is called no more (nobody knows when)."""
        # only to this machine, and a redirection could lead elsewhere
        body = webhook["postData"].replace("[OLDNUMBER]", str(old))
        body = body.replace("[NEWNUMBER]", str(new))
        if urlsplit(webhook["url"]).hostname not in LOOPBACK:
            self.calls.append({"body": body, "status": NOT_CALLED})
            return
        headers = {x["key"]: x["value"] for x in webhook.get("customHeaders") or ()}
        headers["Content-Type"] = webhook["contentType"]
        for attempt in range(TRIES):
            if attempt:
                time.sleep(self.pause)
            if self._post(webhook["url"], body.encode(), headers):
                return
        moment = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        webhook |= {"isDisabled": True, "lastDisabledDate": moment}
        self.store.stamp(webhook)

    def _post(self, url, body, headers):
        status = None
        try:
            reply = requests.post(
                url, body, headers=headers, timeout=SECONDS, allow_redirects=False
            )
            status = reply.status_code
        except requests.RequestException:
            pass
        self.calls.append({"body": body.decode(), "status": status})
        return status is not None and status < 300
