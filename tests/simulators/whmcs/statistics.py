"""The `stats` member of GetClientsDetails (WHMCS developer docs).

What exactly each number counts is UNVERIFIED.
"""

from collections import Counter

from tests.simulators.whmcs.billing_models import Domain, Invoice, Service, Transaction
from tests.simulators.whmcs.clock import today
from tests.simulators.whmcs.money import amount

STATISTIC_COUNTS = (
    "numdueinvoices numoverdueinvoices numDraftInvoices numunpaidinvoices "
    "numpaidinvoices numcancelledinvoices numrefundedinvoices "
    "numcollectionsinvoices numpaymentpendinginvoices productsnumactivehosting "
    "productsnumhosting productsnumactivereseller productsnumreseller "
    "productsnumactiveservers productsnumservers productsnumactiveother "
    "productsnumother productsnumactive productsnumtotal numactivedomains "
    "numdomains numacceptedquotes numquotes numtickets numactivetickets "
    "numaffiliatesignups"
).split()
STATISTIC_AMOUNTS = (
    "dueinvoicesbalance grossRevenue expenses income overdueinvoicesbalance "
    "draftInvoicesBalance unpaidinvoicesamount paidinvoicesamount "
    "cancelledinvoicesamount refundedinvoicesamount collectionsinvoicesamount "
    "paymentpendinginvoicesamount"
).split()
# status: name of its count and of its amount
INVOICE_NUMBERS = {
    "Draft": ("numDraftInvoices", "draftInvoicesBalance"),
    "Unpaid": ("numunpaidinvoices", "unpaidinvoicesamount"),
    "Paid": ("numpaidinvoices", "paidinvoicesamount"),
    "Cancelled": ("numcancelledinvoices", "cancelledinvoicesamount"),
    "Refunded": ("numrefundedinvoices", "refundedinvoicesamount"),
    "Collections": ("numcollectionsinvoices", "collectionsinvoicesamount"),
    "Payment Pending": ("numpaymentpendinginvoices", "paymentpendinginvoicesamount"),
}
PRODUCT_TYPES = {
    "hostingaccount": "hosting",
    "reselleraccount": "reseller",
    "server": "servers",
    "other": "other",
}


def client_statistics(client, store):
    """Counts, and amounts as formatted text."""
    currency = store.currency(client.currency)
    prefix, suffix = currency["prefix"], currency["suffix"]
    counts, amounts = Counter(), Counter()
    _count_invoices(store.billing, client.id, counts, amounts)
    _count_services(store.billing, client.id, counts)
    for row in store.billing.owned(Transaction, client.id):
        amounts["grossRevenue"] += row.amountin
        amounts["expenses"] += row.amountout + row.fees
    amounts["income"] = amounts["grossRevenue"] - amounts["expenses"]
    return {
        **{name: counts[name] for name in STATISTIC_COUNTS},
        **{
            name: f"{prefix}{amount(amounts[name])}{suffix}"
            for name in STATISTIC_AMOUNTS
        },
        "incredit": client.credit != "0.00",
        "creditbalance": f"{prefix}{client.credit}{suffix}",
        "isAffiliate": False,
    }


def _count_invoices(billing, client_id, counts, amounts):
    day = today()
    for invoice in billing.owned(Invoice, client_id):
        count, value = INVOICE_NUMBERS[invoice.status]
        counts[count] += 1
        amounts[value] += invoice.total
        if invoice.status == "Unpaid":
            counts["numdueinvoices"] += 1
            amounts["dueinvoicesbalance"] += billing.balance(invoice)
            if invoice.duedate < day:
                counts["numoverdueinvoices"] += 1
                amounts["overdueinvoicesbalance"] += billing.balance(invoice)


def _count_services(billing, client_id, counts):
    for service in billing.owned(Service, client_id):
        product = billing.products.get(service.pid)
        kind = PRODUCT_TYPES.get(product.type if product else "", "other")
        counts["productsnumtotal"] += 1
        counts[f"productsnum{kind}"] += 1
        if service.status == "Active":
            counts["productsnumactive"] += 1
            counts[f"productsnumactive{kind}"] += 1
    for domain in billing.owned(Domain, client_id):
        counts["numdomains"] += 1
        counts["numactivedomains"] += domain.status == "Active"
