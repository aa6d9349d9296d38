"""Times as Zoho CRM tells and takes them: ISO 8601 with an offset, no fractions."""

from datetime import datetime, timezone


def told(moment):
    """Return a time as Zoho takes it.

    :param moment: aware, or naive and in UTC; a text is returned as it is

    >>> told(datetime(2026, 5, 14, 12, 0))
    '2026-05-14T12:00:00+00:00'
    """
    if isinstance(moment, str):
        return moment
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.isoformat(timespec="seconds")


def read(text):
    """Return the time (aware) that a text tells, None where it tells none.

    >>> read("2026-05-14T12:00:00Z") == read("2026-05-14T15:00:00+03:00")
    True
    """
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def latest_of(rows, name):
    """Return the latest time of rows as Zoho tells it, "" for none."""
    times = [(read(row.get(name)), row.get(name)) for row in rows]
    return max((each for each in times if each[0]), default=(None, ""))[1]
