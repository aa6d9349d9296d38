"""Making and changing invoices."""

from tests.simulators.whmcs.billing_models import Invoice
from tests.simulators.whmcs.clock import now, today
from tests.simulators.whmcs.money import amount, cents
from tests.simulators.whmcs.settling import apply_credit, set_status

HEADER_FIELDS = (
    "paymentmethod",
    "taxrate",
    "taxrate2",
    "credit",
    "date",
    "duedate",
    "datepaid",
    "notes",
    "last_capture_attempt",
)
# what WHMCS 9.0 does not let change outside a draft (UNVERIFIED which exactly)
IMMUTABLE_FIELDS = frozenset({"taxrate", "taxrate2"})


class ImmutableInvoice(Exception):
    """An invoice that is no draft was to be modified (WHMCS 9.0)."""


def create_invoice(billing, client, values, items, actor, status="Unpaid"):
    """Add an invoice; `items` are values of `InvoiceItem`.

    Without rates the tax rule for the client applies.
    """
    moment = now()
    taxrate, taxrate2 = billing.tax_rates(client)
    defaults = {
        "date": today(),
        "duedate": today(),
        "taxrate": taxrate,
        "taxrate2": taxrate2,
        "paymentmethod": default_gateway(billing.store, client),
        "created_at": moment,
        "updated_at": moment,
        "row_updated_at": moment,
    }
    invoice = billing.add(
        Invoice,
        userid=client.id,
        status="Draft" if status == "Draft" else "Unpaid",
        items=[billing.new_item(**item) for item in items],
        **defaults | values,
    )
    billing.recalculate(invoice)
    text = f"Created Invoice - Invoice ID: {invoice.id}"
    billing.log(text, client.id, actor)
    set_status(billing, invoice, status if status else "Unpaid", actor)
    return invoice


def default_gateway(store, client):
    """The client's payment method, or the installation's first one."""
    if client.defaultgateway:
        return client.defaultgateway
    return store.payment_methods[0]["module"] if store.payment_methods else ""


def auto_apply_credit(billing, invoice, actor):
    """Use what credit the client has."""
    client = billing.store.clients[invoice.userid]
    value = min(cents(client.credit), billing.balance(invoice))
    if value > 0 and invoice.status == "Unpaid":
        apply_credit(billing, invoice, value, actor)


def check_mutable(billing, invoice):
    if billing.settings.immutable_invoices and invoice.status != "Draft":
        raise ImmutableInvoice(invoice.id)


def update_header(billing, invoice, values, actor):
    """Change values of the invoice itself."""
    if IMMUTABLE_FIELDS & set(values) and actor is not None:
        check_mutable(billing, invoice)
    changes = billing.change(invoice, values)
    if changes:
        _changed(billing, invoice, f"Modified {', '.join(sorted(changes))}", actor)


def update_item(billing, invoice, item, values, actor):
    """Change an item of an invoice."""
    _check_items(billing, invoice, actor)
    for name, value in values.items():
        setattr(item, name, value)
    _changed(billing, invoice, f'Modified Item "{item.description}"', actor)


def add_item(billing, invoice, values, actor):
    _check_items(billing, invoice, actor)
    item = billing.new_item(**values)
    invoice.items.append(item)
    text = f'Added Item "{item.description}" {amount(item.amount)}'
    _changed(billing, invoice, text, actor)
    return item


def delete_item(billing, invoice, item, actor):
    _check_items(billing, invoice, actor)
    invoice.items.remove(item)
    _changed(billing, invoice, f'Deleted Item "{item.description}"', actor)


def find_item(invoice, item_id):
    return next((item for item in invoice.items if item.id == item_id), None)


def publish(billing, invoice, actor):
    """Turn a draft into an unpaid invoice."""
    set_status(billing, invoice, "Unpaid", actor)


def delete_invoice(billing, invoice, actor):
    """Remove an invoice; its transactions stay (UNVERIFIED)."""
    billing.remove(invoice)
    billing.log(f"Deleted Invoice - Invoice ID: {invoice.id}", invoice.userid, actor)


def _check_items(billing, invoice, actor):
    if actor is not None:
        check_mutable(billing, invoice)


def _changed(billing, invoice, what, actor):
    billing.recalculate(invoice)
    billing.touch(invoice)
    text = f"Modified Invoice - {what} - Invoice ID: {invoice.id}"
    billing.log(text, invoice.userid, actor)
