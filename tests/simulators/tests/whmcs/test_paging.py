"""Lists: pages, order, search and filters."""

import pytest


def ids(reply, wrapper="clients", element="client"):
    return [row["id"] for row in reply[wrapper][element]]


def test_first_page_has_25(api, sim):
    total = len(sim.state()["clients"])
    reply = api("GetClients")
    counters = reply["totalresults"], reply["startnumber"], reply["numreturned"]
    assert counters == (total, 0, 25)
    assert ids(reply) == sorted(ids(reply))


@pytest.mark.parametrize(
    ("action", "wrapper", "element"),
    [("GetClients", "clients", "client"), ("GetContacts", "contacts", "contact")],
)
def test_pages_cover_all_records_once(api, sim, action, wrapper, element):
    found = []
    while True:
        reply = api(action, limitstart=len(found), limitnum=7)
        page = ids(reply, wrapper, element)
        assert reply["startnumber"] == len(found)
        assert reply["numreturned"] == len(page)
        if not page:
            break
        found += page
    assert found == [record["id"] for record in sim.state()[wrapper]]


def test_a_large_limitnum_is_honoured(api, sim):
    reply = api("GetClients", limitnum=10000)
    assert reply["numreturned"] == len(sim.state()["clients"])


def test_limitnum_zero_is_the_default(api):
    assert api("GetClients", limitnum=0)["numreturned"] == 25


@pytest.mark.parametrize("column", ["lastname", "datecreated", "email", "groupid"])
def test_order(api, column):
    reply = api("GetClients", orderby=column, limitnum=1000)
    values = [row[column] for row in reply["clients"]["client"]]
    folded = [v.casefold() if isinstance(v, str) else v for v in values]
    assert len(set(values)) > 1
    # some values are escaped in the reply, so compare what is not
    plain = [v for v in folded if not isinstance(v, str) or "&" not in v]
    assert plain == sorted(plain)


def test_descending(api):
    found = ids(api("GetClients", orderby="id", sorting="DESC", limitnum=1000))
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("status", ["Active", "Inactive", "Closed"])
def test_status(api, sim, status):
    expected = [c["id"] for c in sim.state()["clients"] if c["status"] == status]
    assert ids(api("GetClients", status=status, limitnum=1000)) == expected
    assert expected


@pytest.mark.parametrize("column", ["email", "firstname", "lastname", "companyname"])
def test_search_is_by_the_start(api, sim, column):
    client = next(c for c in sim.state()["clients"] if len(c[column]) > 6)
    start, end = client[column][:5].upper(), client[column][2:]
    assert client["id"] in ids(api("GetClients", search=start, limitnum=1000))
    assert client["id"] not in ids(api("GetClients", search=end, limitnum=1000))


def test_search_by_full_name(api, sim):
    client = sim.state()["clients"][0]
    name = f"{client['firstname']} {client['lastname']}"
    assert client["id"] in ids(api("GetClients", search=name))


def test_contacts_of_a_client(api, sim):
    contacts = sim.state()["contacts"]
    userid = contacts[0]["userid"]
    expected = [c["id"] for c in contacts if c["userid"] == userid]
    assert ids(api("GetContacts", userid=userid), "contacts", "contact") == expected


@pytest.mark.parametrize("column", ["email", "lastname", "city", "country"])
def test_contact_filters_are_exact(api, sim, column):
    contacts = sim.state()["contacts"]
    value = contacts[3][column]
    expected = [c["id"] for c in contacts if c[column].lower() == value.lower()]
    reply = api("GetContacts", limitnum=1000, **{column: value})
    assert ids(reply, "contacts", "contact") == expected
    part = api("GetContacts", **{column: value[:-1]})
    assert contacts[3]["id"] not in ids(part, "contacts", "contact")


def test_nothing_found(api):
    reply = api("GetContacts", userid=987654)
    assert reply["contacts"] == {"contact": []}
    assert (reply["totalresults"], reply["numreturned"]) == (0, 0)
