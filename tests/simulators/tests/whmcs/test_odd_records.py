"""Records with bad data."""

import pytest


@pytest.fixture
def odd(sim):
    return {record["kind"]: record["id"] for record in sim.state()["odd_records"]}


def details(api, client_id):
    return api("GetClientsDetails", clientid=client_id)["client"]


def test_kinds_are_reported(odd):
    assert set(odd) == {
        "no-name",
        "broken-email",
        "unknown-country",
        "empty-country",
        "impossible-phone",
        "long-name",
        "not-utf8",
        "malformed-utf8-error",
        "html-page",
        "contact-no-name",
        "contact-broken-email",
        "contact-without-client",
        "contact-zero-dates",
    }


def test_values_of_odd_clients(api, odd):
    assert details(api, odd["no-name"])["fullname"].strip() == ""
    assert "@" not in details(api, odd["broken-email"])["email"]
    assert details(api, odd["unknown-country"])["countrycode"] == "XX"
    assert details(api, odd["empty-country"])["country"] == ""
    assert details(api, odd["impossible-phone"])["phonenumber"] == "+45.0000 call me"
    assert len(details(api, odd["long-name"])["companyname"]) >= 10000


def test_bytes_that_are_not_utf8(api, odd):
    for reply in (
        api.http("GetClientsDetails", clientid=odd["not-utf8"]),
        api.http("GetClients", limitnum=1000),
    ):
        assert b"S\xf8rensen &amp; S\xf8n" in reply.content
        with pytest.raises(UnicodeDecodeError):
            reply.content.decode()


def test_reply_that_whmcs_cannot_encode(api, odd):
    message = api.error("GetClientsDetails", clientid=odd["malformed-utf8-error"])
    assert message.endswith("Malformed UTF-8 characters, possibly incorrectly encoded")


def test_html_in_place_of_a_client(api, odd):
    reply = api.http("GetClientsDetails", clientid=odd["html-page"])
    assert reply.status_code == 200
    assert reply.headers["Content-Type"].startswith("text/html")


def test_odd_contacts(api, odd, sim):
    reply = api("GetContacts", limitnum=1000)
    contacts = {contact["id"]: contact for contact in reply["contacts"]["contact"]}
    clients = {client["id"] for client in sim.state()["clients"]}
    assert contacts[odd["contact-no-name"]]["firstname"] == ""
    assert contacts[odd["contact-broken-email"]]["email"] == "@@no.address"
    assert contacts[odd["contact-without-client"]]["userid"] not in clients
    zero = "0000-00-00 00:00:00"
    assert contacts[odd["contact-zero-dates"]]["created_at"] == zero


def test_ordinary_clients_surround_the_odd_ones(odd, sim):
    odd_ids = {id for kind, id in odd.items() if not kind.startswith("contact")}
    ids = {client["id"] for client in sim.state()["clients"]} - odd_ids
    assert min(ids) < min(odd_ids) and max(ids) > max(odd_ids)
