"""What hangs on deals: products, contacts, notes."""

import pytest

from tests.simulators.tests.zoho.api import FOREVER


def linked(zoho, deal, fields="Product_Name,Unit_Price", **query):
    return zoho.rows(f"Deals/{deal}/Products", fields, **query)


def test_products_of_a_deal(zoho):
    deal = zoho.deal(Amount=1)
    first = zoho.add("Products", Product_Name="A", Unit_Price=5)
    second = zoho.add("Products", Product_Name="B")
    assert linked(zoho, deal) == []
    path = f"Deals/{deal}/Products"
    body = {"data": [{"id": second}, {"id": first}]}
    told = zoho.call("PUT", path, 200, body)["data"]
    assert {each["message"] for each in told} == {"relation added"}
    # once is enough
    zoho.call("PUT", f"{path}/{first}", 200, {"data": [{"id": first}]})
    assert linked(zoho, deal) == [
        {"id": second, "Product_Name": "B", "Unit_Price": None},
        {"id": first, "Product_Name": "A", "Unit_Price": 5},
    ]
    assert [row["id"] for row in zoho.rows(f"Products/{first}/Deals")] == [deal]
    assert zoho.get("Deals", deal)["Amount"] == 1
    told = zoho.call("DELETE", path, 207, ids=f"{first},{FOREVER}")["data"]
    assert [each["message"] for each in told] == [
        "relation removed",
        "the related id given seems to be invalid",
    ]
    assert [row["id"] for row in linked(zoho, deal)] == [second]
    zoho.call("DELETE", f"{path}/{second}")
    assert linked(zoho, deal) == []
    assert zoho.get("Products", second)


def test_bad_links(zoho):
    deal = zoho.deal()
    path = f"Deals/{deal}/Products"
    zoho.error("PUT", path, "INVALID_DATA", 400, {"data": [{"id": FOREVER}]})
    zoho.error("PUT", path, "MANDATORY_NOT_FOUND", 400, {"data": [{}]})
    zoho.error("PUT", path, "LIMIT_EXCEEDED", 400, {"data": [{"id": "1"}] * 101})
    zoho.error("DELETE", path, "REQUIRED_PARAM_MISSING")
    zoho.error("GET", path, "REQUIRED_PARAM_MISSING")
    query = {"fields": "id"}
    details = zoho.error("GET", f"Deals/{deal}/Shoes", "INVALID_DATA", **query)
    assert details == {"resource_path_index": 2}
    details = zoho.error(
        "GET", f"Deals/{FOREVER}/Products", "INVALID_DATA", 404, **query
    )
    assert details == {"resource_path_index": 1}
    notes = f"Deals/{deal}/Notes"
    zoho.error("PUT", notes, "NOT_SUPPORTED", 400, {"data": [{"id": "1"}]})


def test_a_deleted_product_leaves_the_list(zoho):
    deal, product = zoho.deal(), zoho.add("Products", Product_Name="A")
    zoho.sim.edit("deal", deal, "add-products", products=[product])
    zoho.call("DELETE", f"Products/{product}")
    assert linked(zoho, deal) == []
    zoho.sim.edit("product", product, "restore")
    assert [row["id"] for row in linked(zoho, deal)] == [product]


def test_whether_a_link_touches_the_deal(zoho):
    deal, product = zoho.deal(), zoho.add("Products", Product_Name="A")
    moment = zoho.get("Deals", deal)["Modified_Time"]
    zoho.sim.control("clock", {"advance": 3})
    zoho.sim.edit("deal", deal, "add-products", products=[product])
    assert zoho.get("Deals", deal)["Modified_Time"] == moment
    zoho.sim.set_quirks("link-touches-deal")
    zoho.sim.edit("deal", deal, "remove-products", products=[product])
    assert zoho.get("Deals", deal)["Modified_Time"] > moment


def test_products_modified_since(zoho):
    zoho.sim.control("clock", {"advance": 5})
    product, deal = zoho.add("Products", Product_Name="A"), zoho.deal()
    headers = {"If-Modified-Since": zoho.get("Deals", deal)["Modified_Time"]}
    zoho.sim.control("clock", {"advance": 5})
    zoho.sim.edit("deal", deal, "add-products", products=[product])
    args = ("GET", f"Deals/{deal}/Products")
    assert zoho.http(*args, headers=headers, fields="id").status_code == 304
    zoho.sim.set_quirks("related-since-link-time")
    assert zoho.http(*args, headers=headers, fields="id").status_code == 200


def test_a_hidden_list(zoho):
    zoho.sim.set_quirks("hidden-products")
    path = f"Deals/{zoho.deal()}/Products"
    assert zoho.error("GET", path, "INVALID_DATA", fields="id") == {
        "resource_path_index": 2
    }
    found = zoho.call("GET", "settings/related_lists", module="Deals")["related_lists"]
    hidden = [row["api_name"] for row in found if row["status"] == "user_hidden"]
    assert hidden == ["Products"]
    path = "settings/related_lists?module=Deals&status=visible"
    found = zoho.call("GET", path)["related_lists"]
    assert "Products" not in {row["api_name"] for row in found}


def test_related_lists_say_their_address(zoho):
    found = zoho.call("GET", "settings/related_lists", module="Deals")["related_lists"]
    places = {row["api_name"]: row["href"] for row in found}
    assert places["Products"] == "Deals/{ENTITYID}/Products"
    assert set(places) >= {"Products", "Contact_Roles", "Notes"}
    assert zoho.call("GET", "settings/related_lists", 204, module="Notes") is None


# -- contacts ------------------------------------------------------------------------


def roles(zoho, deal):
    rows = zoho.rows(f"Deals/{deal}/Contact_Roles", "Email")
    found = {}
    for row in rows:
        found[row["id"]] = row["Contact_Role"] and row["Contact_Role"]["name"]
    return found


def test_contact_roles(zoho):
    deal = zoho.deal()
    contact = zoho.add("Contacts", Last_Name="Ærø", Email="r@kunde.example")
    known = zoho.call("GET", "Contacts/roles")["contact_roles"]
    maker = next(each for each in known if each["name"] == "Decision Maker")
    path = f"Deals/{deal}/Contact_Roles"
    assert roles(zoho, deal) == {}
    row = {"id": contact, "Contact_Role": {"id": maker["id"]}}
    told = zoho.call("PUT", path, 200, {"data": [row]})["data"]
    assert told[0]["message"] == "relation added"
    told = zoho.call("PUT", path, 200, {"data": [row]})["data"]
    assert told[0]["message"] == "relation updated"
    assert roles(zoho, deal) == {contact: "Decision Maker"}
    (row,) = zoho.rows(path, "Email")
    assert row.keys() == {"id", "Email", "Contact_Role"}
    (row,) = zoho.rows(f"{path}/{contact}", "Email")
    assert row["id"] == contact
    zoho.call("DELETE", f"{path}/{contact}")
    assert roles(zoho, deal) == {}
    zoho.error("DELETE", path, "INVALID_DATA", ids=contact)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"id": FOREVER, "Contact_Role": {"id": "1"}}, "INVALID_DATA"),
        ({"Contact_Role": {"id": "1"}}, "INVALID_DATA"),
        (5, "INVALID_DATA"),
    ],
)
def test_bad_roles(zoho, row, code):
    path = f"Deals/{zoho.deal()}/Contact_Roles"
    zoho.error("PUT", path, code, 400, {"data": [row]})


def test_a_role_must_be_known(zoho):
    path = f"Deals/{zoho.deal()}/Contact_Roles/{zoho.add('Contacts', Last_Name='Å')}"
    zoho.error("PUT", path, "MANDATORY_NOT_FOUND", 400, {"data": [{}]})
    body = {"data": [{"Contact_Role": {"id": "1"}}]}
    assert zoho.error("PUT", path, "INVALID_DATA", 400, body)["api_name"] == (
        "Contact_Role"
    )


def test_contacts_added_by_people(zoho):
    deal, contact = zoho.deal(), zoho.add("Contacts", Last_Name="Ærø")
    zoho.sim.edit("deal", deal, "add-contacts", contacts=[contact])
    assert roles(zoho, deal) == {contact: None}
    zoho.sim.edit("deal", deal, "add-contacts", contacts=[contact], role="Influencer")
    assert roles(zoho, deal) == {contact: "Influencer"}
    zoho.sim.edit("deal", deal, "remove-contacts", contacts=[contact])
    assert roles(zoho, deal) == {}


def test_whether_the_contact_of_the_deal_has_a_role(zoho):
    contact = zoho.add("Contacts", Last_Name="Ærø")
    assert roles(zoho, zoho.deal(Contact_Name=contact)) == {}
    zoho.sim.set_quirks("primary-contact-has-role")
    assert roles(zoho, zoho.deal(Contact_Name=contact)) == {contact: None}
    assert len(zoho.rows(f"Contacts/{contact}/Deals")) == 2


# -- notes ---------------------------------------------------------------------------


def test_notes(zoho):
    deal = zoho.deal()
    path = f"Deals/{deal}/Notes"
    assert zoho.rows(path) == []
    body = {"data": [{"Note_Title": "Billing", "Note_Content": "Link sendt ✓"}]}
    (done,) = zoho.call("POST", path, 201, body)["data"]
    new = {"module": {"api_name": "Deals"}, "id": deal}
    second = zoho.add("Notes", Note_Content="ny", Parent_Id=new)
    third = zoho.add(
        "Notes", Note_Content="gl", Parent_Id=deal, **{"$se_module": "Deals"}
    )
    rows = zoho.rows(path, "Note_Content,Parent_Id,$se_module")
    assert [row["id"] for row in rows] == [done["details"]["id"], second, third]
    assert rows[0]["Parent_Id"] == {"id": deal, "name": "Ærø"}
    assert {row["$se_module"] for row in rows} == {"Deals"}
    body = {"data": [{"Note_Content": "x", "Parent_Id": {"id": deal}}]}
    assert zoho.error("POST", "Notes", "INVALID_DATA", 400, body)["api_name"] == (
        "Parent_Id"
    )
    zoho.error("POST", path, "MANDATORY_NOT_FOUND", 400, {"data": [{}]})
    zoho.put("Notes", second, Note_Content="ændret")
    zoho.call("DELETE", f"Notes/{third}")
    rows = zoho.rows(path, "Note_Content")
    assert [row["Note_Content"] for row in rows] == ["Link sendt ✓", "ændret"]
