"""Changes of clients through the API."""

import base64
import html

import phpserialize
import pytest

from tests.simulators.tests.whmcs.api import NEW_CLIENT


def details(api, client_id):
    return api("GetClientsDetails", clientid=client_id)["client"]


def serialized(values):
    return base64.b64encode(phpserialize.dumps(values)).decode()


def test_add_and_read(api):
    client_id = api.add_client("add@clients.example", currency=2, groupid=1)
    client = details(api, client_id)
    for name, value in NEW_CLIENT.items():
        if name != "password2":
            assert html.unescape(client[name]) == value
    assert (client["currency"], client["currency_code"]) == (2, "DKK")
    assert client["groupid"] == 1
    assert client["status"] == "Active"
    assert client["users"]["user"][0]["email"] == "add@clients.example"
    by_email = api("GetClientsDetails", email="ADD@clients.example")
    assert by_email["client"]["id"] == client_id


def test_owner(api):
    first = api.add_client("owner@clients.example")
    owner = details(api, first)["owner_user_id"]
    second = api.add_client("owned@clients.example", owner_user_id=owner, password2="")
    assert details(api, second)["owner_user_id"] == owner
    assert details(api, second)["users"]["user"][0]["email"] == "owner@clients.example"


def test_skipvalidation_still_needs_email_and_password(api):
    def add(**values):
        return api("AddClient", skipvalidation="1", **values)

    assert add(email="x@clients.example")["message"] == "You did not enter a password"
    assert add(password2="x")["message"] == "You did not enter your email address"
    assert add(email="skip@clients.example", password2="x")["result"] == "success"


def test_duplicate_email(api):
    client = NEW_CLIENT | {"email": "twice@clients.example"}
    assert api("AddClient", **client)["result"] == "success"
    message = "A user already exists with that email address"
    assert api.error("AddClient", **client) == message


def test_custom_fields_are_numbered_by_position(api):
    email = "fields@clients.example"
    client_id = api.add_client(email, customfields=serialized({2: "DK1", 5: "æ"}))
    client = details(api, client_id)
    assert client["customfields"] == [
        {"id": 2, "value": "DK1"},
        {"id": 5, "value": "æ"},
    ]
    assert (client["customfields1"], client["customfields2"]) == ("DK1", "æ")
    api("UpdateClient", clientid=client_id, customfields=serialized({5: "new"}))
    assert details(api, client_id)["customfields1"] == "DK1"
    assert details(api, client_id)["customfields2"] == "new"


@pytest.mark.parametrize("text", ["not base64!", "bm90IHNlcmlhbGl6ZWQ=", "aToxOw=="])
def test_unreadable_custom_fields_are_ignored(api, text):
    client_id = api.add_client(f"{len(text)}@unreadable.example", customfields=text)
    assert details(api, client_id)["customfields1"] == ""


def test_update(api):
    client_id = api.add_client("update@clients.example")
    reply = api(
        "UpdateClient",
        clientid=client_id,
        companyname="",
        city="København Ø",
        email="updated@clients.example",
        status="Inactive",
        taxexempt="true",
        marketingoptin="1",
        paymentmethod="paypal",
        tax_id="DK12345678",
    )
    assert reply == {"result": "success", "clientid": str(client_id)}
    client = details(api, client_id)
    assert client["companyname"] == ""
    assert client["city"] == "København Ø"
    assert client["status"] == "Inactive"
    assert client["taxexempt"] is True
    assert client["isOptedInToMarketingEmails"] is True
    assert client["defaultgateway"] == "paypal"
    assert client["tax_id"] == "DK12345678"
    assert client["firstname"] == NEW_CLIENT["firstname"]
    assert client["users"]["user"][0]["email"] == "update@clients.example"
    old = api.error("GetClientsDetails", email="update@clients.example")
    assert old == "Client Not Found"


def test_update_by_email(api):
    client_id = api.add_client("by-email@clients.example")
    api("UpdateClient", clientemail="by-email@clients.example", city="Ribe")
    assert details(api, client_id)["city"] == "Ribe"


def test_update_with_email_of_another(api):
    client_id = api.add_client("mine@clients.example")
    api.add_client("yours@clients.example")
    reply = api.error("UpdateClient", clientid=client_id, email="yours@clients.example")
    assert reply == "Duplicate Email Address"


def test_email_preferences_in_brackets(api):
    client_id = api.add_client("prefs@clients.example")
    api("UpdateClient", clientid=client_id, **{"email_preferences[invoice]": "0"})
    preferences = details(api, client_id)["email_preferences"]
    assert (preferences["invoice"], preferences["general"]) == ("0", "1")


def test_somebody_must_get_domain_emails(api):
    client_id = api.add_client("icann@clients.example")
    off = {"clientid": client_id, "email_preferences[domain]": "0"}
    assert "required by ICANN" in api.error("UpdateClient", **off)
    contact_id = api("AddContact", clientid=client_id)["contactid"]
    assert api("UpdateClient", **off)["result"] == "success"
    message = api.error(
        "UpdateContact", contactid=contact_id, **{"email_preferences[domain]": "0"}
    )
    assert "required by ICANN" in message


def test_close(api):
    client_id = api.add_client("close@clients.example")
    assert api("CloseClient", clientid=client_id) == {"result": "success"}
    assert details(api, client_id)["status"] == "Closed"


def test_delete_removes_contacts_too(api, sim):
    client_id = api.add_client("delete@clients.example")
    api("AddContact", clientid=client_id)
    api("DeleteClient", clientid=client_id, deleteusers="true")
    assert api.error("GetClientsDetails", clientid=client_id) == "Client Not Found"
    assert api("GetContacts", userid=client_id)["totalresults"] == 0
    assert client_id not in [client["id"] for client in sim.state()["clients"]]
    again = api.add_client("delete@clients.example")
    assert again > client_id, "identifiers are not used twice"
