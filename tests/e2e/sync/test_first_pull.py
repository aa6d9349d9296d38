"""WHMCS clients and contacts come into Odoo, and their changes follow."""

import pytest

from ..helpers import GROUPS, Backend

CLIENTS, CONTACTS = 40, 60


@pytest.fixture(scope="module")
def whmcs(start_shared_whmcs):
    return start_shared_whmcs(clients=CLIENTS, contacts=CONTACTS)


@pytest.fixture(scope="module")
def backend(shared_site, whmcs):
    """A backend after its first pull; each test leaves it equal to WHMCS."""
    backend = Backend(shared_site, whmcs)
    backend.first_run = backend.wait()
    return backend


def client_where(whmcs, condition):
    return next(c for c in whmcs.state()["clients"] if condition(c))


def is_company(client):
    return bool(client["companyname"].strip())


def test_the_first_pull_brings_exactly_what_whmcs_has(backend):
    backend.assert_equal_to_whmcs()
    run = backend.first_run
    bindings = backend.rpc.count("sync.binding", ["backend_id", "=", backend.id])
    assert (run["state"], run["progress"], run["message"]) == ("done", 100, False)
    assert (run["created"], run["done"]) == (bindings, GROUPS + CLIENTS + CONTACTS)
    assert run["failed"] == run["updated"] == run["linked"] == 0


def test_it_was_the_scheduled_action_that_ran(backend):
    (cron_id, _name) = backend.read("cron_id")["cron_id"]
    cron = backend.rpc.read("ir.cron", cron_id, "active", "lastcall", "failure_count")
    assert cron["active"]
    assert cron["lastcall"]
    assert cron["failure_count"] == 0


def test_a_second_pull_writes_nothing_and_asks_little(backend, whmcs):
    def versions():
        # xmin changes with every write, even of equal values
        return [
            backend.site.sql(f"SELECT id, xmin::text FROM {table} ORDER BY id")
            for table in ("res_partner", "sync_binding", "sync_issue")
        ]

    before = versions()
    whmcs.reset_stats()
    run = backend.sync()
    assert versions() == before
    assert run["state"] == "done"
    assert run["unchanged"] >= run["done"] == GROUPS + CLIENTS + CONTACTS
    assert run["created"] == run["updated"] == run["linked"] == run["failed"] == 0
    calls = whmcs.stats()["calls"]
    assert calls == {
        "GetClientGroups": 1,
        "GetActivityLog": 1,
        "GetClients": 1,
        "GetContacts": 1,
    }


@pytest.mark.parametrize("by", ["admin", "client"])
def test_what_people_change_in_whmcs_arrives_with_the_next_pull(backend, whmcs, by):
    company = client_where(whmcs, is_company)["id"]
    person = client_where(whmcs, lambda client: not is_company(client))["id"]
    # none of it is in WHMCS's list of clients
    whmcs.edit("client", company, by=by, city=f"Ny By {by}", address2="", tax_id="")
    whmcs.edit("client", person, by=by, country="DK", phonenumber="+45.66123456")
    whmcs.edit("client", person, by=by, postcode=f"Post {by}")
    whmcs.reset_stats()
    run = backend.sync()
    backend.assert_equal_to_whmcs()
    assert run["created"] == run["failed"] == 0
    assert run["updated"] >= 2
    assert whmcs.stats()["calls"]["GetClientsDetails"] == 2


@pytest.mark.parametrize("by", ["admin", "client"])
def test_changed_contacts_arrive_with_the_next_pull(backend, whmcs, by):
    contact = whmcs.state()["contacts"][-1]["id"]
    whmcs.edit(
        "contact", contact, by=by, firstname="Søs & Ib", email=f"{by}@new.example"
    )
    run = backend.sync()
    backend.assert_equal_to_whmcs()
    assert run["updated"] == 1


def test_a_contact_follows_to_another_client(backend, whmcs):
    state = whmcs.state()
    contact = state["contacts"][0]
    taxed = next(
        client
        for client in state["clients"]
        if client["tax_id"] and client["id"] != contact["userid"]
    )
    whmcs.edit("contact", contact["id"], userid=taxed["id"])
    assert backend.sync()["updated"] == 1
    backend.assert_equal_to_whmcs()


def test_new_clients_and_contacts_arrive_with_the_next_pull(backend, whmcs):
    company = whmcs.edit(
        "client",
        operation="add",
        companyname="Færgen & Søn A/S",
        firstname="Åse",
        lastname="O'Neill",
        email="aase@faergen.example",
        address1="Havnen 1",
        city="Ærøskøbing",
        postcode="5970",
        country="DK",
        phonenumber="62521234",
        tax_id="DK10150817",
    )["id"]
    whmcs.edit(
        "contact",
        operation="add",
        userid=company,
        firstname="Bo",
        lastname="<b>Fed</b>",
        email="bo@faergen.example",
        country="DE",
        city="Kiel",
    )
    run = backend.sync()
    backend.assert_equal_to_whmcs()
    # the company, its person and the contact
    assert run["created"] == 3
    partner = backend.rpc.read(
        "res.partner", backend.partner("client", company), "name", "phone"
    )
    assert partner["name"] == "Færgen & Søn A/S"
    assert partner["phone"] == "+45 62 52 12 34"


def test_a_change_that_whmcs_does_not_log_arrives_if_its_list_shows_it(backend, whmcs):
    client = client_where(whmcs, is_company)["id"]
    whmcs.edit("client", client, by="database", email="silent@list.example")
    assert backend.sync()["updated"] >= 1
    backend.assert_equal_to_whmcs()


def test_a_change_that_whmcs_hides_arrives_with_the_full_comparison(backend, whmcs):
    client = client_where(whmcs, is_company)["id"]
    whmcs.edit("client", client, by="database", address1="Silent Street 1")
    assert backend.sync()["updated"] == 0
    backend.write(whmcs_full_hours=0)
    run = backend.sync()
    backend.write(whmcs_full_hours=24)
    assert run["updated"] >= 1
    backend.assert_equal_to_whmcs()


def test_a_log_cut_short_does_not_hide_changes(site, connect):
    backend = connect(clients=12, contacts=0, activity_log_limit=5)
    backend.wait()
    whmcs = backend.simulator
    whmcs.edit("client", 1, city="Changed")
    for _line in range(10):
        whmcs.edit("client", 2, notes=f"note {_line}")
    backend.sync()
    backend.assert_equal_to_whmcs()


def test_a_person_who_gets_a_company_name_becomes_a_company(backend, whmcs):
    client = client_where(whmcs, lambda client: not is_company(client))["id"]
    whmcs.edit("client", client, companyname="Ny Virksomhed ApS")
    assert backend.sync()["created"] == 1
    backend.assert_equal_to_whmcs()


def test_a_company_that_becomes_a_person_is_there_once(site, connect):
    backend = connect(clients=8, contacts=0)
    backend.wait()
    whmcs = backend.simulator
    client = client_where(whmcs, is_company)
    name = f"{client['firstname'].strip()} {client['lastname']}"
    whmcs.edit("client", client["id"], companyname="")
    backend.sync()
    named = site.rpc.search_read("res.partner", [["name", "=", name]], "is_company")
    assert [partner["is_company"] for partner in named] == [False]


def test_what_was_changed_in_odoo_survives_a_pull_of_another_field(backend, whmcs):
    client = client_where(whmcs, is_company)
    partner = backend.partner("client", client["id"])
    backend.rpc.call("res.partner", "write", [partner], {"street2": "Only in Odoo"})
    whmcs.edit("client", client["id"], city="Also In WHMCS")
    backend.sync()
    key, person = ("client", client["id"]), ("client_person", client["id"])
    local = {"street2": "Only in Odoo"}
    backend.assert_equal_to_whmcs(local={key: local, person: local})

    # the other side of the coin: once WHMCS changes that very field, WHMCS wins
    whmcs.edit("client", client["id"], address2="From WHMCS")
    backend.sync()
    backend.assert_equal_to_whmcs()


def test_partners_deleted_in_odoo_do_not_come_back(site, connect):
    backend = connect(clients=12, contacts=20, backend={"whmcs_full_hours": 0})
    backend.wait()
    whmcs = backend.simulator
    owners = {contact["userid"] for contact in whmcs.state()["contacts"]}
    client = client_where(
        whmcs, lambda client: not is_company(client) and client["id"] not in owners
    )["id"]
    contact = whmcs.state()["contacts"][0]["id"]
    gone = [("client", client), ("contact", contact)]
    for key in gone:
        site.rpc.call("res.partner", "unlink", [backend.partner(*key)])
    whmcs.edit("client", client, city="Changed", email="changed@client.example")
    whmcs.edit("contact", contact, city="Changed", email="changed@contact.example")
    for _again in range(2):
        run = backend.sync()
        assert run["created"] == 0
        backend.assert_equal_to_whmcs(gone=gone)
    assert [backend.partner(*key) for key in gone] == [0, 0]


def test_partners_that_odoo_has_already_are_not_made_twice(site, start_whmcs):
    company = {"companyname": "Known A/S", "tax_id": "DK10150817", "country": "DK"}
    simulator = start_whmcs(clients=3, contacts=0)
    client = simulator.edit("client", operation="add", **company)["id"]
    known = site.rpc.create("res.partner", name="Known by VAT", vat="DK10150817")
    backend = Backend(site, simulator)
    run = backend.wait()
    assert run["linked"] == 1
    assert backend.partner("client", client) == known
    backend.assert_equal_to_whmcs()


def test_the_address_of_a_contact_is_not_taken_for_its_clients(site, start_whmcs):
    simulator = start_whmcs(clients=0, contacts=0)
    client = simulator.edit(
        "client", operation="add", firstname="No", lastname="Address"
    )["id"]
    simulator.edit(
        "contact",
        operation="add",
        userid=client,
        firstname="With",
        lastname="Address",
        address1="Testvej 1",
        city="Odense",
        country="DK",
    )
    backend = Backend(site, simulator)
    backend.wait()
    backend.assert_equal_to_whmcs()


@pytest.mark.parametrize("page_size", [1, 7])
def test_pages_of_any_size_bring_the_same(site, connect, page_size):
    backend = connect(clients=10, contacts=12, backend={"page_size": page_size})
    run = backend.wait()
    assert (run["state"], run["done"]) == ("done", GROUPS + 22)
    backend.assert_equal_to_whmcs()
    assert backend.sync()["unchanged"] >= GROUPS + 22
    backend.assert_equal_to_whmcs()


@pytest.mark.parametrize(
    "quirks",
    [
        ("string-numbers", "string-booleans", "single-object", "no-page-counters"),
        ("numeric-keys", "zero-dates", "no-top-level-client", "empty-list-string"),
        ("no-counters", "ignore-orderby", "empty-list-array"),
        ("raw-values", "empty-list-missing"),
    ],
)
def test_other_versions_of_whmcs_bring_the_same(site, connect, quirks):
    backend = connect(clients=9, contacts=7, quirk=quirks, backend={"page_size": 4})
    assert backend.wait()["state"] == "done"
    backend.assert_equal_to_whmcs()
