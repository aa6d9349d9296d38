"""What happens to tickets: opening, answering, changing, merging, deleting.

Values are those of the records in `ticket_models`.
"""

from dataclasses import fields

from tests.simulators.whmcs.activity_log import describe_changes
from tests.simulators.whmcs.clock import now
from tests.simulators.whmcs.ticket_models import Ticket, TicketNote, TicketReply

HEADER_FIELDS = (
    "userid",
    "contactid",
    "name",
    "email",
    "deptid",
    "subject",
    "status",
    "priority",
    "cc",
    "flag",
    "service",
    "date",
    "message",
    "markdown",
)
# of opening messages and replies
COMMON_FIELDS = tuple(field.name for field in fields(TicketReply) if field.name != "id")


class NoNumberLeft(Exception):
    """All ticket numbers that the mask allows are taken."""


def open_ticket(support, values, actor):
    """Add a ticket; it is answered last when it was opened."""
    ticket_id = support.new_id(Ticket)
    tid = support.new_number(ticket_id)
    if tid is None:
        raise NoNumberLeft
    values = {"date": now(), "tid": tid, "c": support.new_access_code()} | values
    ticket = Ticket(ticket_id, lastreply=values["date"], **values)
    support.insert(ticket)
    _log(support, ticket, "New Support Ticket Opened", actor)
    return ticket


def add_reply(support, ticket, values, actor, status=None):
    """Answer a ticket.

    The status becomes Answered by the staff and Customer-Reply by others (docs,
    AddTicketReply: "default status") unless one is given. An answer of an earlier
    date leaves `lastreply` (UNVERIFIED).
    """
    reply = TicketReply(support.new_id(TicketReply), **{"date": now()} | values)
    _put(support, ticket, replies=[*ticket.replies, reply])
    default = "Answered" if reply.admin else "Customer-Reply"
    changes = {"lastreply": max(ticket.lastreply, reply.date)}
    support.change(ticket, changes | {"status": status or default})
    _log(support, ticket, "New Ticket Response", actor)
    return reply


def add_note(support, ticket, values, actor):
    """Add a note of the staff; the row of the ticket does not show it."""
    note = TicketNote(support.new_id(TicketNote), **{"date": now()} | values)
    _put(support, ticket, notes=[*ticket.notes, note])
    _log(support, ticket, "Ticket Note Added", actor)
    return note


def update_ticket(support, ticket, values, actor):
    """Change the header or the opening message; `lastreply` stays (UNVERIFIED)."""
    changes = support.change(ticket, values)
    text = describe_changes(changes) or "nothing"
    _log(support, ticket, f"Ticket Modified - {text}", actor)


def update_part(support, ticket, part, values, actor):
    """Change a reply or a note."""
    for name, value in values.items():
        setattr(part, name, value)
    if "date" in values:
        _put(support, ticket, replies=ticket.replies, notes=ticket.notes)
    support.touch(ticket)
    _log(support, ticket, "Ticket Message Modified", actor)


def delete_part(support, ticket, part, actor):
    """Delete a reply or a note; `lastreply` stays (UNVERIFIED)."""
    name = "replies" if isinstance(part, TicketReply) else "notes"
    kept = [other for other in getattr(ticket, name) if other is not part]
    support.unlink(part)
    support.change(ticket, {name: kept})
    _log(support, ticket, "Deleted Ticket Message", actor)


def delete_ticket(support, ticket, actor):
    support.remove(ticket)
    _log(support, ticket, "Deleted Ticket", actor)


def merge(support, ticket, others, actor, subject=None):
    """Move the messages of other tickets into one.

    The opening messages become replies. That the other tickets are gone then, that
    notes come along and replies keep their ids is UNVERIFIED.
    """
    replies, notes = list(ticket.replies), list(ticket.notes)
    for other in others:
        support.remove(other)
        replies += [_as_reply(support, other), *other.replies]
        notes += other.notes
    _put(support, ticket, replies=replies, notes=notes)
    latest = max(one.lastreply for one in (ticket, *others))
    changes = {"lastreply": latest} | ({"subject": subject} if subject else {})
    support.change(ticket, changes)
    support.touch(ticket)
    numbers = ", ".join(f"#{other.tid}" for other in others)
    _log(support, ticket, f"Merged Tickets {numbers}", actor)


def remove_attachments(support, ticket, messages):
    """The files go, their names stay (docs, GetTicket: `attachments_removed`)."""
    for message in messages:
        if message.attachments:
            message.attachments_removed = True
    support.touch(ticket)


def all_messages(ticket):
    return (ticket, *ticket.replies, *ticket.notes)


def _as_reply(support, ticket):
    values = {name: getattr(ticket, name) for name in COMMON_FIELDS}
    return TicketReply(support.new_id(TicketReply), **values)


def _put(support, ticket, **lists):
    """Set replies or notes in order of date."""
    for name, parts in lists.items():
        ordered = sorted(parts, key=lambda part: (part.date, part.id))
        support.change(ticket, {name: ordered})
    support.relink(ticket)


def _log(support, ticket, text, actor):
    text = f"{text} - #{ticket.tid} (Ticket ID: {ticket.id})"
    support.store.write_log(text, ticket.userid, actor)
