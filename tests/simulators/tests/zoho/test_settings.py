"""The organisation, users, modules, fields, layouts, currencies."""

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.zoho.api import MODULE, ZohoApi


def test_org(zoho):
    (org,) = zoho.call("GET", "org")["org"]
    assert (org["iso_code"], org["currency_symbol"]) == ("EUR", "€")
    assert org["currency"] == "Euro - EUR"
    assert org["license_details"]["paid_type"] == "enterprise"
    assert org["mc_status"] is False
    assert org["primary_email"] == "astrid@saelger.example"
    assert zoho.call("GET", "org")["org"] == [org]
    zoho.sim.edit("org", currency_format="code")
    assert zoho.call("GET", "org")["org"][0]["currency_symbol"] == "EUR"
    zoho.sim.set_quirks("iso-code-in-locale")
    (org,) = zoho.call("GET", "org")["org"]
    assert (org["iso_code"], org["currency_locale"]) == ("EU", "EUR")


def test_users(zoho, zoho_sim):
    told = zoho.call("GET", "users")
    assert told["info"]["count"] == len(told["users"]) == 2
    (own,) = zoho.call("GET", "users", type="CurrentUser")["users"]
    assert own["id"] == zoho.user_id
    (other,) = ZohoApi(zoho_sim, by="sales").call("GET", "users", type="CurrentUser")[
        "users"
    ]
    assert other["id"] != own["id"]
    assert other["profile"]["name"] == "Standard"
    (admin,) = zoho.call("GET", "users", type="AdminUsers")["users"]
    assert admin["id"] == own["id"]
    assert zoho.call("GET", "users", 204, type="DeletedUsers") is None
    assert zoho.call("GET", "users/1", 204) is None
    zoho.error("GET", "users", "INVALID_DATA", type="Shoes")
    zoho.sim.edit("user", other["id"], status="deleted")
    (gone,) = zoho.call("GET", "users", type="DeletedUsers")["users"]
    assert gone["id"] == other["id"]
    zoho.sim.edit("user", "sales", status="active")


def test_modules(zoho):
    rows = zoho.call("GET", "settings/modules")["modules"]
    names = {row["api_name"]: row["module_name"] for row in rows}
    assert names["Deals"] == "Potentials"
    usual = {"Accounts", "Contacts", "Deals", "Products", "Notes", "Quotes"}
    assert set(names) == {*usual, "Quoted_Items"}
    (row,) = zoho.call("GET", "settings/modules/Deals")["modules"]
    assert row["api_name"] == "Deals"
    zoho.error("GET", "settings/modules/Shoes", "INVALID_MODULE")


def test_fields(zoho):
    field = zoho.field("Contacts", "Last_Name")
    assert (field["data_type"], field["length"]) == ("text", 80)
    assert field["system_mandatory"] is True and field["custom_field"] is False
    lookup = zoho.field("Deals", "Contact_Name")
    assert lookup["lookup"]["module"]["api_name"] == "Contacts"
    assert zoho.field("Contacts", "Full_Name")["field_read_only"] is True
    reason = zoho.field("Deals", "Reason_For_Loss__s")
    assert "Price" in {each["actual_value"] for each in reason["pick_list_values"]}
    one = zoho.call("GET", f"settings/fields/{reason['id']}", module="Deals")
    assert one["fields"] == [reason]
    zoho.error("GET", "settings/fields/1", "INVALID_DATA", module="Deals")
    path = f"settings/fields/{field['id']}/pick_list_values"
    assert zoho.call("GET", path, 204, module="Contacts") is None


def test_layouts(zoho):
    (layout,) = zoho.call("GET", "settings/layouts", module="Deals")["layouts"]
    (section,) = layout["sections"]
    required = {each["api_name"] for each in section["fields"] if each["required"]}
    assert required == {"Deal_Name", "Stage", "Pipeline"}
    path = f"settings/layouts/{layout['id']}"
    assert zoho.call("GET", path, module="Deals")["layouts"] == [layout]
    assert zoho.call("GET", "settings/layouts/1", 204, module="Deals") is None
    rows = [{"id": each["id"]} for each in section["fields"][:6]]
    body = {"layouts": [{"sections": [{"id": section["id"], "fields": rows}]}]}
    zoho.error("PATCH", path, "LIMIT_EXCEEDED", 400, body, module="Deals")
    body["layouts"][0]["sections"][0] = {"id": "1", "fields": rows[:1]}
    zoho.error("PATCH", path, "INVALID_DATA", 400, body, module="Deals")
    row = {"id": rows[0]["id"], "required": "yes"}
    body["layouts"][0]["sections"][0] = {"id": section["id"], "fields": [row]}
    zoho.error("PATCH", path, "INVALID_DATA", 400, body, module="Deals")


@pytest.mark.parametrize(
    ("edition", "code"),
    [
        ("professional", "FEATURE_NOT_SUPPORTED"),
        ("enterprise", "CURRENCIES_NOT_ENABLED"),
    ],
)
def test_without_several_currencies(zoho, edition, code):
    zoho.sim.edit("org", edition=edition)
    zoho.error("GET", "org/currencies", code, 403)
    fields = zoho.call("GET", "settings/fields", module="Deals")["fields"]
    assert "Currency" not in {each["api_name"] for each in fields}


def test_several_currencies():
    options = {"multi_currency": True, "currency": "DKK", "odd_records": True}
    with SimulatorProcess(MODULE, **options) as sim:
        zoho = ZohoApi(sim)
        rows = zoho.call("GET", "org/currencies")["currencies"]
        base = [row["iso_code"] for row in rows if row["is_base"]]
        assert base == ["DKK"]
        rates = {row["iso_code"]: row["exchange_rate"] for row in rows}
        assert rates["DKK"] == "1.000000000"
        assert float(rates["EUR"]) < 1
        (org,) = zoho.call("GET", "org")["org"]
        assert (org["mc_status"], org["iso_code"]) == (True, "DKK")
        options = zoho.field("Deals", "Currency")["pick_list_values"]
        codes = [each["actual_value"] for each in options]
        assert codes == ["DKK", "EUR", "USD", "SEK"]
        odd = sim.control("state", {"what": ["odd_records"]})["odd_records"]
        deal = odd["deal-mixed-currencies"]
        names = "Currency,$currency_symbol"
        found = zoho.rows(f"Deals/{deal}/Products", names)
        assert {row["Currency"] for row in found} == {None, "USD"}
        assert {row["$currency_symbol"] for row in found} == {"kr", "$"}
