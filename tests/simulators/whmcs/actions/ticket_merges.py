"""What cannot be undone: MergeTicket, DeleteTicket, DeleteTicketReply, …"""

from tests.simulators.whmcs.actions.ticket_parameters import (
    NOT_FOUND,
    wanted_ticket,
)
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.form import to_integer
from tests.simulators.whmcs.ticket_models import TicketNote, TicketReply
from tests.simulators.whmcs.ticketing import delete_part, delete_ticket, merge


def merge_ticket(call):
    """WHMCS developer docs, MergeTicket.

    A ticket cannot be merged into itself (UNVERIFIED). WHMCS leaves the action out
    of new API roles: refuse it by `--deny-action`.
    """
    form, support = call.form, call.store.support
    if not form.integer("ticketid"):
        raise ApiError("Ticket ID Required")
    ticket = wanted_ticket(call, "Ticket ID Invalid", by_number=False)
    texts = [text.strip() for text in form.text("mergeticketids").split(",")]
    others = {to_integer(text): None for text in texts if text}
    if not others:
        raise ApiError("Merge Ticket IDs Required")
    wrong = [id_ for id_ in others if id_ not in support.tickets or id_ == ticket.id]
    if wrong:
        raise ApiError(f"Invalid Merge Ticket IDs: {', '.join(map(str, wrong))}")
    records = [support.tickets[ticket_id] for ticket_id in others]
    merge(support, ticket, records, call.actor, form.text("newsubject"))
    return call.reply(ticketid=str(ticket.id))


def delete(call):
    """WHMCS developer docs, DeleteTicket."""
    ticket = wanted_ticket(call, by_number=False)
    delete_ticket(call.store.support, ticket, call.actor)
    return call.reply()


def delete_reply(call):
    """WHMCS developer docs, DeleteTicketReply."""
    form, support = call.form, call.store.support
    if not form.integer("ticketid"):
        raise ApiError("Ticket ID Required")
    if not form.integer("replyid"):
        raise ApiError("Reply ID Required")
    ticket = wanted_ticket(call, NOT_FOUND, by_number=False)
    owner, reply = support.part(TicketReply, form.integer("replyid"))
    if owner is not ticket:
        raise ApiError("Reply ID Not Found")
    delete_part(support, ticket, reply, call.actor)
    return call.reply()


def delete_note(call):
    """WHMCS developer docs, DeleteTicketNote: by `noteid` alone."""
    support = call.store.support
    ticket, note = support.part(TicketNote, call.form.integer("noteid"))
    if note is None:
        raise ApiError("Note ID Not Found")
    delete_part(support, ticket, note, call.actor)
    return call.reply()


ACTIONS = {
    "MergeTicket": merge_ticket,
    "DeleteTicket": delete,
    "DeleteTicketReply": delete_reply,
    "DeleteTicketNote": delete_note,
}
