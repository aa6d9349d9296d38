"""Reads of records: lists, one record, forms of values."""

import re

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.zoho.api import MODULE, ZohoApi

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")


def test_a_list_has_what_is_asked_for(zoho):
    told = zoho.call("GET", "Deals", fields="Deal_Name,Amount,Shoe", per_page=2)
    assert [set(row) for row in told["data"]] == [{"id", "Deal_Name", "Amount"}] * 2
    assert told["info"]["per_page"] == told["info"]["count"] == 2
    assert told["info"]["more_records"] is True
    assert (told["info"]["sort_by"], told["info"]["sort_order"]) == ("id", "desc")


def test_ids_are_texts_of_18_digits(zoho):
    for row in zoho.rows("Contacts", "Account_Name,Owner"):
        assert re.fullmatch(r"\d{18}", row["id"])
        if row["Account_Name"]:
            assert row["Account_Name"].keys() == {"name", "id"}
            assert re.fullmatch(r"\d{18}", row["Account_Name"]["id"])
        assert row["Owner"].keys() == {"name", "id", "email"}


def test_fields_are_mandatory(zoho):
    details = zoho.error("GET", "Deals", "REQUIRED_PARAM_MISSING")
    assert details == {"param_name": "fields"}
    names = ",".join(["Deal_Name"] * 50)
    assert zoho.call("GET", "Deals", fields=names)
    details = zoho.error("GET", "Deals", "LIMIT_EXCEEDED", fields=f"{names},id")
    assert details == {"limit": 50, "param_name": "fields"}


def test_version_2_needs_no_fields(zoho_sim):
    ZohoApi(zoho_sim, version=3).error("GET", "Deals", "REQUIRED_PARAM_MISSING")
    old = ZohoApi(zoho_sim, version=2)
    (row,) = old.call("GET", "Deals", per_page=1)["data"]
    assert {"Deal_Name", "Stage", "Contact_Name"} <= row.keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("per_page", "201"),
        ("per_page", "0"),
        ("per_page", "x"),
        ("page", "0"),
        ("sort_by", "Amount"),
        ("sort_order", "up"),
        ("cvid", "1"),
    ],
)
def test_bad_parameters(zoho, name, value):
    query = {"fields": "id", name: value}
    assert zoho.error("GET", "Deals", "INVALID_DATA", **query)["param_name"] == name


def test_orders(zoho):
    ids = [row["id"] for row in zoho.rows("Deals")]
    assert ids == sorted(ids, reverse=True)
    assert [row["id"] for row in zoho.rows("Deals", sort_order="asc")] == ids[::-1]
    deal = zoho.deal()
    zoho.put("Deals", ids[-1], Amount=1)
    rows = zoho.rows("Deals", "Modified_Time", sort_by="Modified_Time")
    assert {rows[0]["id"], rows[1]["id"]} == {deal, ids[-1]}
    rows = zoho.rows("Deals", "Created_Time", sort_by="Created_Time", sort_order="asc")
    found = zoho.sim.control("state", {"what": ["Deals"]})["Deals"]
    oldest = min(found, key=lambda row: (row["Created_Time"], row["id"]))
    assert rows[0]["id"] == oldest["id"]


def test_some_ids(zoho):
    ids = [row["id"] for row in zoho.rows("Deals")][3:6]
    found = zoho.rows("Deals", ids=",".join([*ids, "1"]))
    assert [row["id"] for row in found] == ids
    assert zoho.call("GET", "Deals", 204, fields="id", ids="1") is None
    many = ",".join(map(str, range(101)))
    zoho.error("GET", "Deals", "LIMIT_EXCEEDED", fields="id", ids=many)


def test_an_empty_list(zoho_sim):
    with SimulatorProcess(MODULE, contacts=0, products=0, deals=0) as sim:
        zoho = ZohoApi(sim)
        reply = zoho.http("GET", "Deals", fields="id")
        assert (reply.status_code, reply.content) == (204, b"")


def test_one_record(zoho):
    contact = zoho.add("Contacts", Last_Name="Ærø", First_Name="Ida")
    shown = zoho.get("Contacts", contact)
    assert shown["Full_Name"] == "Ida Ærø"
    assert shown["Email"] is None and shown["Account_Name"] is None
    assert shown["Tag"] == [] and shown["Locked__s"] is False
    assert shown["$approval_state"] == "approved"
    assert shown["$layout_id"].keys() == {"name", "display_label", "id"}
    assert MOMENT.fullmatch(shown["Modified_Time"])
    names = {"id", "Last_Name", "$currency_symbol"}
    told = zoho.call("GET", f"Contacts/{contact}", fields="Last_Name,$currency_symbol")
    assert told["data"][0].keys() == names
    assert told["data"][0]["$currency_symbol"] == "€"


def test_records_that_are_not_there(zoho):
    reply = zoho.http("GET", "Contacts/554023000009999999")
    assert (reply.status_code, reply.content) == (204, b"")
    assert zoho.error("GET", "Contacts/x", "INVALID_DATA") == {"resource_path_index": 1}


def test_long_texts_are_cut_in_lists(zoho):
    text = "Å" * 600
    contact = zoho.add("Contacts", Last_Name="Ærø", Description=text)
    assert zoho.get("Contacts", contact)["Description"] == text
    (row,) = zoho.rows("Contacts", "Description", ids=contact)
    assert row["Description"] == text[:500]


def since(moment):
    return {"If-Modified-Since": moment}


def test_modified_since(zoho):
    zoho.sim.control("clock", {"advance": 5})
    deal = zoho.deal()
    moment = zoho.get("Deals", deal)["Modified_Time"]
    reply = zoho.http("GET", "Deals", headers=since(moment), fields="id")
    # that very second is not newer
    assert (reply.status_code, reply.content) == (304, b"")
    zoho.sim.set_quirks("modified-since-inclusive")
    told = zoho.call("GET", "Deals", 200, None, since(moment), fields="id")
    assert [row["id"] for row in told["data"]] == [deal]
    zoho.sim.set_quirks()
    zoho.sim.control("clock", {"advance": 2})
    zoho.put("Deals", deal, Amount=5)
    told = zoho.call("GET", "Deals", 200, None, since(moment), fields="id")
    assert [row["id"] for row in told["data"]] == [deal]
    path = f"Deals/{deal}"
    assert zoho.http("GET", path, headers=since(moment)).status_code == 200
    now = zoho.get("Deals", deal)["Modified_Time"]
    assert zoho.http("GET", path, headers=since(now)).status_code == 304


def test_modified_since_in_another_zone(zoho):
    zoho.sim.control("clock", {"advance": 5})
    deal = zoho.deal()
    zoho.sim.control("clock", {"advance": 5})
    moment = "2020-01-01T05:30:00+05:30"
    assert zoho.call("GET", "Deals", 200, None, since(moment), fields="id")["data"]
    found = zoho.sim.control("state", {"what": ["Deals"], "ids": [deal]})["Deals"][0]
    utc = found["Modified_Time"].replace("+00:00", "Z")
    assert zoho.http("GET", "Deals", headers=since(utc), fields="id").status_code == 304


@pytest.mark.parametrize("moment", ["Wed, 21 Oct 2026 07:28:00 GMT", "2026-10-21", ""])
def test_modified_since_of_other_forms(zoho, moment):
    details = zoho.error(
        *("GET", "Deals", "INVALID_DATA", 400, None, since(moment)), fields="id"
    )
    assert details["header_name"] == "if-modified-since"


def test_count(zoho):
    count = len(zoho.rows("Products"))
    assert zoho.call("GET", "Products/actions/count") == {"count": count}
