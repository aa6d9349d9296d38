"""A remote system in memory, with an API as simple as a real one may be.

It has customers with versions, archives and deletes them, keeps the marker of who
created one, and fails where it is told to. Nothing is shared between processes.
"""

import itertools
import json
import time

from odoo.addons.sync_base.lib.errors import Conflict, Invalid, NotFound, SyncError
from odoo.addons.sync_base.lib.events import signature

# one remote per name: what the backend's record says as its account
_remotes = {}


def remote(name):
    """Return the remote of one account, made where there is none."""
    return _remotes.setdefault(name, Remote())


def forget():
    """Forget all remotes."""
    _remotes.clear()


def sign(body, secret="dummy-secret", at=None):
    """Return ``(headers, body)`` of a call with any body (bytes)."""
    timestamp = str(int(at or time.time()))
    return {
        "Content-Type": "application/json",
        "X-Dummy-Time": timestamp,
        "X-Dummy-Signature": signature(secret, timestamp.encode() + b"." + body),
    }, body


class Remote:
    """The state of the remote system, and what tests do to it."""

    def __init__(self):
        self.customers = {}
        self._ids = itertools.count(1)
        self.clock = 0
        self.calls = []
        # what the remote takes, but never tells
        self.unseen = {"hint"}
        self.events = 0
        # functions called with (action, parameters) before and after each action
        self.before, self.after = [], []

    def add(self, **values):
        """Create a customer as somebody does there; return the id."""
        self.clock += 1
        customer_id = str(next(self._ids))
        self.customers[customer_id] = {
            "id": customer_id,
            "version": self.clock,
            "archived": False,
            "marker": None,
            "name": None,
            "email": None,
            "phone": None,
            "city": None,
            "vat": None,
            "parent": None,
            **values,
        }
        return customer_id

    def edit(self, customer_id, **values):
        self.clock += 1
        self.customers[customer_id].update(values, version=self.clock)

    def delete(self, customer_id):
        del self.customers[customer_id]

    def event(self, *customer_ids, secret="dummy-secret", at=None, **content):
        """Return ``(headers, body)`` of a webhook call about customers.

        :param at: seconds since 1970, where it is not sent just now
        """
        self.events += 1
        content = {"id": self.events, "customers": customer_ids, **content}
        return sign(json.dumps(content).encode(), secret, at)


class DummyClient:
    """The API of a remote, as the connector calls it."""

    def __init__(self, state, page_size=500):
        self.state = state
        self.page_size = page_size
        self.calls = 0

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        """Nothing to close."""

    def call(self, action, **parameters):
        """Do one API call.

        :raises SyncError: what the remote says, or a test told it to fail with
        """
        self.calls += 1
        self.state.calls.append((action, parameters))
        for function in self.state.before:
            function(action, parameters)
        result = getattr(self, f"_{action}")(**parameters)
        for function in self.state.after:
            function(action, parameters)
        return result

    def many(self, call, arguments):
        """Return results, or the `SyncError`, of a call for each of the arguments."""
        results = []
        for argument in arguments:
            try:
                results.append(call(argument))
            except SyncError as error:
                results.append(error)
        return results

    def _list(self, offset=0, since=0):
        # in the order of their ids, as they were made
        rows = [row for row in self.state.customers.values() if row["version"] > since]
        page = rows[offset : offset + self.page_size]
        return [self._seen(row) for row in page], len(rows)

    def _get(self, customer_id):
        return self._seen(self._row(customer_id))

    def _find(self, **wanted):
        """Return the customers that have all the given values."""
        return [
            self._seen(row)
            for row in self.state.customers.values()
            if all(row[key] == value for key, value in wanted.items())
        ]

    def _create(self, marker, values):
        self._check(values)
        return self.state.add(marker=marker, **values)

    def _update(self, customer_id, version, values):
        if self._row(customer_id)["version"] != version:
            raise Conflict(f"Customer {customer_id} was changed meanwhile.")
        self._check(values)
        self.state.edit(customer_id, **values)

    def _archive(self, customer_id):
        self.state.edit(self._row(customer_id)["id"], archived=True)

    def _seen(self, row):
        return {key: row[key] for key in row if key not in self.state.unseen}

    def _row(self, customer_id):
        try:
            return self.state.customers[customer_id]
        except KeyError:
            raise NotFound(f"There is no customer {customer_id}.") from None

    @staticmethod
    def _check(values):
        if len(values.get("city") or "") > 40:
            raise Invalid("city: at most 40 characters")
