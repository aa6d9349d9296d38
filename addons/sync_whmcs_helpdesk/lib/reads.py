"""Reading tickets: the list, one with its messages, and files.

Sources: WHMCS developer documentation, GetTickets, GetTicket, GetTicketAttachment; the
project's reference on WHMCS, section 2.4.
"""

import base64
import binascii
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from odoo.addons.sync_base.lib.convert import Line, Unusable
from odoo.addons.sync_base.lib.errors import Invalid, NotFound
from odoo.addons.sync_base.lib.page import RemoteRecord, read_each
from odoo.addons.sync_whmcs.lib.lists import list_page
from odoo.addons.sync_whmcs.lib.reply import rows, scrub

from .text import fold

# Closed tickets whose last answer is older are read anew only where their line in the
# list changed, or a hook tells.
RECENT_DAYS = 30
# replyid of the opening message, which GetTicket has among the replies
OPENING = "0"


@dataclass(slots=True)
class TicketOptions:
    """What calls about tickets need to know of their backend.

    :param from_date: tickets last answered before that day (``YYYY-MM-DD``) are left
        alone
    :param noemail: WHMCS sends no mail about what is written here
    :param taken: ids of messages that were just found to be ours
    """

    from_date: str | None = None
    noemail: bool = False
    taken: set = field(default_factory=set)


# -- tickets -----------------------------------------------------------------------


def first_position(client, bookmark, now):
    """Return the position of the first page of a pass.

    The line of a ticket shows neither notes nor changed messages, so every so many
    hours all tickets are read anew that are open or of late. ``lastreply`` has whole
    seconds: those of the newest second that the last pass met are read once more.

    :param bookmark: what the last pass left: ``full_at``, ``newest``, ``again``
    :param datetime.datetime now: with its time zone
    """
    full_at = bookmark.get("full_at")
    full = not full_at or (
        now - datetime.fromisoformat(full_at) > timedelta(hours=client.full_hours)
    )
    return {
        "offset": 0,
        "full": full,
        "recent": (now - timedelta(days=RECENT_DAYS)).strftime("%Y-%m-%d"),
        "again": bookmark.get("again", []),
        "seen": bookmark.get("newest", ""),
        "bookmark": {
            "full_at": now.isoformat() if full else full_at,
            "newest": bookmark.get("newest", ""),
            "again": [],
        },
    }


def ticket_page(client, position):
    """Return a `Page` of tickets of all departments, each a line of the list."""
    page = list_page(
        client,
        position,
        "GetTickets",
        "tickets",
        "ticket",
        # else only of those that the API's administrator belongs to, silently
        ignore_dept_assignments="true",
    )
    if client.tickets.from_date:
        page.records = [
            remote
            for remote in page.records
            if str(remote.data.get("lastreply") or "") >= client.tickets.from_date
        ]
    for remote in page.records:
        remote.complete = False
        remote.must_read = remote.id in position["again"] or (
            position["full"] and _of_late(remote.data, position["recent"])
        )
    page.bookmark = _bookmark(page.records, position)
    if page.position:
        page.position["bookmark"] = page.bookmark
    return page


def _of_late(row, recent):
    closed = fold(row.get("status")) == "closed"
    return not closed or str(row.get("lastreply") or "") >= recent


def _bookmark(records, position):
    """Return the bookmark with the tickets of the newest second among these."""
    bookmark = dict(position["bookmark"])
    for remote in records:
        stamp = str(remote.data.get("lastreply") or "")
        if stamp <= position["seen"] or stamp < bookmark["newest"]:
            continue
        if stamp > bookmark["newest"]:
            bookmark |= {"newest": stamp, "again": []}
        bookmark["again"] = [*bookmark["again"], remote.id]
    return bookmark


def tickets(client, records):
    """Return ticket records with messages, notes and names of files."""
    return read_each(client, records, lambda remote: _read(client, remote))


def _read(client, remote):
    reply = client.call("GetTicket", ticketid=remote.id, repliessort="ASC")
    data = {**scrub(dict(reply)), "id": remote.id}
    if str(data.get("ticketid", remote.id)) != remote.id:
        raise Invalid(f"GetTicket {remote.id} answered another ticket.")
    found = [
        _message(row, "reply", remote.id) for row in rows(data, "replies", "reply")
    ]
    openings = [row for row in found if row["id"] == OPENING]
    opening = openings[0] if openings else {}
    return replace(
        remote,
        data={
            **data,
            "message": opening.get("message"),
            "files": opening.get("files"),
            "replies": [row for row in found if row["id"] != OPENING],
            "notes": [
                _message(row, "note", remote.id) for row in rows(data, "notes", "note")
            ],
        },
        complete=True,
    )


def _message(row, kind, ticket_id):
    """Return a reply or a note with its id, its ticket and its files.

    :return: the row, with ``files`` as ``[[type, related id, index, name], …]`` (as
        GetTicketAttachment wants it) or None
    """
    row_id = str(row.get("replyid" if kind == "reply" else "noteid") or OPENING)
    related = (kind, row_id)
    if kind == "reply" and row_id == OPENING:
        related = ("ticket", ticket_id)
    files = [
        [*related, str(file.get("index")), _name(file.get("filename"))]
        for file in rows(row, "attachments", None)
        if file.get("index") is not None
    ]
    # the names stay where the files were removed
    removed = str(row.get("attachments_removed") or "").lower() in ("1", "true")
    return {
        **row,
        "id": row_id,
        "ticketid": ticket_id,
        "files": None if removed else files or None,
    }


def _name(value):
    try:
        return Line(escaped=True).decode(value) or "file"
    except Unusable:
        return "file"


def messages(ticket, what):
    """Return the ``replies`` or ``notes`` of a ticket as records of their own."""
    return [
        RemoteRecord(row["id"], row, ticket.version)
        for row in ticket.data.get(what) or []
    ]


def find_messages(client, records, what):
    """Return messages read again, from the tickets that their data names."""
    numbers = {str(remote.data.get("ticketid") or "") for remote in records} - {""}
    asked = [RemoteRecord(number, {}, complete=False) for number in sorted(numbers)]
    found, failed = {}, {}
    for ticket in tickets(client, asked):
        if ticket.error:
            failed[ticket.id] = ticket.error
        else:
            found |= {each.id: each for each in messages(ticket, what)}
    return [_found(remote, found, failed) for remote in records]


def _found(remote, found, failed):
    if remote.id in found:
        return found[remote.id]
    ticket_id = str(remote.data.get("ticketid") or "")
    if not ticket_id:
        error = Invalid("This message can only be read together with its ticket.")
    else:
        error = failed.get(ticket_id) or NotFound(
            f"Ticket {ticket_id} has no message {remote.id} any more."
        )
    return replace(remote, error=error)


# -- files -------------------------------------------------------------------------


def file_content(client, kind, related_id, index):
    """Return the bytes of a file.

    :param kind: ``ticket`` (its opening message), ``reply`` or ``note``
    :raises SyncError: it is not there (any more), or cannot be read
    """
    reply = client.call(
        "GetTicketAttachment", type=kind, relatedid=related_id, index=index
    )
    try:
        return base64.b64decode(reply.get("data") or "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid("WHMCS sent a file that is not base64.") from error
