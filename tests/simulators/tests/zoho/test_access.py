"""Who may call the simulated API, and how often."""

import json
import threading
from types import SimpleNamespace

import pytest
import requests

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.zoho.api import MODULE, ZohoApi
from tests.simulators.zoho.__main__ import build_simulator, parse_arguments
from tests.simulators.zoho.app import is_heavy

LIST = {"fields": "id", "per_page": 1}


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "AUTHENTICATION_FAILURE"),
        ("", "AUTHENTICATION_FAILURE"),
        ("Bearer {0}", "AUTHENTICATION_FAILURE"),
        ("{0}", "AUTHENTICATION_FAILURE"),
        ("Zoho-oauthtoken", "AUTHENTICATION_FAILURE"),
        ("Zoho-oauthtoken 1000.a.b", "INVALID_TOKEN"),
    ],
)
def test_bad_tokens(zoho, value, code):
    value = value and value.format(zoho.token["access_token"])
    headers = {} if value is None else {"Authorization": value}
    reply = requests.get(f"{zoho.url}/org", headers=headers, timeout=9)
    told = reply.json()
    assert (reply.status_code, told["code"], told["status"]) == (401, code, "error")
    assert told["details"] == {}


def test_the_token_and_its_end(zoho):
    reply = zoho.http("GET", "org")
    assert reply.headers["x-accesstoken-reset"][-6:] in ("+01:00", "+02:00")


SCOPES = [
    ("GET", "Deals?fields=id", "ZohoCRM.modules.ALL", 200),
    ("GET", "Deals?fields=id", "ZohoCRM.modules.READ", 200),
    ("GET", "Deals?fields=id", "ZohoCRM.modules.deals.READ", 200),
    ("GET", "Deals?fields=id", "ZohoCRM.modules.contacts.ALL", 401),
    ("GET", "Deals?fields=id", "ZohoCRM.modules.deals.UPDATE", 401),
    ("POST", "Deals", "ZohoCRM.modules.deals.WRITE", 400),
    ("POST", "Deals", "ZohoCRM.modules.deals.READ", 401),
    ("DELETE", "Deals?ids=1", "ZohoCRM.modules.deals.WRITE", 401),
    ("DELETE", "Deals?ids=1", "ZohoCRM.modules.deals.DELETE", 400),
    ("GET", "org", "ZohoCRM.org.READ", 200),
    ("GET", "org", "ZohoCRM.users.READ", 401),
    ("GET", "users", "ZohoCRM.users.ALL", 200),
    ("GET", "settings/modules", "ZohoCRM.settings.modules.READ", 200),
    ("GET", "settings/modules", "ZohoCRM.settings.ALL", 200),
    ("GET", "settings/modules", "ZohoCRM.settings.fields.ALL", 401),
    ("GET", "settings/fields?module=Deals", "ZohoCRM.settings.fields.READ", 200),
    ("POST", "settings/fields?module=Deals", "ZohoCRM.settings.fields.READ", 401),
    ("GET", "actions/watch", "ZohoCRM.notifications.READ", 204),
    ("POST", "actions/watch", "ZohoCRM.notifications.READ", 401),
    ("GET", "Deals/search?word=ab", "ZohoCRM.modules.ALL", 401),
]


@pytest.mark.parametrize(("method", "path", "scope", "status"), SCOPES)
def test_scopes(zoho_sim, method, path, scope, status):
    zoho = ZohoApi(zoho_sim, scopes=[scope])
    reply = zoho.http(method, path, {} if method == "POST" else None)
    assert reply.status_code == status, reply.text
    if status == 401:
        assert reply.json()["code"] == "OAUTH_SCOPE_MISMATCH"


def test_coql_needs_two_scopes(zoho_sim):
    body = {"select_query": "select id from Deals where id is not null"}
    for scopes in (["ZohoCRM.coql.READ"], ["ZohoCRM.modules.ALL"]):
        ZohoApi(zoho_sim, scopes=scopes).error(
            *("POST", "coql", "OAUTH_SCOPE_MISMATCH", 401, body)
        )
    both = ["ZohoCRM.coql.READ", "ZohoCRM.modules.deals.READ"]
    ZohoApi(zoho_sim, scopes=both).call("POST", "coql", 200, body)


def test_a_related_list_needs_the_scopes_of_both_modules(zoho, zoho_sim):
    path = f"Deals/{zoho.deal()}/Products"
    one = ZohoApi(zoho_sim, scopes=["ZohoCRM.modules.deals.READ"])
    one.error("GET", path, "OAUTH_SCOPE_MISMATCH", 401, fields="id")
    scopes = ["ZohoCRM.modules.deals.READ", "ZohoCRM.modules.products.READ"]
    ZohoApi(zoho_sim, scopes=scopes).call("GET", path, 204, fields="id")


def test_scope_mismatch_as_one_digest_has_it(zoho_sim):
    zoho_sim.set_quirks("scope-mismatch-403")
    zoho = ZohoApi(zoho_sim, scopes=["ZohoCRM.org.READ"])
    zoho.error("GET", "users", "OAUTH_SCOPE_MISMATCH", 403)


def test_permissions(zoho):
    permission = "Crm_Implied_View_Potentials"
    zoho.sim.control("access", {"lacks": {"admin": [permission]}})
    details = zoho.error("GET", "Deals", "NO_PERMISSION", 403, fields="id")
    assert details == {"permissions": [permission]}
    zoho.call("GET", "Contacts", **LIST)
    zoho.sim.control("access", {"lacks": {"admin": ["Crm_Implied_Api_Access"]}})
    details = zoho.error("GET", "org", "NO_PERMISSION", 403)
    assert details == {"permissions": ["Crm_Implied_Api_Access"]}
    zoho.sim.control("access", {"lacks": {"admin": []}})
    zoho.call("GET", "org")


def test_only_administrators_change_settings(zoho_sim):
    sales = ZohoApi(zoho_sim, by="sales")
    body = {"fields": [{"field_label": "X", "data_type": "text"}]}
    args = ("POST", "settings/fields", "NO_PERMISSION", 403, body)
    assert sales.error(*args, module="Deals")["permissions"] == [
        "Crm_Implied_Customize_Zoho_CRM"
    ]


def test_a_role_sees_its_own_records(zoho, zoho_sim):
    sales = ZohoApi(zoho_sim, by="sales")
    own, other = sales.deal(), zoho.deal()
    seen = {row["id"] for row in sales.rows("Deals")}
    assert own in seen and other not in seen
    assert {own, other} <= {row["id"] for row in zoho.rows("Deals")}
    assert sales.call("GET", f"Deals/{other}", 204) is None
    sales.error(
        *("PUT", f"Deals/{other}", "INVALID_DATA", 400, {"data": [{"Amount": 1}]})
    )
    assert sales.rows("Products")


def test_moments_are_in_the_time_zone_of_the_user(zoho, zoho_sim):
    deal = ZohoApi(zoho_sim, by="sales").deal()
    shown = ZohoApi(zoho_sim, by="sales").get("Deals", deal)
    assert shown["Created_Time"].endswith("+05:30")
    assert zoho.get("Deals", deal)["Created_Time"][-6:] in ("+01:00", "+02:00")


@pytest.mark.parametrize(
    ("method", "path", "code", "status"),
    [
        ("GET", "Shoes?fields=id", "INVALID_MODULE", 400),
        ("GET", "Deals/1/2/3/4", "INVALID_URL_PATTERN", 404),
        ("GET", "settings/shoes", "INVALID_URL_PATTERN", 404),
        ("GET", "org/shoes", "INVALID_URL_PATTERN", 404),
        ("PATCH", "Deals", "INVALID_REQUEST_METHOD", 400),
        ("POST", "Deals/1", "INVALID_REQUEST_METHOD", 400),
        ("PUT", "org", "INVALID_REQUEST_METHOD", 400),
        ("DELETE", "coql", "INVALID_REQUEST_METHOD", 400),
        ("PUT", "settings/fields?module=Deals", "INVALID_REQUEST_METHOD", 400),
        ("GET", "settings/fields", "REQUIRED_PARAM_MISSING", 400),
        ("GET", "settings/fields?module=Shoes", "INVALID_MODULE", 400),
    ],
)
def test_wrong_addresses(zoho, method, path, code, status):
    zoho.error(method, path, code, status)


# -- limits --------------------------------------------------------------------------


def test_credits(zoho):
    sim = zoho.sim
    sim.control("credits", {"limit": 100, "used": 0})
    reply = zoho.http("GET", "org")
    assert "X-API-CREDITS-REMAINING" not in reply.headers
    sim.control("credits", {"used": 50})
    assert zoho.http("GET", "org").headers["X-API-CREDITS-REMAINING"] == "49"
    sim.control("credits", {"used": 99})
    assert zoho.call("GET", "org")
    reply = zoho.http("GET", "org")
    assert (reply.status_code, reply.json()["code"]) == (429, "TOO_MANY_REQUESTS")
    assert "Retry-After" not in reply.headers
    assert reply.headers["X-API-CREDITS-REMAINING"] == "0"
    zoho.error("GET", "actions/watch", "RATE_LIMIT_EXCEEDED", 429)
    # they come back after 24 hours
    sim.control("clock", {"advance": 24 * 3600 + 1})
    ZohoApi(sim).call("GET", "org")


ROWS = [{"id": "1"}] * 25
COSTS = [
    ("GET", "Deals", {"fields": "id"}, None, 1),
    ("GET", "Deals/actions/count", {}, None, 50),
    ("PUT", "Deals", {}, {"data": ROWS}, 3),
    ("POST", "Contacts/upsert", {}, {"data": ROWS[:10]}, 1),
    ("GET", "settings/modules", {}, None, 1),
    ("POST", "coql", {}, "limit 200", 1),
    ("POST", "coql", {}, "limit 1000", 2),
    ("POST", "coql", {}, "limit 2000", 3),
]


@pytest.mark.parametrize(("method", "path", "query", "body", "cost"), COSTS)
def test_costs(zoho, method, path, query, body, cost):
    if isinstance(body, str):
        text = f"select id from Deals where id is not null {body}"
        body = {"select_query": text}
    zoho.sim.control("credits", {"used": 0})
    zoho.http(method, path, body, **query)
    assert zoho.sim.control("credits", {})["used"] == cost
    assert zoho.sim.control("calls")["calls"][-1]["credits"] == cost


def test_strangers_cost_nothing(zoho):
    zoho.sim.control("credits", {"used": 0})
    requests.get(f"{zoho.url}/org", timeout=9)
    assert zoho.sim.control("credits", {})["used"] == 0


def statuses(zoho, count, *args, **query):
    """Statuses of calls at the same time."""
    found = []

    def call():
        found.append(ZohoApi.http(zoho, *args, **query).status_code)

    threads = [threading.Thread(target=call) for _each in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_calls_at_a_time(zoho):
    zoho.sim.control("credits", {"concurrency": 3})
    zoho.sim.set_latency(0.5)
    assert statuses(zoho, 5, "GET", "org") == [200, 200, 200, 429, 429]
    zoho.sim.set_latency(0)
    assert zoho.call("GET", "org")


def test_heavy_calls_at_a_time(zoho):
    zoho.sim.set_latency(0.6)
    found = statuses(zoho, 12, "GET", "Deals", fields="id", sort_by="Modified_Time")
    assert found == [200] * 10 + [429] * 2
    assert statuses(zoho, 12, "GET", "Deals", fields="id") == [200] * 12


@pytest.mark.parametrize(
    ("method", "path", "query", "rows", "heavy"),
    [
        ("PUT", "/Deals", {}, 10, False),
        ("PUT", "/Deals", {}, 11, True),
        ("GET", "/Deals", {"fields": "id"}, 0, False),
        ("GET", "/Deals", {"cvid": "1"}, 0, True),
        ("POST", "/api/eu/crm/v8/coql", {}, 0, True),
        ("DELETE", "/Deals", {"ids": "1"}, 0, False),
    ],
)
def test_what_is_heavy(method, path, query, rows, heavy):
    body = json.dumps({"data": [{}] * rows}).encode() if rows else b""
    request = SimpleNamespace(method=method, path=path, query=query, body=body)
    assert is_heavy(request) is heavy


@pytest.mark.parametrize(
    ("edition", "limit", "concurrency"),
    [
        ("free", 5_000, 5),
        ("standard", 50_500, 10),
        ("professional", 51_000, 15),
        ("enterprise", 52_000, 20),
        ("ultimate", 54_000, 25),
    ],
)
def test_limits_of_editions(edition, limit, concurrency):
    options = parse_arguments(["--edition", edition, "--contacts", "0", "--deals", "0"])
    simulator = build_simulator(options)
    assert (simulator.credits.limit, simulator.gate.concurrency) == (limit, concurrency)


def test_options_set_limits():
    with SimulatorProcess(MODULE, deals=0, credits=2, access_seconds=10) as sim:
        zoho = ZohoApi(sim)
        zoho.call("GET", "org")
        zoho.call("GET", "org")
        zoho.error("GET", "org", "TOO_MANY_REQUESTS", 429)
        sim.control("clock", {"advance": 11})
        zoho.error("GET", "org", "INVALID_TOKEN", 401)


def test_refusals_on_demand(zoho):
    rows = [{"action": "GET /Deals/:id", "code": "INTERNAL_ERROR", "times": 1}]
    zoho.sim.control("refusals", {"refusals": rows})
    deal = zoho.rows("Deals")[0]["id"]
    zoho.error("GET", f"Deals/{deal}", "INTERNAL_ERROR", 500)
    zoho.get("Deals", deal)
    with pytest.raises(ValueError, match="unknown code: SHOE"):
        zoho.sim.control("refusals", {"refusals": [{"code": "SHOE"}]})
    with pytest.raises(ValueError, match="unknown keys: shoe"):
        row = {"code": "NOT_APPROVED", "shoe": 1}
        zoho.sim.control("refusals", {"refusals": [row]})
