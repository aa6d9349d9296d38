"""The organisation of Zoho CRM: its records, read and written, and its settings.

Source: Zoho CRM API v8 (Get Records, Insert Records, Related Records, COQL); the
project's reference, section 2.
"""

import re
from typing import NamedTuple
from urllib.parse import quote

from odoo.addons.sync_base.lib.errors import NotFound, SyncError

from .calls import ZohoCalls
from .pages import Pages, Records
from .settings import Settings
from .sold import Source
from .times import told
from .watching import Watching

__all__ = ["Records", "Written", "ZohoClient"]
CURRENCY = re.compile(r"[A-Z]{3}")
MOST_WRITTEN = 100
# without it, a write starts all workflows that the customer has
QUIETLY = {"trigger": []}


class Written(NamedTuple):
    """What became of a record that was written.

    ``action`` is insert or update; ``modified`` is its time as Zoho tells it.
    """

    id: str
    action: str
    modified: str | None


class ZohoClient(Pages, Settings, Watching, ZohoCalls):
    """See `ZohoCalls` for the parameters.

    ``names`` are the API names of custom fields by what they are for, ``source`` is
    where the products of a deal are.
    """

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.names = {}
        self.source = Source()

    # -- the organisation ------------------------------------------------------------

    def org(self):
        return self.call("GET", "org")["org"][0]

    @staticmethod
    def base_currency(org):
        """Return the code of the base currency, None where none can be told."""
        tail = (org.get("currency") or "").rpartition(" - ")[2]
        for text in (org.get("iso_code"), org.get("currency_locale"), tail):
            if text and CURRENCY.fullmatch(text):
                return text
        return None

    # -- reading ---------------------------------------------------------------------

    def record(self, module, number):
        """:raises NotFound: it is not there (any more)"""
        found = self.call("GET", f"{module}/{quote(str(number))}").get("data")
        if not found:
            raise NotFound(f"Zoho CRM: {module} {number} does not exist.")
        return found[0]

    def products_of(self, deal, fields):
        """Return the products that are related to a deal; they have no quantity."""
        return self._related("Deals", deal, "Products", fields)

    def quotes_of(self, deal, fields):
        """Return the quotes of a deal, without their items."""
        return self._related("Deals", deal, "Quotes", fields)

    def contact_roles(self, deal, fields=("Email",)):
        """Return the contacts that have a role in a deal."""
        return self._related("Deals", deal, "Contact_Roles", fields)

    # -- writing ---------------------------------------------------------------------

    def insert(self, module, rows):
        """Create records; not tried again, as nothing tells a second one apart.

        :return: for each row a `Written`, or the `SyncError` it was refused with
        """
        items = self.write_rows(
            *("POST", module, "data", rows),
            size=MOST_WRITTEN,
            more=QUIETLY,
            repeatable=False,
        )
        return [_outcome(item, "insert") for item in items]

    def upsert(self, module, rows, check):
        """Create records, or change those that are there.

        :param check: names of unique fields, the first that has a value counts
        :return: as `insert`
        """
        items = self.write_rows(
            *("POST", f"{module}/upsert", "data", rows),
            size=MOST_WRITTEN,
            more={**QUIETLY, "duplicate_check_fields": list(check)},
        )
        return [_outcome(item, "insert") for item in items]

    def update(self, module, number, values, unmodified_since=None):
        """Change values of a record, and start no workflow there.

        :param unmodified_since: time (aware, or as Zoho tells it) of the record as read
        :return: `Written`
        :raises Conflict: it was changed later than that
        """
        headers = {}
        if unmodified_since:
            headers["If-Unmodified-Since"] = told(unmodified_since)
        item = self.write_one(
            *("PUT", f"{module}/{quote(str(number))}", "data", [values]),
            more=QUIETLY,
            headers=headers,
        )
        return _outcome(item, "update")

    def add_note(self, module, number, title, content):
        """Add a note to a record; return `Written`."""
        parent = {"id": str(number), "module": {"api_name": module}}
        row = {"Note_Title": title, "Note_Content": content, "Parent_Id": parent}
        item = self.write_one(
            *("POST", "Notes", "data", [row]), more=QUIETLY, repeatable=False
        )
        return _outcome(item, "insert")


def _outcome(item, action):
    if isinstance(item, SyncError):
        return item
    details = item.get("details") or {}
    return Written(
        str(details.get("id")),
        item.get("action") or action,
        details.get("Modified_Time"),
    )
