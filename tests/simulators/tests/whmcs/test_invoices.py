"""CreateInvoice, UpdateInvoice, GetInvoice, GetInvoices."""

import pytest

ITEMS = (("Work & travel", "100", True), ("Postage", "7.5"))


@pytest.fixture
def client_id(api, request):
    """A Danish client: 25 per cent tax."""
    name = request.node.name.replace("[", "-").replace("]", "").replace(" ", "")
    return api.add_client(f"{name}@invoices.example")


def amounts(invoice):
    names = ("subtotal", "tax", "tax2", "total", "credit", "balance")
    return [invoice[name] for name in names]


def test_create(api, client_id):
    reply = api(
        "CreateInvoice",
        userid=client_id,
        date="2026-01-02",
        duedate="2026-01-16",
        notes="Odoo <1>",
        paymentmethod="paypal",
        itemdescription1="Work & travel",
        itemamount1="100",
        itemtaxed1="1",
        itemdescription2="Postage",
        itemamount2="7.5",
    )
    assert reply["status"] == "Unpaid"
    invoice = api.invoice(reply["invoiceid"])
    assert amounts(invoice) == ["107.50", "25.00", "0.00", "132.50", "0.00", "132.50"]
    assert (invoice["taxrate"], invoice["invoicenum"]) == ("25.000", "")
    assert (invoice["date"], invoice["duedate"]) == ("2026-01-02", "2026-01-16")
    assert invoice["notes"] == "Odoo &lt;1&gt;"
    assert invoice["transactions"] == ""
    first, second = invoice["items"]["item"]
    assert first["description"] == "Work &amp; travel"
    assert (first["amount"], first["taxed"]) == ("100.00", 1)
    assert (second["amount"], second["taxed"]) == ("7.50", 0)
    assert (first["type"], first["relid"]) == ("", 0)


def test_rate_without_taxed_items(api, client_id):
    invoice = api.invoice(api.add_invoice(client_id, ("Books", "10"), taxrate="11"))
    assert (invoice["taxrate"], invoice["tax"]) == ("11.000", "0.00")


def test_exempt_clients_have_no_tax(api):
    client_id = api.add_client("exempt@invoices.example", taxexempt="true")
    invoice = api.invoice(api.add_invoice(client_id, *ITEMS))
    assert (invoice["taxrate"], invoice["total"]) == ("0.000", "107.50")


def test_items_are_suffixes_from_one(api, client_id):
    parameters = {
        "itemdescription0": "zero",
        "itemamount0": 1,
        "itemdescription[0]": "brackets",
        "itemamount[0]": 1,
    }
    invoice_id = api("CreateInvoice", userid=client_id, **parameters)["invoiceid"]
    assert api.invoice(invoice_id)["items"]["item"] == []


def test_drafts(api, client_id):
    invoice_id = api.add_invoice(client_id, *ITEMS, draft=1)
    assert api.invoice(invoice_id)["status"] == "Draft"
    api("UpdateInvoice", invoiceid=invoice_id, publish=1)
    assert api.invoice(invoice_id)["status"] == "Unpaid"
    message = api.error("UpdateInvoice", invoiceid=invoice_id, publish=1)
    assert message == "Invoice must be in Draft status to be published"


@pytest.mark.parametrize("credit", ["500", "50"])
def test_credit_is_applied_automatically(api, client_id, credit):
    api("AddCredit", clientid=client_id, description="x", amount=credit)
    invoice = api.invoice(
        api.add_invoice(client_id, ("Work", "100"), autoapplycredit="true")
    )
    used = min(float(credit), 100)
    assert invoice["credit"] == f"{used:.2f}"
    assert invoice["total"] == invoice["balance"] == f"{100 - used:.2f}"
    assert invoice["status"] == ("Paid" if used == 100 else "Unpaid")
    assert api.credit(client_id) == f"{float(credit) - used:.2f}"


def test_items_are_changed_by_line_id(api, client_id):
    invoice_id = api.add_invoice(client_id, *ITEMS)
    first, second = (item["id"] for item in api.invoice(invoice_id)["items"]["item"])
    api(
        "UpdateInvoice",
        invoiceid=invoice_id,
        **{
            f"itemdescription[{first}]": "More work",
            f"itemamount[{first}]": "200",
            f"itemtaxed[{first}]": "1",
            "newitemdescription[0]": "Extra",
            "newitemamount[0]": "-20",
            "newitemtaxed[0]": "true",
            "deletelineids[]": second,
        },
    )
    invoice = api.invoice(invoice_id)
    lines = [(i["description"], i["amount"]) for i in invoice["items"]["item"]]
    assert lines == [("More work", "200.00"), ("Extra", "-20.00")]
    assert amounts(invoice)[:4] == ["180.00", "45.00", "0.00", "225.00"]


def test_scalars_of_new_items_are_ignored(api, client_id):
    invoice_id = api.add_invoice(client_id, *ITEMS)
    api(
        "UpdateInvoice",
        invoiceid=invoice_id,
        newitemdescription="Extra",
        newitemamount="20",
        newitemtaxed="1",
    )
    assert len(api.invoice(invoice_id)["items"]["item"]) == 2


def test_missing_variables(api, client_id):
    invoice_id = api.add_invoice(client_id, *ITEMS)
    line = api.invoice(invoice_id)["items"]["item"][0]["id"]
    parameters = {f"itemamount[{line}]": "1"}
    message = api.error("UpdateInvoice", invoiceid=invoice_id, **parameters)
    assert message.startswith("Missing Variables: itemdescription, itemamount")


def test_header_values(api, client_id):
    invoice_id = api.add_invoice(client_id, *ITEMS, notes="before")
    api(
        "UpdateInvoice",
        invoiceid=invoice_id,
        taxrate="10",
        taxrate2="5",
        duedate="2027-01-01",
        notes="",
        paymentmethod="quickpay",
        total="1",
    )
    invoice = api.invoice(invoice_id)
    assert amounts(invoice)[:4] == ["107.50", "10.00", "5.00", "122.50"]
    assert (invoice["duedate"], invoice["notes"]) == ("2027-01-01", "")
    assert (invoice["paymentmethod"], invoice["ccgateway"]) == ("quickpay", True)


@pytest.mark.parametrize(
    ("status", "name"),
    [
        ("Paid", "datepaid"),
        ("Cancelled", "date_cancelled"),
        ("Refunded", "date_refunded"),
    ],
)
def test_statuses_and_their_dates(api, client_id, status, name):
    invoice_id = api.add_invoice(client_id, *ITEMS)
    api("UpdateInvoice", invoiceid=invoice_id, status=status)
    (row,) = api("GetInvoices", userid=client_id)["invoices"]["invoice"]
    assert row["status"] == status
    dates = {key: row[key] for key in ("datepaid", "date_cancelled", "date_refunded")}
    assert not dates.pop(name).startswith("0000")
    assert all(date == "0000-00-00 00:00:00" for date in dates.values())


def test_invalid_status(api, client_id):
    invoice_id = api.add_invoice(client_id, *ITEMS)
    message = api.error("UpdateInvoice", invoiceid=invoice_id, status="Lost")
    assert message == "Invalid status Lost"


def test_list_of_a_client(api, client_id):
    ids = [
        api.add_invoice(client_id, ("x", str(price)), duedate=due, status=status)
        for price, due, status in (
            (3, "2020-01-01", "Unpaid"),
            (1, "2099-01-01", "Unpaid"),
            (2, "2021-01-01", "Paid"),
        )
    ]

    def found(**parameters):
        reply = api("GetInvoices", userid=client_id, **parameters)
        assert reply["numreturned"] == len(reply["invoices"]["invoice"])
        return [ids.index(row["id"]) for row in reply["invoices"]["invoice"]]

    assert found() == [0, 1, 2]
    assert found(orderby="total") == [1, 2, 0]
    assert found(orderby="duedate", order="desc") == [1, 2, 0]
    assert found(orderby="nonsense", order="DESC") == [2, 1, 0]
    assert found(status="Unpaid") == [0, 1]
    assert found(status="Overdue") == [0]
    assert found(limitstart=1, limitnum=1) == [1]


def test_rows_show_the_client_as_it_is_now(api, client_id):
    api.add_invoice(client_id, *ITEMS)
    for company in ("One & Co", "Two"):
        api("UpdateClient", clientid=client_id, companyname=company)
        (row,) = api("GetInvoices", userid=client_id)["invoices"]["invoice"]
        assert row["companyname"] == company.replace("&", "&amp;")


def test_currency_is_the_clients(api):
    client_id = api.add_client("currency@invoices.example", currency=3)
    invoice_id = api.add_invoice(client_id, *ITEMS)
    (row,) = api("GetInvoices", userid=client_id)["invoices"]["invoice"]
    assert (row["currencycode"], row["currencysuffix"]) == ("GBP", " GBP")
    assert not [key for key in api.invoice(invoice_id) if "currency" in key]


def test_deleted_clients_take_their_invoices_along(api, client_id):
    invoice_id = api.add_invoice(client_id, *ITEMS)
    api("DeleteClient", clientid=client_id)
    assert api.error("GetInvoice", invoiceid=invoice_id) == "Invoice ID Not Found"


def test_changes_are_logged(api, client_id):
    invoice_id = api.add_invoice(client_id, *ITEMS)
    api("UpdateInvoice", invoiceid=invoice_id, notes="x", status="Cancelled")
    entries = api("GetActivityLog", clientid=client_id)["activity"]["entry"]
    texts = [entry["description"] for entry in entries[:3]]
    assert "Invoice Status changed to Cancelled" in texts[0]
    assert "Modified notes" in texts[1]
    assert texts[2].startswith(f"Created Invoice - Invoice ID: {invoice_id}")
    assert {entry["clientId"] for entry in entries} == {client_id}


def test_quirks(api, sim, client_id):
    api.add_invoice(client_id, *ITEMS)
    (row,) = api("GetInvoices", userid=client_id)["invoices"]["invoice"]
    assert (row["paymethodid"], row["taxrate"]) == (None, "25.000")
    sim.set_quirks("null-text-paymethodid", "short-taxrates")
    (row,) = api("GetInvoices", userid=client_id)["invoices"]["invoice"]
    assert (row["paymethodid"], row["taxrate"]) == ("null", "25.00")
