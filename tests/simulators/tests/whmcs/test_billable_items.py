"""AddBillableItem, and what becomes of the items."""

import pytest

from tests.simulators.tests.whmcs.test_contracts import (
    assert_as_documented,
    documented,
    needs_contracts,
)

pytestmark = needs_contracts

WORK = {
    "clientid": 1,
    "description": "2.5 h & travel",
    "amount": "250.00",
    "unit": "hours",
    "quantity": "2.5",
}


def test_add_and_invoice(billing_api, billing_sim):
    reply = billing_api("AddBillableItem", **WORK, invoiceaction="nextcron")
    assert_as_documented("AddBillableItem", reply, documented("AddBillableItem"))
    item_id = reply["billableid"]
    (record,) = billing_sim.records("billable_items", ids=[item_id])
    assert (record["userid"], record["amount"]) == (1, "250.00")
    assert (record["unit"], record["quantity"]) == ("hours", "2.5")
    assert record["invoiceaction"] == "nextcron"
    added = billing_sim.edit("billable_item", item_id, "invoice")
    (item,) = billing_sim.invoice(added["invoice_id"])["items"]
    assert (item["description"], item["relid"]) == (WORK["description"], item_id)
    assert item["amount"] == "250.00"
    (record,) = billing_sim.records("billable_items", ids=[item_id])
    assert record["invoicecount"] == 1


def test_recurring(billing_api, billing_sim):
    values = {"recur": 1, "recurcycle": "Months", "recurfor": 12}
    due = {"invoiceaction": "recur", "duedate": "2030-01-31"}
    reply = billing_api("AddBillableItem", **WORK, **values, **due)
    ids = [reply["billableid"]]
    (record,) = billing_sim.records("billable_items", ids=ids)
    assert (values | due).items() <= record.items()


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"clientid": 987654}, "Client ID not Found"),
        ({"description": ""}, "You must provide a description"),
        ({"unit": "days"}, "Invalid Unit, please specify either 'hours' or 'quantity'"),
        ({"invoiceaction": "never"}, "Invalid Invoice Action"),
        ({"invoiceaction": "recur"}, "Recurring must have a unit, cycle and limit"),
        ({"invoiceaction": "duedate"}, "Due date is required"),
        ({"duedate": "31/01/2030"}, "Invalid Date Format - Expected: 'YYYY-mm-dd'"),
    ],
)
def test_errors(billing_api, parameters, message):
    assert billing_api.error("AddBillableItem", **WORK | parameters) == message
    assert message in documented("_documented_error_messages")["AddBillableItem"]
