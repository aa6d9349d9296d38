"""The custom fields of billing: which are there, and whether there is room."""

import pytest

from odoo.addons.sync_zoho.lib.custom_fields import (
    BY_PURPOSE,
    QUOTA,
    WANTED,
    found_in,
    lacking,
    missing_quota,
)


def field(label, kind="picklist", custom=True, name="X", choices=()):
    return {
        "api_name": name,
        "field_label": label,
        "data_type": kind,
        "custom_field": custom,
        "pick_list_values": [
            {"display_value": each, "actual_value": each} for each in choices
        ],
    }


@pytest.mark.parametrize(
    ("purpose", "label", "kind"),
    [
        ("language", "Customer Language", "picklist"),
        ("language", "customer_language", "text"),
        ("cycles", "No. of billing cycles", "integer"),
        ("cycles", "Number of Billing Cycles", "picklist"),
        ("region", "REGION", "picklist"),
        ("billing", " Billing ", "picklist"),
    ],
)
def test_found(purpose, label, kind):
    fields = [field("Other", kind, name="Y"), field(label, kind)]
    assert found_in(fields, BY_PURPOSE[purpose]) == "X"


@pytest.mark.parametrize(
    ("purpose", "given"),
    [
        ("language", field("Customer Language", "lookup")),
        ("billing", field("Billing", "integer")),
        ("billing", field("Billing", custom=False)),
        ("billing", field("Billing City")),
        ("billing", {"custom_field": True}),
        ("duration", field("Billing", "integer")),
    ],
)
def test_not_found(purpose, given):
    assert found_in([given], BY_PURPOSE[purpose]) is None


def test_the_first_label_counts():
    fields = [field("Region", name="Sales"), field("Tax Region", name="Tax")]
    assert found_in(fields, BY_PURPOSE["region"]) == "Tax"


def test_choices_that_a_list_lacks():
    wanted = BY_PURPOSE["language"]
    given = field("Customer Language", choices=["english", "Deutsch"])
    assert lacking(given, wanted) == ["French", "Spanish"]
    assert lacking(field("Customer Language", "text"), wanted) == []


@pytest.mark.parametrize(
    ("edition", "there", "over"),
    [
        ("standard", 4, 0),
        ("standard", 5, 1),
        ("Standard Edition", 10, 6),
        ("trial_enterprise", 295, 1),
        ("free", 500, 0),
        ("", 500, 0),
        (None, 500, 0),
    ],
)
def test_room(edition, there, over):
    fields = [field(str(each)) for each in range(there)]
    fields += [field("Standard", custom=False)] * 50
    assert missing_quota(fields, 6, edition) == over


def test_what_is_asked_for():
    assert len(BY_PURPOSE) == len(WANTED)
    products = [each for each in WANTED if each.module == "Products"]
    assert len(products) <= QUOTA["standard"]
    spec = BY_PURPOSE["interval_unit"].spec()
    assert spec["field_label"] == "Interval Unit"
    assert [row["display_value"] for row in spec["pick_list_values"]] == [
        *("Days", "Weeks", "Months", "Years")
    ]
    assert BY_PURPOSE["cycles"].spec()["length"] == 9
    assert [each.purpose for each in WANTED if each.required] == ["language", "billing"]
