"""How many calls a remote system still allows, as the headers of its replies say."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

# GitHub's, Zoho's and others' names, and those of the IETF's draft
PREFIXES = ("X-RateLimit-", "RateLimit-", "X-Rate-Limit-")
# A reset below this is a number of seconds from now, else a moment since 1970.
FIRST_MOMENT = 1_000_000_000
LONGEST = len("1700000000000")
MILLISECONDS = 100_000_000_000


@dataclass(frozen=True, slots=True)
class Budget:
    """Calls that are left until ``reset`` (aware datetime) of ``limit``.

    ``limit`` and ``reset`` are None where the remote does not say.
    """

    remaining: int
    limit: int | None = None
    reset: datetime | None = None


def budget_of(headers, now=None):
    """Return the `Budget` that the headers of a reply tell, None where they do not.

    :param headers: mapping that ignores case
    """
    for prefix in PREFIXES:
        remaining = _number(headers.get(f"{prefix}Remaining"))
        if remaining is not None:
            return Budget(
                remaining,
                _number(headers.get(f"{prefix}Limit")),
                _moment(_number(headers.get(f"{prefix}Reset")), now),
            )
    return None


def _number(text):
    # "100, 100;w=60": the first figure counts
    first = (text or "").partition(",")[0].partition(";")[0].strip()
    if not (first.isascii() and first.isdigit()) or len(first) > LONGEST:
        return None
    return int(first)


def _moment(number, now):
    if number is None:
        return None
    if number < FIRST_MOMENT:
        return (now or datetime.now(timezone.utc)) + timedelta(seconds=number)
    seconds = number / 1000 if number > MILLISECONDS else number
    return datetime.fromtimestamp(seconds, timezone.utc)
