"""What people do with invoices, payments and products in WHMCS itself."""

from dataclasses import fields

from tests.simulators.simulator import ControlError
from tests.simulators.whmcs.billing import KINDS
from tests.simulators.whmcs.billing_models import INVOICE_STATUSES
from tests.simulators.whmcs.billing_state import values_from_state
from tests.simulators.whmcs.editing import acting, record_of
from tests.simulators.whmcs.invoicing import (
    HEADER_FIELDS,
    ImmutableInvoice,
    add_item,
    auto_apply_credit,
    create_invoice,
    delete_invoice,
    delete_item,
    find_item,
    publish,
    update_header,
    update_item,
)
from tests.simulators.whmcs.money import cents
from tests.simulators.whmcs.paying import (
    delete_transaction,
    pay_invoice,
    record_transaction,
    refund,
    refundable,
    update_transaction,
)
from tests.simulators.whmcs.settling import apply_credit, change_credit, set_status

ITEM_FIELDS = ("description", "amount", "taxed", "type", "relid")
PAYMENT_FIELDS = ("gateway", "fees", "transid", "date", "description")
INVOICE_FIELDS = (*HEADER_FIELDS, "status", "invoicenum")
FIXED = {"id", "revision"}


def _add_invoice(store, body):
    """`values` may have `items`, a list of values of items."""
    values = dict(body["values"])
    client = store.clients.get(values.pop("userid"))
    if client is None:
        raise ControlError("there is no such client", 404)
    items = [values_from_state(v, ITEM_FIELDS) for v in values.pop("items", [])]
    status = _status(values.pop("status", "Unpaid"))
    values = values_from_state(values, (*HEADER_FIELDS, "invoicenum"))
    actor = acting(store, body, client)
    invoice = create_invoice(store.billing, client, values, items, actor, status)
    return {"id": invoice.id, "item_ids": [item.id for item in invoice.items]}


def _update_invoice(store, invoice, values, actor):
    values = values_from_state(values, INVOICE_FIELDS)
    status = values.pop("status", None)
    update_header(store.billing, invoice, values, actor)
    if status is not None:
        set_status(store.billing, invoice, _status(status), actor)


def _cancel(store, invoice, values, actor):
    set_status(store.billing, invoice, "Cancelled", actor)


def _publish(store, invoice, values, actor):
    if invoice.status != "Draft":
        raise ControlError(f"invoice {invoice.id} is no draft")
    publish(store.billing, invoice, actor)


def _delete_invoice(store, invoice, values, actor):
    delete_invoice(store.billing, invoice, actor)


def _add_item(store, invoice, values, actor):
    values = values_from_state(values, ITEM_FIELDS)
    return {"item_id": add_item(store.billing, invoice, values, actor).id}


def _update_item(store, invoice, values, actor):
    item = _item(invoice, values.pop("item_id"))
    values = values_from_state(values, ITEM_FIELDS)
    update_item(store.billing, invoice, item, values, actor)


def _delete_item(store, invoice, values, actor):
    delete_item(store.billing, invoice, _item(invoice, values.pop("item_id")), actor)


def _pay(store, invoice, values, actor):
    """`amount` is the balance unless given."""
    given = {"amountin": cents(values.pop("amount"))} if "amount" in values else {}
    given |= values_from_state(values, PAYMENT_FIELDS)
    if store.billing.has_transid(given.get("transid")):
        raise ControlError("there is already a transaction with this transid")
    return {"transaction_id": pay_invoice(store.billing, invoice, given, actor).id}


def _apply_credit(store, invoice, values, actor):
    """As much as there is, or `amount`."""
    if "amount" not in values:
        auto_apply_credit(store.billing, invoice, actor)
        return
    value = cents(values["amount"])
    credit = cents(store.clients[invoice.userid].credit)
    if not 0 < value <= min(credit, store.billing.balance(invoice)):
        raise ControlError("more than the credit or the balance")
    apply_credit(store.billing, invoice, value, actor)


def _refund(store, body):
    """`amount` is what is left of the payment unless given."""
    transaction = record_of(store.billing.transactions, body)
    values = body.get("values", {})
    left = refundable(store.billing, transaction)
    value = cents(values["amount"]) if "amount" in values else left
    if not 0 < value <= left:
        raise ControlError(f"transaction {transaction.id}: nothing or too much")
    actor = acting(store, body, store.clients.get(transaction.userid))
    to_credit = bool(values.get("to_credit"))
    transid = values.get("transid", "")
    row = refund(store.billing, transaction, value, actor, to_credit, transid)
    return {"id": transaction.id, "transaction_id": row.id if row else None}


def _add_transaction(store, body):
    values = values_from_state(body["values"], _settable("transaction"))
    actor = acting(store, body, store.clients.get(values.get("userid")))
    values = {"userid": 0} | values
    return record_transaction(store.billing, values, actor).id


def _update_transaction(store, body):
    transaction = record_of(store.billing.transactions, body)
    values = values_from_state(body["values"], _settable("transaction"))
    actor = acting(store, body, store.clients.get(transaction.userid))
    update_transaction(store.billing, transaction, values, actor)
    return transaction.id


def _delete_transaction(store, body):
    transaction = record_of(store.billing.transactions, body)
    actor = acting(store, body, store.clients.get(transaction.userid))
    delete_transaction(store.billing, transaction, actor)
    return transaction.id


def _add_credit(store, body):
    """The client's `id`; `amount` may be negative."""
    client = record_of(store.clients, body)
    values = body["values"]
    text = values.get("description", "")
    actor = acting(store, body, client)
    change_credit(store.billing, client, cents(values["amount"]), text, actor)
    return client.id


def _invoice_billable_item(store, body):
    """As when it is due: a new invoice; the type of its item is UNVERIFIED."""
    billing = store.billing
    record = record_of(billing.billable_items, body)
    client = store.clients[record.userid]
    line = {"description": record.description, "amount": record.amount}
    line |= {"type": "Item", "relid": record.id}
    invoice = create_invoice(billing, client, {}, [line], acting(store, body, client))
    billing.change(record, {"invoicecount": record.invoicecount + 1})
    return {"id": record.id, "invoice_id": invoice.id}


def _on_invoice(function):
    """An operation on the invoice that the body names."""

    def operation(store, body):
        invoice = record_of(store.billing.invoices, body)
        actor = acting(store, body, store.clients.get(invoice.userid))
        values = dict(body.get("values", {}))
        try:
            result = function(store, invoice, values, actor)
        except ImmutableInvoice:
            raise ControlError(f"invoice {invoice.id} is immutable") from None
        return {"id": invoice.id, **(result or {})}

    return operation


def _simple_operations(kind):
    """Adding, updating and deleting records without any effects."""

    def log(store, verb, record, body):
        client_id = getattr(record, "userid", getattr(record, "clientid", 0))
        actor = acting(store, body, store.clients.get(client_id))
        title = kind.title()
        text = f"{title} {verb} - {title} ID: {record.id}"
        store.billing.log(text, client_id, actor)
        return record.id

    def add(store, body):
        values = values_from_state(body["values"], _settable(kind))
        return log(store, "Added", store.billing.add(KINDS[kind], **values), body)

    def update(store, body):
        record = record_of(store.billing.records(kind), body)
        values = values_from_state(body["values"], _settable(kind))
        store.billing.change(record, values)
        return log(store, "Modified", record, body)

    def delete(store, body):
        record = record_of(store.billing.records(kind), body)
        store.billing.remove(record)
        return log(store, "Deleted", record, body)

    return {(kind, "add"): add, (kind, "update"): update, (kind, "delete"): delete}


def _settable(kind):
    return {field.name for field in fields(KINDS[kind])} - FIXED


def _item(invoice, item_id):
    item = find_item(invoice, item_id)
    if item is None:
        raise ControlError(f"there is no item {item_id} in invoice {invoice.id}", 404)
    return item


def _status(status):
    if status not in INVOICE_STATUSES:
        raise ControlError(f"there is no status {status}")
    return status


OPERATIONS = {
    ("invoice", "add"): _add_invoice,
    ("invoice", "update"): _on_invoice(_update_invoice),
    ("invoice", "cancel"): _on_invoice(_cancel),
    ("invoice", "publish"): _on_invoice(_publish),
    ("invoice", "delete"): _on_invoice(_delete_invoice),
    ("invoice", "add_item"): _on_invoice(_add_item),
    ("invoice", "update_item"): _on_invoice(_update_item),
    ("invoice", "delete_item"): _on_invoice(_delete_item),
    ("invoice", "pay"): _on_invoice(_pay),
    ("invoice", "apply_credit"): _on_invoice(_apply_credit),
    ("transaction", "refund"): _refund,
    ("transaction", "add"): _add_transaction,
    ("transaction", "update"): _update_transaction,
    ("transaction", "delete"): _delete_transaction,
    ("client", "add_credit"): _add_credit,
    **_simple_operations("product"),
    **_simple_operations("service"),
    **_simple_operations("addon"),
    **_simple_operations("domain"),
    **_simple_operations("billable_item"),
    ("billable_item", "invoice"): _invoice_billable_item,
}
