"""Replies' records with tickets: which keys an action gives and as which types.

Keys and types: WHMCS developer docs, the example reply of each action. Ids are
strings, and so are most numbers.
"""

from typing import NamedTuple

from tests.simulators.whmcs.support import files_of


class Requestor(NamedTuple):
    """Who wrote a message; of the types, Contact and Guest are UNVERIFIED."""

    name: str
    email: str
    type: str


def ticket_row(ticket, renderer, store):
    """A row of GetTickets."""
    escape = renderer.escape
    owner = store.clients.get(ticket.userid)
    return {
        "id": str(ticket.id),
        "tid": ticket.tid,
        "deptid": str(ticket.deptid),
        "userid": str(ticket.userid),
        "name": escape(person(ticket, store).name),
        "owner_name": escape(owner.fullname if owner else ""),
        "email": escape(person(ticket, store).email),
        **_requestor(ticket, renderer, store),
        "cc": escape(ticket.cc),
        "c": ticket.c,
        "date": ticket.date,
        "subject": escape(ticket.subject),
        "status": escape(ticket.status),
        "priority": ticket.priority,
        "admin": escape(ticket.admin),
        **_attachments(ticket, renderer),
        "lastreply": ticket.lastreply,
        "flag": str(ticket.flag),
        "service": ticket.service,
    }


def ticket_details(ticket, renderer, store, descending=False):
    """GetTicket; the header of the example has no requestor and no files."""
    escape = renderer.escape
    department = store.support.departments.get(ticket.deptid)
    replies = [_opening(ticket, renderer, store)]
    replies += [_reply(reply, renderer, store) for reply in ticket.replies]
    if descending:
        # that the opening message is then the last is UNVERIFIED
        replies.reverse()
    return {
        "ticketid": str(ticket.id),
        "tid": ticket.tid,
        "c": ticket.c,
        "deptid": str(ticket.deptid),
        "deptname": escape(department.name if department else ""),
        "userid": str(ticket.userid),
        "contactid": str(ticket.contactid),
        "name": escape(person(ticket, store).name),
        "email": escape(person(ticket, store).email),
        "cc": escape(ticket.cc),
        "date": ticket.date,
        "subject": escape(ticket.subject),
        "status": escape(ticket.status),
        "priority": ticket.priority,
        "admin": escape(ticket.admin),
        "lastreply": ticket.lastreply,
        "flag": str(ticket.flag),
        "service": ticket.service,
        "replies": {"reply": replies},
        "notes": {"note": [_note(note, renderer) for note in ticket.notes]},
    }


def note_row(note, renderer):
    """A row of GetTicketNotes: of the files only the names as they are stored."""
    return {
        "id": str(note.id),
        "admin": renderer.escape(note.admin),
        "date": note.date,
        "message": renderer.escape(note.message),
        "attachment": renderer.escape(files_of(note)),
        "attachments_removed": note.attachments_removed,
    }


def department_row(department, renderer, support, counts):
    """A row of GetSupportDepartments; what is counted is UNVERIFIED."""

    def count(flag):
        titles = support.titles(flag)
        return str(sum(counts[department.id, title] for title in titles))

    return {
        "id": str(department.id),
        "name": renderer.escape(department.name),
        "awaitingreply": count("awaiting"),
        "opentickets": count("active"),
    }


def status_row(status, renderer, counts):
    """A row of GetSupportStatuses."""
    found = sum(n for (_, title), n in counts.items() if title == status.title)
    return {
        "title": renderer.escape(status.title),
        "count": found,
        "color": status.color,
    }


def person(message, store):
    """The client, contact or guest of a ticket or a reply, also of the staff's."""
    client = store.clients.get(message.userid)
    contact = store.contacts.get(message.contactid)
    if contact:
        return Requestor(contact.fullname, contact.email, "Contact")
    if client:
        return Requestor(client.fullname, client.email, "Owner")
    return Requestor(message.name, message.email, "Guest")


def revision_of(ticket, store):
    """Changes with everything that a row of a ticket shows."""
    client = store.clients.get(ticket.userid)
    contact = store.contacts.get(ticket.contactid)
    return (
        ticket.revision,
        client and (client.id, client.revision),
        contact and (contact.id, contact.revision),
    )


def _opening(ticket, renderer, store):
    writer = person(ticket, store)
    return {
        "replyid": "0",
        **_body(ticket, renderer, store, writer.name, writer.email),
        "admin": renderer.escape(ticket.admin),
    }


def _reply(reply, renderer, store):
    """`name` and `email` are those of guests only."""
    return {
        "replyid": str(reply.id),
        **_body(reply, renderer, store, reply.name, reply.email),
        "admin": renderer.escape(reply.admin),
        "rating": str(reply.rating),
    }


def _body(message, renderer, store, name, email):
    escape = renderer.escape
    return {
        "userid": str(message.userid),
        "contactid": str(message.contactid),
        "name": escape(name),
        "email": escape(email),
        **_requestor(message, renderer, store),
        "date": message.date,
        "message": escape(message.message),
        **_attachments(message, renderer),
    }


def _note(note, renderer):
    return {
        "noteid": str(note.id),
        "date": note.date,
        "message": renderer.escape(note.message),
        **_attachments(note, renderer),
        "admin": renderer.escape(note.admin),
    }


def _requestor(message, renderer, store):
    writer = person(message, store)
    if message.admin:
        writer = Requestor(message.admin, "", "Operator")
    return {
        "requestor_name": renderer.escape(writer.name),
        "requestor_email": renderer.escape(writer.email),
        "requestor_type": writer.type,
    }


def _attachments(message, renderer):
    """No files are a list of one empty list, as in the example of GetTicket."""
    files = [
        {"filename": renderer.escape(file.filename), "index": index}
        for index, file in enumerate(message.attachments)
    ]
    none = [] if "no-attachments-empty" in renderer.quirks else [[]]
    return {
        "attachment": renderer.escape(files_of(message)),
        "attachments": files or none,
        "attachments_removed": message.attachments_removed,
    }
