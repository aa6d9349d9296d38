"""Payments, refunds and credit through the API."""

import pytest

WORK = ("Work", "100")


@pytest.fixture
def client_id(api, request):
    name = request.node.name.replace("[", "-").replace("]", "").replace(" ", "")
    return api.add_client(f"{name}@payments.example")


@pytest.fixture
def invoice_id(api, client_id):
    return api.add_invoice(client_id, WORK)


def test_full_payment(api, invoice_id, client_id):
    reply = api.pay(invoice_id, "pay-full", fees="1.45")
    assert reply == {"result": "success"}
    invoice = api.invoice(invoice_id)
    assert (invoice["status"], invoice["balance"]) == ("Paid", "0.00")
    assert invoice["total"] == "100.00"
    assert invoice["datepaid"] == "2026-02-03 04:05:06"
    (row,) = invoice["transactions"]["transaction"]
    assert row == api.transactions(transid="pay-full")[0]
    assert row["amountin"] == "100.00"
    assert (row["fees"], row["amountout"]) == ("1.45", "0.00")
    assert row["userid"] == str(client_id)
    assert (row["invoiceid"], row["refundid"]) == (str(invoice_id), "0")
    assert (row["currency"], row["gateway"]) == ("0", "paypal")


def test_partial_payments(api, invoice_id):
    api.pay(invoice_id, "part-1", amount="30")
    invoice = api.invoice(invoice_id)
    assert (invoice["status"], invoice["balance"]) == ("Unpaid", "70.00")
    api.pay(invoice_id, "part-2")
    assert api.invoice(invoice_id)["status"] == "Paid"
    rows = api.transactions(invoiceid=invoice_id)
    assert [row["amountin"] for row in rows] == ["30.00", "70.00"]


def test_too_much_becomes_credit(api, invoice_id, client_id):
    api.pay(invoice_id, "much", amount="130")
    assert api.invoice(invoice_id)["status"] == "Paid"
    assert api.credit(client_id) == "30.00"
    api.pay(invoice_id, "again", amount="5")
    assert api.credit(client_id) == "35.00"
    credits = api("GetCredits", clientid=client_id)["credits"]["credit"]
    assert [entry["amount"] for entry in credits] == ["30.00", "5.00"]


def test_refused_payments(api, invoice_id):
    api.pay(invoice_id, "twice", amount="1")
    assert api.pay(invoice_id, "twice")["message"] == "Transaction ID must be Unique"
    api("UpdateInvoice", invoiceid=invoice_id, status="Cancelled")
    message = api.pay(invoice_id, "late")["message"]
    assert message.endswith("payment to an invoice that is Cancelled")
    assert api.pay(987654, "none")["message"] == "Invoice ID Not Found"


def add_transaction(api, **parameters):
    parameters = {"paymentmethod": "paypal", "amountin": "5"} | parameters
    return api("AddTransaction", **parameters)


def test_added_transactions_leave_the_status(api, invoice_id):
    reply = add_transaction(
        api,
        invoiceid=invoice_id,
        amountin="100",
        transid="added",
        date="03/02/2026",
        description="By hand & foot",
        fees="-0.5",
    )
    assert reply == {"result": "success"}
    (row,) = api.transactions(transid="added")
    assert row["date"] == "2026-02-03 00:00:00"
    assert row["description"] == "By hand &amp; foot"
    assert row["fees"] == "-0.50"
    invoice = api.invoice(invoice_id)
    assert (invoice["status"], invoice["balance"]) == ("Unpaid", "0.00")


def test_a_date_in_another_format_is_lost(api, invoice_id):
    add_transaction(api, invoiceid=invoice_id, transid="iso", date="2026-02-03")
    assert api.transactions(transid="iso")[0]["date"].startswith("0000")


def test_refund_by_hand(api, invoice_id):
    api.pay(invoice_id, "paid")
    (paid,) = api.transactions(transid="paid")
    add_transaction(
        api, invoiceid=invoice_id, transid="back", amountin="", amountout="40"
    )
    (back,) = api.transactions(transid="back")
    assert (back["amountout"], back["refundid"]) == ("40.00", "0")
    reply = api("UpdateTransaction", transactionid=back["id"], refundid=paid["id"])
    assert reply == {"result": "success"}
    rows = api.invoice(invoice_id)["transactions"]["transaction"]
    assert [row["refundid"] for row in rows] == ["0", paid["id"]]
    assert api.invoice(invoice_id)["status"] == "Paid"


def test_update_transaction(api, invoice_id, client_id):
    api.pay(invoice_id, "moved", amount="1")
    (row,) = api.transactions(transid="moved")
    other = api.add_invoice(client_id, WORK)
    api(
        "UpdateTransaction",
        transactionid=row["id"],
        invoiceid=other,
        date="2026-05-06",
        amountin="2",
        rate="7.46",
    )
    assert api.invoice(invoice_id)["balance"] == "100.00"
    (row,) = api.transactions(invoiceid=other)
    assert (row["date"], row["amountin"]) == ("2026-05-06 00:00:00", "2.00")
    assert row["rate"] == "7.46000"
    assert api("UpdateTransaction", transactionid=987654)["result"] == "error"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"userid": 987654}, "Client ID Not Found"),
        ({"invoiceid": 987654}, "Invoice ID Not Found"),
        ({"userid": 1}, "User ID does not own the given Invoice ID"),
        ({"currencyid": 77}, "Currency ID Not Found"),
        ({"currencyid": 3}, "Currency ID does not match Client currency"),
        ({"paymentmethod": ""}, "Payment Method is required"),
        ({"transid": "taken"}, "Transaction ID must be Unique"),
    ],
)
def test_refused_transactions(api, client_id, parameters, message):
    invoice_id = api.add_invoice(client_id, WORK)
    add_transaction(
        api, invoiceid=invoice_id, transid="taken", allowduplicatetransid="true"
    )
    reply = add_transaction(api, **{"invoiceid": invoice_id} | parameters)
    assert reply["message"] == message


def test_transactions_without_a_client(api):
    reply = add_transaction(api, transid="rent")
    assert reply["message"].startswith("A Currency ID is required for non-customer")
    add_transaction(api, transid="rent", currencyid=2, amountin="", amountout="9")
    (row,) = api.transactions(transid="rent")
    assert (row["userid"], row["invoiceid"], row["currency"]) == ("0", "0", "2")
    assert row["rate"] == "7.46000"


def test_transaction_as_credit(api, client_id):
    add_transaction(api, userid=client_id, transid="fund", credit="true")
    assert api.credit(client_id) == "5.00"


def test_credit_is_added_and_removed(api, client_id):
    common = {"clientid": client_id, "description": "Sorry & thanks"}
    assert api("AddCredit", amount="12.5", **common)["newbalance"] == "12.50"
    reply = api("AddCredit", amount="2", type="remove", date="2026-01-02", **common)
    assert reply["newbalance"] == api.credit(client_id) == "10.50"
    reply = api("GetCredits", clientid=client_id)
    assert (reply["totalresults"], reply["clientid"]) == ("2", str(client_id))
    last = reply["credits"]["credit"][-1]
    assert (last["date"], last["amount"]) == ("2026-01-02", "-2.00")
    assert last["description"] == "Sorry &amp; thanks"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"type": "give"}, "Type can only be add or remove"),
        ({"clientid": 987654}, "Client ID Not Found"),
        ({"adminid": 77}, "Admin ID Not Found"),
        ({"amount": ""}, "No Amount Provided"),
        ({"amount": "1,5"}, "Amount must be in decimal format: ### or ###.##"),
        ({"date": "02/01/2026"}, "Date Format is not Valid"),
    ],
)
def test_refused_credit(api, parameters, message):
    parameters = {"clientid": 1, "description": "x", "amount": "1"} | parameters
    assert api.error("AddCredit", **parameters) == message


def test_apply_credit(api, invoice_id, client_id):
    api("AddCredit", clientid=client_id, description="x", amount="150")
    reply = api("ApplyCredit", invoiceid=invoice_id, amount="40")
    assert reply["invoiceid"] == str(invoice_id)
    assert (reply["amount"], reply["invoicepaid"]) == ("40.00", "false")
    invoice = api.invoice(invoice_id)
    assert (invoice["credit"], invoice["total"]) == ("40.00", "60.00")
    assert invoice["transactions"] == ""
    reply = api("ApplyCredit", invoiceid=invoice_id, amount="full")
    assert (reply["amount"], reply["invoicepaid"]) == ("60.00", "true")
    invoice = api.invoice(invoice_id)
    assert (invoice["status"], invoice["total"]) == ("Paid", "0.00")
    assert api.credit(client_id) == "50.00"


def test_refused_credit_on_invoices(api, invoice_id, client_id):
    def message(**parameters):
        return api.error("ApplyCredit", **{"invoiceid": invoice_id} | parameters)

    assert message(amount="full") == "Credit Amount to apply must be greater than zero"
    assert message(amount="1") == "Amount exceeds customer credit balance"
    api("AddCredit", clientid=client_id, description="x", amount="150")
    assert message(amount="101") == "Amount Exceeds Invoice Balance"
    assert message(invoiceid=987654) == "Invoice ID Not Found"
    api.pay(invoice_id, "done")
    assert message(amount="1") == "Invoice Not in Unpaid Status"


def test_statistics_of_the_client(api, invoice_id, client_id):
    api.add_invoice(client_id, WORK, duedate="2020-01-01")
    api.pay(invoice_id, "counted", fees="2")
    stats = api("GetClientsDetails", clientid=client_id, stats="true")["stats"]
    assert (stats["numpaidinvoices"], stats["paidinvoicesamount"]) == (1, "€100.00 EUR")
    assert stats["numdueinvoices"] == stats["numoverdueinvoices"] == 1
    assert stats["overdueinvoicesbalance"] == "€100.00 EUR"
    assert stats["income"] == "€98.00 EUR"
