"""Writing invoices and payments, against the simulator."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.sync_base.lib.errors import Invalid
from odoo.addons.sync_base.lib.page import RemoteRecord
from odoo.addons.sync_whmcs.lib.billing import invoices
from odoo.addons.sync_whmcs.lib.billing_writes import (
    _item_parameters,
    add_payment,
    create_invoice,
    find_invoice,
    find_payment,
    publish_invoice,
    token_of_invoice,
    token_of_transaction,
    unpublished,
)
from odoo.addons.sync_whmcs.lib.client import WhmcsClient
from odoo.addons.sync_whmcs.lib.convert_billing import InvoiceItems

from tests.simulators.process import SimulatorProcess

TOKEN, OTHER = "a" * 32, "b" * 32
FORM = {
    "items": [
        ["", "0", "Work (2 × 40.00)", "80.00", True],
        ["", "0", "Travel", "12.50", False],
    ],
    "subtotal": "92.50",
    "taxes": [["25", "20.00"], ["0", "0.00"]],
    "gross": "112.50",
}


@pytest.fixture(scope="module", params=["exclusive", "inclusive"])
def client(request):
    with SimulatorProcess(clients=3, tax=request.param, whmcs_version=9) as simulator:
        with WhmcsClient(
            simulator.url,
            "simulator-identifier",
            "simulator-secret",
            test_mode=True,
            attempts=1,
            page_size=2,
            tax_included=request.param == "inclusive",
        ) as client:
            yield client


def values_of(client, **more):
    reply = client.call("GetClientsDetails", clientid=1, stats=0)
    return {
        "userid": "1",
        "date": "2026-11-02",
        "duedate": "2026-11-16",
        "currencycode": reply["client"]["currency_code"],
        "items": {**FORM, **more},
    }


def read(client, number):
    (remote,) = invoices(client, [RemoteRecord(number, {}, complete=False)])
    return remote


def test_a_draft_is_published_and_found(client):
    number = create_invoice(client, TOKEN, values_of(client))
    for token in "cdef":
        create_invoice(client, token * 32, values_of(client))
    assert find_invoice(client, "1", TOKEN) == number
    assert find_invoice(client, "1", OTHER) is None
    remote = read(client, number)
    assert token_of_invoice(remote.data) == TOKEN
    assert unpublished(remote.data)
    decoded = InvoiceItems().decode([remote.data.get(p) for p in InvoiceItems.PATHS])
    assert decoded == FORM
    publish_invoice(client, remote)
    remote = read(client, number)
    assert remote.data["status"] == "Unpaid"
    assert not unpublished(remote.data)


def test_the_invoice_that_it_stands_for_is_cancelled(client):
    old = create_invoice(client, "1" * 32, values_of(client))
    publish_invoice(client, read(client, old))
    new = create_invoice(client, "2" * 32, values_of(client, replaces=old))
    publish_invoice(client, read(client, new))
    assert read(client, old).data["status"] == "Cancelled"
    assert read(client, new).data["status"] == "Unpaid"


def test_published_by_a_try_whose_reply_was_lost(client):
    """The second try is refused: a published invoice is no draft any more."""
    old = create_invoice(client, "4" * 32, values_of(client))
    publish_invoice(client, read(client, old))
    new = create_invoice(client, "5" * 32, values_of(client, replaces=old))
    draft = read(client, new)
    client.call("UpdateInvoice", invoiceid=new, publish=1)
    publish_invoice(client, draft)
    assert read(client, old).data["status"] == "Cancelled"
    assert read(client, new).data["status"] == "Unpaid"


def test_a_draft_that_cannot_be_published_says_why(client, monkeypatch):
    number = create_invoice(client, "6" * 32, values_of(client))
    draft, call = read(client, number), client.call

    def refuse(action, **parameters):
        if action == "UpdateInvoice":
            raise Invalid("not today")
        return call(action, **parameters)

    monkeypatch.setattr(client, "call", refuse)
    with pytest.raises(Invalid, match="not today"):
        publish_invoice(client, draft)


def test_another_currency_creates_nothing(client):
    with pytest.raises(Invalid, match="XYZ"):
        create_invoice(client, OTHER, {**values_of(client), "currencycode": "XYZ"})
    assert find_invoice(client, "1", OTHER) is None


def test_a_payment_is_added_and_found(client):
    number = create_invoice(client, "3" * 32, values_of(client))
    publish_invoice(client, read(client, number))
    values = {
        "invoiceid": number,
        "gateway": "banktransfer",
        "date": "2026-11-03",
        "amountin": "112.50",
    }
    paid = add_payment(client, TOKEN, values)
    assert find_payment(client, TOKEN) == paid
    assert find_payment(client, OTHER) is None
    data = read(client, number).data
    (row,) = data["transactions"]["transaction"]
    assert data["status"] == "Paid"
    assert token_of_transaction(row) == TOKEN
    with pytest.raises(Invalid):
        add_payment(client, TOKEN, values)


amounts = st.decimals(Decimal("-50"), Decimal("500"), places=2)


@given(st.lists(st.tuples(amounts, st.booleans()), min_size=1), amounts)
def test_amounts_that_hold_the_tax_come_to_the_gross(lines, tax):
    if not sum(net for net, taxed in lines if taxed):
        tax = Decimal(0)
    form = {
        "items": [["", "0", "x", str(net), taxed] for net, taxed in lines],
        "taxes": [["25", str(tax)], ["0", "0.00"]],
    }
    sent = _item_parameters(form, tax_included=True)
    total = sum(Decimal(sent[f"itemamount{at + 1}"]) for at in range(len(lines)))
    assert total == sum((net for net, _taxed in lines), Decimal(0)) + tax
