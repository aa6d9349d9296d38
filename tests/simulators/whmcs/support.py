"""Tickets, departments and statuses, and their look-ups."""

import random
import re
import string
from collections import Counter, defaultdict
from datetime import datetime

from tests.simulators.whmcs.ticket_models import (
    Attachment,
    Department,
    Message,
    Ticket,
    TicketNote,
    TicketReply,
    TicketStatus,
    core_statuses,
)

KINDS = {"ticket": Ticket, "department": Department, "ticket_status": TicketStatus}
# names by user name; the first owns the API credentials
STAFF = {
    "admin": "Simulated Administrator",
    "maria": "Maria O'Neill",
    "joerg": "Jörg Groß & Team",
}
# WHMCS documentation, General Settings, Support: Support Ticket Mask Format
DEFAULT_MASK = "%n%n%n%n%n%n"
_PLACEHOLDER = re.compile(r"%([AanymdiI])")
_ACCESS_CODE = string.ascii_letters + string.digits


class Support:
    """Everything about tickets of one `Store`; `ticketing` is what happens there."""

    def __init__(self, store, ticket_mask=DEFAULT_MASK):
        self.store = store
        self.ticket_mask = ticket_mask
        self.tickets: dict[int, Ticket] = {}
        self.departments = {1: Department(1, "Support")}
        self.statuses = {status.id: status for status in core_statuses()}
        # of ticket numbers, access codes and the digits before file names
        self.random = random.Random("support")
        self._records = {
            Ticket: self.tickets,
            Department: self.departments,
            TicketStatus: self.statuses,
        }
        self._last_ids = Counter({Department: 1, TicketStatus: len(self.statuses)})
        self._by_tid: dict[str, Ticket] = {}
        self._by_client = defaultdict(dict)
        self._owners = {TicketReply: {}, TicketNote: {}}

    def records(self, kind):
        """The records of one kind of `KINDS`, by id."""
        return self._records[KINDS[kind]]

    def new_id(self, kind):
        self._last_ids[kind] += 1
        return self._last_ids[kind]

    def insert(self, record):
        """Add a finished record; ids must ascend."""
        self.store.version += 1
        kind = type(record)
        self._records[kind][record.id] = record
        self._last_ids[kind] = max(self._last_ids[kind], record.id)
        if kind is Ticket:
            self._by_tid[record.tid] = record
            self._by_client[record.userid][record.id] = record
            self.relink(record)

    def remove(self, record):
        self.store.version += 1
        del self._records[type(record)][record.id]
        if isinstance(record, Ticket):
            del self._by_tid[record.tid]
            del self._by_client[record.userid][record.id]
            for part in (*record.replies, *record.notes):
                del self._owners[type(part)][part.id]

    def relink(self, ticket):
        """Note whose replies and notes these are."""
        for part in (*ticket.replies, *ticket.notes):
            self._owners[type(part)][part.id] = ticket

    def unlink(self, part):
        """Forget a reply or a note that goes."""
        del self._owners[type(part)][part.id]

    def change(self, record, values):
        """Set values on a record; return the real changes as (old, new)."""
        if isinstance(record, Ticket) and "userid" in values:
            del self._by_client[record.userid][record.id]
            self._by_client[values["userid"]][record.id] = record
        return self.store.change(record, values)

    def touch(self, ticket):
        """Note that what belongs to a ticket has changed."""
        ticket.revision += 1
        self.store.version += 1

    def ticket_by_number(self, tid):
        return self._by_tid.get(tid)

    def tickets_of(self, client_id):
        """Tickets of a client; 0 is for those of guests."""
        found = self._by_client.get(client_id, {})
        return [found[ticket_id] for ticket_id in sorted(found)]

    def ticket_of(self, kind, part_id):
        """The ticket of a reply or a note, or None."""
        return self._owners[kind].get(part_id)

    def part(self, kind, part_id):
        """A reply or a note with its ticket, or None twice."""
        ticket = self.ticket_of(kind, part_id)
        if ticket is None:
            return None, None
        parts = ticket.replies if kind is TicketReply else ticket.notes
        return ticket, next(part for part in parts if part.id == part_id)

    def status(self, title):
        """The status of this title; small and capital letters are the same."""
        for status in self.statuses.values():
            if status.title.casefold() == title.casefold():
                return status
        return None

    def counts(self, deptid=None):
        """Numbers of tickets by (department, status)."""
        return Counter(
            (ticket.deptid, ticket.status)
            for ticket in self.tickets.values()
            if deptid in (None, ticket.deptid)
        )

    def titles(self, flag):
        """Titles of the statuses that are `active` or `awaiting`."""
        return frozenset(s.title for s in self.statuses.values() if getattr(s, flag))

    def assigned_departments(self):
        """Ids of the departments of the administrator who owns the credentials."""
        return frozenset(d.id for d in self.departments.values() if d.assigned)

    def forget_client(self, client_id):
        """The tickets of a deleted client go with it (UNVERIFIED)."""
        for ticket in self.tickets_of(client_id):
            self.remove(ticket)

    def new_number(self, ticket_id):
        """A number for people that no other ticket has, or None."""
        for _ in range(100):
            tid = _PLACEHOLDER.sub(
                lambda match: self._masked(match[1], ticket_id), self.ticket_mask
            )
            if tid not in self._by_tid:
                return tid
        return None

    def new_access_code(self):
        return "".join(self.random.choices(_ACCESS_CODE, k=8))

    def stored(self, filename, data):
        """A file as WHMCS keeps it."""
        return Attachment(f"{self.random.randrange(10**5, 10**6)}_{filename}", data)

    def _masked(self, letter, ticket_id):
        if letter in "ymd":
            return f"{datetime.now():%{letter if letter != 'y' else 'Y'}}"
        if letter in "iI":
            return str(ticket_id)
        choices = {
            "A": string.ascii_uppercase,
            "a": string.ascii_lowercase,
            "n": string.digits,
        }
        # a number does not begin with a zero
        return self.random.choice(choices[letter].replace("0", ""))


def files_of(message: Message):
    """The names of a message's files as WHMCS keeps them, joined by pipes."""
    return "|".join(file.stored for file in message.attachments)
