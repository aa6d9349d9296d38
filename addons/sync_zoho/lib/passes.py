"""How a pass goes through a module of Zoho CRM, and where the next one begins."""

from datetime import timedelta

from odoo.addons.sync_base.engine.retire import RETIRED
from odoo.addons.sync_base.lib.errors import NotFound
from odoo.addons.sync_base.lib.page import Page, RemoteRecord

from .times import read, told

# clocks and slow transactions there: what was changed shortly before is read again
OVERLAP = timedelta(minutes=5)


def begun(bookmark):
    """Return the position of the first page.

    :param bookmark: ``{"since": time that the next pass begins at}``
    """
    return {"token": None, "since": bookmark.get("since"), "began": None}


def page_of(client, module, fields, position, remote_of):
    """Return the `Page` at a position; the last one also tells what was deleted.

    :param fields: names to ask for
    :param remote_of: function from a row to a `RemoteRecord`
    """
    rows, token, _latest = client.records(
        module,
        fields,
        page_token=position["token"],
        since=read(position["since"]),
    )
    # what changes while the pass goes on is for the next one too
    began = position["began"] or earlier(client.served_at)
    records = [remote_of(row) for row in rows]
    if position["since"] and not token:
        records += deleted(client, module, read(position["since"]))
    return Page(
        records,
        {**position, "token": token, "began": began} if token else None,
        {"since": began or position["since"]},
    )


def deleted(client, module, since):
    """Return a `RemoteRecord` for each that was deleted; what is not tied is none's."""
    found, token = [], None
    while True:
        rows, token, _latest = client.deleted(module, since, token)
        found += [
            # told once: a tie that sleeps has this version
            RemoteRecord(str(row["id"]), {}, RETIRED, error=NotFound("deleted"))
            for row in rows
        ]
        if not token:
            return found


def earlier(moment):
    """Return from when on to read next, ISO 8601; None where no time was told."""
    return told(moment - OVERLAP) if moment else None
