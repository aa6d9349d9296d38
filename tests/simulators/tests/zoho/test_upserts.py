"""Upserts, unique fields, deletions and what is deleted."""

import pytest

from tests.simulators.tests.zoho.api import FOREVER, ZohoApi

DAY = 24 * 3600


def upsert(zoho, module, row, status=200, **more):
    body = {"data": [row], **more}
    return zoho.call("POST", f"{module}/upsert", status, body)["data"][0]


def test_upserts(zoho):
    row = {"Last_Name": "Ærø", "Email": "Ups@kunde.example"}
    done = upsert(zoho, "Contacts", row)
    assert (done["action"], done["duplicate_field"]) == ("insert", None)
    contact = done["details"]["id"]
    row = {"Last_Name": "Å", "Email": "ups@kunde.example", "Phone": "1"}
    done = upsert(zoho, "Contacts", row, duplicate_check_fields=["Email"])
    assert (done["action"], done["duplicate_field"]) == ("update", "Email")
    assert done["details"]["id"] == contact
    assert zoho.get("Contacts", contact)["Phone"] == "1"
    done = upsert(zoho, "Contacts", {"id": contact, "Last_Name": "Ø"})
    assert (done["details"]["id"], done["duplicate_field"]) == (contact, "id")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("Products", "Product_Name"),
        ("Accounts", "Account_Name"),
        ("Deals", "Deal_Name"),
    ],
)
def test_keys_of_the_system(zoho, module, name):
    row = {name: "The one and only"}
    if module == "Deals":
        row |= {"Stage": "Qualification", "Pipeline": "Standard (Standard)"}
    first = upsert(zoho, module, row)["details"]["id"]
    assert upsert(zoho, module, row)["details"]["id"] == first


def test_other_keys_are_refused(zoho):
    body = {"data": [{"Last_Name": "x"}], "duplicate_check_fields": ["Phone"]}
    details = zoho.error("POST", "Contacts/upsert", "INVALID_DATA", 400, body)
    assert details["api_name"] == "duplicate_check_fields"


def test_unique_fields(zoho):
    row = {"field_label": "Odoo Key", "data_type": "text", "unique": {}}
    row["unique"] = {"case_sensitive": False}
    made = zoho.call(
        *("POST", "settings/fields", 201, {"fields": [row]}), module="Deals"
    )
    field = made["fields"][0]["details"]["id"]
    first = zoho.deal(Odoo_Key="a-1")
    body = {"data": [{"id": zoho.deal(), "Odoo_Key": "A-1"}]}
    details = zoho.error("PUT", "Deals", "DUPLICATE_DATA", 400, body)
    assert details["duplicate_record"]["id"] == first
    assert details["duplicate_record"]["module"]["api_name"] == "Deals"
    # the record itself is no duplicate
    zoho.put("Deals", first, Odoo_Key="a-1")
    row = {"Deal_Name": "Other", "Odoo_Key": "a-1"}
    done = upsert(zoho, "Deals", row, duplicate_check_fields=["Odoo_Key"])
    assert (done["details"]["id"], done["action"]) == (first, "update")
    zoho.call("DELETE", f"settings/fields/{field}", module="Deals")


def test_a_repeated_post_makes_a_twin(zoho):
    """There is no key that would keep a repeated call from its effect."""
    body = {"data": [{"Last_Name": "Tvilling"}]}
    headers = {"Idempotency-Key": "1"}
    ids = {
        zoho.call("POST", "Contacts", 201, body, headers)["data"][0]["details"]["id"]
        for _time in range(2)
    }
    assert len(ids) == 2


# -- deletions -----------------------------------------------------------------------


def test_deleting(zoho):
    first, second = (zoho.add("Contacts", Last_Name="Ærø") for _each in range(2))
    told = zoho.call("DELETE", "Contacts", 207, ids=f"{first},{FOREVER}")["data"]
    assert [each["code"] for each in told] == ["SUCCESS", "INVALID_DATA"]
    assert told[1]["details"] == {"id": FOREVER}
    assert zoho.call("DELETE", f"Contacts/{second}")["data"][0]["code"] == "SUCCESS"
    for contact in (first, second):
        assert zoho.call("GET", f"Contacts/{contact}", 204) is None
    zoho.error("DELETE", f"Contacts/{second}", "INVALID_DATA")
    details = zoho.error("DELETE", "Contacts", "REQUIRED_PARAM_MISSING")
    assert details == {"param_name": "ids"}
    many = ",".join(map(str, range(101)))
    zoho.error("DELETE", "Contacts", "LIMIT_EXCEEDED", ids=many)


def test_lookups_to_deleted_records_are_empty(zoho):
    account = zoho.add("Accounts", Account_Name="Ærø")
    contact = zoho.add("Contacts", Last_Name="Ærø", Account_Name=account)
    zoho.call("DELETE", f"Accounts/{account}")
    assert zoho.get("Contacts", contact)["Account_Name"] is None
    zoho.sim.edit("account", account, "restore")
    assert zoho.get("Contacts", contact)["Account_Name"]["id"] == account


def deleted(zoho, contact, kind="all"):
    told = zoho.call_any("GET", "Contacts/deleted", type=kind)
    rows = told["data"] if told else []
    return next((row for row in rows if row["id"] == contact), None)


def test_what_is_deleted(zoho):
    contact = zoho.add("Contacts", Last_Name="Slettet")
    zoho.call("DELETE", f"Contacts/{contact}")
    row = deleted(zoho, contact)
    assert (row["type"], row["display_name"]) == ("recycle", "Slettet")
    assert row["deleted_by"]["id"] == row["created_by"]["id"] == zoho.user_id
    assert deleted(zoho, contact, "permanent") is None
    zoho.sim.edit("contact", contact, "purge")
    row = deleted(zoho, contact, "permanent")
    assert (row["type"], row["display_name"], row["deleted_by"]) == (
        *("permanent", None),
        None,
    )
    assert deleted(zoho, contact, "recycle") is None
    with pytest.raises(ValueError, match="no deleted contact"):
        zoho.sim.edit("contact", contact, "restore")


def test_restoring(zoho):
    contact = zoho.add("Contacts", Last_Name="Slettet")
    zoho.sim.edit("contact", contact, "delete")
    assert deleted(zoho, contact)
    zoho.sim.edit("contact", contact, "restore")
    assert deleted(zoho, contact) is None
    assert zoho.get("Contacts", contact)["Last_Name"] == "Slettet"


def test_deleted_since(zoho):
    zoho.sim.control("clock", {"advance": 5})
    contact = zoho.add("Contacts", Last_Name="Slettet")
    zoho.call("DELETE", f"Contacts/{contact}")
    headers = {"If-Modified-Since": deleted(zoho, contact)["deleted_time"]}
    path = "Contacts/deleted"
    assert zoho.http("GET", path, headers=headers).status_code == 304
    zoho.sim.set_quirks("deleted-204")
    assert zoho.http("GET", path, headers=headers).status_code == 204
    zoho.sim.control("clock", {"advance": 2})
    other = zoho.add("Contacts", Last_Name="Slettet")
    zoho.call("DELETE", f"Contacts/{other}")
    found = zoho.call("GET", path, 200, None, headers)["data"]
    assert [row["id"] for row in found] == [other]
    zoho.error("GET", path, "PATTERN_NOT_MATCHED", type="shoe")


def test_how_long_deletions_are_known(zoho):
    contact = zoho.add("Contacts", Last_Name="Slettet")
    zoho.call("DELETE", f"Contacts/{contact}")
    zoho.sim.control("clock", {"advance": 59 * DAY})
    assert deleted(ZohoApi(zoho.sim), contact)["type"] == "recycle"
    zoho.sim.control("clock", {"advance": 2 * DAY})
    assert deleted(ZohoApi(zoho.sim), contact)["type"] == "permanent"
    zoho.sim.control("clock", {"advance": 120 * DAY})
    assert deleted(ZohoApi(zoho.sim), contact) is None
