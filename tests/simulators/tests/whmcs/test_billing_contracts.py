"""Replies with money against the documented examples, as in the other contracts."""

import pytest

from tests.simulators.tests.whmcs.test_contracts import (
    assert_as_documented,
    documented,
    needs_contracts,
    nested,
    shape,
)

pytestmark = needs_contracts

FLATTENED = {
    "GetClientsAddons": "addons",
    "GetClientsDomains": "domains",
    "GetCredits": "domains",
}


def in_dollars(products):
    """The prices as where there is one currency, as in the example."""
    for product in products["products"]["product"]:
        choices = [
            choice
            for option in product["configoptions"]["configoption"]
            for choice in option["options"]["option"]
        ]
        for priced in (product, *choices):
            priced["pricing"] = {"USD": priced["pricing"]["USD"]}


@pytest.mark.parametrize("action", ["GetInvoices", "GetTransactions", "GetProducts"])
def test_lists(billing_api, action):
    reply = billing_api(action, limitnum=300)
    if action == "GetProducts":
        in_dollars(reply)
    assert_as_documented(action, reply, documented(action))


def test_services(billing_api, billing_sim):
    with_options = next(
        record["clientid"]
        for record in billing_sim.records("services")
        if record["pid"] == 2
    )
    reply = billing_api("GetClientsProducts", clientid=with_options)
    example = documented("GetClientsProducts")
    assert_as_documented("GetClientsProducts", reply, example)


def test_invoice(billing_api):
    invoice_id = billing_api.add_invoice(1, ("Work", "1"))
    reply = billing_api.invoice(invoice_id)
    assert_as_documented("GetInvoice", reply, documented("GetInvoice"))


@pytest.mark.parametrize("action", FLATTENED)
def test_documented_flattened(billing_api, billing_sim, action):
    owner = billing_sim.records(FLATTENED[action])[0]["userid"]
    billing_api("AddCredit", clientid=owner, description="x", amount="1")
    reply = billing_api(action, clientid=owner)
    assert_as_documented(action, reply, nested(documented(action)))
    billing_sim.set_quirks("flattened-keys")
    reply = billing_api(action, clientid=owner)
    first = {k: v for k, v in reply.items() if "[" not in k or "[0]" in k}
    example = documented(action).items()
    first_of_example = {k: v for k, v in example if "[" not in k or "[0]" in k}
    assert shape(first) == shape(first_of_example)


def test_writes(billing_api):
    api = billing_api
    replies = {
        "CreateInvoice": api(
            "CreateInvoice", userid=1, itemdescription1="x", itemamount1="30"
        )
    }
    invoice_id = replies["CreateInvoice"]["invoiceid"]
    replies["UpdateInvoice"] = api("UpdateInvoice", invoiceid=invoice_id, notes="x")
    replies["AddCredit"] = api("AddCredit", clientid=1, description="x", amount="1")
    replies["ApplyCredit"] = api("ApplyCredit", invoiceid=invoice_id, amount="1")
    replies["AddInvoicePayment"] = api.pay(invoice_id, "contract")
    replies["AddTransaction"] = api("AddTransaction", paymentmethod="x", userid=1)
    (row,) = api.transactions(transid="contract")
    replies["UpdateTransaction"] = api("UpdateTransaction", transactionid=row["id"])
    for action, reply in replies.items():
        assert_as_documented(action, reply, documented(action))


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("GetInvoice", {}),
        ("GetInvoice", {"invoiceid": 987654}),
        ("CreateInvoice", {"userid": 987654}),
        ("CreateInvoice", {"userid": 1, "draft": 1, "sendinvoice": 1}),
        ("UpdateInvoice", {"invoiceid": 987654}),
        ("UpdateInvoice", {"invoiceid": "paid", "publish": 1}),
        ("UpdateInvoice", {"invoiceid": "paid", "itemamount[1]": 1}),
        ("AddInvoicePayment", {"invoiceid": 987654}),
        ("AddTransaction", {"userid": 987654}),
        ("AddTransaction", {"paymentmethod": "paypal"}),
        ("AddTransaction", {"userid": 1}),
        ("AddCredit", {"clientid": 987654, "amount": 1}),
        ("AddCredit", {"clientid": 1}),
        ("ApplyCredit", {"invoiceid": 987654}),
        ("ApplyCredit", {"invoiceid": "paid", "amount": 1}),
        ("GetCredits", {"clientid": 987654}),
    ],
)
def test_error_texts(billing_api, action, parameters):
    if parameters.get("invoiceid") == "paid":
        invoice_id = billing_api.add_invoice(1, ("x", "1"), status="Paid")
        parameters = parameters | {"invoiceid": invoice_id}
    reply = billing_api.http(action, **parameters)
    assert reply.json()["message"] in documented("_documented_error_messages")[action]
    assert reply.status_code == 200
