"""What the set-up assistant asks WHMCS for; all of it is reading.

Sources: WHMCS developer documentation, GetCurrencies, GetPaymentMethods, GetInvoices.
"""

from decimal import Decimal, InvalidOperation

from odoo.addons.sync_base.lib.convert import Line

from .billing import list_invoices
from .reply import rows

# So many of the newest invoices are looked at for tax rates.
MOST_INVOICES = 1000


def currencies(client):
    """Return the codes of WHMCS's currencies."""
    found = rows(client.call("GetCurrencies"), "currencies", "currency")
    codes = [Line().decode(row.get("code")) for row in found]
    return list(dict.fromkeys(code.upper() for code in codes if code))


def gateways(client):
    """Return ``{module: name}`` of the payment gateways that are in use."""
    found = rows(client.call("GetPaymentMethods"), "paymentmethods", "paymentmethod")
    decode = Line(escaped=True).decode
    return {row["module"]: decode(row.get("displayname")) for row in found}


def tax_rates(client, most=MOST_INVOICES):
    """Return the ``(rate, level)`` by which the newest invoices were taxed, ascending.

    WHMCS's API has no list of its tax rules. ``rate`` is a Decimal in per cent, level
    is 1 or 2. A rate that taxed nothing does not count.
    """
    found, position, read = set(), {"offset": 0}, 0
    while position and read < most:
        page = list_invoices(client, position, "desc")
        for remote in page.records:
            for level, end in ((1, ""), (2, "2")):
                rate = _number(remote.data.get(f"taxrate{end}"))
                if rate and _number(remote.data.get(f"tax{end}")):
                    found.add((rate, level))
        position, read = page.position, read + len(page.records)
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


def _number(value):
    try:
        return Decimal(str(value or "0").strip() or "0").normalize()
    except InvalidOperation:
        return Decimal(0)
