"""The activity log as a feed of changes."""

from datetime import datetime

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.whmcs.api import Api


def newest(api, **parameters):
    return api("GetActivityLog", **parameters)["activity"]["entry"]


def test_newest_first_in_pages(api):
    entries = newest(api, limitnum=20)
    ids = [entry["id"] for entry in entries]
    assert ids == sorted(ids, reverse=True)
    page = newest(api, limitnum=5, limitstart=5)
    assert [entry["id"] for entry in page] == ids[5:10]


def test_changes_through_the_api(api, sim):
    sim.set_access(caller_ip="198.51.100.4")
    client_id = api.add_client("api@log.example")
    api("UpdateClient", clientid=client_id, city="Ribe")
    contact = api("AddContact", clientid=client_id, firstname="Bo")["contactid"]
    api("UpdateContact", contactid=contact, lastname="Ek")
    api("DeleteContact", contactid=contact)
    api("CloseClient", clientid=client_id)
    api("DeleteClient", clientid=client_id)
    entries = newest(api, limitnum=7)[::-1]
    starts = [
        "Created Client",
        "Client Profile Modified - City from &quot;Odense&quot; to &quot;Ribe&quot;",
        "Contact Added",
        "Contact Modified - Last Name",
        "Contact Deleted",
        "Client Status changed to Closed",
        "Client Deleted",
    ]
    for entry, start in zip(entries, starts, strict=True):
        assert entry["description"].startswith(start)
        assert f"(User ID {client_id})" in entry["description"]
        assert entry["clientId"] == entry["userid"] == client_id
        assert (entry["adminId"], entry["userId"]) == (1, 0)
        assert (entry["username"], entry["ipaddress"]) == ("admin", "198.51.100.4")


def test_changes_by_an_administrator_and_a_client(api, sim):
    client_id = api.add_client("people@log.example")
    sim.edit("client", client_id, city="Ribe")
    assert newest(api, limitnum=1)[0]["adminId"] == 1
    sim.edit("client", client_id, by="client", city="Vejle")
    entry = newest(api, limitnum=1)[0]
    assert entry["adminId"] == 0
    assert entry["userId"] > 0
    assert entry["username"] == "people@log.example"


def test_changes_in_the_database_leave_no_line(api, sim):
    before = newest(api, limitnum=1)
    sim.edit("client", 1, by="database", city="Ribe")
    assert newest(api, limitnum=1) == before
    assert api("GetClientsDetails", clientid=1)["client"]["city"] == "Ribe"


@pytest.mark.parametrize("parameter", ["clientid", "userid"])
def test_filter_by_client(api, parameter):
    client_id = api.add_client(f"{parameter}@log.example")
    api.add_client(f"other-{parameter}@log.example")
    reply = api("GetActivityLog", **{parameter: client_id})
    assert reply["totalresults"] == 1
    assert reply["activity"]["entry"][0]["clientId"] == client_id


def test_other_filters(api, sim):
    client_id = api.add_client("filters@log.example")
    sim.edit("client", client_id, by="client", city="Filtertown")
    today = f"{datetime.now():%d/%m/%Y}"
    for filters in (
        {"description": "filtertown"},
        {"user": "filters@log.example"},
        {"ipaddress": "192.0.2.200", "date": today},
    ):
        assert newest(api, **filters)[0]["clientId"] == client_id
    assert newest(api, date="01/01/1999") == []
    assert newest(api, date="1999-01-01") == []


def test_old_lines_are_pruned():
    with SimulatorProcess(clients=3, contacts=0, activity_log_limit=10) as sim:
        api = Api(sim.url)
        for number in range(15):
            sim.edit("client", 1, city=f"Town {number}")
        reply = api("GetActivityLog")
        assert reply["totalresults"] == 10
        assert "Town 14" in reply["activity"]["entry"][0]["description"]
        assert "Town 5" in reply["activity"]["entry"][-1]["description"]
