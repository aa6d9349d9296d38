"""Tickets as the control routes show and take them; files are base64 text."""

import base64
import binascii
from dataclasses import fields

from tests.simulators.simulator import ControlError

COLLECTIONS = {
    "tickets": "ticket",
    "departments": "department",
    "ticket_statuses": "ticket_status",
}


def state_of(record):
    """A record as JSON-ready values, tickets with their replies and notes."""
    return {
        field.name: _shown(field.name, getattr(record, field.name))
        for field in fields(record)
        if field.name != "revision"
    }


def support_state(support, wanted=None, ids=None, userid=None):
    """Collections by name; `ids` and `userid` narrow them down, the latter tickets."""
    state = {}
    for name, kind in COLLECTIONS.items():
        if wanted is not None and name not in wanted:
            continue
        records = support.records(kind)
        found = records.values()
        if ids is not None:
            found = [records[id_] for id_ in ids if id_ in records]
        if kind == "ticket" and userid is not None:
            found = [ticket for ticket in found if ticket.userid == userid]
        state[name] = [state_of(record) for record in found]
    return state


def stored_files(support, files):
    """Attachments out of `[{"filename": …, "data": base64}]`."""
    try:
        return tuple(
            support.stored(
                file["filename"], base64.b64decode(file["data"], validate=True)
            )
            for file in files
        )
    except binascii.Error:
        raise ControlError("data of attachments must be base64") from None


def _shown(name, value):
    if name in ("replies", "notes"):
        return [state_of(part) for part in value]
    if name == "attachments":
        return [
            {
                "filename": file.filename,
                "stored": file.stored,
                "data": base64.b64encode(file.data).decode(),
            }
            for file in value
        ]
    return value
