"""The records with money, their look-ups and the upkeep of totals."""

from collections import defaultdict
from dataclasses import dataclass

from tests.simulators.whmcs.billing_models import (
    BillableItem,
    CreditEntry,
    Domain,
    Invoice,
    InvoiceItem,
    Product,
    Service,
    ServiceAddon,
    Transaction,
)
from tests.simulators.whmcs.clock import now
from tests.simulators.whmcs.taxes import totals

KINDS = {
    "invoice": Invoice,
    "transaction": Transaction,
    "product": Product,
    "service": Service,
    "addon": ServiceAddon,
    "domain": Domain,
    "billable_item": BillableItem,
}
NO_TAX = (0, 0)


@dataclass
class BillingSettings:
    """Settings of the installation that the API does not tell."""

    tax_inclusive: bool = False
    compound_tax: bool = False
    sequential_numbers: bool = False
    # WHMCS 9.0: only drafts can be modified
    immutable_invoices: bool = False


class Billing:
    """Everything with money of one `Store`.

    What happens to these records is in `invoicing`, `paying` and `settling`.
    """

    def __init__(self, store, settings):
        self.store = store
        self.settings = settings
        self.invoices: dict[int, Invoice] = {}
        self.transactions: dict[int, Transaction] = {}
        self.products: dict[int, Product] = {}
        self.services: dict[int, Service] = {}
        self.addons: dict[int, ServiceAddon] = {}
        self.domains: dict[int, Domain] = {}
        self.billable_items: dict[int, BillableItem] = {}
        self.credits: list[CreditEntry] = []
        self.product_groups: dict[int, str] = {1: "Shared Hosting"}
        # country: rates of level 1 and 2
        self.tax_rules: dict[str, tuple[int, int]] = {}
        self.last_number = 0
        self._records = {
            Invoice: self.invoices,
            Transaction: self.transactions,
            Product: self.products,
            Service: self.services,
            ServiceAddon: self.addons,
            Domain: self.domains,
            BillableItem: self.billable_items,
        }
        self._last_ids = defaultdict(int)
        self._by_invoice = defaultdict(dict)
        self._by_transid = defaultdict(set)
        self._by_owner = defaultdict(dict)

    def records(self, kind):
        """The records of one kind of `KINDS`, by id."""
        return self._records[KINDS[kind]]

    def insert(self, record):
        """Add a finished record; ids must ascend."""
        self.store.version += 1
        kind = type(record)
        self._records[kind][record.id] = record
        self._last_ids[kind] = max(self._last_ids[kind], record.id)
        self._link(record)
        if kind is Invoice:
            for item in record.items:
                self._last_ids[InvoiceItem] = max(self._last_ids[InvoiceItem], item.id)

    def remove(self, record):
        self.store.version += 1
        del self._records[type(record)][record.id]
        self._unlink(record)

    def new_id(self, kind):
        self._last_ids[kind] += 1
        return self._last_ids[kind]

    def add(self, kind, **values):
        """Create a record with the next id."""
        record = kind(self.new_id(kind), **values)
        self.insert(record)
        return record

    def new_item(self, **values):
        return InvoiceItem(self.new_id(InvoiceItem), **values)

    def owned(self, kind, client_id):
        """The records of one of the classes that belong to a client, by id."""
        found = self._by_owner.get((kind, client_id), {})
        return [found[record_id] for record_id in sorted(found)]

    def transactions_of(self, invoice_id):
        found = self._by_invoice.get(invoice_id, {})
        return [found[row_id] for row_id in sorted(found)]

    def has_transid(self, transid):
        return bool(transid) and bool(self._by_transid.get(transid))

    def credits_of(self, client_id):
        return [entry for entry in self.credits if entry.clientid == client_id]

    def balance(self, invoice):
        """What is left to pay; that it is counted so is UNVERIFIED."""
        rows = self._by_invoice.get(invoice.id, {}).values()
        return invoice.total - sum(row.amountin - row.amountout for row in rows)

    def tax_rates(self, client):
        """The rates of the tax rule for a client."""
        if client.taxexempt:
            return NO_TAX
        return self.tax_rules.get(client.country, NO_TAX)

    def change(self, record, values):
        """Set values on a record; return the real changes as (old, new)."""
        self._unlink(record)
        changes = self.store.change(record, values)
        self._link(record)
        return changes

    def touch(self, invoice, own_row=True):
        """Note that an invoice, or only what belongs to it, has changed."""
        values = {"updated_at": now()}
        if own_row:
            values["row_updated_at"] = values["updated_at"]
        self.store.change(invoice, values)
        # a second change within the same second must show as well
        invoice.revision += 1
        self.store.version += 1

    def recalculate(self, invoice):
        """Bring the totals of an invoice up to its items, rates and credit."""
        result = totals(
            invoice.items,
            invoice.taxrate,
            invoice.taxrate2,
            self.settings.tax_inclusive,
            self.settings.compound_tax,
        )
        invoice.subtotal, invoice.tax, invoice.tax2 = result
        invoice.total = sum(result) - invoice.credit

    def number(self, invoice):
        """Give a sequential number; the format is a setting in WHMCS."""
        if self.settings.sequential_numbers and not invoice.invoicenum:
            self.last_number += 1
            invoice.invoicenum = f"{invoice.date[:4]}-{self.last_number}"

    def forget_client(self, client_id):
        """All that a deleted client had goes with it (UNVERIFIED)."""
        kinds = (Invoice, Transaction, Service, ServiceAddon, Domain, BillableItem)
        for kind in kinds:
            for record in self.owned(kind, client_id):
                self.remove(record)
        self.credits = [c for c in self.credits if c.clientid != client_id]

    def log(self, text, client_id, actor):
        self.store.write_log(text, client_id, actor)

    def _link(self, record):
        owner = owner_of(record)
        if owner is not None:
            self._by_owner[type(record), owner][record.id] = record
        if isinstance(record, Transaction):
            self._by_invoice[record.invoiceid][record.id] = record
            self._by_transid[record.transid].add(record.id)

    def _unlink(self, record):
        self._by_owner.get((type(record), owner_of(record)), {}).pop(record.id, None)
        if isinstance(record, Transaction):
            self._by_invoice[record.invoiceid].pop(record.id, None)
            self._by_transid[record.transid].discard(record.id)


def owner_of(record):
    """The id of the client that has a record; None for products."""
    return getattr(record, "userid", getattr(record, "clientid", None))
