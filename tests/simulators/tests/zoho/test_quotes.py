"""Quotes, their items and the list that deals have of them."""

import pytest

from tests.simulators.tests.zoho.api import FOREVER, ZohoApi

STAGES = [
    *("Draft", "Negotiation", "Delivered", "On Hold", "Confirmed"),
    *("Closed Won", "Closed Lost"),
]


@pytest.fixture
def zoho(selling):
    return selling


def product(zoho, **values):
    usual = {"Product_Name": "Webhotel", "Product_Code": "W1", "Unit_Price": 100}
    return zoho.add("Products", **usual | values)


def quote(zoho, *items, **values):
    """Make a quote, by default of one product; return its id."""
    items = items or ({"Product_Name": {"id": product(zoho)}},)
    return zoho.add("Quotes", **{"Subject": "Tilbud", "Quoted_Items": items} | values)


def items(zoho, quote_id):
    return zoho.get("Quotes", quote_id)["Quoted_Items"]


def test_a_quote_and_its_items(zoho):
    deal, goods = zoho.deal(), product(zoho)
    tax = {"name": "Vat", "percentage": 25}
    rows = [
        {
            "Product_Name": {"id": goods},
            **{"Quantity": 3, "List_Price": 20.5, "Discount": 1.5},
            **{"Line_Tax": [tax], "Description": "Årligt"},
        },
        {"Product_Name": goods},
        {"Product_Name": goods, "Quantity": 2, "Discount": "5.25%"},
    ]
    values = {"Quote_Stage": "Delivered", "Valid_Till": "2026-12-24"}
    ties = {"Deal_Name": {"id": deal}, "Discount": 10, "Adjustment": 0.5}
    made = quote(zoho, *rows, **values, **ties)
    shown = zoho.get("Quotes", made)
    assert shown["Deal_Name"] == {"name": "Ærø", "id": deal}
    assert values.items() <= shown.items()
    assert shown["Quote_Number"] == made
    first, second, third = shown["Quoted_Items"]
    assert (
        first["Product_Name"].items()
        >= {
            **{"id": goods, "name": "Webhotel", "Product_Code": "W1"},
            **{"Unit_Price": 100, "Taxable": None},
        }.items()
    )
    (told,) = first["Line_Tax"]
    assert told.pop("id").isdigit()
    assert told == tax | {"value": 15}
    names = ("Quantity", "List_Price", "Total", "Discount", "Total_After_Discount")
    names += ("Tax", "Net_Total", "Sequence_Number")
    found = [[row[name] for name in names] for row in (first, second, third)]
    assert found == [
        [3, 20.5, 61.5, 1.5, 60, 15, 75, 1],
        # the price of the product, one piece
        [1, 100, 100, 0, 100, 0, 100, 2],
        [2, 100, 200, 10.5, 189.5, 0, 189.5, 3],
    ]
    assert first["Parent_Id"] == {"name": "Tilbud", "id": made}
    totals = [shown[each] for each in ("Sub_Total", "Discount", "Tax", "Grand_Total")]
    assert totals == [364.5, 10, 0, 355]
    assert shown["$line_tax"] == []


def test_changing_a_quote(zoho):
    made = quote(zoho)
    (row,) = items(zoho, made)
    zoho.put("Quotes", made, Quote_Stage="Confirmed")
    other = {"Product_Name": {"id": product(zoho)}, "List_Price": 5}
    change = [{"id": row["id"], "Quantity": 4}, other]
    zoho.put("Quotes", made, Quoted_Items=change)
    shown = zoho.get("Quotes", made)
    assert [each["Net_Total"] for each in shown["Quoted_Items"]] == [400, 5]
    assert (shown["Quote_Stage"], shown["Grand_Total"]) == ("Confirmed", 405)
    gone = [{"id": row["id"], "_delete": None}]
    zoho.put("Quotes", made, Quoted_Items=gone, Discount=1)
    shown = zoho.get("Quotes", made)
    (row,) = shown["Quoted_Items"]
    assert (row["Sequence_Number"], shown["Grand_Total"]) == (1, 4)
    # totals cannot be written
    zoho.put("Quotes", made, Grand_Total=7, Sub_Total=7)
    assert zoho.get("Quotes", made)["Grand_Total"] == 4


@pytest.mark.parametrize(
    ("row", "code", "name"),
    [
        ({"Quoted_Items": [{"Quantity": 1}]}, "MANDATORY_NOT_FOUND", "Product_Name"),
        ({"Quoted_Items": []}, "MANDATORY_NOT_FOUND", "Quoted_Items"),
        ({"Subject": "x"}, "MANDATORY_NOT_FOUND", "Quoted_Items"),
        ({"Quoted_Items": "x"}, "INVALID_DATA", "Quoted_Items"),
        ({"Quoted_Items": [{"Product_Name": FOREVER}]}, "INVALID_DATA", "Product_Name"),
    ],
)
def test_bad_quotes(zoho, row, code, name):
    body = {"data": [{"Subject": "Tilbud", **row}]}
    assert zoho.error("POST", "Quotes", code, 400, body)["api_name"] == name


@pytest.mark.parametrize(
    "value",
    [
        *({"Discount": "five"}, {"Line_Tax": 25}, {"Line_Tax": [{"name": "Vat"}]}),
        {"Line_Tax": [{"percentage": 25}]},
    ],
)
def test_bad_values_of_items(zoho, value):
    made = quote(zoho)
    row = {"id": items(zoho, made)[0]["id"]}
    body = {"data": [{"Quoted_Items": [row | value]}]}
    told = zoho.error("PUT", f"Quotes/{made}", "INVALID_DATA", 400, body)
    (name,) = value
    assert told["json_path"] == f"$.data[0].Quoted_Items[0].{name}"


def test_a_quote_keeps_one_item_at_least(zoho):
    made = quote(zoho)
    rows = [{"id": each["id"], "_delete": None} for each in items(zoho, made)]
    for value in ([], rows):
        body = {"data": [{"Quoted_Items": value}]}
        zoho.error("PUT", f"Quotes/{made}", "MANDATORY_NOT_FOUND", 400, body)
    assert len(items(zoho, made)) == 1


def test_lists_of_quotes(zoho):
    made = quote(zoho, Quote_Stage="On Hold")
    (row,) = zoho.rows("Quotes", "Subject,Quote_Stage,Quoted_Items", ids=made)
    assert row == {"id": made, "Subject": "Tilbud", "Quote_Stage": "On Hold"}
    query = "select Subject from Quotes where Quote_Stage = 'On Hold'"
    found = zoho.call("POST", "coql", 200, {"select_query": query})["data"]
    assert made in {row["id"] for row in found}
    zoho.error("GET", "Quotes", "REQUIRED_PARAM_MISSING")
    later = {"If-Modified-Since": zoho.get("Quotes", made)["Modified_Time"]}
    args = ("GET", "Quotes")
    assert zoho.http(*args, headers=later, fields="id", ids=made).status_code == 304


# -- of a deal -----------------------------------------------------------------------


def test_the_quotes_of_a_deal(zoho):
    deal = zoho.deal()
    path = f"Deals/{deal}/Quotes"
    assert zoho.call("GET", path, 204, fields="Subject") is None
    made = [quote(zoho, Subject=f"T{at}", Deal_Name=deal) for at in range(3)]
    quote(zoho, Deal_Name=zoho.deal())
    names = "Subject,Quote_Stage,Grand_Total,Modified_Time,Quoted_Items"
    told = zoho.call("GET", path, fields=names, per_page=2)
    assert [row["id"] for row in told["data"]] == made[:2]
    assert told["data"][0]["Grand_Total"] == 100
    assert "Quoted_Items" not in told["data"][0]
    assert (told["info"]["more_records"], told["info"]["count"]) == (True, 2)
    token = told["info"]["next_page_token"]
    told = zoho.call("GET", path, fields=names, per_page=2, page_token=token)
    assert [row["id"] for row in told["data"]] == made[2:]
    assert told["info"]["more_records"] is False
    zoho.error("GET", path, "REQUIRED_PARAM_MISSING")
    query = {"fields": "id"}
    zoho.error("GET", f"Deals/{FOREVER}/Quotes", "INVALID_DATA", 404, **query)
    zoho.error("PUT", path, "NOT_SUPPORTED", 400, {"data": [{"id": made[0]}]})
    zoho.call("DELETE", f"Quotes/{made[0]}")
    assert [row["id"] for row in zoho.rows(path)] == made[1:]
    zoho.put("Quotes", made[1], Deal_Name=None)
    assert [row["id"] for row in zoho.rows(path)] == made[2:]


def test_the_quotes_of_customers(zoho):
    account = zoho.add("Accounts", Account_Name="Ærø")
    contact = zoho.add("Contacts", Last_Name="Bo")
    made = quote(zoho, Account_Name=account, Contact_Name=contact)
    for parent in (f"Accounts/{account}", f"Contacts/{contact}"):
        assert [row["id"] for row in zoho.rows(f"{parent}/Quotes")] == [made]
    zoho.call("POST", f"Quotes/{made}/Notes", 201, {"data": [{"Note_Content": "x"}]})
    assert len(zoho.rows(f"Quotes/{made}/Notes")) == 1


def test_deals_say_where_their_quotes_are(zoho):
    rows = zoho.call("GET", "settings/related_lists", module="Deals")["related_lists"]
    (row,) = (each for each in rows if each["api_name"] == "Quotes")
    assert row["href"] == "Deals/{ENTITYID}/Quotes"
    assert (row["module"]["api_name"], row["status"]) == ("Quotes", "visible")


def test_the_fields_of_quotes(zoho):
    stage = zoho.field("Quotes", "Quote_Stage")
    assert [each["actual_value"] for each in stage["pick_list_values"]] == STAGES
    field = zoho.field("Quotes", "Quoted_Items")
    assert (field["data_type"], field["system_mandatory"]) == ("subform", True)
    assert field["associated_module"]["module"] == "Quoted_Items"
    product_field = zoho.field("Quoted_Items", "Product_Name")
    assert product_field["lookup"]["module"]["api_name"] == "Products"
    (module,) = zoho.call("GET", "settings/modules/Quoted_Items")["modules"]
    assert (module["module_name"], module["generated_type"]) == (
        *("QuotedItems", "subform"),
    )
    quote(zoho)
    assert zoho.rows("Quoted_Items", "Net_Total", per_page=1)[0]["Net_Total"] == 100


# -- what holds for all calls --------------------------------------------------------


def test_rights(zoho):
    sim, deal = zoho.sim, zoho.deal()
    made = quote(zoho, Deal_Name=deal)
    narrow = ZohoApi(sim, scopes=["ZohoCRM.modules.deals.ALL"])
    path = f"Deals/{deal}/Quotes"
    for place in (path, "Quotes", f"Quotes/{made}", "Quoted_Items"):
        narrow.error("GET", place, "OAUTH_SCOPE_MISMATCH", 401, fields="id")
    scopes = ["ZohoCRM.modules.quotes.READ", "ZohoCRM.modules.deals.READ"]
    reader = ZohoApi(sim, scopes=scopes)
    assert reader.rows(path) and reader.get("Quotes", made)
    body = {"data": [{"Subject": "x"}]}
    reader.error("PUT", f"Quotes/{made}", "OAUTH_SCOPE_MISMATCH", 401, body)
    sim.control("access", {"lacks": {"admin": ["Crm_Implied_View_Quotes"]}})
    told = zoho.error("GET", path, "NO_PERMISSION", 403, fields="id")
    assert told == {"permissions": ["Crm_Implied_View_Quotes"]}
    sim.control("access", {"lacks": {"admin": []}})


def test_credits_faults_and_refusals(zoho):
    sim, deal = zoho.sim, zoho.deal()
    made = quote(zoho, Deal_Name=deal)
    sim.control("credits", {"used": 0})
    zoho.rows(f"Deals/{deal}/Quotes")
    zoho.get("Quotes", made)
    zoho.rows("Quoted_Items")
    assert sim.control("credits", {})["used"] == 3
    sim.control("credits", {"limit": 3})
    zoho.error("GET", f"Quotes/{made}", "TOO_MANY_REQUESTS", 429)
    sim.control("credits", {"limit": 50_000})
    sim.set_faults({"kind": "status", "status": 502, "action": "GET /Deals/:id/Quotes"})
    assert zoho.http("GET", f"Deals/{deal}/Quotes", fields="id").status_code == 502
    sim.set_faults()
    refusal = {"action": "PUT /Quotes/:id", "code": "NOT_APPROVED", "times": 1}
    sim.control("refusals", {"refusals": [refusal]})
    zoho.error("PUT", f"Quotes/{made}", "NOT_APPROVED", 400, {"data": [{}]})
    sim.edit("quote", made, "refuse", code="RECORD_LOCKED")
    zoho.error("PUT", f"Quotes/{made}", "RECORD_LOCKED", 400, {"data": [{}]})


def test_quotes_by_people(zoho):
    sim, deal, goods = zoho.sim, zoho.deal(), product(zoho)
    row = {"Product_Name": goods, "Quantity": 2, "List_Price": 9}
    values = {"Subject": "Tilbud", "Deal_Name": deal, "Quoted_Items": [row]}
    made = sim.edit("quote", None, "add", "sales", **values)["id"]
    shown = zoho.get("Quotes", made)
    assert shown["Owner"]["name"] == "Ravi Iyer"
    assert (shown["Grand_Total"], shown["Deal_Name"]["id"]) == (18, deal)
    (state,) = sim.records("Quotes", [made])
    (item,) = state["Quoted_Items"]
    assert (item["id"], item["Net_Total"]) == (shown["Quoted_Items"][0]["id"], 18)
    change = [{"id": item["id"], "Quantity": 3, "Discount": "10%"}]
    sim.edit("quote", made, Quote_Stage="Closed Won", Quoted_Items=change)
    shown = zoho.get("Quotes", made)
    assert (shown["Quote_Stage"], shown["Grand_Total"]) == ("Closed Won", 24.3)
    sim.edit("quote", made, "delete")
    assert zoho.call("GET", f"Quotes/{made}", 204) is None
    gone = zoho.call("GET", "Quotes/deleted")["data"]
    assert (made, "Tilbud") in {(row["id"], row["display_name"]) for row in gone}
    sim.edit("quote", made, "restore")
    assert len(items(zoho, made)) == 1
    with pytest.raises(ValueError, match="missing: Quoted_Items"):
        sim.edit("quote", None, "add", Subject="x")


def test_channels_of_quotes(zoho, subscriber):
    zoho.watch(subscriber.url, events=["Quotes.all"])
    deal = zoho.deal()
    made = quote(zoho, Deal_Name=deal)
    subscriber.wait(1)
    zoho.put("Quotes", made, Quote_Stage="Draft")
    told = subscriber.wait(2)
    found = [(body["module"], body["operation"], body["ids"]) for body in told]
    assert found == [("Quotes", "insert", [made]), ("Quotes", "update", [made])]
    # a new quote is something that happens to a related record of the deal
    zoho.watch(subscriber.url, channel="101", notify_on_related_action=True)
    quote(zoho, Deal_Name=deal)
    told = subscriber.wait(4)[2:]
    assert {(body["module"], *body["ids"]) for body in told} >= {("Deals", deal)}
