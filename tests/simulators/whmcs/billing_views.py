"""Replies' records with money: which keys an action gives and as which types.

Keys and types: WHMCS developer docs, the example reply of each action.
"""

from tests.simulators.whmcs.billing_models import CYCLES, NOT_OFFERED
from tests.simulators.whmcs.models import ZERO_DATE, ZERO_DATETIME
from tests.simulators.whmcs.money import amount, rate

# gateways that store cards themselves; which those are is UNVERIFIED
CARD_GATEWAYS = frozenset({"quickpay"})
SETUP_FEES = tuple(f"{cycle[0]}setupfee" for cycle in CYCLES)


def invoice_row(invoice, renderer, store):
    """A row of GetInvoices; nulls for a client that is gone are UNVERIFIED."""
    escape = renderer.escape
    quirks = renderer.quirks
    client = store.clients.get(invoice.userid)
    currency = store.currency(client.currency if client else None)
    names = {
        name: escape(getattr(client, name)) if client else None
        for name in ("firstname", "lastname", "companyname")
    }
    return {
        "id": invoice.id,
        "userid": invoice.userid,
        **names,
        "invoicenum": invoice.invoicenum,
        "date": invoice.date,
        "duedate": invoice.duedate,
        "datepaid": invoice.datepaid,
        "last_capture_attempt": invoice.last_capture_attempt,
        "date_refunded": invoice.date_refunded,
        "date_cancelled": invoice.date_cancelled,
        **_amounts(invoice, renderer),
        "status": invoice.status,
        "paymentmethod": invoice.paymentmethod,
        "paymethodid": "null" if "null-text-paymethodid" in quirks else None,
        "notes": escape(invoice.notes),
        **_stamps(invoice, quirks),
        "currencycode": currency["code"],
        "currencyprefix": escape(currency["prefix"]),
        "currencysuffix": escape(currency["suffix"]),
    }


def invoice_details(invoice, renderer, billing):
    """GetInvoice, without its result; it tells no currency."""
    escape = renderer.escape
    rows = billing.transactions_of(invoice.id)
    values = _amounts(invoice, renderer)
    rates = {name: values.pop(name) for name in ("taxrate", "taxrate2")}
    return {
        "invoiceid": invoice.id,
        "invoicenum": invoice.invoicenum,
        "userid": invoice.userid,
        "date": invoice.date,
        "duedate": invoice.duedate,
        "datepaid": invoice.datepaid,
        "lastcaptureattempt": invoice.last_capture_attempt,
        **values,
        "balance": amount(billing.balance(invoice)),
        **rates,
        "status": invoice.status,
        "paymentmethod": invoice.paymentmethod,
        "notes": escape(invoice.notes),
        "ccgateway": invoice.paymentmethod in CARD_GATEWAYS,
        "items": {"item": [_item(item, escape) for item in invoice.items]},
        # rows as in GetTransactions: UNVERIFIED, the example has none
        "transactions": (
            {"transaction": [transaction_row(row, renderer) for row in rows]}
            if rows
            else ""
        ),
    }


def transaction_row(row, renderer):
    """A row of GetTransactions: all values are strings."""
    return {
        "id": str(row.id),
        "userid": str(row.userid),
        "currency": str(row.currency),
        "gateway": row.gateway,
        "date": row.date,
        "description": renderer.escape(row.description),
        "amountin": amount(row.amountin),
        "fees": amount(row.fees),
        "amountout": amount(row.amountout),
        "rate": row.rate,
        "transid": renderer.escape(row.transid),
        "invoiceid": str(row.invoiceid),
        "refundid": str(row.refundid),
    }


def credit_row(entry, renderer):
    """A row of GetCredits."""
    return {
        "id": str(entry.id),
        "date": entry.date,
        "description": renderer.escape(entry.description),
        "amount": amount(entry.amount),
        "relid": str(entry.relid),
    }


def product_row(product, renderer, store):
    """A row of GetProducts: nothing tells whether it is hidden or retired."""
    escape = renderer.escape
    slug = "-".join(product.name.lower().split()).replace("&", "and")
    group = store.billing.product_groups.get(product.gid, "")
    address = "-".join(group.lower().split())
    return {
        "pid": product.id,
        "gid": product.gid,
        "type": product.type,
        "name": escape(product.name),
        "slug": escape(slug),
        "product-url": f"https://whmcs.example/store/{address}/{escape(slug)}",
        "description": escape(product.description),
        "module": product.module,
        "paytype": product.paytype,
        "allowqty": product.allowqty,
        "quantity_available": 0,
        "pricing": {
            currency["code"]: _pricing(product, currency)
            for currency in store.currencies
        },
        "customfields": {"customfield": list(product.customfields)},
        "configoptions": {"configoption": list(product.configoptions)},
    }


def service_row(service, renderer, store):
    """A row of GetClientsProducts: strings, and the password in clear."""
    escape = renderer.escape
    billing = store.billing
    product = billing.products.get(service.pid)
    name = escape(product.name) if product else ""
    group = billing.product_groups.get(product.gid, "") if product else ""
    return {
        "id": str(service.id),
        "qty": str(service.qty),
        "clientid": str(service.clientid),
        "orderid": str(service.orderid),
        "ordernumber": str(1_000_000_000 + service.orderid * 7919),
        "pid": str(service.pid),
        "regdate": service.regdate,
        "name": name,
        "translated_name": name,
        "groupname": escape(group),
        "translated_groupname": escape(group),
        "domain": escape(service.domain),
        "dedicatedip": "",
        "serverid": "1",
        "servername": "Saturn",
        "serverip": "192.0.2.80",
        "serverhostname": "saturn.example",
        "suspensionreason": "",
        "firstpaymentamount": amount(service.firstpaymentamount),
        "recurringamount": amount(service.recurringamount),
        "paymentmethod": service.paymentmethod,
        "paymentmethodname": escape(store.gateway_name(service.paymentmethod)),
        "billingcycle": service.billingcycle,
        "nextduedate": service.nextduedate,
        "status": service.status,
        "username": escape(service.username),
        "password": escape(service.password),
        "subscriptionid": "",
        "promoid": "0",
        "overideautosuspend": "",
        "overidesuspenduntil": ZERO_DATE,
        "ns1": "",
        "ns2": "",
        "assignedips": "",
        "notes": escape(service.notes),
        "diskusage": "0",
        "disklimit": "0",
        "bwusage": "0",
        "bwlimit": "0",
        "lastupdate": ZERO_DATETIME,
        "customfields": {"customfield": []},
        "configoptions": {"configoption": _chosen_options(product)},
    }


def addon_row(addon, renderer, store):
    """A row of GetClientsAddons."""
    escape = renderer.escape
    return {
        "id": str(addon.id),
        "qty": str(addon.qty),
        "userid": str(addon.userid),
        "orderid": "0",
        "serviceid": str(addon.serviceid),
        "addonid": str(addon.addonid),
        "name": escape(addon.name),
        "setupfee": "0.00",
        "recurring": amount(addon.recurring),
        "billingcycle": "Monthly",
        "tax": "",
        "status": addon.status,
        "regdate": addon.regdate,
        "nextduedate": addon.nextduedate,
        "nextinvoicedate": addon.nextduedate,
        "paymentmethod": addon.paymentmethod,
        "paymentmethodname": escape(store.gateway_name(addon.paymentmethod)),
        "notes": escape(addon.notes),
    }


def domain_row(domain, renderer, store):
    """A row of GetClientsDomains."""
    escape = renderer.escape
    return {
        "id": str(domain.id),
        "userid": str(domain.userid),
        "orderid": str(domain.orderid),
        "regtype": domain.regtype,
        "domainname": escape(domain.domainname),
        "registrar": domain.registrar,
        "regperiod": str(domain.regperiod),
        "firstpaymentamount": amount(domain.firstpaymentamount),
        "recurringamount": amount(domain.recurringamount),
        "paymentmethod": domain.paymentmethod,
        "paymentmethodname": escape(store.gateway_name(domain.paymentmethod)),
        "regdate": domain.regdate,
        "expirydate": domain.expirydate,
        "nextduedate": domain.nextduedate,
        "status": domain.status,
        "subscriptionid": "",
        "promoid": "0",
        "dnsmanagement": "0",
        "emailforwarding": "0",
        "idprotection": "0",
        "donotrenew": "0",
        "notes": escape(domain.notes),
    }


def _amounts(invoice, renderer):
    rates = {"taxrate": rate(invoice.taxrate), "taxrate2": rate(invoice.taxrate2)}
    if "short-taxrates" in renderer.quirks:
        rates = {name: text[:-1] for name, text in rates.items()}
    names = ("subtotal", "credit", "tax", "tax2", "total")
    return {name: amount(getattr(invoice, name)) for name in names} | rates


def _stamps(invoice, quirks):
    if "zero-dates" in quirks:
        return {"created_at": ZERO_DATETIME, "updated_at": ZERO_DATETIME}
    own_row = "transactions-keep-updated-at" in quirks
    updated = invoice.row_updated_at if own_row else invoice.updated_at
    return {"created_at": invoice.created_at, "updated_at": updated}


def _item(item, escape):
    return {
        "id": item.id,
        "type": item.type,
        "relid": item.relid,
        "description": escape(item.description),
        "amount": amount(item.amount),
        "taxed": int(item.taxed),
    }


def _pricing(product, currency):
    """Prices in one currency; -1.00 is a cycle that is not offered."""
    prices = product.pricing.get(currency["code"], {})
    return {
        "prefix": currency["prefix"],
        "suffix": currency["suffix"],
        **{name: amount(prices.get(name, 0)) for name in SETUP_FEES},
        **{name: amount(prices.get(name, NOT_OFFERED)) for name in CYCLES},
    }


def _chosen_options(product):
    options = product.configoptions if product else ()
    return [
        {
            "id": str(option["id"]),
            "option": option["name"],
            "type": "dropdown",
            "value": option["options"]["option"][0]["name"],
        }
        for option in options
    ]
