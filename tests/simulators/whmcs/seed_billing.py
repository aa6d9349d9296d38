"""Seeded invoices and payments, with a random generator of their own.

The clients stay as they are seeded, so credit that comes also goes again.
"""

import gc
import random
from datetime import datetime, timedelta

from tests.simulators.whmcs.billing_models import CreditEntry, Invoice, Transaction
from tests.simulators.whmcs.billing_views import CARD_GATEWAYS
from tests.simulators.whmcs.money import cents, divide
from tests.simulators.whmcs.odd_records import ODD_CLIENT_IDS
from tests.simulators.whmcs.seed_items import items_for
from tests.simulators.whmcs.seed_products import seed_products, seed_services
from tests.simulators.whmcs.settling import STATUS_DATES

HOME = "DK"
# level 1 and 2; Spain's second one is the "recargo de equivalencia"
TAX_RULES = {
    "DK": (25_000, 0),
    "DE": (19_000, 0),
    "ES": (21_000, 5_200),
    "FR": (20_000, 0),
    "GB": (20_000, 0),
    "NL": (21_000, 0),
    "SE": (25_000, 0),
}
STATUSES = {
    "Paid": 77,
    "Unpaid": 9,
    "Cancelled": 4,
    "Refunded": 4,
    "Draft": 2,
    "Collections": 2,
    "Payment Pending": 2,
}
FIRST_DAY = datetime(2013, 1, 1, 9)
SECONDS = 12 * 365 * 86400
FAR_DAY = "2099-12-31"
NOTES = 'Bank says "unknown sender"\r\nask <accounts> & call back'


def seed_billing(store, products, invoices, seed=1):
    """Add products, services and invoices for the clients of a seeded store."""
    gc.disable()
    try:
        rng = random.Random(f"billing {seed}")
        store.billing.tax_rules = dict(TAX_RULES)
        seed_products(store, products)
        odd = ODD_CLIENT_IDS & set(store.odd_clients)
        clients = [c for c in store.clients.values() if c.id not in odd]
        holdings = seed_services(store, clients, rng)
        seeder = InvoiceSeeder(store, clients, holdings, rng)
        seeder.opening_credits()
        if clients:
            seeder.fill(invoices)
    finally:
        gc.enable()


class InvoiceSeeder:
    def __init__(self, store, clients, holdings, rng):
        self._billing = store.billing
        self._store = store
        self._clients = clients
        self._holdings = holdings
        self._rng = rng
        self._modules = [method["module"] for method in store.payment_methods]
        self._total = 1

    def opening_credits(self):
        for client in self._store.clients.values():
            if client.credit != "0.00":
                value = cents(client.credit)
                self._credit(client.id, client.datecreated, "Opening Balance", value)

    def fill(self, count):
        """Add invoices; their dates rise with their ids."""
        self._total = max(count, 1)
        while len(self._billing.invoices) < count:
            client = self._rng.choice(self._clients)
            choice = self._rng.random()
            if choice < 0.02:
                self._add_funds(client)
            elif choice < 0.03 and len(self._billing.invoices) + 4 <= count:
                self._mass_payment(client)
            else:
                self._ordinary(client)

    def _ordinary(self, client):
        rng = self._rng
        status = rng.choices(tuple(STATUSES), tuple(STATUSES.values()))[0]
        items = items_for(self._billing, self._holdings[client.id], rng)
        invoice = self._invoice(client, items, status)
        if invoice.total <= 0:
            return self._close(invoice, status)
        if status == "Paid":
            self._use_credit(client, invoice)
        self._close(invoice, status)
        if status == "Paid" and invoice.total:
            self._pay_all(invoice, client)
        elif status == "Refunded":
            self._refund(invoice, client, self._pay(invoice, client, invoice.total))
        elif status in ("Unpaid", "Collections") and rng.random() < 0.15:
            self._pay(invoice, client, invoice.total // 3)
        return invoice

    def _pay_all(self, invoice, client):
        """One payment, or two or three; now and then with a partial refund."""
        rng = self._rng
        left = invoice.total
        for _ in range(rng.choices((0, 1, 2), (84, 12, 4))[0]):
            part = left // rng.choice((2, 3, 4))
            if part:
                self._pay(invoice, client, part)
                left -= part
        row = self._pay(invoice, client, left)
        if row.amountin > 100 and rng.random() < 0.03:
            self._refund(invoice, client, row, row.amountin // 2)

    def _use_credit(self, client, invoice):
        """Credit for a part, or for all of it."""
        choice = self._rng.random()
        if choice > 0.07:
            return
        value = invoice.total if choice < 0.03 else divide(invoice.total, 3)
        self._credit_payment(client, invoice, value, "Goodwill")

    def _add_funds(self, client):
        value = self._rng.choice((5_000, 10_000, 20_000))
        item = self._billing.new_item(
            description="Add Funds", amount=value, type="AddFunds"
        )
        invoice = self._invoice(client, [item], "Paid")
        self._close(invoice, "Paid")
        self._pay(invoice, client, invoice.total)
        text = f"Add Funds Invoice #{invoice.id}"
        self._credit(client.id, invoice.date, text, value)
        self._credit(client.id, invoice.date, "Transferred to another account", -value)

    def _mass_payment(self, client):
        """Two or three invoices that are paid by a container's payment."""
        originals = []
        for _ in range(self._rng.choice((2, 3))):
            items = items_for(self._billing, self._holdings[client.id], self._rng)
            originals.append(self._invoice(client, items, "Paid"))
        owed = [invoice for invoice in originals if invoice.total > 0]
        lines = [
            self._billing.new_item(
                description=f"Invoice #{original.id}",
                amount=original.total,
                type="Invoice",
                relid=original.id,
            )
            for original in owed
        ]
        moment = None
        if lines:
            container = self._close(self._invoice(client, lines, "Paid"), "Paid")
            self._pay(container, client, container.total)
            moment = container.datepaid
        for original in owed:
            text = f"Mass Invoice Payment Credit for Invoice #{original.id}"
            self._credit_payment(client, original, original.total, text)
        for original in originals:
            self._close(original, "Paid", moment)

    def _credit_payment(self, client, invoice, value, reason):
        self._credit(client.id, invoice.date, reason, value)
        text = f"Credit Applied to Invoice #{invoice.id}"
        self._credit(client.id, invoice.date, text, -value)
        invoice.credit = value
        self._billing.recalculate(invoice)

    def _invoice(self, client, items, status):
        """An invoice with totals, not yet paid."""
        rng, billing = self._rng, self._billing
        invoice_id = billing.new_id(Invoice)
        position = SECONDS * invoice_id // self._total
        moment = FIRST_DAY + timedelta(seconds=position)
        due = f"{moment + timedelta(days=14):%Y-%m-%d}"
        if status == "Unpaid" and rng.random() < 0.5:
            due = FAR_DAY
        taxrate, taxrate2 = billing.tax_rates(client)
        if client.tax_id and client.country != HOME:
            taxrate = taxrate2 = 0
        created = f"{moment:%Y-%m-%d %H:%M:%S}"
        invoice = Invoice(
            invoice_id,
            client.id,
            date=created[:10],
            duedate=due,
            taxrate=taxrate,
            taxrate2=taxrate2,
            status=status,
            paymentmethod=client.defaultgateway or rng.choice(self._modules),
            notes=NOTES if rng.random() < 0.03 else "",
            created_at=created,
            updated_at=created,
            row_updated_at=created,
            items=items,
        )
        billing.recalculate(invoice)
        billing.insert(invoice)
        return invoice

    def _close(self, invoice, status, moment=None):
        """The dates that go with a status, and the number of a paid invoice."""
        moment = moment or self._later(invoice.created_at)
        if status == "Refunded":
            invoice.datepaid = moment
            moment = self._later(moment)
        if status in STATUS_DATES:
            setattr(invoice, STATUS_DATES[status], moment)
            invoice.updated_at = invoice.row_updated_at = moment
        if status in ("Paid", "Refunded"):
            self._billing.number(invoice)
        return invoice

    def _pay(self, invoice, client, value):
        gateway = invoice.paymentmethod
        takes_fee = gateway in CARD_GATEWAYS or gateway == "paypal"
        date = invoice.datepaid
        if date.startswith("0000"):
            date = self._later(invoice.created_at)
            invoice.updated_at = date
        return self._transaction(
            invoice,
            client,
            date,
            description="Invoice Payment",
            amountin=value,
            fees=divide(value * 14, 1000) + 25 if takes_fee else 0,
        )

    def _refund(self, invoice, client, row, value=None):
        date = invoice.date_refunded
        if date.startswith("0000"):
            date = self._later(row.date)
        invoice.updated_at = date
        self._transaction(
            invoice,
            client,
            date,
            description=f"Refund of Transaction ID {row.transid}",
            amountout=row.amountin if value is None else value,
            refundid=row.id,
        )

    def _transaction(self, invoice, client, date, **values):
        transaction = Transaction(
            self._billing.new_id(Transaction),
            invoice.userid,
            gateway=invoice.paymentmethod,
            date=date,
            rate=self._store.currency(client.currency)["rate"],
            transid=f"{self._rng.getrandbits(80):020x}",
            invoiceid=invoice.id,
            **values,
        )
        self._billing.insert(transaction)
        return transaction

    def _credit(self, client_id, date, text, value):
        entry_id = self._billing.new_id(CreditEntry)
        entry = CreditEntry(entry_id, client_id, date, text, value)
        self._billing.credits.append(entry)

    def _later(self, moment):
        wait = timedelta(seconds=self._rng.randrange(60, 12 * 86400))
        return f"{datetime.fromisoformat(moment) + wait}"
