"""The time of the simulated Zoho, which control routes can put forward."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

DAY = 24 * 3600


class Clock:
    """Real time and what was added to it, in seconds."""

    def __init__(self):
        self.offset = 0.0

    def now(self):
        """Return the present moment in UTC; Zoho shows no fractions of seconds."""
        return self.exact().replace(microsecond=0)

    def exact(self):
        return datetime.now(timezone.utc) + timedelta(seconds=self.offset)

    def after(self, seconds):
        return self.exact() + timedelta(seconds=seconds)

    def ago(self, seconds):
        return (self.exact() - timedelta(seconds=seconds)).replace(microsecond=0)


def shown(moment, zone):
    """Return a moment as a user of this time zone sees it, or None.

    Source: recorded answers (``2026-05-14T12:52:27+03:00``).
    """
    return moment and moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def parse(text):
    """Return the moment of an ISO 8601 text with an offset, or None."""
    if not isinstance(text, str) or "T" not in text:
        return None
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment.astimezone(timezone.utc) if moment.tzinfo else None
