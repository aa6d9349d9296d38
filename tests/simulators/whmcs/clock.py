"""The installation's clock: local time without zone, as WHMCS stores it."""

from datetime import datetime

# WHMCS documentation, General Settings, Localisation: Date Format
DATE_FORMATS = {
    "DD/MM/YYYY": "%d/%m/%Y",
    "DD.MM.YYYY": "%d.%m.%Y",
    "DD-MM-YYYY": "%d-%m-%Y",
    "MM/DD/YYYY": "%m/%d/%Y",
    "YYYY/MM/DD": "%Y/%m/%d",
    "YYYY-MM-DD": "%Y-%m-%d",
}
DEFAULT_DATE_FORMAT = "DD/MM/YYYY"


def now():
    return f"{datetime.now():%Y-%m-%d %H:%M:%S}"


def today():
    return f"{datetime.now():%Y-%m-%d}"


def parse_date(text, *patterns):
    """The moment that a text means in one of the `strptime` patterns, or None."""
    for pattern in patterns:
        try:
            return datetime.strptime(text.strip(), pattern)
        except ValueError:
            continue
    return None
