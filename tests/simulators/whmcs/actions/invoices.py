"""Reading invoices: GetInvoices, GetInvoice."""

from tests.simulators.whmcs.actions.parameters import wanted_invoice
from tests.simulators.whmcs.billing_views import invoice_details, invoice_row
from tests.simulators.whmcs.queries import INVOICE_COLUMNS


def get_invoices(call):
    """WHMCS developer docs, GetInvoices: no balance, items or transactions.

    The order without `orderby` is by id, ascending (UNVERIFIED).
    """
    form, store, renderer = call.form, call.store, call.renderer
    orderby = form.text("orderby").lower()
    found = call.whmcs.queries.invoices(
        form.integer("userid") if form.text("userid") else None,
        form.text("status"),
        orderby if orderby in INVOICE_COLUMNS else "id",
        form.text("order").lower() == "desc",
    )
    start, count = call.page()
    items = []
    for invoice in found[start : start + count]:
        client = store.clients.get(invoice.userid)
        revision = (invoice.revision, client.revision if client else None)
        items.append(renderer.record(invoice_row, invoice, store, revision=revision))
    return renderer.success(
        [
            *renderer.counters(len(found), start, len(items)),
            *renderer.listing("invoices", "invoice", items),
        ]
    )


def get_invoice(call):
    """WHMCS developer docs, GetInvoice: everything but the currency."""
    invoice = wanted_invoice(call)
    details = call.renderer.record(invoice_details, invoice, call.store.billing)
    return b'{"result":"success",' + details[1:]


ACTIONS = {"GetInvoices": get_invoices, "GetInvoice": get_invoice}
