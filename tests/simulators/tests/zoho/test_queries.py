"""COQL and searches."""

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.zoho.api import MODULE, ZohoApi


@pytest.fixture(scope="module")
def sim():
    with SimulatorProcess(MODULE, contacts=0, products=0, deals=0) as simulator:
        yield simulator


@pytest.fixture(scope="module")
def filled(sim):
    """Four contacts of two accounts; ids by last name."""
    zoho = ZohoApi(sim)
    first = zoho.add("Accounts", Account_Name="Alfa ApS", Billing_Country="DK")
    second = zoho.add("Accounts", Account_Name="Beta AB")
    rows = {
        "Ærø": {"Email": "a@kunde.example", "Account_Name": first},
        "Bo": {"Email": "bo@kunde.example", "Account_Name": second},
        "Åse O'Hara": {"First_Name": "Ida", "Account_Name": first},
        "Tom": {"Phone": "+45 12", "Email_Opt_Out": True},
    }
    found = {}
    for name, values in rows.items():
        found[name] = zoho.add("Contacts", Last_Name=name, **values)
        sim.control("clock", {"advance": 10})
    for amount in (10, 20, None):
        zoho.deal(Deal_Name=f"D {amount}", Amount=amount)
    return found


@pytest.fixture
def zoho(sim, filled):
    yield ZohoApi(sim)
    sim.set_quirks()
    sim.control("search-lag", {"seconds": 0})


def coql(zoho, where, columns="Last_Name", module="Contacts", rest=""):
    text = f"select {columns} from {module} where {where} {rest}"
    reply = zoho.http("POST", "coql", {"select_query": text})
    assert reply.status_code in (200, 204), reply.text
    return reply.json()["data"] if reply.content else []


def names(rows):
    return [row["Last_Name"] for row in rows]


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ("Last_Name = 'Ærø'", ["Ærø"]),
        ("Last_Name = 'ærø'", ["Ærø"]),
        ("(Last_Name != 'Ærø')", ["Bo", "Åse O'Hara", "Tom"]),
        ("Last_Name = 'Åse O\\'Hara'", ["Åse O'Hara"]),
        ('Last_Name = "Åse O\'Hara"', ["Åse O'Hara"]),
        ("Last_Name in ('Bo', 'Tom', 'x')", ["Bo", "Tom"]),
        ("Last_Name not in ('Bo', 'Tom')", ["Ærø", "Åse O'Hara"]),
        ("Email like '%kunde%'", ["Ærø", "Bo"]),
        ("Email like 'bo%'", ["Bo"]),
        ("Email is null", ["Åse O'Hara", "Tom"]),
        ("Email is not null", ["Ærø", "Bo"]),
        ("Email_Opt_Out = true", ["Tom"]),
        ("Account_Name.Billing_Country = 'DK'", ["Ærø", "Åse O'Hara"]),
        ("((Email is null and First_Name is null) or Last_Name = 'Bo')", ["Bo", "Tom"]),
        ("Last_Name = 'Bo' and Last_Name = 'Tom'", []),
    ],
)
def test_conditions(zoho, where, wanted):
    assert names(coql(zoho, where)) == wanted


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ("Amount > 10", ["D 20"]),
        ("Amount >= 10", ["D 10", "D 20"]),
        ("Amount between 5 and 15", ["D 10"]),
        ("Amount < 20.5", ["D 10", "D 20"]),
        ("Amount != 10", ["D 20"]),
        ("Amount <> 10", ["D 20"]),
        ("Stage = 'Qualification'", ["D 10", "D 20", "D None"]),
    ],
)
def test_numbers(zoho, where, wanted):
    rows = coql(zoho, where, "Deal_Name", "Deals")
    assert [row["Deal_Name"] for row in rows] == wanted


def test_moments(zoho, filled):
    moment = zoho.get("Contacts", filled["Bo"])["Modified_Time"]
    rows = coql(zoho, f"Modified_Time > '{moment}'")
    assert names(rows) == ["Åse O'Hara", "Tom"]
    rows = coql(zoho, f"Modified_Time <= '{moment}'", "Last_Name, Created_Time")
    assert names(rows) == ["Ærø", "Bo"]
    assert rows[1]["Created_Time"] == moment


def test_lookups_have_only_an_id(zoho):
    columns = "Last_Name, Account_Name, Account_Name.Account_Name, Owner"
    (row,) = coql(zoho, "Last_Name = 'Bo'", columns)
    assert row["Account_Name"].keys() == {"id"}
    assert row["Account_Name.Account_Name"] == "Beta AB"
    assert row["Owner"].keys() == {"id"}
    assert row["id"]


def test_orders_and_limits(zoho):
    everyone = "id is not null"
    rows = coql(zoho, everyone, rest="order by Last_Name desc limit 2")
    assert names(rows) == ["Ærø", "Åse O'Hara"]
    rows = coql(zoho, everyone, rest="order by Email asc, Last_Name limit 2, 2")
    assert names(rows) == ["Ærø", "Bo"]
    rows = coql(zoho, everyone, rest="limit 1 offset 3")
    assert names(rows) == ["Tom"]
    text = f"select id from Contacts where {everyone} limit 3"
    told = zoho.call("POST", "coql", 200, {"select_query": text})
    assert told["info"] == {"count": 3, "more_records": True}


def test_by_key_one_after_another(zoho):
    seen, last = [], "0"
    while rows := coql(zoho, f"id > {last}", rest="order by id asc limit 1"):
        seen += names(rows)
        last = rows[-1]["id"]
    assert seen == ["Ærø", "Bo", "Åse O'Hara", "Tom"]


def test_counting(zoho):
    text = "select COUNT(id) from Contacts where Email is null"
    told = zoho.call("POST", "coql", 200, {"select_query": text})
    assert told["data"] == [{"COUNT(id)": 2}]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("select id from Contacts", "SYNTAX_ERROR"),
        ("select id Contacts where id = 1", "SYNTAX_ERROR"),
        ("select 'id' from Contacts where id = 1", "SYNTAX_ERROR"),
        ("select id from Contacts where 'id' = 1", "SYNTAX_ERROR"),
        ("select id from Contacts where id = = 1", "SYNTAX_ERROR"),
        ("select id from Contacts where", "SYNTAX_ERROR"),
        ("select id from Contacts where id", "SYNTAX_ERROR"),
        ("select id from Contacts where id = ", "SYNTAX_ERROR"),
        ("select id from Contacts where id = 1 limit x", "SYNTAX_ERROR"),
        ("select id from Contacts where id = 'x", "SYNTAX_ERROR"),
        ("select id from Contacts where id = 1 shoe", "SYNTAX_ERROR"),
        # a third condition without brackets
        (
            "select id from Contacts where id = 1 and id = 2 and id = 3",
            "SYNTAX_ERROR",
        ),
        ("select Shoe from Contacts where id = 1", "INVALID_QUERY"),
        ("select Email.Shoe from Contacts where id = 1", "INVALID_QUERY"),
        ("select id from Contacts where Shoe = 1", "INVALID_QUERY"),
        ("select id from Contacts where id = 1 order by Shoe", "INVALID_QUERY"),
        ("select id from Shoes where id = 1", "INVALID_MODULE"),
        ("select id from Contacts where id = 1 limit 2001", "LIMIT_EXCEEDED"),
    ],
)
def test_bad_queries(zoho, text, code):
    zoho.error("POST", "coql", code, 400, {"select_query": text})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (None, "INVALID_DATA"),
        ([], "INVALID_DATA"),
        ({}, "MANDATORY_NOT_FOUND"),
        ({"select_query": 5}, "INVALID_DATA"),
    ],
)
def test_bad_bodies(zoho, body, code):
    zoho.error("POST", "coql", code, 400, body)


def test_limits_of_queries(zoho):
    where = "id = 1"
    for _each in range(24):
        where = f"({where} or id = 1)"
    assert coql(zoho, where) == []
    text = f"select id from Contacts where ({where} or id = 1)"
    zoho.error("POST", "coql", "LIMIT_EXCEEDED", 400, {"select_query": text})
    assert coql(zoho, "id is not null", ", ".join(["id"] * 50))
    columns = ", ".join(["id"] * 51)
    text = f"select {columns} from Contacts where id = 1"
    zoho.error("POST", "coql", "LIMIT_EXCEEDED", 400, {"select_query": text})
    zoho.sim.set_quirks("coql-200")
    text = "select id from Contacts where id is not null limit 201"
    zoho.error("POST", "coql", "LIMIT_EXCEEDED", 400, {"select_query": text})
    assert len(coql(zoho, "id is not null", rest="limit 200")) == 4


# -- searches ------------------------------------------------------------------------


def found(zoho, fields="Last_Name", **query):
    return sorted(names(zoho.rows("Contacts/search", fields, **query)))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"email": "A@KUNDE.example"}, ["Ærø"]),
        ({"phone": "+45 12"}, ["Tom"]),
        ({"word": "ida"}, ["Åse O'Hara"]),
        ({"criteria": "(Last_Name:equals:Bo)"}, ["Bo"]),
        # equals behaves like contains
        ({"criteria": "(Email:equals:kunde)"}, ["Bo", "Ærø"]),
        ({"criteria": "(Email:starts_with:bo)"}, ["Bo"]),
        (
            {"criteria": "((Email:starts_with:bo)or(Last_Name:equals:tom))"},
            ["Bo", "Tom"],
        ),
        ({"criteria": "((Email:starts_with:bo)and(Last_Name:equals:tom))"}, []),
        ({"criteria": "(Last_Name:in:bo,tom)"}, ["Bo", "Tom"]),
        ({"criteria": "(Last_Name:equals:\\(x\\))"}, []),
    ],
)
def test_searches(zoho, query, wanted):
    assert found(zoho, **query) == wanted


def test_whole_records_without_fields(zoho):
    (row,) = zoho.call("GET", "Contacts/search", word="Tom")["data"]
    assert {"Last_Name", "Mailing_Street", "$approval_state"} <= row.keys()


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "EXPECTED_PARAM_MISSING"),
        ({"criteria": "Last_Name:equals:Bo"}, "INVALID_QUERY"),
        ({"criteria": "(Shoe:equals:Bo)"}, "INVALID_QUERY"),
        ({"criteria": "(Last_Name:sounds:Bo)"}, "INVALID_QUERY"),
        ({"criteria": "(Email_Opt_Out:equals:x)(id:equals:1)"}, "INVALID_QUERY"),
        ({"criteria": "(id:equals:1)and"}, "INVALID_QUERY"),
        ({"word": "bo", "page": 11}, "LIMIT_REACHED"),
        ({"criteria": "and".join(["(id:equals:1)"] * 11)}, "CRITERIA_LIMIT_EXCEEDED"),
    ],
)
def test_bad_searches(zoho, query, code):
    zoho.error("GET", "Contacts/search", code, **query)


def test_the_index_lags(zoho):
    zoho.sim.control("search-lag", {"seconds": 60})
    contact = zoho.add("Contacts", Last_Name="Frisk")
    assert found(zoho, word="Frisk") == []
    assert zoho.get("Contacts", contact)
    zoho.sim.control("clock", {"advance": 61})
    assert found(zoho, word="Frisk") == ["Frisk"]
    zoho.call("DELETE", f"Contacts/{contact}")
    assert found(zoho, word="Frisk") == []
