"""An invoice of WHMCS for the hours of a ticket.

Source: WHMCS developer documentation, CreateInvoice, GetInvoices; the project's
reference on WHMCS, sections 1.1 and 2.3.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.sync_whmcs.lib.reply import rows

CENT = Decimal("0.01")
PAGE = 100


def marker_of(token):
    """Return what stands in the notes of an invoice that we created."""
    return f"Odoo: {token}"


def create_invoice(client, user_id, items, marker, **options):
    """Create an invoice; return its id.

    :param items: list of ``(description, amount as text, taxed)``
    :param marker: text to leave in the notes
    :param options: further parameters, as ``status``, ``date``, ``duedate``
    """
    parameters = {}
    # suffixes that begin with 1, not PHP's brackets
    for number, (description, amount, taxed) in enumerate(items, 1):
        parameters[f"itemdescription{number}"] = description
        parameters[f"itemamount{number}"] = amount
        parameters[f"itemtaxed{number}"] = 1 if taxed else 0
    reply = client.call(
        "CreateInvoice",
        repeatable=False,
        userid=user_id,
        notes=marker,
        **options,
        **parameters,
    )
    return str(reply["invoiceid"])


def find_invoice(client, user_id, marker):
    """Return the id of the client's invoice with a marker in its notes, or None.

    Newest first; notes that the list does not show are asked for.
    """
    offset = 0
    while True:
        reply = client.call(
            "GetInvoices",
            userid=user_id,
            limitstart=offset,
            limitnum=PAGE,
            orderby="id",
            order="desc",
        )
        found = rows(reply, "invoices", "invoice")
        for row in found:
            notes = row.get("notes")
            if notes is None:
                notes = client.call("GetInvoice", invoiceid=row["id"]).get("notes")
            # somebody may have added lines
            if marker in map(str.strip, str(notes or "").splitlines()):
                return str(row["id"])
        offset += len(found)
        if len(found) < PAGE:
            return None


def items_of(lines, by):
    """Return the items for worked hours.

    :param lines: dicts ``{"date": "YYYY-MM-DD", "text", "hours", "rate"}``, in order
    :param by: ``line`` or ``day``: one item for each
    :return: list of ``[description, amount as text]``
    """
    groups = defaultdict(list)
    for number, line in enumerate(lines):
        groups[number if by == "line" else line["date"]].append(line)
    return [[_description(group), str(_amount(group))] for group in groups.values()]


def _amount(lines):
    total = sum(
        (_cents(Decimal(str(each["hours"])) * Decimal(str(each["rate"]))))
        for each in lines
    )
    return _cents(total)


def _cents(amount):
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def _description(lines):
    hours = sum(Decimal(str(each["hours"])) for each in lines)
    texts = dict.fromkeys(each["text"] for each in lines if each["text"])
    rates = {Decimal(str(each["rate"])) for each in lines}
    worked = f"{hours.normalize():f} h"
    if len(rates) == 1:
        worked += f" × {_cents(rates.pop())}"
    parts = [lines[0]["date"], "; ".join(texts) or None, worked]
    return ", ".join(part for part in parts if part)
