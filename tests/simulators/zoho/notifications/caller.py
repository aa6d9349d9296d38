"""The calls to subscribers, in the background.

Source of the body: Zoho CRM API v8, "Notifications"; samples. Guarantees, order and
retries are not documented: each can be set here.
"""

import json
import random
import time
from dataclasses import asdict, dataclass
from urllib.parse import parse_qsl, urlsplit

import gevent
import requests
from gevent.threadpool import ThreadPool

from tests.simulators.zoho.regions import api_url

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
NOT_CALLED = "not of this machine"
SECONDS = 5
MOST_IDS = 100
KEPT = 2000


@dataclass
class Delivery:
    """How calls arrive.

    :param delay: seconds from the change to the call
    :param jitter: up to so many seconds more, by chance: calls overtake each other
    :param lost: share of calls that never arrive
    :param repeated: share of calls that arrive twice
    :param tries: how often a call that failed is made
    :param hold: calls wait until they are released
    """

    delay: float = 0.0
    jitter: float = 0.0
    lost: float = 0.0
    repeated: float = 0.0
    tries: int = 1
    pause: float = 0.1
    hold: bool = False


class Caller:
    """Tells channels of changes; ``requests`` blocks, so real threads do it."""

    def __init__(self, store, channels, delivery, seed=1):
        self.store, self.channels, self.delivery = store, channels, delivery
        self.calls, self.held = [], []
        self.host = "127.0.0.1"
        self._random = random.Random(f"notifications {seed}")
        self._pool = ThreadPool(4)

    def tell(self):
        """Call for what changed since the last time, in as few calls as Zoho makes."""
        changes, self.store.changes = self.store.changes, []
        if not changes:
            return
        for channel in self.channels.alive():
            groups = {}
            for change in changes:
                if channel.wants(change):
                    key = change.module, change.operation
                    groups.setdefault(key, {}).setdefault(change.id, []).append(change)
            for (module, operation), found in groups.items():
                ids = list(found)
                for at in range(0, len(ids), MOST_IDS):
                    some = {each: found[each] for each in ids[at : at + MOST_IDS]}
                    self._plan(channel, self._body(channel, module, operation, some))

    def release(self, backwards=False):
        """Make the calls that are held, one after another; return how many."""
        held, self.held = self.held, []
        # in a thread: who is called may ask the API meanwhile
        self._pool.apply(self._call_all, (held[::-1] if backwards else held,))
        return len(held)

    def _call_all(self, calls):
        for url, body in calls:
            self._call(url, body)

    def repeat(self, number):
        """Make an earlier call again."""
        call = self.calls[number]
        self._pool.spawn(self._call, call["url"], call["body"])

    def settings(self):
        return asdict(self.delivery)

    def _body(self, channel, module, operation, found):
        named = {
            record_id: sorted({name for change in changes for name in change.values})
            for record_id, changes in found.items()
        }
        shown = operation == "update"
        body = {
            "server_time": int(self.store.clock.exact().timestamp() * 1000),
            "affected_values": self._values(found) if channel.with_values else [],
            "query_params": dict(parse_qsl(urlsplit(channel.notify_url).query)),
            "module": module,
            "resource_uri": f"{api_url(self.host, self.store.org.region)}"
            f"/crm/v2/{module}",
            "ids": list(found),
            "affected_fields": [
                {record_id: names} for record_id, names in named.items() if names
            ]
            if shown
            else [],
            "operation": operation,
            "channel_id": channel.id,
            "token": channel.token,
        }
        return body

    def _values(self, found):
        rows = []
        for record_id, changes in found.items():
            values = {}
            for change in changes:
                values |= change.values
            rows.append({"record_id": record_id, "values": _plain(values)})
        return rows

    def _plan(self, channel, body):
        delivery, chance = self.delivery, self._random
        if chance.random() < delivery.lost:
            self._note(channel.notify_url, body, "lost")
            return
        times = 2 if chance.random() < delivery.repeated else 1
        for _time in range(times):
            if delivery.hold:
                self.held.append((channel.notify_url, body))
                continue
            delay = delivery.delay + chance.random() * delivery.jitter
            gevent.spawn_later(
                delay, self._pool.spawn, self._call, channel.notify_url, body
            )

    def _call(self, url, body):
        # only to this machine, and a redirection could lead elsewhere
        if urlsplit(url).hostname not in LOOPBACK:
            self._note(url, body, NOT_CALLED)
            return
        for attempt in range(self.delivery.tries):
            if attempt:
                time.sleep(self.delivery.pause)
            if self._post(url, body):
                return

    def _post(self, url, body):
        status = None
        try:
            reply = requests.post(
                url,
                json.dumps(body).encode(),
                headers={"Content-Type": "application/json;charset=UTF-8"},
                timeout=SECONDS,
                allow_redirects=False,
            )
            status = reply.status_code
        except requests.RequestException:
            pass
        self._note(url, body, status)
        return status is not None and status < 300

    def _note(self, url, body, status):
        self.calls.append({"url": url, "body": body, "status": status})
        del self.calls[:-KEPT]


def _plain(values):
    return {
        name: value
        if isinstance(value, (str, int, float, list, type(None)))
        else str(value)
        for name, value in values.items()
    }
