"""An invoice of WHMCS for the hours of a ticket.

Source: WHMCS developer documentation, CreateInvoice; the project's
reference on WHMCS, sections 1.1 and 2.3.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.sync_whmcs.lib.billing_writes import item_parameters, note_of

CENT = Decimal("0.01")


def create_invoice(client, token, user_id, items, **options):
    """Create an invoice with a token in its notes; return its id.

    :param items: list of ``(description, amount as text, taxed)``
    :param options: further parameters, as ``status``, ``date``, ``duedate``
    """
    reply = client.call(
        "CreateInvoice",
        repeatable=False,
        userid=user_id,
        notes=note_of(token),
        **options,
        **item_parameters(items),
    )
    return str(reply["invoiceid"])


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
