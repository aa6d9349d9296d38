"""Custom fields: creating, limits, changing, the fields of the billing."""

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.zoho.api import MODULE, ZohoApi


def create(zoho, *rows, status=201, module="Products"):
    body = {"fields": list(rows)}
    path = "settings/fields"
    return zoho.call("POST", path, status, body, module=module)["fields"]


def remove_all(zoho):
    for row in zoho.sim.control("state", {"what": ["custom_fields"]})["custom_fields"]:
        values = {"module": row["module"], "api_name": row["api_name"]}
        zoho.sim.edit("field", None, "delete", **values)


BILLING = {
    "field_label": "Billing",
    "data_type": "picklist",
    "pick_list_values": [
        {"display_value": "Monthly", "actual_value": "monthly"},
        {"display_value": "One off", "actual_value": "one_off"},
    ],
}


def test_creating_fields(zoho):
    number = {"field_label": "No of Billing Cycles", "data_type": "integer"}
    told = create(zoho, BILLING, number | {"length": 9, "required": True})
    # only ids: the names must be read
    assert [each["details"].keys() for each in told] == [{"id"}, {"id"}]
    field = zoho.call(
        "GET", f"settings/fields/{told[1]['details']['id']}", module="Products"
    )["fields"][0]
    assert field["api_name"] == "No_of_Billing_Cycles"
    assert (field["data_type"], field["custom_field"]) == ("integer", True)
    assert field["system_mandatory"] is False
    product = zoho.add("Products", Product_Name="A", Billing="Monthly")
    assert zoho.get("Products", product)["Billing"] == "monthly"
    assert zoho.get("Products", product)["No_of_Billing_Cycles"] is None
    remove_all(zoho)
    assert "Billing" not in zoho.get("Products", product)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({}, "MANDATORY_NOT_FOUND"),
        (5, "INVALID_DATA"),
        ({"field_label": "X"}, "MANDATORY_NOT_FOUND"),
        ({"field_label": "X", "data_type": "shoe"}, "INVALID_DATA"),
        ({"field_label": "X", "data_type": "picklist"}, "DEPENDENT_FIELD_MISSING"),
        ({"field_label": "x" * 51, "data_type": "text"}, "INVALID_DATA"),
        ({"field_label": 5, "data_type": "text"}, "INVALID_DATA"),
        ({"field_label": "X", "data_type": "integer", "length": 10}, "INVALID_DATA"),
        ({"field_label": "unit PRICE", "data_type": "text"}, "DUPLICATE_DATA"),
    ],
)
def test_bad_fields(zoho, row, code):
    (told,) = create(zoho, row, status=400)
    assert told["code"] == code


def test_five_fields_a_call(zoho):
    rows = [{"field_label": f"F {n}", "data_type": "text"} for n in range(6)]
    (told,) = create(zoho, *rows, status=400)
    assert (told["code"], told["details"]["limit"]) == ("LIMIT_EXCEEDED", 5)
    codes = [each["code"] for each in create(zoho, *rows[:2], rows[0], status=207)]
    assert codes == ["SUCCESS", "SUCCESS", "DUPLICATE_DATA"]
    remove_all(zoho)


@pytest.mark.parametrize(("edition", "quota"), [("free", 0), ("standard", 10)])
def test_quotas(zoho, edition, quota):
    zoho.sim.edit("org", edition=edition)
    for at in range(0, quota, 5):
        create(
            zoho,
            *({"field_label": f"Q {at + n}", "data_type": "text"} for n in range(5)),
        )
    (told,) = create(zoho, {"field_label": "Last", "data_type": "text"}, status=400)
    assert (told["code"], told["details"]["limit"]) == ("LIMIT_EXCEEDED", quota)
    remove_all(zoho)


def test_two_unique_fields(zoho):
    unique = {"case_sensitive": True}
    rows = [
        {"field_label": f"U {n}", "data_type": "text", "unique": unique}
        for n in range(3)
    ]
    codes = [each["code"] for each in create(zoho, *rows, status=207)]
    assert codes == ["SUCCESS", "SUCCESS", "LIMIT_EXCEEDED"]
    remove_all(zoho)


def test_names_that_are_taken(zoho):
    create(zoho, {"field_label": "Qty/Box", "data_type": "text"})
    create(zoho, {"field_label": "Qty Box", "data_type": "text"})
    rows = zoho.sim.control("state", {"what": ["custom_fields"]})["custom_fields"]
    names = {row["label"]: row["api_name"] for row in rows}
    assert names == {"Qty/Box": "Qty_Box", "Qty Box": "Qty_Box1"}
    remove_all(zoho)


def test_changing_fields(zoho):
    (told,) = create(zoho, BILLING)
    field_id = told["details"]["id"]
    row = {
        "field_label": "Abrechnung",
        "pick_list_values": [{"display_value": "Daily"}, {"display_value": "One off"}],
    }
    path, query = f"settings/fields/{field_id}", {"module": "Products"}
    zoho.call("PATCH", path, 200, {"fields": [row]}, **query)
    field = zoho.field("Products", "Billing")
    assert field["field_label"] == "Abrechnung"
    options = {x["actual_value"]: x for x in field["pick_list_values"]}
    assert list(options) == ["monthly", "one_off", "Daily"]
    renamed = {"id": options["monthly"]["id"], "display_value": "Månedlig"}
    gone = {"id": options["Daily"]["id"], "_delete": True}
    body = {"fields": [{"id": field_id, "pick_list_values": [renamed, gone]}]}
    zoho.call("PATCH", "settings/fields", 200, body, **query)
    path = f"{path}/pick_list_values"
    found = zoho.call("GET", path, **query)["pick_list_values"]
    assert [each["sequence_number"] for each in found] == [1, 2]
    assert [(x["display_value"], x["actual_value"]) for x in found] == [
        ("Månedlig", "monthly"),
        ("One off", "one_off"),
    ]
    body = {"fields": [{"id": "1"}]}
    zoho.error("PATCH", "settings/fields", "INVALID_DATA", 400, body, **query)
    zoho.error(
        *("PATCH", "settings/fields", "LIMIT_EXCEEDED", 400, {"fields": [{}] * 6}),
        **query,
    )
    name = zoho.field("Products", "Product_Name")["id"]
    zoho.error("DELETE", f"settings/fields/{name}", "NOT_ALLOWED", **query)
    remove_all(zoho)


def test_a_field_becomes_mandatory_in_the_layout(zoho):
    (told,) = create(zoho, BILLING)
    (layout,) = zoho.call("GET", "settings/layouts", module="Products")["layouts"]
    row = {"id": told["details"]["id"], "required": True}
    section = {"id": layout["sections"][0]["id"], "fields": [row]}
    body = {"layouts": [{"sections": [section]}]}
    path = f"settings/layouts/{layout['id']}"
    zoho.call("PATCH", path, 200, body, module="Products")
    shown = zoho.call("GET", path, module="Products")["layouts"][0]
    required = {x["api_name"] for x in shown["sections"][0]["fields"] if x["required"]}
    assert required == {"Product_Name", "Billing"}
    # the list of fields does not tell
    assert zoho.field("Products", "Billing")["system_mandatory"] is False
    remove_all(zoho)


def test_provisioned():
    with SimulatorProcess(MODULE, provisioned=True, odd_records=True) as sim:
        zoho = ZohoApi(sim)
        rows = sim.control("state", {"what": ["custom_fields"]})["custom_fields"]
        names = {(row["module"], row["api_name"]) for row in rows}
        assert names == {
            *(("Products", name) for name in ("Billing", "Billing_Cycle", "Region")),
            *(("Products", name) for name in ("Interval_Count", "Interval_Unit")),
            ("Products", "No_of_Billing_Cycles"),
            ("Contacts", "Customer_Language"),
        }
        products = zoho.rows("Products", "Billing")
        billed = ("Monthly", "Annual", "Quarterly", "One off", "Custom", None)
        assert {row["Billing"] for row in products} <= {*billed}
        odd = sim.control("state", {"what": ["odd_records"]})["odd_records"]
        path = f"Deals/{odd['deal-mixed-cycles']}/Products"
        cycles = [row["Billing"] for row in zoho.rows(path, "Billing")]
        assert cycles == ["Monthly", "Annual"]
        contact = zoho.get("Contacts", odd["contact-usual"])
        assert contact["Customer_Language"] == "English"
        custom = zoho.get("Products", odd["product-custom"])
        assert (custom["Interval_Count"], custom["Interval_Unit"]) == (2, "Weeks")
