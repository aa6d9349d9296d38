"""Changing invoices: CreateInvoice, UpdateInvoice."""

import re

from tests.simulators.whmcs.actions.parameters import wanted_client, wanted_invoice
from tests.simulators.whmcs.billing_models import INVOICE_STATUSES
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.form import to_flag
from tests.simulators.whmcs.invoicing import (
    IMMUTABLE_FIELDS,
    ImmutableInvoice,
    add_item,
    auto_apply_credit,
    check_mutable,
    create_invoice,
    delete_item,
    find_item,
    publish,
    update_header,
    update_item,
)
from tests.simulators.whmcs.money import cents, thousandths
from tests.simulators.whmcs.settling import pay_if_balanced, set_status

DRAFT_AND_SEND = (
    "Cannot create and send a draft invoice in a single API request. Please create "
    "and send separately."
)
MISSING_VARIABLES = (
    "Missing Variables: itemdescription, itemamount and itemtaxed are required for "
    "each item being changed"
)
# WHMCS 9.0; the text is UNVERIFIED
IMMUTABLE = "The invoice cannot be modified because it is not in Draft status"
PARSERS = {
    "paymentmethod": str,
    "taxrate": thousandths,
    "taxrate2": thousandths,
    "credit": cents,
    "date": str,
    "duedate": str,
    "datepaid": str,
    "notes": str,
}
CREATE_FIELDS = ("paymentmethod", "taxrate", "taxrate2", "date", "duedate", "notes")
_ITEM = re.compile(r"item(?:description|amount)([1-9]\d*)")


def create(call):
    """WHMCS developer docs, CreateInvoice.

    Items are numbered by suffixes from 1 on; gaps are allowed and brackets
    ignored (both UNVERIFIED). An unknown status counts as Unpaid (UNVERIFIED).
    """
    form, billing = call.form, call.store.billing
    client = wanted_client(call, "userid")
    status = form.text("status")
    status = status if status in INVOICE_STATUSES else "Unpaid"
    if form.flag("draft"):
        status = "Draft"
    if status == "Draft" and form.flag("sendinvoice"):
        raise ApiError(DRAFT_AND_SEND)
    items = [_new_item(form, number) for number in _item_numbers(form)]
    values = _header_values(form, CREATE_FIELDS)
    invoice = create_invoice(billing, client, values, items, call.actor, status)
    if form.flag("autoapplycredit"):
        auto_apply_credit(billing, invoice, call.actor)
    # this `status` is the invoice's; `result` tells of success
    return call.reply(invoiceid=str(invoice.id), status=invoice.status)


def update(call):
    """WHMCS developer docs, UpdateInvoice.

    Totals cannot be set since 7.8. That nothing is changed when something is
    refused, and lines of other invoices are ignored, is UNVERIFIED. As WHMCS does
    (case CORE-14322), a new status here fires no hook; the simulator has none.
    """
    form, billing, actor = call.form, call.store.billing, call.actor
    invoice = wanted_invoice(call)
    status = form.text("status")
    publishes = form.flag("publish") or form.flag("publishandsendemail")
    if publishes and invoice.status != "Draft":
        raise ApiError("Invoice must be in Draft status to be published")
    if status and status not in INVOICE_STATUSES:
        raise ApiError(f"Invalid status {status}")
    changed = _changed_items(form)
    try:
        _change_content(billing, invoice, form, changed, actor)
    except ImmutableInvoice:
        raise ApiError(IMMUTABLE) from None
    if publishes:
        publish(billing, invoice, actor)
    if status:
        date = form.text("datepaid") if status == "Paid" else ""
        set_status(billing, invoice, status, actor, date or None)
    return call.reply(invoiceid=str(invoice.id))


def _change_content(billing, invoice, form, changed, actor):
    new_items = _new_items(form)
    deleted = form.array("deletelineids")
    values = _header_values(form, PARSERS)
    if changed or new_items or deleted or IMMUTABLE_FIELDS & set(values):
        check_mutable(billing, invoice)
    update_header(billing, invoice, values, actor)
    for item_id, values in changed.items():
        item = find_item(invoice, item_id)
        if item is not None:
            update_item(billing, invoice, item, values, actor)
    for values in new_items:
        add_item(billing, invoice, values, actor)
    for text in deleted.values():
        item = find_item(invoice, int(text) if str(text).isdecimal() else 0)
        if item is not None:
            delete_item(billing, invoice, item, actor)
    if form.text("credit") and invoice.status == "Unpaid":
        pay_if_balanced(billing, invoice, actor)


def _header_values(form, names):
    """Values that were sent; only the notes can be made empty."""
    values = {name: PARSERS[name](form.text(name)) for name in names if form.text(name)}
    return values | ({"notes": form.text("notes")} if "notes" in form else {})


def _item_numbers(form):
    numbers = {int(match[1]) for name in form if (match := _ITEM.fullmatch(name))}
    return sorted(numbers)


def _new_item(form, number):
    return {
        "description": form.text(f"itemdescription{number}"),
        "amount": cents(form.text(f"itemamount{number}")),
        "taxed": form.flag(f"itemtaxed{number}"),
    }


def _changed_items(form):
    """Values by line id; all three arrays must have each line (docs)."""
    arrays = [
        form.array(name) for name in ("itemdescription", "itemamount", "itemtaxed")
    ]
    line_ids = set().union(*arrays)
    if any(line_id not in array for array in arrays for line_id in line_ids):
        raise ApiError(MISSING_VARIABLES)
    descriptions, amounts, flags = arrays
    return {
        int(line_id): _item_values(descriptions, amounts, flags, line_id)
        for line_id in descriptions
        if line_id.isdecimal()
    }


def _new_items(form):
    """`newitem…[n]`; scalars are ignored (WHMCS/developer-docs issue 37)."""
    descriptions = form.array("newitemdescription")
    amounts, flags = form.array("newitemamount"), form.array("newitemtaxed")
    return [_item_values(descriptions, amounts, flags, key) for key in descriptions]


def _item_values(descriptions, amounts, flags, key):
    return {
        "description": str(descriptions[key]),
        "amount": cents(amounts.get(key, "")),
        "taxed": to_flag(str(flags.get(key, ""))),
    }


ACTIONS = {"CreateInvoice": create, "UpdateInvoice": update}
