"""Changes of contacts through the API."""

import pytest


@pytest.fixture
def client_id(api, request):
    return api.add_client(f"{request.node.name}@contacts.example")


def only_contact(api, client_id):
    contacts = api("GetContacts", userid=client_id)["contacts"]["contact"]
    assert len(contacts) == 1
    return contacts[0]


def test_add(api, client_id):
    reply = api(
        "AddContact",
        clientid=client_id,
        firstname="Bo",
        lastname="Å & Ø",
        email="bo@contacts.example",
        tax_id="DK1",
        **{"email_preferences[invoice]": "0"},
    )
    contact = only_contact(api, client_id)
    assert str(contact["id"]) == reply["contactid"]
    assert contact["lastname"] == "Å &amp; Ø"
    assert (contact["invoiceemails"], contact["generalemails"]) == (False, True)
    assert contact["created_at"] == contact["updated_at"] > "2025"


def test_update(api, sim, client_id):
    contact_id = api("AddContact", clientid=client_id, city="Ribe")["contactid"]
    api("UpdateContact", contactid=contact_id, firstname="Ida", tax_id="no such field")
    contact = only_contact(api, client_id)
    assert (contact["firstname"], contact["city"]) == ("Ida", "Ribe")
    stored = next(c for c in sim.state()["contacts"] if c["id"] == contact["id"])
    assert stored["tax_id"] == ""


def test_duplicate_email(api, client_id):
    first = {"clientid": client_id, "email": "info@contacts.example"}
    assert api("AddContact", **first)["result"] == "success"
    assert api.error("AddContact", **first) == "Duplicate Email Address"
    second = api("AddContact", clientid=client_id)["contactid"]
    message = api.error("UpdateContact", contactid=second, email=first["email"])
    assert message == "Duplicate Email Address"


def test_delete(api, client_id):
    contact_id = api("AddContact", clientid=client_id)["contactid"]
    assert api("DeleteContact", contactid=contact_id)["contactid"] == contact_id
    assert api.error("DeleteContact", contactid=contact_id) == "Contact ID Not Found"
    assert api("GetContacts", userid=client_id)["totalresults"] == 0


def test_deleted_billing_contact_is_forgotten(api, sim, client_id):
    contact_id = int(api("AddContact", clientid=client_id)["contactid"])
    sim.edit("client", client_id, billingcid=contact_id)
    details = api("GetClientsDetails", clientid=client_id)
    assert details["client"]["billingcid"] == contact_id
    api("DeleteContact", contactid=contact_id)
    details = api("GetClientsDetails", clientid=client_id)
    assert details["client"]["billingcid"] == 0
