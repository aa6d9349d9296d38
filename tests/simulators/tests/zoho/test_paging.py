"""Pages by number and by token."""

from types import SimpleNamespace

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.zoho.api import MODULE, ZohoApi
from tests.simulators.zoho.clock import Clock
from tests.simulators.zoho.crm.paging import Pages, Place, take_page
from tests.simulators.zoho.errors import Refused

COUNT = 2450


@pytest.fixture(scope="module")
def sim():
    with SimulatorProcess(MODULE, contacts=COUNT, deals=0, products=0) as simulator:
        yield simulator


@pytest.fixture
def zoho(sim):
    yield ZohoApi(sim)
    sim.set_quirks()


def by_token(zoho, **query):
    """All rows, as a client that never sends a page reads them; and the infos."""
    rows, infos, token = [], [], {}
    while True:
        told = zoho.call("GET", "Contacts", fields="Last_Name", **query, **token)
        rows += told["data"]
        infos.append(told["info"])
        if not told["info"]["more_records"]:
            return rows, infos
        token = {"page_token": told["info"]["next_page_token"]}


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("by", ["id", "Created_Time", "Modified_Time"])
def test_all_by_token(zoho, by, order):
    rows, infos = by_token(zoho, sort_by=by, sort_order=order)
    assert len({row["id"] for row in rows}) == len(rows) == COUNT
    assert [info["page"] for info in infos] == list(range(1, 14))
    assert [info["count"] for info in infos] == [200] * 12 + [50]
    assert infos[0]["previous_page_token"] is None
    assert infos[-1]["next_page_token"] is None
    assert infos[-1]["page_token_expiry"] is None
    assert infos[0]["page_token_expiry"]


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_a_last_page_that_is_full(zoho, order):
    rows, infos = by_token(zoho, per_page=175, sort_order=order)
    assert len(rows) == COUNT
    assert [info["count"] for info in infos] == [175] * 14
    ids = ",".join(row["id"] for row in rows[:4])
    for page, more in ((1, True), (2, False)):
        query = {"ids": ids, "per_page": 2, "page": page, "sort_order": order}
        info = zoho.call("GET", "Contacts", fields="id", **query)["info"]
        assert (info["count"], info["more_records"]) == (2, more)


def test_2000_by_number(zoho):
    seen = set()
    for page in range(1, 11):
        seen |= {row["id"] for row in zoho.rows("Contacts", page=page)}
    assert len(seen) == 2000
    code = "DISCRETE_PAGINATION_LIMIT_EXCEEDED"
    details = zoho.error("GET", "Contacts", code, fields="id", page=11)
    assert details == {"limit": 2000}
    zoho.error("GET", "Contacts", code, fields="id", page=401, per_page=5)
    assert len(zoho.rows("Contacts", page=400, per_page=5)) == 5
    # the tenth page gives a token for what follows
    told = zoho.call("GET", "Contacts", fields="id", page=10)
    token = told["info"]["next_page_token"]
    told = zoho.call("GET", "Contacts", fields="id", page_token=token)
    assert not seen & {row["id"] for row in told["data"]}
    assert told["info"]["page"] == 11


def test_back_again(zoho):
    first = zoho.call("GET", "Contacts", fields="id", per_page=10)
    token = first["info"]["next_page_token"]
    second = zoho.call("GET", "Contacts", fields="id", per_page=10, page_token=token)
    token = second["info"]["previous_page_token"]
    again = zoho.call("GET", "Contacts", fields="id", per_page=10, page_token=token)
    assert again["data"] == first["data"]


def test_tokens_are_bound(zoho, sim):
    query = {"fields": "id", "per_page": 10}
    token = zoho.call("GET", "Contacts", **query)["info"]["next_page_token"]
    bound = {**query, "page_token": token}
    code = "TOKEN_BOUND_DATA_MISMATCH"
    zoho.error("GET", "Contacts", code, **bound | {"per_page": 11})
    zoho.error("GET", "Contacts", code, **bound | {"fields": "id,Email"})
    zoho.error("GET", "Contacts", code, **bound, sort_order="asc")
    zoho.error("GET", "Contacts", code, **query, page_token="x")
    ZohoApi(sim, by="sales").error("GET", "Contacts", code, **bound)
    zoho.error("GET", "Contacts", "AMBIGUITY_DURING_PROCESSING", **bound, page=2)
    assert zoho.call("GET", "Contacts", **bound)["info"]["page"] == 2
    sim.control("clock", {"advance": 24 * 3600 + 1})
    details = ZohoApi(sim).error("GET", "Contacts", "EXPIRED_VALUE", **bound)
    assert details["api_name"] == "page_token"


def test_100000_by_token():
    """Within the simulator: so many records would take long."""
    user, request = SimpleNamespace(id="1"), SimpleNamespace(path="/", headers={})
    call = SimpleNamespace(user=user, request=request, quirks=set(), query={})
    call.number = lambda name, usual, most=None: usual
    call.moment = str
    pages, rows = Pages(Clock()), list(range(500))

    def page(taken):
        place = Place(after=200, page=2, taken=taken)
        token, _expiry = pages.give(("1", "/", (), None), place)
        call.query = {"page_token": token}
        return take_page(call, pages, rows, lambda row: row, False)[0]

    assert page(99_800)[0] == 201
    with pytest.raises(Refused) as refused:
        page(100_000)
    assert refused.value.code == "PAGINATION_LIMIT_EXCEEDED"


def test_a_token_survives_deletions(zoho):
    first = zoho.call("GET", "Contacts", fields="id", per_page=10, sort_order="asc")
    gone = [row["id"] for row in first["data"]][:3]
    wanted = zoho.call(
        *("GET", "Contacts"), fields="id", per_page=10, page=2, sort_order="asc"
    )
    zoho.call("DELETE", "Contacts", ids=",".join(gone))
    token = first["info"]["next_page_token"]
    query = {"fields": "id", "per_page": 10, "sort_order": "asc"}
    told = zoho.call("GET", "Contacts", **query, page_token=token)
    assert told["data"] == wanted["data"]
    # a page by number has moved, and misses three
    moved = zoho.call("GET", "Contacts", **query, page=2)
    assert moved["data"][:7] == wanted["data"][3:]
    for contact in gone:
        zoho.sim.edit("contact", contact, "restore")


def test_info_of_version_2(zoho, sim):
    sim.set_quirks("v2-info")
    info = zoho.call("GET", "Contacts", fields="id")["info"]
    assert "next_page_token" not in info and info["more_records"] is True


def test_pages_of_deleted_records(zoho):
    ids = [row["id"] for row in zoho.rows("Contacts", per_page=5)]
    zoho.call("DELETE", "Contacts", ids=",".join(ids))
    told = zoho.call("GET", "Contacts/deleted", type="recycle", per_page=2, page=1)
    assert told["info"] == {
        **{"per_page": 2, "count": 2, "page": 1, "more_records": True},
    }
    pages = [
        zoho.call("GET", "Contacts/deleted", type="recycle", per_page=2, page=page)
        for page in (1, 2, 3)
    ]
    assert [page["info"]["more_records"] for page in pages] == [True, True, False]
    found = [row["id"] for page in pages for row in page["data"]]
    assert sorted(found) == sorted(ids)
    for contact in ids:
        zoho.sim.edit("contact", contact, "restore")


def test_pages_of_related_lists(zoho):
    account = zoho.add("Accounts", Account_Name="Ærø")
    rows = [{"Last_Name": f"Nr {n}", "Account_Name": account} for n in range(7)]
    zoho.call("POST", "Contacts", 201, {"data": rows})
    path, query = f"Accounts/{account}/Contacts", {"fields": "id", "per_page": 3}
    told = zoho.call("GET", path, **query)
    seen = [row["id"] for row in told["data"]]
    while told["info"]["more_records"]:
        token = told["info"]["next_page_token"]
        told = zoho.call("GET", path, **query, page_token=token)
        seen += [row["id"] for row in told["data"]]
    assert len(set(seen)) == len(seen) == 7
    assert zoho.call("GET", path, 204, fields="id", page=3, per_page=4) is None
