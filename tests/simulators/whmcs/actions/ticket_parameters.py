"""Parameters that the actions about tickets share."""

import base64
import binascii
import json
from datetime import datetime

from tests.simulators.whmcs.actions.parameters import is_email
from tests.simulators.whmcs.clock import now
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.support import STAFF

# the letters differ from action to action
NOT_FOUND = "Ticket ID Not Found"
NOT_FOUND_IN_WRITES = "Ticket ID not found"


def wanted_ticket(call, message=NOT_FOUND_IN_WRITES, by_number=True):
    """The ticket that `ticketid` or `ticketnum` names."""
    form, support = call.form, call.store.support
    if form.text("ticketid") or not by_number:
        ticket = support.tickets.get(form.integer("ticketid"))
    else:
        ticket = support.ticket_by_number(form.text("ticketnum"))
    if ticket is None:
        raise ApiError(message)
    return ticket


def wanted_departments(call):
    """Ids of the departments to look in; None is all of them."""
    if call.form.flag("ignore_dept_assignments"):
        return None
    return call.store.support.assigned_departments()


def wanted_message(form, text="Message is required"):
    if not form.text("message"):
        raise ApiError(text)
    return form.text("message")


def author(call):
    """Who writes, by `clientid`, `contactid` or `name` and `email`.

    That a contact is enough without its client is UNVERIFIED.
    """
    form, store = call.form, call.store
    userid, contactid = form.integer("clientid"), form.integer("contactid")
    if userid and userid not in store.clients:
        raise ApiError("Client ID Not Found")
    if contactid:
        contact = store.contacts.get(contactid)
        if contact is None or userid not in (0, contact.userid):
            raise ApiError("Contact ID Not Found")
        return {"userid": contact.userid, "contactid": contactid}
    if userid:
        return {"userid": userid}
    name, email = form.text("name"), form.text("email")
    if not name or not email:
        raise ApiError("Name and email address are required if not a client")
    if not is_email(email):
        raise ApiError("Email Address Invalid")
    return {"name": name, "email": email}


def staff_name(username):
    """The name that is shown; an unknown user is shown as given (UNVERIFIED)."""
    return STAFF.get(username, username)


def created(form, what):
    """`created` as a value of `date`: ISO 8601 or `Y-m-d H:i:s` (docs).

    Moments with an offset are brought to local time (UNVERIFIED).
    """
    text = form.text("created")
    if not text:
        return {}
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise ApiError("Invalid Date Format") from None
    if moment.tzinfo:
        moment = moment.astimezone().replace(tzinfo=None)
    date = f"{moment:%Y-%m-%d %H:%M:%S}"
    if date > now():
        raise ApiError(f"{what} creation date cannot be in the future")
    return {"date": date}


def attachments(call):
    """`attachments`: base64 of JSON, a list of `name` and base64 `data`.

    The example has `name`, the text beside it speaks of "filename": only the former
    is taken. Other entries and what cannot be read are ignored (all UNVERIFIED).
    """
    try:
        entries = json.loads(base64.b64decode(call.form.text("attachments")))
    except (binascii.Error, ValueError):
        return ()
    files = []
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or not entry.get("name"):
            continue
        try:
            data = base64.b64decode(str(entry.get("data", "")), validate=True)
        except (binascii.Error, ValueError):
            continue
        files.append(call.store.support.stored(str(entry["name"]), data))
    return tuple(files)
