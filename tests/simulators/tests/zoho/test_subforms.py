"""The subform of deals: its rows, its metadata, its own module."""

import subprocess
import sys

import pytest

from tests.simulators.process import PROJECT_ROOT, SimulatorProcess
from tests.simulators.tests.zoho.api import FOREVER, MODULE, ZohoApi

NAME = "Product_and_Pricing"


@pytest.fixture
def zoho(selling):
    return selling


def product(zoho, name="Webhotel", **values):
    return zoho.add("Products", Product_Name=name, **values)


def rows(zoho, deal):
    return zoho.get("Deals", deal)[NAME]


def short(zoho, deal):
    return [
        (row["Quantity"], row["List_Price"], row["Total"]) for row in rows(zoho, deal)
    ]


def item(quantity=1, price=10, **values):
    """A row to write."""
    return {"Quantity": quantity, "List_Price": price, **values}


def test_rows_of_a_deal(zoho):
    goods = product(zoho, Unit_Price=5)
    line = item(3, 9.5, Product_Name={"id": goods}, Total=1, Shoe=1)
    deal = zoho.deal(**{NAME: [line, {"Quantity": 2}]})
    first, second = rows(zoho, deal)
    assert first["Product_Name"] == {"name": "Webhotel", "id": goods}
    assert first["Parent_Id"] == {"name": "Ærø", "id": deal}
    assert (first["Quantity"], first["List_Price"], first["Total"]) == (3, 9.5, 28.5)
    assert first["Created_Time"] == zoho.get("Deals", deal)["Created_Time"]
    assert {"$layout_id", "$in_merge", "Modified_Time", "id"} <= first.keys()
    assert "Sequence_Number" not in first and "Shoe" not in first
    # nothing comes from the product
    nothing = dict.fromkeys(("Product_Name", "List_Price", "Total"))
    assert nothing.items() <= second.items()
    assert rows(zoho, zoho.deal()) == []


def test_lists_have_no_rows(zoho):
    deal = zoho.deal(**{NAME: [item()]})
    (row,) = zoho.rows("Deals", f"Deal_Name,{NAME}", ids=deal)
    assert row == {"id": deal, "Deal_Name": "Ærø"}
    found = zoho.call("GET", "Deals/search", criteria=f"(id:equals:{deal})")["data"]
    assert NAME not in found[0] and found[0]["Deal_Name"] == "Ærø"
    path = f"Deals/{deal}"
    (one,) = zoho.call("GET", path, fields=f"Stage,{NAME}")["data"]
    assert one[NAME] == rows(zoho, deal)
    assert zoho.get("Deals", deal)["$has_more"] == {"Tag": False, NAME: False}
    query = f"select {NAME} from Deals where id is not null"
    zoho.error("POST", "coql", "INVALID_QUERY", 400, {"select_query": query})
    criteria = f"({NAME}:equals:1)"
    zoho.error("GET", "Deals/search", "INVALID_QUERY", criteria=criteria)


def test_changing_rows(zoho):
    deal = zoho.deal(**{NAME: [item(1), item(2)]})
    first, second = (row["id"] for row in rows(zoho, deal))
    moment = zoho.get("Deals", deal)["Modified_Time"]
    zoho.sim.control("clock", {"advance": 2})
    # a row without an id is added, one that is not named stays
    zoho.put("Deals", deal, **{NAME: [item(7), {"id": first, "Quantity": 5}]})
    assert short(zoho, deal) == [(5, 10, 50), (2, 10, 20), (7, 10, 70)]
    found = rows(zoho, deal)
    assert [row["id"] for row in found[:2]] == [first, second]
    assert found[1]["Modified_Time"] == moment < found[0]["Modified_Time"]
    assert zoho.get("Deals", deal)["Modified_Time"] == found[0]["Modified_Time"]
    zoho.put("Deals", deal, **{NAME: [{"id": second, "_delete": None}, {"id": first}]})
    assert short(zoho, deal) == [(5, 10, 50), (7, 10, 70)]
    zoho.put("Deals", deal, Next_Step="x")
    assert len(rows(zoho, deal)) == 2
    zoho.put("Deals", deal, **{NAME: []})
    assert rows(zoho, deal) == []


@pytest.mark.parametrize(
    ("row", "code", "details"),
    [
        (5, "INVALID_DATA", {"api_name": NAME, "expected_data_type": "jsonobject"}),
        ({"Quantity": "3"}, "INVALID_DATA", {"api_name": "Quantity"}),
        ({"List_Price": True}, "INVALID_DATA", {"expected_data_type": "double"}),
        ({"Product_Name": {"id": FOREVER}}, "INVALID_DATA", {}),
        ({"id": FOREVER, "Quantity": 3}, "INVALID_DATA", {"api_name": "id"}),
        ({"_delete": None}, "MANDATORY_NOT_FOUND", {"api_name": "id"}),
    ],
)
def test_bad_rows(zoho, row, code, details):
    deal = zoho.deal(**{NAME: [item()]})
    body = {"data": [{"Next_Step": "x", NAME: [item(), row]}]}
    told = zoho.error("PUT", f"Deals/{deal}", code, 400, body)
    assert details.items() <= told.items()
    assert told["json_path"].startswith(f"$.data[0].{NAME}[1]")
    shown = zoho.get("Deals", deal)
    assert shown["Next_Step"] is None and len(shown[NAME]) == 1


def test_rows_that_are_no_list_or_too_many(zoho):
    deal = zoho.deal()
    body = {"data": [{NAME: {"Quantity": 1}}]}
    told = zoho.error("PUT", f"Deals/{deal}", "INVALID_DATA", 400, body)
    assert told["expected_data_type"] == "jsonarray"
    zoho.put("Deals", deal, **{NAME: [item()] * 100})
    body = {"data": [{NAME: [item()]}]}
    told = zoho.error("PUT", f"Deals/{deal}", "LIMIT_EXCEEDED", 400, body)
    assert told["limit"] == 100
    assert len(rows(zoho, deal)) == 100


def test_several_wrong_values(zoho):
    body = {"data": [{"Amount": "x", NAME: [{"Quantity": "x", "List_Price": "y"}]}]}
    told = zoho.error(
        "PUT", f"Deals/{zoho.deal()}", "MULTIPLE_OR_MULTI_ERRORS", 400, body
    )
    paths = {each["details"]["json_path"] for each in told["errors"]}
    place = f"$.data[0].{NAME}[0]"
    assert paths == {"$.data[0].Amount", f"{place}.Quantity", f"{place}.List_Price"}


# -- its metadata and module ---------------------------------------------------------


def test_the_field(zoho):
    field = zoho.field("Deals", NAME)
    assert (field["data_type"], field["json_type"]) == ("subform", "jsonarray")
    assert field["field_label"] == "Product and Pricing"
    assert (field["custom_field"], field["system_mandatory"]) == (True, False)
    assert "length" not in field
    assert field["associated_module"]["module"] == NAME
    # published so, although they can be written
    assert not any(field["operation_type"].values())
    fields = zoho.call("GET", "settings/fields", module=NAME)["fields"]
    kinds = {each["api_name"]: each["data_type"] for each in fields}
    assert kinds == {
        **{"Parent_Id": "lookup", "Product_Name": "lookup"},
        **{"Quantity": "double", "List_Price": "currency", "Total": "formula"},
        **{"Created_Time": "datetime", "Modified_Time": "datetime"},
    }
    (module,) = zoho.call("GET", f"settings/modules/{NAME}")["modules"]
    assert module["generated_type"] == "subform"
    assert module["parent_module"]["api_name"] == "Deals"
    assert module["id"] == field["associated_module"]["id"]


def test_the_layout(zoho):
    (layout,) = zoho.call("GET", "settings/layouts", module="Deals")["layouts"]
    plain, subform = layout["sections"]
    assert (plain["isSubformSection"], subform["isSubformSection"]) == (False, True)
    assert NAME not in {each["api_name"] for each in plain["fields"]}
    (field,) = subform["fields"]
    assert field["api_name"] == NAME
    assert field["associated_module"]["layout"]["name"] == "Standard"
    assert subform["properties"]["maximum_rows"] == 100


def test_the_list_of_all_rows(zoho):
    deal = zoho.deal(**{NAME: [item(4), item(5)]})
    found = zoho.rows(NAME, "Quantity,Parent_Id", per_page=2)
    assert [row["Quantity"] for row in found] == [5, 4]
    assert found[0]["Parent_Id"]["id"] == deal
    zoho.error("GET", NAME, "REQUIRED_PARAM_MISSING")
    text = f"select Quantity from {NAME} where Parent_Id = '{deal}' order by Quantity"
    told = zoho.call("POST", "coql", 200, {"select_query": text})["data"]
    assert [row["Quantity"] for row in told] == [4, 5]
    body = {"data": [{"Quantity": 1}]}
    for method in ("POST", "PUT", "DELETE"):
        zoho.error(method, NAME, "INVALID_MODULE", 400, body)
    zoho.call("DELETE", f"Deals/{deal}")
    assert deal not in {row["Parent_Id"]["id"] for row in zoho.rows(NAME, "Parent_Id")}
    zoho.sim.edit("deal", deal, "restore")
    assert [row["Quantity"] for row in rows(zoho, deal)] == [4, 5]
    assert zoho.rows(NAME, "Quantity", per_page=2) == [
        {"id": row["id"], "Quantity": row["Quantity"]} for row in found
    ]


def test_rows_are_as_open_as_their_deal(zoho):
    sim = zoho.sim
    deal = zoho.deal(**{NAME: [item()]})
    sim.edit("user", "sales", sees_all=False)
    sales = ZohoApi(sim, by="sales")
    assert all(row["Parent_Id"]["id"] != deal for row in sales.rows(NAME, "Parent_Id"))
    sim.edit("user", "sales", sees_all=True)
    assert any(row["Parent_Id"]["id"] == deal for row in sales.rows(NAME, "Parent_Id"))
    other = ZohoApi(sim, scopes=["ZohoCRM.modules.contacts.ALL"])
    other.error("GET", NAME, "OAUTH_SCOPE_MISMATCH", 401, fields="id")
    other = ZohoApi(sim, scopes=["ZohoCRM.modules.deals.READ"])
    other.rows(NAME)


# -- people and channels -------------------------------------------------------------


def test_rows_by_people(zoho):
    sim = zoho.sim
    goods = product(zoho)
    line = {"Product_Name": goods, "Quantity": 2, "List_Price": 4.25}
    values = {"Deal_Name": "x", "Stage": "Qualification", NAME: [line]}
    deal = sim.edit("deal", operation="add", **values)["id"]
    (row,) = rows(zoho, deal)
    assert (row["Product_Name"]["id"], row["Total"]) == (goods, 8.5)
    (state,) = sim.records("Deals", [deal])
    assert state[NAME][0]["id"] == row["id"]
    assert state[NAME][0]["Product_Name"] == goods
    changes = [{"id": row["id"], "Quantity": 3}, {"Quantity": 1, "List_Price": 1}]
    sim.edit("deal", deal, **{NAME: changes})
    assert short(zoho, deal) == [(3, 4.25, 12.75), (1, 1, 1)]
    sim.edit("deal", deal, **{NAME: [{"id": row["id"], "_delete": None}]})
    assert short(zoho, deal) == [(1, 1, 1)]
    with pytest.raises(ValueError, match="there is no row 5"):
        sim.edit("deal", deal, **{NAME: [{"id": "5"}]})
    with pytest.raises(ValueError, match="cannot set Shoe"):
        sim.edit("deal", deal, **{NAME: [{"Shoe": 5}]})
    sim.edit("product", goods, "delete")
    assert short(zoho, deal) == [(1, 1, 1)]


def test_a_changed_row_is_told_as_a_changed_deal(zoho, subscriber):
    deal = zoho.deal(**{NAME: [item()]})
    settings = {"return_affected_field_values": True}
    zoho.watch(subscriber.url, events=["Deals.edit"], **settings)
    (row,) = rows(zoho, deal)
    change = {NAME: [{"id": row["id"], "Quantity": 9}]}
    zoho.sim.edit("deal", deal, **change)
    (call,) = subscriber.wait(1)
    assert call["affected_fields"] == [{deal: [NAME]}]
    values = {NAME: [{"id": row["id"]}]}
    assert call["affected_values"] == [{"record_id": deal, "values": values}]


# -- orgs ----------------------------------------------------------------------------


def test_without_the_option(zoho_sim):
    zoho = ZohoApi(zoho_sim)
    fields = zoho.call("GET", "settings/fields", module="Deals")["fields"]
    assert "subform" not in {each["data_type"] for each in fields}
    deal = zoho.deal(**{NAME: [item()]})
    assert NAME not in zoho.get("Deals", deal)
    zoho.error("GET", NAME, "INVALID_MODULE", fields="id")


def test_two_subforms():
    names = ["Goods", "Services_2"]
    with SimulatorProcess(MODULE, subform=names, deals=2) as sim:
        zoho = ZohoApi(sim)
        deal = zoho.deal(Goods=[{"Quantity": 1}], Services_2=[{"Quantity": 2}])
        shown = zoho.get("Deals", deal)
        assert [shown[name][0]["Quantity"] for name in names] == [1, 2]
        zoho.put("Deals", deal, Goods=[])
        shown = zoho.get("Deals", deal)
        assert [len(shown[name]) for name in names] == [0, 1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--subform", "no name"],
        ["--subform", "A", "--edition", "professional"],
        ["--subform", "A", "--subform", "B", "--subform", "C"],
        ["--subform", "Amount"],
    ],
)
def test_subforms_that_cannot_be(arguments):
    command = [sys.executable, "-m", MODULE, *arguments]
    done = subprocess.run(
        command, cwd=PROJECT_ROOT, capture_output=True, timeout=30, check=False
    )
    assert done.returncode and not done.stdout
