"""Changing tickets: OpenTicket, AddTicketReply, AddTicketNote, UpdateTicket, …

`customfields`, `noemail` and `preventClientClosure` have no effect here.
"""

from tests.simulators.whmcs.actions.ticket_parameters import (
    NOT_FOUND,
    attachments,
    author,
    created,
    staff_name,
    wanted_message,
    wanted_ticket,
)
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.ticket_models import PRIORITIES, TicketReply
from tests.simulators.whmcs.ticketing import (
    NoNumberLeft,
    add_note,
    add_reply,
    open_ticket,
    update_part,
    update_ticket,
)


def open_(call):
    """WHMCS developer docs, OpenTicket.

    Low as the priority is from a public API client (codeigniter-whmcs); that an
    unknown one counts as Low, and the order of the checks, is UNVERIFIED. So is
    `admin`: here the administrator of the API opens the ticket then.
    """
    form, support = call.form, call.store.support
    values = author(call)
    if form.text("userid") and form.integer("userid") not in call.store.users:
        raise ApiError("The system cannot find the provided user ID.")
    if form.integer("deptid") not in support.departments:
        raise ApiError("Department ID not found")
    if not form.text("subject"):
        raise ApiError("Subject is required")
    priority = form.text("priority")
    values |= {
        "deptid": form.integer("deptid"),
        "subject": form.text("subject"),
        "message": wanted_message(form),
        "service": _service(call, values.get("userid", 0)),
        "priority": priority if priority in PRIORITIES else "Low",
        "admin": staff_name(call.actor.username) if form.flag("admin") else "",
        "markdown": form.flag("markdown"),
        **created(form, "Ticket"),
        "attachments": attachments(call),
    }
    try:
        ticket = open_ticket(support, values, call.actor)
    except NoNumberLeft:
        raise ApiError("Unable to generate ticket number") from None
    return call.reply(id=str(ticket.id), tid=ticket.tid, c=ticket.c)


def add_ticket_reply(call):
    """WHMCS developer docs, AddTicketReply: the reply's id is not returned.

    The order of the checks is UNVERIFIED, that the staff goes before clients, and
    that the client need not be that of the ticket.
    """
    form, support = call.form, call.store.support
    ticket = wanted_ticket(call)
    if form.text("adminusername"):
        name = staff_name(form.text("adminusername"))
        values = {"admin": name, "userid": ticket.userid}
    else:
        values = author(call)
    values["message"] = wanted_message(form)
    status = support.status(form.text("status"))
    if form.text("status") and status is None:
        raise ApiError("Invalid Ticket Status")
    values |= created(form, "Reply")
    values |= {"markdown": form.flag("markdown"), "attachments": attachments(call)}
    add_reply(support, ticket, values, call.actor, status and status.title)
    return call.reply()


def add_ticket_note(call):
    """WHMCS developer docs, AddTicketNote: written by the API's administrator."""
    form = call.form
    ticket = wanted_ticket(call)
    values = {
        "message": wanted_message(form),
        "admin": staff_name(call.actor.username),
        "markdown": form.flag("markdown"),
        **created(form, "Ticket"),
        "attachments": attachments(call),
    }
    add_note(call.store.support, ticket, values, call.actor)
    return call.reply()


def update(call):
    """WHMCS developer docs, UpdateTicket.

    Empty values change nothing, and an unknown client is ignored (UNVERIFIED).
    """
    form, support = call.form, call.store.support
    ticket = wanted_ticket(call, NOT_FOUND, by_number=False)
    values = {
        name: form.text(name)
        for name in ("subject", "name", "email", "cc", "message")
        if form.text(name)
    }
    if form.text("deptid"):
        if form.integer("deptid") not in support.departments:
            raise ApiError("Department ID Not Found")
        values["deptid"] = form.integer("deptid")
    if form.text("priority"):
        values["priority"] = _priority(form.text("priority"))
    if form.text("status"):
        values["status"] = _status(support, form.text("status"))
    if form.integer("userid") in call.store.clients:
        values |= {"userid": form.integer("userid"), "contactid": 0}
    if form.text("flag"):
        values["flag"] = form.integer("flag")
    if form.flag("removeFlag"):
        values["flag"] = 0
    if "markdown" in form:
        values["markdown"] = form.flag("markdown")
    values |= created(form, "Ticket")
    update_ticket(support, ticket, values, call.actor)
    return call.reply(ticketid=str(ticket.id))


def update_reply(call):
    """WHMCS developer docs, UpdateTicketReply."""
    form, support = call.form, call.store.support
    if not form.integer("replyid"):
        raise ApiError("Reply ID Required")
    values = {"message": wanted_message(form, "Message is Required")}
    ticket, reply = support.part(TicketReply, form.integer("replyid"))
    if reply is None:
        raise ApiError("Reply ID Not Found")
    if "markdown" in form:
        values["markdown"] = form.flag("markdown")
    values |= created(form, "Reply")
    update_part(support, ticket, reply, values, call.actor)
    return call.reply(replyid=str(reply.id))


def _service(call, userid):
    """`S12` or `D5`; that it must be the client's own is UNVERIFIED."""
    form, billing = call.form, call.store.billing
    if form.text("serviceid"):
        service = billing.services.get(form.integer("serviceid"))
        if service is None or service.clientid != userid:
            raise ApiError("Service ID Not Found")
        return f"S{service.id}"
    if form.text("domainid"):
        domain = billing.domains.get(form.integer("domainid"))
        if domain is None or domain.userid != userid:
            raise ApiError("Domain ID Not Found")
        return f"D{domain.id}"
    return ""


def _priority(text):
    if text not in PRIORITIES:
        known = ",".join(PRIORITIES)
        raise ApiError(f"Invalid Ticket Priority. Valid priorities are: {known}")
    return text


def _status(support, text):
    status = support.status(text)
    if status is None:
        known = ",".join(status.title for status in support.statuses.values())
        raise ApiError(f"Invalid Ticket Status. Valid statuses are: {known}")
    return status.title


ACTIONS = {
    "OpenTicket": open_,
    "AddTicketReply": add_ticket_reply,
    "AddTicketNote": add_ticket_note,
    "UpdateTicket": update,
    "UpdateTicketReply": update_reply,
}
