"""Reading tickets: GetTickets, GetTicket, GetTicketNotes, GetTicketAttachment."""

import base64
from dataclasses import dataclass

from tests.simulators.whmcs.actions.ticket_parameters import (
    NOT_FOUND,
    wanted_departments,
    wanted_ticket,
)
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.installation import ADMIN_ID
from tests.simulators.whmcs.ticket_models import TicketNote, TicketReply
from tests.simulators.whmcs.ticket_views import (
    note_row,
    revision_of,
    ticket_details,
    ticket_row,
)

AWAITING, ACTIVE, FLAGGED = (
    "awaiting reply",
    "all active tickets",
    "my flagged tickets",
)


@dataclass(frozen=True)
class Criteria:
    """What GetTickets looks for; None and empty text fit everything.

    Texts are folded. The subject may be a part of the real one: what "approximate
    string matching" in the docs means exactly is UNVERIFIED.
    """

    departments: frozenset[int] | None = None
    deptid: int | None = None
    userid: int | None = None
    email: str = ""
    subject: str = ""
    statuses: frozenset[str] | None = None
    flag: int | None = None

    def fit(self, ticket):
        """Whether a ticket fits; `email` is that of guests only."""
        return (
            (self.departments is None or ticket.deptid in self.departments)
            and self.deptid in (None, ticket.deptid)
            and self.userid in (None, ticket.userid)
            and (not self.email or self.email == ticket.email.casefold())
            and self.subject in ticket.subject.casefold()
            and (self.statuses is None or ticket.status.casefold() in self.statuses)
            and self.flag in (None, ticket.flag)
        )


def get_tickets(call):
    """WHMCS developer docs, GetTickets.

    Without `ignore_dept_assignments` there are only tickets of departments whose
    member the administrator is, without any hint. The order is not documented and
    there is no sorting: the last answered first is UNVERIFIED.
    """
    form, store, renderer = call.form, call.store, call.renderer
    statuses, flag = _wanted_statuses(store.support, form.text("status"))
    criteria = Criteria(
        wanted_departments(call),
        form.integer("deptid") if form.text("deptid") else None,
        form.integer("clientid") if form.text("clientid") else None,
        form.text("email").casefold(),
        form.text("subject").casefold(),
        statuses,
        flag,
    )
    by_id = "tickets-by-id" in renderer.quirks
    found = call.whmcs.queries.tickets(criteria, by_id)
    start, count = call.page()
    rows = [
        renderer.record(ticket_row, ticket, store, revision=revision_of(ticket, store))
        for ticket in found[start : start + count]
    ]
    return renderer.success(
        [
            # of the three counters, one is a string
            *renderer.counters(str(len(found)), start, len(rows)),
            *renderer.listing("tickets", "ticket", rows),
        ]
    )


def get_ticket(call):
    """WHMCS developer docs, GetTicket; it documents no error.

    The text of one is UNVERIFIED, and that departments do not matter here.
    """
    ticket = wanted_ticket(call, NOT_FOUND)
    descending = call.form.text("repliessort").upper() == "DESC"
    details = ticket_details(ticket, call.renderer, call.store, descending)
    return b'{"result":"success",' + call.renderer.value(details)[1:]


def get_ticket_notes(call):
    """WHMCS developer docs, GetTicketNotes; the error is UNVERIFIED."""
    ticket = wanted_ticket(call, NOT_FOUND, by_number=False)
    renderer = call.renderer
    rows = [renderer.value(note_row(note, renderer)) for note in ticket.notes]
    return renderer.success(
        [*renderer.counters(len(rows)), *renderer.listing("notes", "note", rows)]
    )


def get_ticket_attachment(call):
    """WHMCS developer docs, GetTicketAttachment; for the type `ticket`, the id is
    that of the ticket, not its number.

    The order of the checks is UNVERIFIED.
    """
    form = call.form
    if not form.integer("relatedid"):
        raise ApiError("Related ID Required")
    message = _wanted_message(call)
    if not form.text("index"):
        raise ApiError("Attachment Index Required")
    if not message.attachments:
        raise ApiError("No Attachments Found")
    if message.attachments_removed:
        raise ApiError("Attachments Deleted")
    index = form.integer("index")
    if not 0 <= index < len(message.attachments):
        raise ApiError("Invalid Attachment Index")
    file = message.attachments[index]
    return call.reply(
        filename=call.renderer.escape(file.filename),
        data=base64.b64encode(file.data).decode(),
    )


def _wanted_statuses(support, text):
    """The statuses to look for, and the administrator whose flag to look for.

    That flagged tickets are active ones is UNVERIFIED. An unknown status finds
    nothing (UNVERIFIED).
    """
    wanted = text.casefold()
    if not wanted:
        return None, None
    if wanted == AWAITING:
        titles = support.titles("awaiting")
    elif wanted in (ACTIVE, FLAGGED):
        titles = support.titles("active")
    else:
        titles = [text]
    flag = ADMIN_ID if wanted == FLAGGED else None
    return frozenset(title.casefold() for title in titles), flag


def _wanted_message(call):
    support, related_id = call.store.support, call.form.integer("relatedid")
    kind = call.form.text("type")
    if kind == "ticket":
        message = support.tickets.get(related_id)
    elif kind == "reply":
        _, message = support.part(TicketReply, related_id)
    elif kind == "note":
        _, message = support.part(TicketNote, related_id)
    else:
        raise ApiError("Invalid Type. Must be one of ticket, reply, note")
    if message is None:
        raise ApiError("Related ID Not Found")
    return message


ACTIONS = {
    "GetTickets": get_tickets,
    "GetTicket": get_ticket,
    "GetTicketNotes": get_ticket_notes,
    "GetTicketAttachment": get_ticket_attachment,
}
