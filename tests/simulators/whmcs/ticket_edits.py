"""What clients and the staff do with tickets in WHMCS itself."""

from dataclasses import fields

from tests.simulators.simulator import ControlError
from tests.simulators.whmcs.activity_log import Actor
from tests.simulators.whmcs.editing import CLIENT_ADDRESS, acting, record_of
from tests.simulators.whmcs.installation import ADMIN_USERNAME
from tests.simulators.whmcs.support import KINDS, STAFF
from tests.simulators.whmcs.ticket_models import PRIORITIES, TicketNote, TicketReply
from tests.simulators.whmcs.ticket_state import stored_files
from tests.simulators.whmcs.ticketing import (
    HEADER_FIELDS,
    NoNumberLeft,
    add_note,
    add_reply,
    all_messages,
    delete_part,
    delete_ticket,
    merge,
    open_ticket,
    remove_attachments,
    update_part,
    update_ticket,
)

PART_FIELDS = ("date", "message", "markdown", "attachments", "admin")
REPLY_FIELDS = (*PART_FIELDS, "userid", "contactid", "name", "email", "rating")
PARTS = {"reply_id": TicketReply, "note_id": TicketNote}


def _open(store, body):
    """By the staff with `by` admin, else by the client or guest."""
    values = _values(store.support, body["values"], (*HEADER_FIELDS, *PART_FIELDS))
    values = _by_staff(body, values)
    actor = _acting(store, body, values.get("userid", 0), values.get("email", ""))
    try:
        return open_ticket(store.support, values, actor).id
    except NoNumberLeft:
        raise ControlError("no ticket number is left") from None


def _reply(store, ticket, body, actor):
    """The writer is the staff, or who opened the ticket unless told otherwise."""
    given = dict(body["values"])
    status = given.pop("status", None)
    if status is not None:
        _check(store.support, {"status": status})
    given = _by_staff(body, _values(store.support, given, REPLY_FIELDS))
    values = {"userid": ticket.userid}
    if not given.get("admin"):
        writer = ("contactid", "name", "email")
        values |= {name: getattr(ticket, name) for name in writer}
    reply = add_reply(store.support, ticket, values | given, actor, status)
    return {"reply_id": reply.id}


def _note(store, ticket, body, actor):
    values = {"admin": STAFF[ADMIN_USERNAME]}
    values |= _values(store.support, body["values"], PART_FIELDS)
    return {"note_id": add_note(store.support, ticket, values, actor).id}


def _update(store, ticket, body, actor):
    values = _values(
        store.support, body["values"], (*HEADER_FIELDS, "admin", "attachments")
    )
    update_ticket(store.support, ticket, values, actor)


def _update_part(store, ticket, body, actor):
    part, values = _part(store, ticket, body)
    names = REPLY_FIELDS if isinstance(part, TicketReply) else PART_FIELDS
    values = _values(store.support, values, names)
    update_part(store.support, ticket, part, values, actor)


def _delete_part(store, ticket, body, actor):
    delete_part(store.support, ticket, _part(store, ticket, body)[0], actor)


def _merge(store, ticket, body, actor):
    """`ticket_ids` are merged into the ticket; `subject` is optional."""
    values, tickets = body["values"], store.support.tickets
    ids = dict.fromkeys(values["ticket_ids"])
    if ticket.id in ids or any(ticket_id not in tickets for ticket_id in ids):
        raise ControlError(f"cannot merge {', '.join(map(str, ids))}")
    others = [tickets[ticket_id] for ticket_id in ids]
    merge(store.support, ticket, others, actor, values.get("subject"))


def _delete(store, ticket, body, actor):
    delete_ticket(store.support, ticket, actor)


def _remove_attachments(store, ticket, body, actor):
    """Of all messages, or of one reply or note."""
    messages = all_messages(ticket)
    if set(PARTS) & set(body.get("values", {})):
        messages = [_part(store, ticket, body)[0]]
    remove_attachments(store.support, ticket, messages)


def _on_ticket(function):
    """An operation on the ticket that the body names."""

    def operation(store, body):
        ticket = record_of(store.support.tickets, body)
        actor = _acting(store, body, ticket.userid, ticket.email)
        result = function(store, ticket, body, actor)
        return {"id": ticket.id, **(result or {})}

    return operation


def _setup_operations(kind):
    """Adding, updating and deleting departments and statuses.

    Tickets follow a renamed status and are closed when theirs is deleted; those of
    a deleted department keep its id (all UNVERIFIED). Nothing is logged.
    """
    settable = {field.name for field in fields(KINDS[kind])} - {"id", "revision"}

    def values_of(body):
        values = body.get("values", {})
        _refuse_unknown(values, settable)
        return values

    def add(store, body):
        support = store.support
        record = KINDS[kind](support.new_id(KINDS[kind]), **values_of(body))
        support.insert(record)
        return record.id

    def update(store, body):
        record = record_of(store.support.records(kind), body)
        changes = store.support.change(record, values_of(body))
        if "title" in changes:
            _move_tickets(store.support, *changes["title"])
        return record.id

    def delete(store, body):
        record = record_of(store.support.records(kind), body)
        store.support.remove(record)
        if kind == "ticket_status":
            _move_tickets(store.support, record.title, "Closed")
        return record.id

    return {(kind, "add"): add, (kind, "update"): update, (kind, "delete"): delete}


def _move_tickets(support, old, new):
    for ticket in support.tickets.values():
        if ticket.status == old:
            support.change(ticket, {"status": new})


def _values(support, values, settable):
    """Values of a record out of those of a control call."""
    _refuse_unknown(values, settable)
    _check(support, values)
    if "attachments" in values:
        values = values | {"attachments": stored_files(support, values["attachments"])}
    return values


def _refuse_unknown(values, settable):
    unknown = set(values) - set(settable)
    if unknown:
        raise ControlError(f"cannot set {', '.join(sorted(unknown))}")


def _check(support, values):
    known = {
        "deptid": support.departments,
        "status": {status.title for status in support.statuses.values()},
        "priority": PRIORITIES,
        "userid": {0, *support.store.clients} if "userid" in values else (),
    }
    for name, choices in known.items():
        if name in values and values[name] not in choices:
            raise ControlError(f"there is no {name} {values[name]}")


def _by_staff(body, values):
    """`admin` is the name of the writer unless a client or guest writes."""
    by_staff = body.get("by", "admin") == "admin"
    return ({"admin": STAFF[ADMIN_USERNAME]} if by_staff else {}) | values


def _acting(store, body, userid, email):
    """Guests act like clients, but without a login."""
    client = store.clients.get(userid)
    if body.get("by") == "client" and client is None:
        return Actor(username=email, ipaddress=CLIENT_ADDRESS)
    return acting(store, body, client)


def _part(store, ticket, body):
    """The reply or note of the ticket that is named, and the other values."""
    values = dict(body.get("values", {}))
    for name, kind in PARTS.items():
        if name in values:
            part_id = values.pop(name)
            owner, part = store.support.part(kind, part_id)
            if owner is ticket:
                return part, values
            raise ControlError(f"ticket {ticket.id} has no {name} {part_id}", 404)
    raise ControlError("reply_id or note_id is missing")


OPERATIONS = {
    ("ticket", "add"): _open,
    ("ticket", "reply"): _on_ticket(_reply),
    ("ticket", "note"): _on_ticket(_note),
    ("ticket", "update"): _on_ticket(_update),
    ("ticket", "update_message"): _on_ticket(_update_part),
    ("ticket", "delete_message"): _on_ticket(_delete_part),
    ("ticket", "merge"): _on_ticket(_merge),
    ("ticket", "delete"): _on_ticket(_delete),
    ("ticket", "remove_attachments"): _on_ticket(_remove_attachments),
    **_setup_operations("department"),
    **_setup_operations("ticket_status"),
}
