"""Writing tickets and messages, and finding again what was written.

Sources: WHMCS developer documentation, OpenTicket, UpdateTicket, AddTicketReply,
AddTicketNote; the project's reference on WHMCS, sections 1.1 and 2.4.
"""

import base64
import json
from dataclasses import dataclass

from odoo.addons.sync_base.lib.errors import Transient
from odoo.addons.sync_base.lib.page import RemoteRecord
from odoo.addons.sync_whmcs.lib.reply import rows

from .convert import Prose
from .reads import messages, tickets
from .text import fold


@dataclass(frozen=True, slots=True)
class OutFile:
    """A file to be sent; its content is in no log and no issue."""

    name: str
    data: bytes

    def __str__(self):
        return f"{self.name} ({len(self.data):,} bytes)"

    __repr__ = __str__


def attachments(files):
    """Return the parameter for files; WHMCS's example has ``name`` as the key."""
    if not files:
        return {}
    listed = [
        {"name": each.name, "data": base64.b64encode(each.data).decode()}
        for each in files
    ]
    return {"attachments": base64.b64encode(json.dumps(listed).encode()).decode()}


# -- tickets -----------------------------------------------------------------------


def open_ticket(client, values):
    """Open a ticket; return its id.

    :param values: ``subject``, ``message``, ``deptid`` or else ``department``,
        ``priority``, ``status``, ``writer`` (its parameters), ``files``
    """
    reply = client.call(
        "OpenTicket",
        repeatable=False,
        subject=values.get("subject"),
        message=values.get("message") or values.get("subject"),
        deptid=values.get("deptid") or values["department"],
        priority=values.get("priority") or "Medium",
        admin=1,
        **({"noemail": 1} if client.tickets.noemail else {}),
        **values["writer"],
        **attachments(values.get("files")),
    )
    ticket_id = str(reply["id"])
    if values.get("status") and fold(values["status"]) != "open":
        client.call("UpdateTicket", ticketid=ticket_id, status=values["status"])
    return ticket_id


def find_ticket(client, values):
    """Return the id of the ticket that `open_ticket` made with these values, or None.

    OpenTicket keeps no marker that customers would not see. So it is a ticket of the
    client that nobody here is tied to, with that subject and that opening message.

    :param values: also ``known``, ids of the client's tickets that are tied
    """
    who = values["writer"]
    narrow = {key: who[key] for key in ("clientid", "email") if who.get(key)}
    reply = client.call(
        "GetTickets",
        ignore_dept_assignments="true",
        subject=values.get("subject"),
        limitnum=1000,
        **narrow,
    )
    known = set(values.get("known") or ()) | client.tickets.taken
    found = [
        RemoteRecord(str(row.get("id")), {}, complete=False)
        for row in rows(reply, "tickets", "ticket")
        if str(row.get("id")) not in known
    ]
    wanted = [_key(values.get("subject")), _key(values.get("message"))]
    for ticket in tickets(client, found):
        if isinstance(ticket.error, Transient):
            raise ticket.error
        if ticket.error:
            continue
        data = ticket.data
        if [_key_of(data.get(name)) for name in ("subject", "message")] == wanted:
            client.tickets.taken.add(ticket.id)
            return ticket.id
    return None


# -- messages ----------------------------------------------------------------------


def add_message(client, what, values):
    """Write a reply or a note; return its id.

    WHMCS tells no id of what was written, so the ticket is read again.

    :param what: ``replies`` or ``notes``
    :param values: ``ticketid``, ``message``, ``writer`` (its parameters), ``known``
        (ids of the ticket's messages that are tied), ``status``, ``files``
    :raises Transient: it cannot be told whether it arrived; `find_message` can later
    """
    parameters = {
        "ticketid": values["ticketid"],
        "message": values.get("message") or "-",
    }
    if what == "notes":
        action = "AddTicketNote"
    else:
        action = "AddTicketReply"
        parameters |= values["writer"]
        if values.get("status"):
            parameters["status"] = values["status"]
        if client.tickets.noemail:
            parameters["noemail"] = 1
    parameters |= attachments(values.get("files"))
    client.call(action, repeatable=False, **parameters)
    found = find_message(client, what, values)
    if not found:
        raise Transient("WHMCS took the message, but does not show it yet.")
    return found


def find_message(client, what, values):
    """Return the id of the message that `add_message` wrote, or None.

    It is one of this ticket that nobody here is tied to, with that text and, for
    replies, of the same side (staff or customer).
    """
    asked = RemoteRecord(str(values["ticketid"]), {}, complete=False)
    (ticket,) = tickets(client, [asked])
    if ticket.error:
        raise ticket.error
    wanted = _key(values.get("message") or "-")
    staff = what == "notes" or "adminusername" in values["writer"]
    known = set(values.get("known") or ())
    for message in messages(ticket, what):
        key = f"{what}/{message.id}"
        fits = _key_of(message.data.get("message")) == wanted
        if message.id in known or key in client.tickets.taken or not fits:
            continue
        if bool(message.data.get("admin")) == staff:
            client.tickets.taken.add(key)
            return message.id
    return None


def _key(text):
    """Return what a text of ours is compared by."""
    return Prose.normalize(text)


def _key_of(value):
    """Return what a text of WHMCS is compared by."""
    return Prose.normalize(Prose().decode(value))
