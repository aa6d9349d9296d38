"""Writes of records and what becomes of each of them."""

import pytest

from tests.simulators.tests.zoho.api import FOREVER


def test_making_and_changing(zoho):
    body = {"data": [{"Last_Name": "Ærø", "Shoe": 1, "Full_Name": "no"}]}
    (done,) = zoho.call("POST", "Contacts", 201, body)["data"]
    assert (done["code"], done["message"]) == ("SUCCESS", "record added")
    details = done["details"]
    assert details["Created_By"] == details["Modified_By"]
    assert details["Created_Time"] == details["Modified_Time"]
    contact = details["id"]
    assert zoho.get("Contacts", contact)["Full_Name"] == "Ærø"
    zoho.sim.control("clock", {"advance": 3})
    done = zoho.put("Contacts", contact, First_Name="Bo")
    assert done["message"] == "record updated"
    assert done["details"]["Modified_Time"] > details["Modified_Time"]
    assert zoho.get("Contacts", contact)["Full_Name"] == "Bo Ærø"


def test_each_record_has_a_result(zoho):
    rows = [{"Last_Name": "A"}, {"First_Name": "B"}, {"Last_Name": "C"}]
    told = zoho.call("POST", "Contacts", 207, {"data": rows})["data"]
    codes = [each["code"] for each in told]
    assert codes == ["SUCCESS", "MANDATORY_NOT_FOUND", "SUCCESS"]
    assert told[1]["details"] == {
        "api_name": "Last_Name",
        "json_path": "$.data[1].Last_Name",
    }
    rows = [{"id": told[0]["details"]["id"], "Email": "a@b.example"}, {"id": FOREVER}]
    told = zoho.call("PUT", "Contacts", 207, {"data": rows})["data"]
    assert [each["status"] for each in told] == ["success", "error"]
    assert told[1]["details"]["json_path"] == "$.data[1].id"


def test_writes_that_fail_as_a_whole(zoho):
    body = {"data": [{"First_Name": "B"}]}
    zoho.error("POST", "Contacts", "MANDATORY_NOT_FOUND", 400, body)
    zoho.sim.set_quirks("failed-writes-202")
    zoho.error("POST", "Contacts", "MANDATORY_NOT_FOUND", 202, body)


BAD_VALUES = [
    ("Contacts", {"Last_Name": 5}, {"expected_data_type": "text"}),
    ("Contacts", {"Last_Name": "x" * 81}, {"maximum_length": 80}),
    ("Contacts", {"Email": "x"}, {"expected_data_type": "email"}),
    ("Contacts", {"Email_Opt_Out": "yes"}, {"expected_data_type": "boolean"}),
    ("Contacts", {"Date_of_Birth": "1.2.2000"}, {"expected_data_type": "date"}),
    ("Contacts", {"Account_Name": "Ærø"}, {"expected_data_type": "jsonobject"}),
    ("Contacts", {"Owner": {"id": "1"}}, {"expected_data_type": "jsonobject"}),
    ("Products", {"Unit_Price": "5"}, {"expected_data_type": "double"}),
    ("Products", {"Unit_Price": True}, {"expected_data_type": "double"}),
    ("Products", {"Unit_Price": 10**17}, {"maximum_length": 16}),
    ("Products", {"Tax": "Vat"}, {"expected_data_type": "jsonarray"}),
    ("Deals", {"Probability": 1.5}, {"expected_data_type": "integer"}),
    ("Accounts", {"Account_Number": "x"}, {"expected_data_type": "bigint"}),
]
FULL = {
    "Contacts": {"Last_Name": "Ærø"},
    "Products": {"Product_Name": "Ærø"},
    "Accounts": {"Account_Name": "Ærø"},
    "Deals": {
        **{"Deal_Name": "Ærø", "Stage": "Qualification"},
        **{"Pipeline": "Standard (Standard)"},
    },
}


@pytest.mark.parametrize(("module", "values", "details"), BAD_VALUES)
def test_bad_values(zoho, module, values, details):
    (name,) = values
    body = {"data": [FULL[module] | values]}
    told = zoho.error("POST", module, "INVALID_DATA", 400, body)
    assert told == details | {"api_name": name, "json_path": f"$.data[0].{name}"}


def test_a_lookup_to_nothing(zoho):
    body = {"data": [{"Last_Name": "Ærø", "Account_Name": {"id": FOREVER}}]}
    told = zoho.error("POST", "Contacts", "INVALID_DATA", 400, body)
    assert told["json_path"] == "$.data[0].Account_Name.id"


def test_good_values(zoho):
    account = zoho.add("Accounts", Account_Name="Ærø", Account_Number=10**17)
    assert zoho.get("Accounts", account)["Account_Number"] == str(10**17)
    product = zoho.add(
        "Products",
        **{"Product_Name": "Ærø", "Unit_Price": 5, "Usage_Unit": "Of my own"},
        Tax=["Vat - 25.0 %"],
    )
    shown = zoho.get("Products", product)
    assert (shown["Unit_Price"], shown["Usage_Unit"]) == (5, "Of my own")
    for value in (account, {"id": account}, {"id": account, "name": "x"}):
        contact = zoho.add("Contacts", Last_Name="Ærø", Account_Name=value)
        tie = {"name": "Ærø", "id": account}
        assert zoho.get("Contacts", contact)["Account_Name"] == tie
    other = zoho.sim.control("state", {"what": ["users"]})["users"][1]
    zoho.put("Contacts", contact, Owner={"id": other["id"]})
    assert zoho.get("Contacts", contact)["Owner"]["email"] == other["email"]
    zoho.put("Contacts", contact, Account_Name=None, First_Name="")
    shown = zoho.get("Contacts", contact)
    assert shown["Account_Name"] is None and shown["First_Name"] is None


def test_mandatory_fields_cannot_be_emptied(zoho):
    contact = zoho.add("Contacts", Last_Name="Ærø")
    for value in (None, ""):
        body = {"data": [{"Last_Name": value}]}
        zoho.error("PUT", f"Contacts/{contact}", "MANDATORY_NOT_FOUND", 400, body)


def test_several_errors(zoho):
    body = {"data": [{"Email": "x", "Email_Opt_Out": 1}]}
    told = zoho.error("POST", "Contacts", "MULTIPLE_OR_MULTI_ERRORS", 400, body)
    codes = {each["details"]["api_name"]: each["code"] for each in told["errors"]}
    assert codes == {
        "Email": "INVALID_DATA",
        "Email_Opt_Out": "INVALID_DATA",
        "Last_Name": "MANDATORY_NOT_FOUND",
    }
    zoho.sim.set_quirks("first-error-only")
    zoho.error("POST", "Contacts", "INVALID_DATA", 400, body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (None, "INVALID_DATA"),
        ([], "INVALID_DATA"),
        ({}, "MANDATORY_NOT_FOUND"),
        ({"data": {}}, "INVALID_DATA"),
        ({"data": []}, "INVALID_DATA"),
        ({"data": [5]}, "INVALID_DATA"),
        ({"data": [None]}, "INVALID_DATA"),
        ({"data": [{"Last_Name": "x"}], "trigger": "workflow"}, "INVALID_DATA"),
        ({"data": [{"Last_Name": "x"}], "trigger": ["shoe"]}, "INVALID_DATA"),
        ({"data": [{"Last_Name": "x"}] * 101}, "LIMIT_EXCEEDED"),
    ],
)
def test_bad_bodies(zoho, body, code):
    zoho.error("POST", "Contacts", code, 400, body)
    if code != "LIMIT_EXCEEDED" and body != {"data": [5]} and body != {"data": [None]}:
        zoho.error("PUT", "Contacts", code, 400, body)


def test_a_hundred_at_once(zoho):
    rows = [{"Product_Name": f"Nr {n}"} for n in range(100)]
    told = zoho.call("POST", "Products", 201, {"data": rows})["data"]
    ids = [each["details"]["id"] for each in told]
    assert len(set(ids)) == 100
    zoho.call("DELETE", "Products", ids=",".join(ids))


def test_one_record_in_the_address(zoho):
    contact = zoho.add("Contacts", Last_Name="Ærø")
    path = f"Contacts/{contact}"
    zoho.error("PUT", path, "LIMIT_EXCEEDED", 400, {"data": [{}, {}]})
    body = {"data": [{"Email": "a@b.example"}]}
    assert zoho.error("PUT", f"Contacts/{FOREVER}", "INVALID_DATA", 400, body) == {
        "resource_path_index": 1
    }
    zoho.error("PUT", "Contacts/x", "INVALID_DATA", 400, body)
    zoho.error("PUT", "Contacts", "MANDATORY_NOT_FOUND", 400, body)


def test_unmodified_since(zoho):
    contact = zoho.add("Contacts", Last_Name="Ærø")
    moment = zoho.get("Contacts", contact)["Modified_Time"]
    body = {"data": [{"Email": "a@b.example"}]}
    headers = {"If-Unmodified-Since": moment}
    path = f"Contacts/{contact}"
    zoho.call("PUT", path, 200, body, headers)
    zoho.sim.control("clock", {"advance": 2})
    zoho.sim.edit("contact", contact, Phone="1")
    told = zoho.error("PUT", path, "ALREADY_MODIFIED", 412, body, headers)
    assert told["Modified_Time"] > moment and told["id"] == contact
    assert zoho.get("Contacts", contact)["Phone"] == "1"


def runs(zoho, record_id):
    every = zoho.sim.control("state", {"what": ["workflow_runs"]})["workflow_runs"]
    return [each["on"] for each in every if each["id"] == record_id]


def test_triggers(zoho):
    quiet = {"data": [{"Last_Name": "Ærø"}], "trigger": []}
    (done,) = zoho.call("POST", "Contacts", 201, quiet)["data"]
    contact = done["details"]["id"]
    assert runs(zoho, contact) == []
    zoho.put("Contacts", contact, Phone="1")
    body = {"data": [{"Phone": "2"}], "trigger": ["workflow"]}
    zoho.call("PUT", f"Contacts/{contact}", 200, body)
    assert runs(zoho, contact) == ["record updated"] * 2
    zoho.call("DELETE", f"Contacts/{contact}")
    assert runs(zoho, contact)[2:] == ["record deleted"]
    zoho.sim.edit("contact", contact, "restore")
    zoho.call("DELETE", f"Contacts/{contact}", wf_trigger="false")
    zoho.sim.edit("contact", contact, "restore")
    assert len(runs(zoho, contact)) == 3
    body["trigger"] = ["approval"]
    zoho.call("PUT", f"Contacts/{contact}", 200, body)
    assert len(runs(zoho, contact)) == 3


@pytest.mark.parametrize(
    "code",
    ["RECORD_LOCKED", "NOT_APPROVED", "NOT_REVIEWED", "RECORD_IN_BLUEPRINT"],
)
def test_records_that_refuse_writes(zoho, code):
    deal = zoho.deal()
    zoho.sim.edit("deal", deal, "refuse", code=code)
    body = {"data": [{"id": deal, "Amount": 5}]}
    details = zoho.error("PUT", "Deals", code, 400, body)
    assert details["json_path"] == "$.data[0].id"
    zoho.error("DELETE", "Deals", code, ids=deal)
    shown = zoho.get("Deals", deal)
    assert shown["Locked__s"] is (code == "RECORD_LOCKED")
    assert (shown["$approval_state"] == "approved") is (code != "NOT_APPROVED")
    # people in the web client still can, and free it
    zoho.sim.edit("deal", deal, Amount=7)
    zoho.sim.edit("deal", deal, "refuse", code=None)
    zoho.put("Deals", deal, Amount=8)


def test_layout_rules_hold_only_where_the_layout_is_named(zoho):
    name = zoho.sim.edit(
        *("field", None, "add"), module="Products", label="Unit", data_type="text"
    )["id"]
    (layout,) = zoho.call("GET", "settings/layouts", module="Products")["layouts"]
    field = zoho.field("Products", name)
    row = {"id": field["id"], "required": True}
    section = {"id": layout["sections"][0]["id"], "fields": [row]}
    body = {"layouts": [{"sections": [section]}]}
    path = f"settings/layouts/{layout['id']}"
    zoho.call("PATCH", path, 200, body, module="Products")
    assert zoho.add("Products", Product_Name="Ærø")
    values = {"Product_Name": "Ærø", "Layout": {"id": layout["id"]}}
    body = {"data": [values]}
    told = zoho.error("POST", "Products", "MANDATORY_NOT_FOUND", 400, body)
    assert told["api_name"] == name
    zoho.add("Products", **values, **{name: "kg"})
    body = {"data": [values | {"Layout": {"id": "1"}, name: "kg"}]}
    told = zoho.error("POST", "Products", "INVALID_DATA", 400, body)
    assert told["api_name"] == "Layout"
    zoho.sim.edit("field", None, "delete", module="Products", api_name=name)
