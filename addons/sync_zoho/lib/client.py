"""Records, settings and notifications of Zoho CRM, by its REST API.

Source: Zoho CRM API v8 (Get Records, Update Records, Related Records, Notifications,
Fields Metadata); the project's reference, section 2.
"""

import re
from typing import NamedTuple
from urllib.parse import quote

from odoo.addons.sync_base.lib.budget import Budget
from odoo.addons.sync_base.lib.errors import Invalid, NotFound

from .calls import ZohoCalls
from .stages import Stages

PAGE = 200
CURRENCY = re.compile(r"[A-Z]{3}")
TIME = "%Y-%m-%dT%H:%M:%S+00:00"


class Records(NamedTuple):
    """A page: rows, the token of the next one, and when the latest was changed."""

    rows: list
    token: str | None
    latest: str


class ZohoClient(ZohoCalls):
    """See `ZohoCalls` for the parameters.

    ``names`` are the API names of custom fields by what they are for.
    """

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.names = {}
        self._stages = None

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

    def current_user(self):
        return self.call("GET", "users", params={"type": "CurrentUser"})["users"][0]

    def fields(self, module):
        """Return the fields of a module, as Fields Metadata tells them."""
        found = self.call("GET", "settings/fields", params={"module": module})
        return found.get("fields", [])

    def create_fields(self, module, specs):
        """Create custom fields, five a call; return their API names in order.

        :param specs: as Create Custom Field takes them
        :raises Invalid: one of them is refused; those before are there
        """
        made = []
        for first in range(0, len(specs), 5):
            portion = specs[first : first + 5]
            body = {"fields": portion}
            answer = self.call(
                "POST", "settings/fields", params={"module": module}, json=body
            )
            made += [each["details"]["id"] for each in answer["fields"]]
        there = {row["id"]: row["api_name"] for row in self.fields(module)}
        return [there[each] for each in made]

    def stages(self):
        """Return the `Stages` of deals; asked once."""
        if self._stages is None:
            rows = self.fields("Deals")
            values = [row for row in rows if row["api_name"] == "Stage"]
            found = values[0].get("pick_list_values", []) if values else []
            self._stages = Stages(found)
        return self._stages

    # -- reading ---------------------------------------------------------------------

    def records(self, module, fields, page_token=None, since=None):
        """Return a page of `Records`.

        :param fields: names, 50 at most
        :param since: only what changed later (aware datetime)
        """
        params = {"fields": ",".join(fields), "per_page": PAGE}
        if page_token:
            params["page_token"] = page_token
        headers = {}
        if since:
            headers["If-Modified-Since"] = since.strftime(TIME)
        answer = self.call("GET", module, params=params, headers=headers)
        rows, info = answer.get("data", []), answer.get("info", {})
        token = info.get("next_page_token") if info.get("more_records") else None
        latest = max((row.get("Modified_Time") or "" for row in rows), default="")
        return Records(rows, token, latest)

    def record(self, module, number):
        """:raises NotFound: it is not there (any more)"""
        found = self.call("GET", f"{module}/{quote(str(number))}").get("data")
        if not found:
            raise NotFound(f"Zoho CRM: {module} {number} does not exist.")
        return found[0]

    def products_of(self, deal, fields):
        """Return the products that are related to a deal."""
        return self._related("Deals", deal, "Products", fields)

    def contact_roles(self, deal):
        """Return the contacts that have a role in a deal."""
        return self._related("Deals", deal, "Contact_Roles", ("Email",))

    def _related(self, module, number, listing, fields):
        path = f"{module}/{quote(str(number))}/{listing}"
        params = {"fields": ",".join(fields), "per_page": PAGE}
        found = []
        while True:
            answer = self.call("GET", path, params=params)
            found += answer.get("data", [])
            info = answer.get("info", {})
            if not info.get("more_records"):
                return found
            params["page_token"] = info["next_page_token"]

    # -- writing ---------------------------------------------------------------------

    def update(self, module, number, values):
        """Change values of a record, and start no workflow there."""
        row = {**values, "id": str(number)}
        self.write("PUT", module, row)

    def add_note(self, module, number, title, text):
        """Add a note to a record."""
        parent = {"id": str(number), "module": {"api_name": module}}
        row = {"Note_Title": title, "Note_Content": text, "Parent_Id": parent}
        self.write("POST", "Notes", row, repeatable=False)

    # -- notifications ---------------------------------------------------------------

    def watch(self, channel, events, notify_url, token, until):
        """Have a channel tell of events, or have it live on.

        :param token: comes back with each notification; 50 characters at most
        :param until: a week ahead at most (naive, UTC)
        """
        body = {
            "channel_id": channel,
            "events": list(events),
            "notify_url": notify_url,
            "token": token,
            "channel_expiry": until.strftime(TIME),
            "notify_on_related_action": False,
        }
        try:
            self.call("PUT", "actions/watch", json={"watch": [body]})
        except Invalid:
            # not subscribed (any more)
            self.call("POST", "actions/watch", json={"watch": [body]})

    def unwatch(self, channel):
        self.call("DELETE", "actions/watch", params={"channel_ids": channel})

    def _budget_of(self, response):
        left = response.headers.get("X-API-CREDITS-REMAINING", "")
        # told once half of them are used; how many there are is not
        return Budget(int(left), None) if left.isdigit() else None
