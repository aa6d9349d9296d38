"""AddBillableItem: time or material to be invoiced later."""

from tests.simulators.whmcs.billing_models import BillableItem
from tests.simulators.whmcs.clock import parse_date
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.models import ZERO_DATE
from tests.simulators.whmcs.money import cents
from tests.simulators.whmcs.renderer import join_object

UNITS = ("hours", "quantity")
INVOICE_ACTIONS = ("noinvoice", "nextcron", "nextinvoice", "duedate", "recur")
CYCLES = ("days", "weeks", "months", "years")


def add(call):
    """WHMCS developer docs, AddBillableItem: success is told by `status`.

    The order of the checks, and `noinvoice` by default, is UNVERIFIED. No API action
    reads the items again.
    """
    form, billing = call.form, call.store.billing
    client = call.store.clients.get(form.integer("clientid"))
    if client is None:
        raise ApiError("Client ID not Found")
    if not form.text("description"):
        raise ApiError("You must provide a description")
    if form.text("unit") not in UNITS:
        raise ApiError("Invalid Unit, please specify either 'hours' or 'quantity'")
    values = {
        "userid": client.id,
        "description": form.text("description"),
        "amount": cents(form.text("amount")),
        "unit": form.text("unit"),
        "quantity": form.text("quantity", "0"),
        **_when(form),
    }
    item = billing.add(BillableItem, **values)
    text = f"Billable Item Added - Billable Item ID: {item.id}"
    billing.log(text, client.id, call.actor)
    members = {"status": "success", "billableid": item.id}
    return join_object((k, call.renderer.value(v)) for k, v in members.items())


def _when(form):
    action = form.text("invoiceaction") or "noinvoice"
    if action not in INVOICE_ACTIONS:
        raise ApiError("Invalid Invoice Action")
    recurring = {
        "recur": form.integer("recur"),
        "recurcycle": form.text("recurcycle"),
        "recurfor": form.integer("recurfor"),
    }
    if action == "recur" and (
        not all(recurring.values()) or recurring["recurcycle"].lower() not in CYCLES
    ):
        raise ApiError("Recurring must have a unit, cycle and limit")
    date = form.text("duedate")
    if action in ("duedate", "recur") and not date:
        raise ApiError("Due date is required")
    if date and not parse_date(date, "%Y-%m-%d"):
        raise ApiError("Invalid Date Format - Expected: 'YYYY-mm-dd'")
    return {"invoiceaction": action, "duedate": date or ZERO_DATE, **recurring}


ACTIONS = {"AddBillableItem": add}
