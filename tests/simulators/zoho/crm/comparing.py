"""How stored values are compared with what a query says."""

from datetime import datetime

from tests.simulators.zoho.clock import parse as parse_moment


def comparable(known, given):
    """Return both values in a form that can be compared."""
    if isinstance(known, datetime):
        return known, parse_moment(given)
    if isinstance(known, bool):
        return str(known).lower(), str(given).lower()
    if isinstance(known, (int, float)):
        try:
            return known, float(given)
        except (TypeError, ValueError):
            return known, None
    return str(known).casefold(), str(given).casefold()
