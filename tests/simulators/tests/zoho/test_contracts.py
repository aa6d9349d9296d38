"""Answers and requests of the simulated Zoho against the published descriptions."""

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.zoho.api import MODULE, ZohoApi, needs_contracts

pytest.importorskip("jsonschema")
from tests.simulators.tests.zoho import contracts  # noqa: E402

pytestmark = needs_contracts

RELATED = "/{parentRecordModule}/{parentRecord}/{relatedList}"
ROLES = "/{module}/{dealId}/Contact_Roles"

GETS = {
    "org": ("org", "/org", {}),
    "users": ("users", "/users", {}),
    "settings/fields": ("fields", "/settings/fields", {"module": "Products"}),
    "settings/fields ": ("fields", "/settings/fields", {"module": "Deals"}),
    "settings/fields  ": ("fields", "/settings/fields", {"module": "Contacts"}),
    "settings/layouts": ("layouts", "/settings/layouts", {"module": "Products"}),
    "settings/layouts ": ("layouts", "/settings/layouts", {"module": "Deals"}),
    "settings/related_lists": (
        *("related-lists", "/settings/related_lists"),
        {"module": "Deals"},
    ),
    "contacts/roles": ("contact-roles", "/contacts/roles", {}),
    "Contacts": ("record", "/{module}", {"fields": "Last_Name,Owner,Modified_By"}),
    "Deals": ("record", "/{module}", {"fields": "Deal_Name", "per_page": 3}),
    "Deals/search": (
        *("module-search", "/{module}/search"),
        {"criteria": "(Stage:equals:Qualification)"},
    ),
}


@pytest.mark.parametrize("path", GETS)
def test_answers(zoho, path):
    document, published, query = GETS[path]
    value = zoho.call("GET", path.strip(), **query)
    contracts.check_answer(value, document, "get", published, 200)


def test_users_pipelines_and_pick_lists(zoho):
    user = zoho.call("GET", f"users/{zoho.user_id}")
    contracts.check_answer(user, "users", "get", "/users/{user}", 200)
    (layout,) = zoho.call("GET", "settings/layouts", module="Deals")["layouts"]
    path = f"settings/layouts/{layout['id']}"
    value = zoho.call("GET", path, module="Deals")
    contracts.check_answer(value, "layouts", "get", "/settings/layouts/{id}", 200)
    path = "/settings/pipeline"
    value = zoho.call("GET", path[1:], layout_id=layout["id"])
    contracts.check_answer(value, "pipeline", "get", path, 200)
    value = zoho.call("GET", path[1:], 400, layout_id="x")
    contracts.check_answer(value, "pipeline", "get", path, 400)
    stage = zoho.field("Deals", "Stage")["id"]
    value = zoho.call(
        "GET", f"settings/fields/{stage}/pick_list_values", module="Deals"
    )
    path = "/settings/fields/{fieldId}/pick_list_values"
    contracts.check_answer(value, "pick-list-values", "get", path, 200)


def test_currencies():
    with SimulatorProcess(MODULE, multi_currency=True, deals=0) as sim:
        zoho = ZohoApi(sim)
        value = zoho.call("GET", "org/currencies")
        path = "/org/currencies"
        contracts.check_answer(value, "currencies", "get", path, 200)
        one = zoho.call("GET", f"org/currencies/{value['currencies'][0]['id']}")
        path = "/org/currencies/{currency}"
        contracts.check_answer(one, "currencies", "get", path, 200)


def test_writes_of_records(zoho):
    body = {"data": [{"Last_Name": "Ærø", "Email": "aeroe@kunde.example"}]}
    body["trigger"] = ["workflow"]
    contracts.check_request(body, "record", "post", "/{module}")
    made = zoho.call("POST", "Contacts", 201, body)
    contracts.check_answer(made, "record", "post", "/{module}", 201)
    contact = made["data"][0]["details"]["id"]
    shown = zoho.call("GET", f"Contacts/{contact}")
    contracts.check_answer(shown, "record", "get", "/{module}/{recordID}", 200)
    change = {"data": [{"id": contact, "First_Name": "Ida"}]}
    contracts.check_request(change, "record", "put", "/{module}")
    done = zoho.call("PUT", "Contacts", 200, change)
    contracts.check_answer(done, "record", "put", "/{module}", 200)
    done = zoho.call("PUT", f"Contacts/{contact}", 200, change)
    contracts.check_answer(done, "record", "put", "/{module}/{recordID}", 200)
    body = {"data": [{"Last_Name": "Ny", "Email": "aeroe@kunde.example"}]}
    body["duplicate_check_fields"] = ["Email"]
    contracts.check_request(body, "record", "post", "/{module}/upsert")
    done = zoho.call("POST", "Contacts/upsert", 200, body)
    contracts.check_answer(done, "record", "post", "/{module}/upsert", 200)
    mixed = zoho.call("DELETE", "Contacts", 207, ids=f"{contact},1")
    contracts.check_answer(mixed, "record", "delete", "/{module}", 207)
    other = zoho.add("Contacts", Last_Name="Bo")
    done = zoho.call("DELETE", f"Contacts/{other}")
    contracts.check_answer(done, "record", "delete", "/{module}/{recordID}", 200)
    zoho.sim.edit("contact", contact, "purge")
    deleted = zoho.call("GET", "Contacts/deleted", type="all")
    assert {row["type"] for row in deleted["data"]} == {"recycle", "permanent"}
    contracts.check_answer(deleted, "record", "get", "/{module}/deleted", 200)


def test_refusals_of_records(zoho):
    bad = {"data": [{"Email": "x", "First_Name": "x" * 50}]}
    told = zoho.call("POST", "Contacts", 400, bad)
    contracts.check_answer(told, "record", "post", "/{module}", 400)
    told = zoho.call("PUT", "Contacts", 400, {"data": [{"id": "1"}]})
    contracts.check_answer(told, "record", "put", "/{module}", 400)
    contact = zoho.add("Contacts", Last_Name="Bo")
    since = {"If-Unmodified-Since": "2020-01-01T00:00:00+00:00"}
    row = {"data": [{"Last_Name": "Bi"}]}
    told = zoho.call("PUT", f"Contacts/{contact}", 412, row, since)
    contracts.check_answer(told, "record", "put", "/{module}/{recordID}", 412)
    told = zoho.call("DELETE", "Contacts", 400)
    contracts.check_answer(told, "record", "delete", "/{module}", 400)
    told = zoho.call("GET", "Contacts/deleted", 400, type="none")
    contracts.check_answer(told, "record", "get", "/{module}/deleted", 400)


@pytest.mark.parametrize(
    ("query", "status"), [({}, 400), ({"fields": "id", "page": 99}, 400)]
)
def test_refusals_of_lists_are_flat(zoho, query, status):
    """The description wraps them in data[]; examples and live answers do not."""
    zoho.sim.set_quirks("errors-in-data")
    told = zoho.call("GET", "Contacts", status, **query)
    told["data"][0]["details"]["resource_path_index"] = 0
    contracts.check_answer(told, "record", "get", "/{module}", status)
    zoho.sim.set_quirks()
    flat = zoho.call("GET", "Contacts", status, **query)
    assert flat["code"] == told["data"][0]["code"]


def test_related_lists(zoho):
    deal, product = zoho.deal(), zoho.add("Products", Product_Name="Ærø")
    path = f"Deals/{deal}/Products"
    body = {"data": [{"id": product}]}
    contracts.check_request(body, "related-records", "put", RELATED)
    done = zoho.call("PUT", path, 200, body)
    contracts.check_answer(done, "related-records", "put", RELATED, 200)
    mixed = zoho.call("PUT", path, 207, {"data": [{"id": product}, {"id": "1"}]})
    contracts.check_answer(mixed, "related-records", "put", RELATED, 207)
    rows = zoho.call("GET", path, fields="Product_Name,Unit_Price")
    contracts.check_answer(rows, "related-records", "get", RELATED, 200)
    rows = zoho.call("GET", f"Deals/{deal}/Stage_History", fields="Stage,Amount")
    contracts.check_answer(rows, "related-records", "get", RELATED, 200)
    done = zoho.call("DELETE", path, ids=product)
    contracts.check_answer(done, "related-records", "delete", RELATED, 200)
    told = zoho.call("DELETE", path, 400, ids=product)
    contracts.check_answer(told, "related-records", "delete", RELATED, 400)
    told = zoho.call("GET", f"Deals/{deal}/Shoes", 400, fields="id")
    contracts.check_answer(told, "related-records", "get", RELATED, 400)
    told = zoho.call("GET", "Deals/1/Products", 404, fields="id")
    contracts.check_answer(told, "related-records", "get", RELATED, 404)


def test_contact_roles(zoho):
    deal, contact = zoho.deal(), zoho.add("Contacts", Last_Name="Ærø")
    role = zoho.call("GET", "Contacts/roles")["contact_roles"][0]
    path = f"Deals/{deal}/Contact_Roles"
    row = {"Contact_Role": {"id": role["id"], "name": role["name"]}}
    body = {"data": [row | {"id": contact}]}
    contracts.check_request(body, "deal-contact-roles", "put", ROLES)
    done = zoho.call("PUT", path, 200, body)
    contracts.check_answer(done, "deal-contact-roles", "put", ROLES, 200)
    body = {"data": [row]}
    contracts.check_request(body, "deal-contact-roles", "put", f"{ROLES}/{{contactId}}")
    done = zoho.call("PUT", f"{path}/{contact}", 200, body)
    published = f"{ROLES}/{{contactId}}"
    contracts.check_answer(done, "deal-contact-roles", "put", published, 200)
    rows = zoho.call("GET", path, fields="Email,Owner")
    contracts.check_answer(rows, "deal-contact-roles", "get", ROLES, 200)
    done = zoho.call("DELETE", path, ids=contact)
    contracts.check_answer(done, "deal-contact-roles", "delete", ROLES, 200)
    for place in (f"{path[:-1]}x", path, "Deals/1/Contact_Roles"):
        query = {} if place == path else {"fields": "id"}
        told = zoho.call("GET", place, 400, **query)
        contracts.check_answer(told, "deal-contact-roles", "get", ROLES, 400)


def test_fields(zoho):
    rows = [
        {"field_label": "Contract Text", "data_type": "text", "length": 20},
        {
            "field_label": "Contract Kind",
            "data_type": "picklist",
            "pick_list_values": [{"display_value": "Ny", "actual_value": "new"}],
        },
    ]
    path = "/settings/fields"
    body = {"fields": rows}
    contracts.check_request(body, "fields", "post", path)
    made = zoho.call("POST", "settings/fields", 201, body, module="Accounts")
    contracts.check_answer(made, "fields", "post", path, 201)
    told = zoho.call("POST", "settings/fields", 400, body, module="Accounts")
    contracts.check_answer(told, "fields", "post", path, 400)
    told = zoho.call(
        *("POST", "settings/fields", 400, {"fields": [{}] * 6}), module="Accounts"
    )
    contracts.check_answer(told, "fields", "post", path, 400)
    ids = [each["details"]["id"] for each in made["fields"]]
    change = {"fields": [{"id": ids[0], "field_label": "Contract Note"}]}
    done = zoho.call("PATCH", "settings/fields", 200, change, module="Accounts")
    contracts.check_answer(done, "fields", "patch", path, 200)
    one = zoho.call("GET", f"settings/fields/{ids[1]}", module="Accounts")
    contracts.check_answer(one, "fields", "get", "/settings/fields/{fieldId}", 200)
    (layout,) = zoho.call("GET", "settings/layouts", module="Accounts")["layouts"]
    section = {"id": layout["sections"][0]["id"]}
    section["fields"] = [{"id": ids[0], "required": True}]
    body = {"layouts": [{"sections": [section]}]}
    place = f"settings/layouts/{layout['id']}"
    done = zoho.call("PATCH", place, 200, body, module="Accounts")
    contracts.check_answer(done, "layouts", "patch", "/settings/layouts/{id}", 200)
    for field in ids:
        place = f"settings/fields/{field}"
        done = zoho.call("DELETE", place, module="Accounts")
        published = "/settings/fields/{fieldId}"
        contracts.check_answer(done, "fields", "delete", published, 200)


def test_notifications(zoho):
    path = "/actions/watch"
    row = {"channel_id": "7", "events": ["Deals.all", "Contacts.edit"], "token": "t"}
    row["notify_url"] = "http://127.0.0.1:9/"
    extra = {"notify_on_related_action": False, "return_affected_field_values": True}
    body = {"watch": [row | extra]}
    contracts.check_request(body, "notifications", "post", path)
    made = zoho.call("POST", path[1:], 201, body)
    contracts.check_answer(made, "notifications", "post", path, 201)
    mixed = zoho.call("POST", path[1:], 207, {"watch": [row, {"channel_id": "8"}]})
    contracts.check_answer(mixed, "notifications", "post", path, 207)
    rows = zoho.call("GET", path[1:])
    contracts.check_answer(rows, "notifications", "get", path, 200)
    done = zoho.call("PUT", path[1:], 200, body)
    contracts.check_answer(done, "notifications", "put", path, 200)
    # the description has one channel without a list around it
    contracts.check_request(row, "notifications", "patch", path)
    done = zoho.call("PATCH", path[1:], 200, row)
    contracts.check_answer(done, "notifications", "patch", path, 200)
    done = zoho.call("DELETE", path[1:], channel_ids="7")
    contracts.check_answer(done, "notifications", "delete", path, 200)
    told = zoho.call("PUT", path[1:], 400, {"watch": [row]})
    contracts.check_answer(told, "notifications", "put", path, 400)


QUERIES = [
    "select Deal_Name from Deals",
    "select Deal_Name from Deals where Stage",
    "select Shoe from Deals where id is not null",
    "select id from Shoes where id is not null",
    "select id from Deals where id is not null limit 9999",
]


@pytest.mark.parametrize("text", QUERIES)
def test_refusals_of_coql(zoho, text):
    told = zoho.call("POST", "coql", 400, {"select_query": text})
    told["details"].pop("resource_path_index", None)
    contracts.check_answer(told, "coql", "post", "/coql", 400)


def test_coql(zoho):
    body = {"select_query": "select Deal_Name from Deals where id is not null limit 3"}
    contracts.check_request(body, "coql", "post", "/coql")
    found = zoho.call("POST", "coql", 200, body)
    contracts.check_answer(found, "coql", "post", "/coql", 200)


SEARCHES = [
    {},
    {"criteria": "(Shoe:equals:1)"},
    {"criteria": "(Stage:equals:a)", "page": 99},
]


@pytest.mark.parametrize("query", SEARCHES)
def test_refusals_of_searches(zoho, query):
    told = zoho.call("GET", "Deals/search", 400, **query)
    contracts.check_answer(told, "module-search", "get", "/{module}/search", 400)
