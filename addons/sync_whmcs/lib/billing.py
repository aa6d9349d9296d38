"""Reading invoices: the list, one with all that belongs to it, and its payments.

Sources: WHMCS developer documentation, GetInvoices, GetInvoice, GetTransactions; the
project's reference on WHMCS, sections 2.1 and 2.3.
"""

from dataclasses import dataclass, replace

from odoo.addons.sync_base.lib.errors import Invalid
from odoo.addons.sync_base.lib.page import RemoteRecord

from .client import MissingPermission
from .invoice import is_sale, money, settled_ids, transaction_rows
from .lists import list_page, read_each
from .reply import client_of, number, rows, scrub


@dataclass(slots=True)
class Payments:
    """What GetTransactions tells of new payments, which the list of invoices may not.

    ``invoice_ids`` have payments newer than the last one seen, ``last_id`` is the
    newest. ``problem``: why it could not be asked.
    """

    invoice_ids: list[str]
    last_id: int
    problem: str | None = None


def new_payments(client, last_id):
    """Return the `Payments` after transaction ``last_id``, None for none seen before.

    GetTransactions has no pages and no order: it is one call that lists all.
    """
    try:
        reply = client.call("GetTransactions")
    except MissingPermission as error:
        return Payments([], last_id or 0, str(error))
    found = rows(reply, "transactions", "transaction")
    newest = max((number(row, "id") for row in found), default=0)
    if last_id is None:
        return Payments([], newest)
    invoice_ids = {
        str(number(row, "invoiceid")) for row in found if number(row, "id") > last_id
    }
    return Payments(sorted(invoice_ids - {"0"}), max(newest, last_id))


def invoice_page(client, position):
    """Return a `Page` of invoices, each still a line of the list.

    Invoices before the client's ``from_date`` are left out; those with a payment that
    is new are to be read whatever their line says.
    """
    page = list_page(
        client,
        position,
        "GetInvoices",
        "invoices",
        "invoice",
        orderby="id",
        order="asc",
    )
    if client.from_date:
        page.records = [
            remote
            for remote in page.records
            if str(remote.data.get("date") or "") >= client.from_date
        ]
    paid = set(position["paid"])
    for remote in page.records:
        remote.complete = False
        remote.must_read = remote.id in paid
    return page


def invoices(client, records):
    """Return invoice records with items, transactions and currency, many at once."""

    def read(remote):
        reply = client.call("GetInvoice", invoiceid=remote.id)
        data = {**scrub(dict(reply)), "id": remote.id}
        # of the list's row, and missing in the details
        data["currencycode"] = remote.data.get("currencycode") or _currency(
            client, data
        )
        error = None
        if str(data.get("invoiceid", remote.id)) != remote.id:
            error = Invalid(f"GetInvoice {remote.id} answered another invoice.")
        return replace(remote, data=data, complete=True, error=error)

    return read_each(client, records, read)


def _currency(client, data):
    """Return the code of the client's currency, which is that of all its invoices."""
    reply = client.call("GetClientsDetails", clientid=data.get("userid"), stats=0)
    return client_of(reply).get("currency_code")


def transactions(invoice, column):
    """Return the transactions of an invoice as records of their own.

    :param invoice: the `RemoteRecord` of the invoice
    :param column: ``amountin`` for payments, ``amountout`` for refunds
    """
    found = []
    for row in transaction_rows(invoice.data):
        if money(row.get(column)) > 0:
            data = {
                **scrub(row),
                # what is no sale has no invoice in Odoo
                "invoiceid": invoice.id if is_sale(invoice.data) else None,
                "userid": invoice.data.get("userid"),
                "currencycode": invoice.data.get("currencycode"),
                "settles": settled_ids(invoice.data),
            }
            found.append(RemoteRecord(str(row.get("id")), data, invoice.version))
    return found


def find_transactions(client, records, column):
    """Return transactions read again, from the invoices that their data names."""
    numbers = {remote.data.get("invoiceid") for remote in records} - {None}
    asked = [RemoteRecord(number, {}, complete=False) for number in sorted(numbers)]
    found = {}
    for invoice in invoices(client, asked):
        for remote in records:
            if invoice.error and remote.data.get("invoiceid") == invoice.id:
                found[remote.id] = replace(remote, error=invoice.error)
        if not invoice.error:
            found |= {each.id: each for each in transactions(invoice, column)}
    missing = Invalid("This payment can only be read together with its invoice.")
    return [found.get(each.id) or replace(each, error=missing) for each in records]
