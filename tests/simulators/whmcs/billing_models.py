"""Invoices, payments, products and services; names as in the WHMCS API.

Money is in cents, tax rates in thousandths of a percent (see `money`).
"""

from dataclasses import dataclass, field

from tests.simulators.whmcs.models import ZERO_DATE, ZERO_DATETIME

# WHMCS class reference, Invoice; `Overdue` is only a filter of GetInvoices
INVOICE_STATUSES = (
    "Draft",
    "Unpaid",
    "Paid",
    "Cancelled",
    "Refunded",
    "Collections",
    "Payment Pending",
)
OPEN_STATUSES = ("Draft", "Unpaid", "Collections", "Payment Pending")
CYCLES = (
    "monthly",
    "quarterly",
    "semiannually",
    "annually",
    "biennially",
    "triennially",
)
NOT_OFFERED = -100


@dataclass(slots=True)
class InvoiceItem:
    """`type` is Hosting, Domain, Addon, Invoice, AddFunds, …, or empty."""

    id: int
    description: str = ""
    amount: int = 0
    taxed: bool = False
    type: str = ""
    relid: int = 0


@dataclass(slots=True)
class Invoice:
    id: int
    userid: int
    invoicenum: str = ""
    date: str = ZERO_DATE
    duedate: str = ZERO_DATE
    datepaid: str = ZERO_DATETIME
    last_capture_attempt: str = ZERO_DATETIME
    date_refunded: str = ZERO_DATETIME
    date_cancelled: str = ZERO_DATETIME
    subtotal: int = 0
    credit: int = 0
    tax: int = 0
    tax2: int = 0
    total: int = 0
    taxrate: int = 0
    taxrate2: int = 0
    status: str = "Unpaid"
    paymentmethod: str = ""
    notes: str = ""
    created_at: str = ZERO_DATETIME
    updated_at: str = ZERO_DATETIME
    # of the invoice's own row: a new transaction does not change it
    row_updated_at: str = ZERO_DATETIME
    refunded_to_credit: int = 0
    items: list[InvoiceItem] = field(default_factory=list)
    revision: int = 0


@dataclass(slots=True)
class Transaction:
    """A payment (`amountin`) or a refund (`amountout`)."""

    id: int
    userid: int
    currency: int = 0
    gateway: str = ""
    date: str = ZERO_DATETIME
    description: str = ""
    amountin: int = 0
    fees: int = 0
    amountout: int = 0
    rate: str = "1.00000"
    transid: str = ""
    invoiceid: int = 0
    refundid: int = 0
    revision: int = 0


@dataclass(slots=True)
class CreditEntry:
    """A change of a client's credit balance."""

    id: int
    clientid: int
    date: str
    description: str
    amount: int
    relid: int = 0


@dataclass(slots=True)
class Product:
    """`pricing` is by currency code and cycle; setup fees as `msetupfee`, …."""

    id: int
    gid: int = 1
    type: str = "hostingaccount"
    name: str = ""
    description: str = ""
    module: str = ""
    paytype: str = "recurring"
    allowqty: int = 0
    pricing: dict[str, dict[str, int]] = field(default_factory=dict)
    customfields: tuple[dict, ...] = ()
    configoptions: tuple[dict, ...] = ()
    revision: int = 0


@dataclass(slots=True)
class Service:
    """A product that a client has: the `relid` of Hosting items."""

    id: int
    clientid: int
    pid: int = 0
    qty: int = 1
    orderid: int = 0
    regdate: str = ZERO_DATE
    domain: str = ""
    firstpaymentamount: int = 0
    recurringamount: int = 0
    paymentmethod: str = ""
    billingcycle: str = "Monthly"
    nextduedate: str = ZERO_DATE
    status: str = "Active"
    username: str = ""
    password: str = ""
    notes: str = ""
    revision: int = 0


@dataclass(slots=True)
class ServiceAddon:
    """The `relid` of Addon items."""

    id: int
    userid: int
    serviceid: int
    name: str = ""
    addonid: int = 0
    qty: int = 1
    recurring: int = 0
    status: str = "Active"
    regdate: str = ZERO_DATE
    nextduedate: str = ZERO_DATE
    paymentmethod: str = ""
    notes: str = ""
    revision: int = 0


@dataclass(slots=True)
class Domain:
    """The `relid` of Domain, DomainRegister and DomainTransfer items."""

    id: int
    userid: int
    domainname: str = ""
    regtype: str = "Register"
    registrar: str = "enom"
    regperiod: int = 1
    orderid: int = 0
    firstpaymentamount: int = 0
    recurringamount: int = 0
    paymentmethod: str = ""
    regdate: str = ZERO_DATE
    expirydate: str = ZERO_DATE
    nextduedate: str = ZERO_DATE
    status: str = "Active"
    notes: str = ""
    revision: int = 0


@dataclass(slots=True)
class BillableItem:
    """Work to invoice; `amount` is the whole amount, `quantity` a decimal number."""

    id: int
    userid: int
    description: str = ""
    amount: int = 0
    # hours or quantity
    unit: str = "quantity"
    quantity: str = "0"
    # noinvoice, nextcron, nextinvoice, duedate or recur
    invoiceaction: str = "noinvoice"
    recur: int = 0
    recurcycle: str = ""
    recurfor: int = 0
    duedate: str = ZERO_DATE
    # the invoices it is on
    invoicecount: int = 0
    revision: int = 0
