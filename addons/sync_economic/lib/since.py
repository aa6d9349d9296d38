"""From when on the next pass reads: times of e-conomic, ``YYYY-MM-DDTHH:MM:SSZ``."""

from datetime import datetime, timedelta

from odoo.addons.sync_base.lib.errors import Invalid

TIME = "%Y-%m-%dT%H:%M:%SZ"
# clocks and slow transactions there: what was changed shortly before is read again
OVERLAP = timedelta(minutes=5)


def asked_at(client):
    """Return when the service answered last, by its own clock, "" for unknown."""
    return client.served_at.strftime(TIME) if client.served_at else ""


def begun(bookmark):
    """Return what the position of a pass holds about times."""
    since = bookmark.get("since")
    return {"since": since, "latest": since or "", "began": ""}


def gone_on(client, position, latest):
    """Return the position after a page, and from when on the next pass is to read.

    What changed while the pass was reading is for the next one too: its page may have
    been read before.

    :param latest: the latest change on the page ("" for unknown)
    """
    latest = max(position["latest"], latest)
    began = position["began"] or asked_at(client)
    since = earlier(min(filter(None, (latest, began)), default=""))
    return {**position, "latest": latest, "began": began}, since


def earlier(moment):
    """Return from when on to read next, where the latest change was at ``moment``."""
    if not moment:
        return None
    # some services tell fractions of a second
    whole = f"{moment[:19]}Z"
    try:
        return (datetime.strptime(whole, TIME) - OVERLAP).strftime(TIME)
    except ValueError as error:
        raise Invalid(f"e-conomic tells an impossible time: {moment}") from error
