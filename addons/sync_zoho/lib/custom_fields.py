"""The custom fields that billing needs in Zoho CRM, and which of them are there.

Source: the choices of the customer's guide (languages, billing, intervals); Create
Custom Fields and the limits of editions are Zoho CRM API v8's.
"""

import re
from typing import NamedTuple

# custom fields of a module, by edition; of the free one nothing is known
QUOTA = {"standard": 10, "professional": 155, "enterprise": 300, "ultimate": 500}
# types that hold what is meant as well, such as a number that is chosen from a list
TYPES = {
    "picklist": ("picklist", "text"),
    "text": ("text", "picklist"),
    "integer": ("integer", "bigint", "double", "picklist", "text"),
}
LONGEST_INTEGER = 9
# the standard field with the reason of a loss; customers also have fields of their own
USUAL_REASON = "Reason_For_Loss__s"
NO_LETTERS = re.compile(r"[\W_]+")


class CustomField(NamedTuple):
    """A field: what it is for, its module, label, type and choices.

    ``others`` are labels that people give it as well; ``required`` is one that each
    record is to have.
    """

    purpose: str
    module: str
    label: str
    kind: str
    choices: tuple = ()
    others: tuple = ()
    required: bool = False

    def spec(self):
        """Return it as Create Custom Fields takes it."""
        found = {"field_label": self.label, "data_type": self.kind}
        if self.choices:
            found["pick_list_values"] = [
                {"display_value": choice, "actual_value": choice}
                for choice in self.choices
            ]
        if self.kind == "integer":
            found["length"] = LONGEST_INTEGER
        return found


WANTED = (
    CustomField(
        *("language", "Contacts", "Customer Language", "picklist"),
        ("English", "Deutsch", "French", "Spanish"),
        ("Language",),
        required=True,
    ),
    CustomField(
        *("billing", "Products", "Billing", "picklist"),
        (
            *("Monthly", "One off", "Annual", "Quarterly", "Half yearly"),
            *("Daily", "Weekly", "Custom"),
        ),
        required=True,
    ),
    CustomField("duration", "Products", "Billing Cycle", "integer"),
    CustomField(
        *("cycles", "Products", "Number of Billing Cycles", "integer"),
        others=("No of Billing Cycles", "Billing Cycles"),
    ),
    CustomField("interval", "Products", "Interval Count", "integer"),
    CustomField(
        *("interval_unit", "Products", "Interval Unit", "picklist"),
        ("Days", "Weeks", "Months", "Years"),
    ),
    CustomField(
        *("region", "Products", "Tax Region", "text"),
        others=("Region",),
    ),
)
BY_PURPOSE = {wanted.purpose: wanted for wanted in WANTED}


def found_in(fields, wanted):
    """Return the API name of the field that is meant, None where there is none.

    The label decides, in any case and whatever stands between its words. Fields of
    another type do not count.

    :param fields: of its module, as Fields Metadata tells them
    :param wanted: `CustomField`
    """
    for label in (wanted.label, *wanted.others):
        for field in fields:
            if _fits(field, wanted, label):
                return field["api_name"]
    return None


def lacking(field, wanted):
    """Return the choices that a list lacks, in order.

    :param field: as Fields Metadata tells it
    """
    if field.get("data_type") != "picklist":
        return []
    there = {
        _folded(value.get(name))
        for value in field.get("pick_list_values") or ()
        for name in ("display_value", "actual_value")
    }
    return [choice for choice in wanted.choices if _folded(choice) not in there]


def missing_quota(fields, count, edition):
    """Return how many fields too many ``count`` new ones are, 0 where there is room.

    :param edition: as the organisation tells it; an unknown one has room
    """
    told = str(edition or "").casefold()
    limit = next((most for name, most in QUOTA.items() if name in told), None)
    if limit is None:
        return 0
    used = sum(1 for field in fields if field.get("custom_field"))
    return max(0, used + count - limit)


def _fits(field, wanted, label):
    if not field.get("custom_field") or not field.get("api_name"):
        return False
    names = {field.get("field_label"), field.get("display_label")}
    kinds = TYPES[wanted.kind]
    return (
        _folded(label) in map(_folded, names)
        and field.get("data_type", wanted.kind) in kinds
    )


def _folded(text):
    return NO_LETTERS.sub(" ", str(text or "")).strip().casefold()
