"""Fields, stages and layouts of Zoho CRM.

Source: Zoho CRM API v8, *Fields Metadata*, *Create Custom Fields*, *Update Custom
Layout*: only five fields a call, and only a layout can make a field mandatory.
"""

import threading

from odoo.addons.sync_base.lib.errors import Invalid, SyncError

from .stages import Stages

MOST_FIELDS = 5


class Settings:
    """Part of `ZohoClient`."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self._stages = None
        self._asking = threading.Lock()

    def fields(self, module):
        """Return the fields of a module, as Fields Metadata tells them."""
        found = self.call("GET", "settings/fields", params={"module": module})
        return found.get("fields", [])

    def stages(self):
        """Return the `Stages` of deals; asked once."""
        with self._asking:
            if self._stages is None:
                rows = self.fields("Deals")
                values = [row for row in rows if row.get("api_name") == "Stage"]
                found = values[0].get("pick_list_values") if values else None
                self._stages = Stages(found or [])
        return self._stages

    def create_fields(self, module, specs):
        """Create custom fields; return their API names in order.

        Zoho makes a name of the label, and tells the id only.

        :param specs: as Create Custom Fields takes them
        :raises SyncError: one of them was refused; the others are there
        """
        items = self.write_rows(
            *("POST", "settings/fields", "fields", list(specs)),
            size=MOST_FIELDS,
            params={"module": module},
            repeatable=False,
        )
        for item in items:
            if isinstance(item, SyncError):
                raise item
        there = {str(row["id"]): row["api_name"] for row in self.fields(module)}
        try:
            return [there[str(item["details"]["id"])] for item in items]
        except KeyError as error:
            raise Invalid(
                f"Zoho CRM made a field in {module} and does not list it. Check the "
                "fields again in a minute."
            ) from error

    def layouts(self, module):
        """Return the layouts of a module, with sections and fields."""
        found = self.call("GET", "settings/layouts", params={"module": module})
        return found.get("layouts", [])

    def make_required(self, module, layout, field_ids):
        """Make fields mandatory in a layout.

        :param layout: one of `layouts`
        :raises Invalid: a field is not in the layout
        """
        wanted = set(map(str, field_ids))
        pairs = [
            (section["id"], str(field["id"]))
            for section in layout.get("sections") or ()
            for field in section.get("fields") or ()
            if str(field["id"]) in wanted
        ]
        if missing := wanted - {field for _section, field in pairs}:
            raise Invalid(
                f"The layout {layout.get('name')} of {module} lacks fields: "
                f"{', '.join(sorted(missing))}. Add them there first."
            )
        for first in range(0, len(pairs), MOST_FIELDS):
            sections = {}
            for section, field in pairs[first : first + MOST_FIELDS]:
                row = {"id": field, "required": True}
                sections.setdefault(section, []).append(row)
            rows = [{"id": key, "fields": rows} for key, rows in sections.items()]
            self.write_one(
                *("PATCH", f"settings/layouts/{layout['id']}"),
                *("layouts", [{"sections": rows}]),
                params={"module": module},
            )
