"""How products of Zoho CRM are billed, in the words of contracts."""

# billing -> recurrence of a contract's line, and how many of it
RULES = {
    "daily": "daily",
    "weekly": "weekly",
    "monthly": "monthly",
    "quarterly": "quarterly",
    "semesterly": "semesterly",
    "yearly": "yearly",
}
UNITS = {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
DAYS = {"daily": 1, "weekly": 7}
MONTHS = {"monthly": 1, "quarterly": 3, "semesterly": 6, "yearly": 12}
# days of a month on average, to compare what is billed by days
DAYS_OF_MONTH = 30


def recurrence(billing, interval=0, unit=None):
    """Return ``(rule, interval)`` as a contract's line has it, None for none.

    :param billing: value of ``zoho_billing``
    :param interval: how many of ``unit`` are a cycle, for ``custom`` only
    """
    if billing == "custom":
        return (UNITS[unit], interval) if unit in UNITS and interval > 0 else None
    return (RULES[billing], 1) if billing in RULES else None


def length(rule, interval):
    """Return ``(unit, count)``, which is equal for cycles of the same length."""
    if rule in DAYS:
        return ("day", DAYS[rule] * interval)
    return ("month", MONTHS[rule] * interval)


def months(rule, interval):
    """Return how many months a cycle is."""
    unit, count = length(rule, interval)
    return count / DAYS_OF_MONTH if unit == "day" else count
