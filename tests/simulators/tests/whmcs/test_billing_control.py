"""Invoices and payments as people change them in WHMCS itself."""

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.whmcs.api import Api

WORK = {"description": "Work & more", "amount": "100.00", "taxed": True}


@pytest.fixture
def client_id(billing_sim, request):
    email = f"{request.node.name}@control.example".replace("[", "").replace("]", "")
    return billing_sim.edit("client", operation="add", email=email, country="DK")["id"]


@pytest.fixture
def invoice_id(billing_sim, client_id):
    return billing_sim.add_invoice(client_id, WORK)


@pytest.fixture
def edit(billing_sim, invoice_id):
    def edit_invoice(operation, **values):
        billing_sim.edit("invoice", invoice_id, operation, **values)
        return billing_sim.invoice(invoice_id)

    return edit_invoice


def test_state(billing_sim, billing_api, invoice_id):
    invoice = billing_sim.invoice(invoice_id)
    (item,) = invoice["items"]
    assert {key: item[key] for key in WORK} == WORK
    assert (invoice["total"], invoice["taxrate"]) == ("125.00", "25.000")
    assert invoice["transactions"] == []
    state = billing_sim.state()
    assert invoice in state["invoices"]
    assert {"clients", "contacts", "products", "services"} <= set(state)
    assert billing_api.invoice(invoice_id)["balance"] == invoice["balance"]


def test_part_of_the_state(billing_sim, client_id, invoice_id):
    (invoice,) = billing_sim.records("invoices", userid=client_id)
    assert invoice["id"] == invoice_id
    assert billing_sim.invoice(987654) is None
    assert len(billing_sim.records("products")) >= 12
    with pytest.raises(ValueError, match="no such records: shoes"):
        billing_sim.records("shoes")


def test_pay_and_refund(billing_sim, invoice_id):
    first = billing_sim.pay(invoice_id, amount="25", gateway="paypal", fees="0.60")
    second = billing_sim.pay(invoice_id, transid="by-hand")
    invoice = billing_sim.invoice(invoice_id)
    rows = invoice["transactions"]
    assert [(r["id"], r["amountin"]) for r in rows] == [
        (first, "25.00"),
        (second, "100.00"),
    ]
    assert (rows[0]["fees"], rows[1]["transid"]) == ("0.60", "by-hand")
    assert (invoice["status"], invoice["balance"]) == ("Paid", "0.00")

    partial = billing_sim.refund(second, amount="40")
    invoice = billing_sim.invoice(invoice_id)
    row = invoice["transactions"][-1]
    assert (row["id"], row["amountout"]) == (partial, "40.00")
    assert (row["refundid"], invoice["status"]) == (second, "Paid")

    billing_sim.refund(second)
    billing_sim.refund(first)
    invoice = billing_sim.invoice(invoice_id)
    assert invoice["status"] == "Refunded"
    assert not invoice["date_refunded"].startswith("0000")
    with pytest.raises(ValueError, match="nothing or too much"):
        billing_sim.refund(first)


def test_refund_to_credit(billing_sim, billing_api, invoice_id, client_id):
    paid = billing_sim.pay(invoice_id)
    assert billing_sim.refund(paid, to_credit=True) is None
    invoice = billing_sim.invoice(invoice_id)
    assert len(invoice["transactions"]) == 1
    assert invoice["status"] == "Refunded"
    assert billing_api.credit(client_id) == "125.00"


def test_too_much_is_credit(billing_sim, billing_api, invoice_id, client_id):
    billing_sim.pay(invoice_id, amount="130")
    assert billing_api.credit(client_id) == "5.00"


def test_credit(billing_sim, edit, client_id):
    billing_sim.edit("client", client_id, "add_credit", amount="30", description="x")
    invoice = edit("apply_credit", amount="10")
    assert (invoice["credit"], invoice["total"]) == ("10.00", "115.00")
    assert edit("apply_credit")["credit"] == "30.00"
    with pytest.raises(ValueError, match="more than"):
        edit("apply_credit", amount="1")


def test_items(edit):
    invoice = edit("add_item", description="Discount", amount="-10", type="Item")
    assert (invoice["subtotal"], invoice["total"]) == ("90.00", "115.00")
    first, second = (item["id"] for item in invoice["items"])
    assert edit("update_item", item_id=first, amount="50")["subtotal"] == "40.00"
    assert edit("delete_item", item_id=second)["subtotal"] == "50.00"
    with pytest.raises(ValueError, match="there is no item"):
        edit("delete_item", item_id=second)


def test_header_and_statuses(edit):
    invoice = edit("update", notes="x", duedate="2030-01-01", taxrate="10")
    assert (invoice["notes"], invoice["total"]) == ("x", "110.00")
    assert edit("update", status="Collections")["status"] == "Collections"
    assert edit("cancel")["status"] == "Cancelled"
    with pytest.raises(ValueError, match="is no draft"):
        edit("publish")
    assert edit("update", status="Draft")["status"] == "Draft"
    assert edit("publish")["status"] == "Unpaid"
    assert edit("delete") is None


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"what": "invoice", "id": 987654}, "there is no invoice 987654"),
        ({"what": "invoice", "id": 1, "values": {"total": "1"}}, "cannot set total"),
        ({"what": "invoice", "id": 1, "values": {"status": "?"}}, "no status"),
        (
            {"what": "invoice", "operation": "add", "values": {"userid": 987654}},
            "no such client",
        ),
        ({"what": "product", "id": 987654, "values": {}}, "there is no product"),
    ],
)
def test_bad_edits(billing_sim, body, message):
    with pytest.raises(ValueError, match=message):
        billing_sim.control("edit", body)


def test_transactions(billing_sim, billing_api, invoice_id, client_id):
    row = billing_sim.edit(
        "transaction",
        operation="add",
        userid=client_id,
        invoiceid=invoice_id,
        amountin="125",
        gateway="banktransfer",
    )["id"]
    assert billing_sim.invoice(invoice_id)["status"] == "Unpaid"
    billing_sim.edit("transaction", row, amountin="100.00")
    assert billing_sim.invoice(invoice_id)["balance"] == "25.00"
    billing_sim.edit("transaction", row, operation="delete")
    assert billing_api.invoice(invoice_id)["transactions"] == ""


def test_products_and_services(billing_sim, billing_api):
    product = billing_sim.edit(
        "product",
        operation="add",
        name="Cloud",
        pricing={"EUR": {"monthly": "9.90", "msetupfee": "5.00"}},
    )["id"]
    (row,) = billing_api("GetProducts", pid=product)["products"]["product"]
    assert row["pricing"]["EUR"]["monthly"] == "9.90"
    assert row["pricing"]["DKK"]["monthly"] == "-1.00"
    service = billing_sim.edit(
        "service", operation="add", clientid=1, pid=product, recurringamount="9.9"
    )["id"]
    reply = billing_api("GetClientsProducts", serviceid=service)
    assert reply["products"]["product"][0]["recurringamount"] == "9.90"
    billing_sim.edit("service", service, status="Terminated")
    records = billing_sim.records("services", ids=[service])
    assert records[0]["status"] == "Terminated"


def newest(api, client_id):
    return api("GetActivityLog", clientid=client_id)["activity"]["entry"]


def test_log_and_stamps(billing_sim, billing_api, client_id, invoice_id):
    billing_sim.edit("invoice", invoice_id, "update", "database", notes="x")
    (first, *_) = newest(billing_api, client_id)
    assert first["description"].startswith("Created Invoice - Invoice ID:")
    billing_sim.pay(invoice_id, by="client")
    paid, added, *_ = newest(billing_api, client_id)
    assert "Invoice Status changed to Paid" in paid["description"]
    assert "Added Transaction" in added["description"]
    assert (paid["adminId"], paid["clientId"]) == (0, client_id)


def test_every_change_shows_in_updated_at():
    with SimulatorProcess(clients=5, contacts=0, invoices=40) as sim:
        api = Api(sim.url)

        def stamps(*quirks):
            sim.set_quirks(*quirks)
            rows = api("GetInvoices", limitnum=99)["invoices"]["invoice"]
            return {row["id"]: row["updated_at"] for row in rows}

        before = stamps()
        unpaid = [i["id"] for i in sim.records("invoices") if i["status"] == "Unpaid"]
        noted, paid = unpaid[:2]
        sim.edit("invoice", noted, notes="changed")
        sim.pay(paid, amount="0.01")
        after = stamps()
        assert {i for i in before if before[i] < after[i]} == {noted, paid}
        own_rows = stamps("transactions-keep-updated-at")
        assert own_rows[paid] < after[paid] and own_rows[noted] == after[noted]
