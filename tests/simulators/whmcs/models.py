"""The records a WHMCS installation keeps; names as in the WHMCS API.

Values are plain text: escaping is done when a reply is rendered.
Collections inside a record are replaced on change, never altered, so that
seeded records can share them.
"""

from dataclasses import dataclass, fields
from typing import NamedTuple

EMAIL_KINDS = ("general", "invoice", "support", "product", "domain", "affiliate")
ALL_EMAILS = frozenset(EMAIL_KINDS)
CLIENT_STATUSES = ("Active", "Inactive", "Closed")
ZERO_DATE = "0000-00-00"
ZERO_DATETIME = "0000-00-00 00:00:00"
NO_CUSTOM_FIELDS: dict[int, str] = {}


class User(NamedTuple):
    """A login; since WHMCS 8.0 separate from the client it owns."""

    firstname: str
    lastname: str
    email: str


@dataclass(slots=True)
class Client:
    id: int
    owner_user_id: int
    uuid: str
    firstname: str = ""
    lastname: str = ""
    companyname: str = ""
    email: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    phonenumber: str = ""
    tax_id: str = ""
    notes: str = ""
    language: str = ""
    defaultgateway: str = ""
    currency: int = 1
    groupid: int = 0
    billingcid: int = 0
    status: str = "Active"
    credit: str = "0.00"
    taxexempt: bool = False
    latefeeoveride: bool = False
    overideduenotices: bool = False
    separateinvoices: bool = False
    disableautocc: bool = False
    overrideautoclose: bool = False
    emailoptout: bool = False
    marketing_emails_opt_in: bool = False
    email_verified: bool = True
    datecreated: str = ZERO_DATE
    lastlogin: str = ""
    email_preferences: frozenset[str] = ALL_EMAILS
    customfields: dict[int, str] = None
    revision: int = 0

    def __post_init__(self):
        if self.customfields is None:
            self.customfields = NO_CUSTOM_FIELDS

    @property
    def fullname(self):
        return f"{self.firstname} {self.lastname}"


@dataclass(slots=True)
class Contact:
    id: int
    userid: int
    firstname: str = ""
    lastname: str = ""
    companyname: str = ""
    email: str = ""
    address1: str = ""
    address2: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    phonenumber: str = ""
    tax_id: str = ""
    email_preferences: frozenset[str] = ALL_EMAILS
    created_at: str = ZERO_DATETIME
    updated_at: str = ZERO_DATETIME
    revision: int = 0

    @property
    def fullname(self):
        return f"{self.firstname} {self.lastname}"


class LogEntry(NamedTuple):
    """A line of the activity log."""

    id: int
    client_id: int
    user_id: int
    admin_id: int
    date: str
    description: str
    username: str
    ipaddress: str


def plain(record):
    """A record as JSON-ready values for the control routes."""
    values = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, frozenset):
            value = {kind: kind in value for kind in EMAIL_KINDS}
        values[field.name] = value
    del values["revision"]
    return values
