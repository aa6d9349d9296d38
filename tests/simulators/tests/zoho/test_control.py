"""Control routes, faults and the process around the simulator."""

import signal
import subprocess
import sys

import pytest
import requests

from tests.simulators.process import PROJECT_ROOT, SimulatorProcess
from tests.simulators.tests.zoho.api import MODULE, ZohoApi


def part(sim, what, *ids):
    body = {"what": [what], "ids": list(ids) or None}
    return sim.control("state", body)[what]


def test_stats_and_calls(zoho):
    zoho.sim.reset_stats()
    deal = zoho.deal()
    zoho.get("Deals", deal)
    zoho.http("GET", "Deals")
    zoho.rows(f"Deals/{deal}/Products")
    stats = zoho.sim.stats()
    assert stats["calls"] == {
        "POST /Deals": 1,
        "GET /Deals/:id": 1,
        "GET /Deals": 1,
        "GET /Deals/:id/Products": 1,
    }
    assert stats["errors"] == {"GET /Deals": 1}
    last = zoho.sim.control("calls")["calls"][-2]
    assert (last["action"], last["status"], last["user"]) == (
        *("GET /Deals", 400),
        zoho.user_id,
    )


def test_state(zoho):
    state = zoho.sim.state()
    assert state["org"]["region"] == "eu"
    assert len(state["users"]) == 2
    assert len(state["Deals"]) > 30
    deal = zoho.deal()
    product = zoho.add("Products", Product_Name="Ærø")
    zoho.sim.edit("deal", deal, "add-products", products=[product])
    (found,) = part(zoho.sim, "Deals", deal, "1")
    assert found["products"] == [product]
    assert found["stages"] == ["Qualification"]
    assert found["Modified_Time"].endswith("+00:00")
    with pytest.raises(ValueError, match="no such records: shoes"):
        part(zoho.sim, "shoes")
    assert zoho.token["access_token"] not in str(state)


def test_editing_records(zoho):
    sim = zoho.sim
    account = sim.edit("account", operation="add", Account_Name="Ærø")["id"]
    values = {"Last_Name": "Bo", "Account_Name": account}
    contact = sim.edit("contact", None, "add", "sales", **values)["id"]
    shown = zoho.get("Contacts", contact)
    assert shown["Account_Name"] == {"name": "Ærø", "id": account}
    assert shown["Created_By"]["name"] == shown["Owner"]["name"] == "Ravi Iyer"
    zoho.sim.control("clock", {"advance": 2})
    sim.edit("contact", contact, Account_Name={"id": account}, Phone="")
    again = zoho.get("Contacts", contact)
    assert again["Modified_Time"] > shown["Modified_Time"]
    assert again["Modified_By"]["name"] == "Astrid Møller"
    assert again["Phone"] == ""
    deal = sim.edit("deal", None, "add", Deal_Name="x", Stage="My own")["id"]
    assert zoho.get("Deals", deal)["Stage"] == "My own"
    assert zoho.get("Deals", deal)["Pipeline"] == "Standard (Standard)"
    other = {"Deal_Name": "x", "Stage": "Renewed", "Pipeline": "Renewals"}
    deal = sim.edit("deal", None, "add", **other)["id"]
    assert zoho.get("Deals", deal)["Pipeline"] == "Renewals"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"what": "shoe", "id": 1}, "no such edit: update shoe"),
        ({"what": "contact", "operation": "fly", "id": 1}, "no such edit: fly"),
        ({"what": "contact", "id": 1}, "there is no contact 1"),
        ({"what": "contact", "operation": "add"}, "missing: Last_Name"),
        ({"what": "contact"}, "missing: 'id'"),
        (
            {
                **{"what": "contact", "operation": "add", "by": "cat"},
                "values": {"Last_Name": "x"},
            },
            "by must be",
        ),
        (
            {
                **{"what": "contact", "operation": "add"},
                "values": {"Last_Name": "x", "Shoe": 1},
            },
            "cannot set Shoe",
        ),
        ({"what": "org", "values": {"edition": "x"}}, "edition must be one of"),
        ({"what": "org", "values": {"shoe": "x"}}, "cannot set shoe"),
        ({"what": "user", "id": "sales", "values": {"shoe": 1}}, "cannot set shoe"),
        ({"what": "stage", "values": {"actual": "x"}}, "no such stage"),
        (
            {"what": "stage", "values": {"actual": "Closed Won", "shoe": 1}},
            "cannot set shoe",
        ),
        (
            {
                **{"what": "field", "operation": "delete"},
                "values": {"module": "Deals", "api_name": "Stage"},
            },
            "no such custom field",
        ),
    ],
)
def test_bad_edits(zoho_sim, body, message):
    with pytest.raises(ValueError, match=message):
        zoho_sim.control("edit", body)


def test_bad_edits_of_deals(zoho):
    sim, deal = zoho.sim, zoho.deal()
    with pytest.raises(ValueError, match="there is no product 1"):
        sim.edit("deal", deal, "add-products", products=["1"])
    with pytest.raises(ValueError, match="there is no contact 1"):
        sim.edit("deal", deal, "add-contacts", contacts=["1"])
    with pytest.raises(ValueError, match="missing"):
        sim.edit("deal", deal, "add-contacts", contacts=[], role="King")
    with pytest.raises(ValueError, match="code must be one of"):
        sim.edit("deal", deal, "refuse", code="SHOE")


def test_editing_stages(zoho):
    sim = zoho.sim
    sim.edit("stage", actual="Churned", display="Opsagt", category="Open")
    options = zoho.field("Deals", "Stage")["pick_list_values"]
    (option,) = (each for each in options if each["actual_value"] == "Churned")
    assert (option["display_value"], option["deal_category"]) == ("Opsagt", "Open")
    sim.edit("stage", actual="Opsagt", display="Churned", category="Closed Lost")


def test_bad_settings(zoho_sim):
    for name, body, message in (
        ("access", {"shoes": 1}, "unknown setting: shoes"),
        ("access", {"regions": ["xx"]}, "no such region"),
        ("credits", {"shoes": 1}, "unknown setting: shoes"),
        ("notifications", {"shoes": 1}, "unknown setting: shoes"),
        ("quirks", {"quirks": ["shoes"]}, "unknown quirks: shoes"),
        ("clock", {"advance": -1}, "only goes forward"),
        ("token", {"scopes": ["shoes"]}, "unknown scope"),
    ):
        with pytest.raises(ValueError, match=message):
            zoho_sim.control(name, body)


# -- faults --------------------------------------------------------------------------


def test_a_reply_lost_after_the_work(zoho):
    fault = {"kind": "reset", "action": "POST /Contacts", "after_effect": True}
    zoho.sim.set_faults(fault | {"times": 1})
    before = len(part(zoho.sim, "Contacts"))
    with pytest.raises(requests.ConnectionError):
        zoho.http("POST", "Contacts", {"data": [{"Last_Name": "Ærø"}]})
    assert len(part(zoho.sim, "Contacts")) == before + 1
    zoho.add("Contacts", Last_Name="Ærø")


def test_faults_of_the_transport(zoho):
    deal = zoho.deal()
    page = {"kind": "html", "action": "GET /Deals/:id", "times": 1}
    zoho.sim.set_faults(page)
    reply = zoho.http("GET", f"Deals/{deal}")
    assert (reply.status_code, reply.text[:9]) == (200, "<!DOCTYPE")
    zoho.sim.set_faults({"kind": "status", "status": 502, "times": 1})
    assert zoho.http("GET", "org").status_code == 502
    limit = {"kind": "status", "status": 429, "retry_after": 3, "times": 1}
    zoho.sim.set_faults(limit)
    assert zoho.http("GET", "org").headers["Retry-After"] == "3"
    zoho.sim.set_faults({"kind": "cut", "length": "larger", "times": 1})
    with pytest.raises(requests.RequestException):
        zoho.http("GET", "org")
    zoho.sim.set_faults({"kind": "timeout", "seconds": 0.05, "times": 1})
    with pytest.raises(requests.ConnectionError):
        zoho.http("GET", "org")
    assert zoho.get("Deals", deal)


def test_a_fault_of_the_accounts_server(zoho):
    zoho.sim.set_faults({"kind": "html", "action": "POST /oauth/v2/token"})
    place = f"{zoho.token['accounts_server']}/oauth/v2/token"
    reply = requests.post(place, {"grant_type": "refresh_token"}, timeout=9)
    assert reply.headers["Content-Type"].startswith("text/html")
    assert zoho.call("GET", "org")


# -- the process ---------------------------------------------------------------------


def test_another_region():
    with SimulatorProcess(MODULE, region="au", contacts=1, deals=0) as sim:
        zoho = ZohoApi(sim)
        assert zoho.url.endswith("/api/au/crm/v8")
        assert zoho.call("GET", "org")
        place = zoho.url.replace("/au/", "/eu/")
        reply = zoho.http("GET", "org", url=place)
        assert reply.json()["code"] == "INVALID_TOKEN"


def test_the_same_seed_gives_the_same_records():
    found = []
    for seed in (7, 7, 8):
        with SimulatorProcess(MODULE, seed=seed, odd_records=True) as sim:
            rows = sim.state()
            for name in ("Contacts", "Products", "Deals"):
                for row in rows[name]:
                    del row["Created_Time"], row["Modified_Time"]
            found.append([rows[x] for x in ("Contacts", "Products", "Deals")])
    assert found[0] == found[1] != found[2]


def test_numbers_of_records():
    options = {"contacts": 7, "products": 3, "deals": 5}
    with SimulatorProcess(MODULE, **options) as sim:
        state = sim.state()
        assert [len(state[each.title()]) for each in options] == [7, 3, 5]
        assert all(row["products"] for row in state["Deals"])
        assert state["odd_records"] == {} and state["custom_fields"] == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_cleanly(number):
    command = [sys.executable, "-m", MODULE, "--contacts", "1"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=PROJECT_ROOT, **pipes) as process:
        line = process.stdout.readline().decode()
        assert line.startswith("listening on http://127.0.0.1:")
        process.send_signal(number)
        output, errors = process.communicate(timeout=5)
    assert (process.returncode, output, errors) == (0, b"", b"")


def test_failed_start_is_reported(capfd):
    with pytest.raises(RuntimeError, match="did not start"):
        SimulatorProcess(MODULE, quirk="no-such-quirk").start()
    assert "invalid choice" in capfd.readouterr().err
