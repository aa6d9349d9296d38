"""The activity log: who changed what, newest first.

That changes of clients and contacts are logged with actor and address is from
the WHMCS documentation, "Activity Logs"; the wording of the lines is our own.
"""

from collections import deque
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from tests.simulators.whmcs.models import LogEntry

LABELS = {
    "firstname": "First Name",
    "lastname": "Last Name",
    "companyname": "Company Name",
    "email": "Email Address",
    "address1": "Address 1",
    "address2": "Address 2",
    "city": "City",
    "state": "State",
    "postcode": "Postcode",
    "country": "Country",
    "phonenumber": "Phone Number",
    "tax_id": "Tax ID",
    "defaultgateway": "Default Payment Method",
    "groupid": "Client Group",
}


class Actor(NamedTuple):
    """Who makes a change."""

    admin_id: int = 0
    user_id: int = 0
    username: str = "System"
    ipaddress: str = ""


class ActivityLog:
    """Keeps the newest `limit` lines."""

    def __init__(self, limit):
        self._entries = deque(maxlen=limit)
        self._next_id = 1

    def __len__(self):
        return len(self._entries)

    def add(self, description, client_id=0, actor=None, date=None):
        actor = actor or Actor()
        entry = LogEntry(
            self._next_id,
            client_id,
            actor.user_id,
            actor.admin_id,
            date or f"{datetime.now():%Y-%m-%d %H:%M:%S}",
            description,
            actor.username,
            actor.ipaddress,
        )
        self._entries.append(entry)
        self._next_id += 1

    def page(self, start, count, matches=None):
        """Return the number of matching lines and one page of them."""
        newest_first = reversed(self._entries)
        if matches is None:
            return len(self), list(islice(newest_first, start, start + count))
        found = [entry for entry in newest_first if matches(entry)]
        return len(found), found[start : start + count]


def describe_changes(changes):
    """Text for changed values given as `{name: (old, new)}`."""
    return ", ".join(
        _describe_change(name, *values) for name, values in changes.items()
    )


def _describe_change(name, old, new):
    label = LABELS.get(name, name)
    if isinstance(old, str):
        return f'{label} from "{old}" to "{new}"'
    return label
