"""Settings of the installation that change how invoices behave."""

import pytest

from tests.simulators.process import SimulatorProcess
from tests.simulators.tests.whmcs.api import NEW_CLIENT, Api

LINE = {"description": "Work", "amount": "125.00", "taxed": True}


@pytest.fixture(scope="module")
def modern_sim():
    """WHMCS 9 with prices that include tax, numbers and American dates."""
    with SimulatorProcess(
        clients=3,
        contacts=0,
        whmcs_version="9.0.1",
        tax="inclusive",
        compound_tax=True,
        sequential_numbers=True,
        date_format="MM/DD/YYYY",
    ) as simulator:
        yield simulator


@pytest.fixture
def modern(modern_sim):
    return Api(modern_sim.url)


@pytest.fixture
def client_id(modern, request):
    return modern.add_client(f"{request.node.name}@options.example")


def test_inclusive(modern, client_id):
    invoice = modern.invoice(modern.add_invoice(client_id, ("Work", "125", True)))
    assert invoice["items"]["item"][0]["amount"] == "125.00"
    amounts = (invoice["subtotal"], invoice["tax"], invoice["total"])
    assert amounts == ("100.00", "25.00", "125.00")


def test_compound(modern, client_id):
    invoice_id = modern.add_invoice(
        client_id, ("Work", "115.5", True), taxrate="10", taxrate2="5"
    )
    invoice = modern.invoice(invoice_id)
    assert (invoice["tax"], invoice["tax2"]) == ("10.00", "5.50")


def test_numbers_come_at_payment(modern, client_id):
    first, second = (modern.add_invoice(client_id, ("x", "1")) for _ in range(2))
    assert modern.invoice(first)["invoicenum"] == ""
    modern.pay(second, "n2")
    modern.pay(first, "n1")
    numbers = [modern.invoice(i)["invoicenum"] for i in (second, first)]
    ordinals = [int(number.partition("-")[2]) for number in numbers]
    assert ordinals[1] == ordinals[0] + 1


def test_only_drafts_can_be_modified(modern, modern_sim, client_id):
    invoice_id = modern.add_invoice(client_id, ("x", "1", True), draft=1)
    new_item = {"newitemdescription[0]": "y", "newitemamount[0]": "2"}
    modern("UpdateInvoice", invoiceid=invoice_id, **new_item)
    modern("UpdateInvoice", invoiceid=invoice_id, publish=1)
    lines = modern.invoice(invoice_id)["items"]["item"]
    line_id = lines[0]["id"]
    changed = {
        f"itemdescription[{line_id}]": "z",
        f"itemamount[{line_id}]": 9,
        f"itemtaxed[{line_id}]": 0,
    }
    refused = (new_item, changed, {"taxrate": 5}, {"deletelineids[]": line_id})
    for parameters in refused:
        message = modern.error(
            "UpdateInvoice", invoiceid=invoice_id, notes="no", **parameters
        )
        assert "cannot be modified" in message
    invoice = modern.invoice(invoice_id)
    assert (invoice["items"]["item"], invoice["notes"]) == (lines, "")
    with pytest.raises(ValueError, match="is immutable"):
        modern_sim.edit("invoice", invoice_id, "add_item", description="y")
    modern("UpdateInvoice", invoiceid=invoice_id, notes="yes", status="Cancelled")
    invoice = modern.invoice(invoice_id)
    assert (invoice["notes"], invoice["status"]) == ("yes", "Cancelled")


def test_date_format(modern, client_id):
    modern(
        "AddTransaction",
        paymentmethod="paypal",
        userid=client_id,
        transid="us",
        date="02/13/2026",
    )
    (row,) = modern.transactions(transid="us")
    assert row["date"] == "2026-02-13 00:00:00"
    entry = modern("GetActivityLog", limitnum=1)["activity"]["entry"][0]
    year, month, day = entry["date"][:10].split("-")
    assert modern("GetActivityLog", date=f"{month}/{day}/{year}")["totalresults"]
    assert not modern("GetActivityLog", date=f"{year}-{month}-{day}")["totalresults"]


def test_mass_payment(modern, modern_sim, client_id):
    originals = [modern_sim.add_invoice(client_id, LINE) for _ in range(2)]
    modern_sim.pay(originals[0], amount="25")
    container = modern_sim.add_invoice(
        client_id,
        *(
            {"type": "Invoice", "relid": i, "amount": due, "description": f"#{i}"}
            for i, due in zip(originals, ("100", "125"), strict=True)
        ),
    )
    assert modern.invoice(container)["total"] == "225.00"
    modern.pay(container, "mass")
    for original, credit in zip(originals, ("100.00", "125.00"), strict=True):
        invoice = modern.invoice(original)
        assert (invoice["status"], invoice["credit"]) == ("Paid", credit)
        assert invoice["balance"] == "0.00"
    assert modern.invoice(originals[1])["transactions"] == ""
    assert modern.credit(client_id) == "0.00"


def test_add_funds(modern, modern_sim, client_id):
    funds = {"type": "AddFunds", "amount": "50", "description": "Add Funds"}
    invoice_id = modern_sim.add_invoice(client_id, funds)
    assert modern.credit(client_id) == "0.00"
    modern.pay(invoice_id, "funds")
    assert modern.credit(client_id) == "50.00"


def test_older_versions_let_everything_be_modified(api):
    client_id = api.add_client("older@options.example", **NEW_CLIENT)
    invoice_id = api.add_invoice(client_id, ("x", "1"), status="Paid")
    api(
        "UpdateInvoice",
        invoiceid=invoice_id,
        **{"newitemdescription[0]": "y", "newitemamount[0]": "2"},
    )
    assert api.invoice(invoice_id)["subtotal"] == "3.00"


def test_transactions_are_not_paged(billing_api, billing_sim):
    everything = billing_api.transactions()
    assert len(billing_api.transactions(limitnum=3)) == len(everything)
    billing_sim.set_quirks("page-transactions")
    page = billing_api.transactions(limitnum=3, limitstart=2)
    assert page == everything[2:5]
