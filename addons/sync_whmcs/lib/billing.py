"""Reading invoices: the list, one with all that belongs to it, and its payments.

Sources: WHMCS developer documentation, GetInvoices, GetInvoice, GetTransactions; the
project's reference on WHMCS, sections 2.1 and 2.3.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from odoo.addons.sync_base.lib.errors import Invalid
from odoo.addons.sync_base.lib.page import RemoteRecord, read_each

from .client import MissingPermission
from .invoice import is_sale, money, settled_ids, transaction_rows
from .lists import list_page
from .reply import client_of, number, rows, scrub

# WHMCS writes `updated_at` in whole seconds, so an invoice read within the second of
# its last change can change again and look the same.
STAMP_SECONDS = 2
# No time zone and no wrong clock makes an older `updated_at` the present second.
STAMP_HOURS = 26


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


def list_invoices(client, position, order="asc", **filters):
    """Return a `Page` of the list of invoices, by their ids."""
    wanted = {"orderby": "id", "order": order, **filters}
    return list_page(client, position, "GetInvoices", "invoices", "invoice", **wanted)


def first_position(bookmark, now):
    """Return the position of the first page of a pass.

    :param bookmark: what the last pass left: ``newest`` is the newest ``updated_at`` it
        met (local time of WHMCS), ``read_at`` when it began, ``unsettled`` the ids of
        invoices that it may have read too early to see all of their newest second
    :param datetime.datetime now: with its time zone
    """
    begun = bookmark.get("read_at")
    waited = begun and now - datetime.fromisoformat(begun)
    return {
        "offset": 0,
        "must_read": bookmark.get("unsettled", []),
        # nothing happens in this second any more
        "settled": waited
        and waited > timedelta(seconds=STAMP_SECONDS)
        and bookmark.get("newest"),
        "past": (now - timedelta(hours=STAMP_HOURS)).strftime("%Y-%m-%d %H:%M:%S"),
        "bookmark": {**bookmark, "read_at": now.isoformat(), "unsettled": []},
    }


def invoice_page(client, position):
    """Return a `Page` of invoices, each still a line of the list.

    Invoices before the client's ``from_date`` are left out; those that the position
    names are to be read whatever their line says.
    """
    page = list_invoices(client, position)
    if client.from_date:
        page.records = [
            remote
            for remote in page.records
            if str(remote.data.get("date") or "") >= client.from_date
        ]
    must_read = set(position["must_read"])
    for remote in page.records:
        remote.complete = False
        remote.must_read = remote.id in must_read
    page.bookmark = _with_unsettled(page.records, position)
    if page.position:
        page.position["bookmark"] = page.bookmark
    return page


def _with_unsettled(records, position):
    """Return the bookmark with what these records add to it."""
    bookmark = position["bookmark"]
    stamps = {each.id: str(each.data.get("updated_at") or "") for each in records}
    newest = max([bookmark.get("newest") or "", *stamps.values()])
    unsettled = bookmark["unsettled"]
    if newest > position["past"] and newest != position["settled"]:
        found = [id_ for id_, stamp in stamps.items() if stamp == newest]
        unsettled = [*unsettled, *found]
    return {**bookmark, "newest": newest, "unsettled": unsettled}


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
