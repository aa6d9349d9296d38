"""The custom fields that billing needs in Zoho CRM, and which of them are there.

Source: the choices of the customer's guide (languages, billing, intervals); Create
Custom Field and the limits of editions are Zoho CRM API v8's.
"""

from typing import NamedTuple

# custom fields of a module, by edition; of the free one nothing is known
QUOTA = {"standard": 10, "professional": 155, "enterprise": 300, "ultimate": 500}


class CustomField(NamedTuple):
    """A field: what it is for, its module, label, type and choices."""

    purpose: str
    module: str
    label: str
    kind: str
    choices: tuple = ()

    def spec(self):
        """Return it as Create Custom Field takes it."""
        found = {"field_label": self.label, "data_type": self.kind}
        if self.choices:
            found["pick_list_values"] = [
                {"display_value": choice, "actual_value": choice}
                for choice in self.choices
            ]
        if self.kind == "integer":
            found["length"] = 9
        return found


WANTED = (
    CustomField(
        "language",
        "Contacts",
        "Customer Language",
        "picklist",
        ("English", "Deutsch", "French", "Spanish"),
    ),
    CustomField(
        "billing",
        "Products",
        "Billing",
        "picklist",
        (
            "Monthly",
            "One off",
            "Annual",
            "Quarterly",
            "Half yearly",
            "Daily",
            "Weekly",
            "Custom",
        ),
    ),
    CustomField("cycles", "Products", "Number of Billing Cycles", "integer"),
    CustomField("interval", "Products", "Interval Count", "integer"),
    CustomField(
        "interval_unit",
        "Products",
        "Interval Unit",
        "picklist",
        ("Day", "Week", "Month", "Year"),
    ),
    CustomField("region", "Products", "Tax Region", "text"),
)
BY_PURPOSE = {wanted.purpose: wanted for wanted in WANTED}


def found_in(fields, wanted):
    """Return the API name of the field that is meant, None where there is none.

    :param fields: of its module, as Fields Metadata tells them
    :param wanted: `CustomField`
    """
    for field in fields:
        if not field.get("custom_field"):
            continue
        label = field.get("field_label") or field.get("display_label") or ""
        if label.strip().casefold() == wanted.label.casefold():
            return field["api_name"]
    return None


def missing_quota(fields, count, edition):
    """Return how many fields too many ``count`` new ones are, 0 where there is room.

    :param edition: as the organisation tells it; an unknown one has room
    """
    limit = QUOTA.get(str(edition or "").split()[0].lower() if edition else "")
    used = sum(1 for field in fields if field.get("custom_field"))
    return max(0, used + count - limit) if limit else 0
