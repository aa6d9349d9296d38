"""Tickets and what belongs to them; names as in the WHMCS API."""

from dataclasses import dataclass, field
from typing import NamedTuple

PRIORITIES = ("Low", "Medium", "High")


class Attachment(NamedTuple):
    """A file; `stored` has the random digits that WHMCS puts before its name."""

    stored: str
    data: bytes

    @property
    def filename(self):
        return self.stored.partition("_")[2]


@dataclass(slots=True)
class Message:
    """What tickets, replies and notes share: a text, its writer and its files."""

    id: int
    date: str
    message: str = ""
    # the name of a member of staff, empty for messages of clients and guests
    admin: str = ""
    markdown: bool = False
    attachments: tuple[Attachment, ...] = ()
    attachments_removed: bool = False


@dataclass(slots=True)
class TicketNote(Message):
    """Seen by the staff only."""


@dataclass(slots=True)
class TicketReply(Message):
    """`userid` is a client's id and 0 for guests, who have `name` and `email`."""

    userid: int = 0
    contactid: int = 0
    name: str = ""
    email: str = ""
    rating: int = 0


@dataclass(slots=True)
class Ticket(TicketReply):
    """The opening message with the header; replies and notes in order of date."""

    tid: str = ""
    c: str = ""
    deptid: int = 1
    subject: str = ""
    status: str = "Open"
    priority: str = "Low"
    cc: str = ""
    lastreply: str = ""
    # the id of the administrator who shall answer
    flag: int = 0
    # S and a service's id, or D and a domain's
    service: str = ""
    replies: list[TicketReply] = field(default_factory=list)
    notes: list[TicketNote] = field(default_factory=list)
    revision: int = 0


@dataclass(slots=True)
class Department:
    """`assigned`: the administrator of the API is a member."""

    id: int
    name: str
    assigned: bool = True
    revision: int = 0


@dataclass(slots=True)
class TicketStatus:
    """Which tickets are active or await a reply is set up by status.

    WHMCS documentation, Support Ticket Statuses.
    """

    id: int
    title: str
    color: str = "#000000"
    active: bool = True
    awaiting: bool = False
    revision: int = 0


def core_statuses():
    """The statuses of a new installation (docs, GetSupportStatuses).

    Which of them await a reply is UNVERIFIED.
    """
    return [
        TicketStatus(1, "Open", "#779500", awaiting=True),
        TicketStatus(2, "Answered", "#000000"),
        TicketStatus(3, "Customer-Reply", "#ff6600", awaiting=True),
        TicketStatus(4, "On Hold", "#224488"),
        TicketStatus(5, "In Progress", "#cc0000"),
        TicketStatus(6, "Closed", "#888888", active=False),
    ]
