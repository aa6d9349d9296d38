"""Search, filters and sorting of the list actions."""

from tests.simulators.whmcs.billing_models import Invoice, Transaction
from tests.simulators.whmcs.clock import today

SEARCHED = ("email", "firstname", "lastname", "fullname", "companyname")
CLIENT_COLUMNS = (
    "id",
    "firstname",
    "lastname",
    "companyname",
    "email",
    "groupid",
    "datecreated",
    "status",
)
CONTACT_COLUMNS = (
    "firstname",
    "lastname",
    "companyname",
    "email",
    "address1",
    "address2",
    "city",
    "state",
    "postcode",
    "country",
    "phonenumber",
)
# the name in `orderby` and the attribute it sorts by
INVOICE_COLUMNS = {
    "id": "id",
    "invoicenumber": "invoicenum",
    "date": "date",
    "duedate": "duedate",
    "total": "total",
    "status": "status",
}
MEMO_SIZE = 64


class Queries:
    """Answers list queries; remembers results until the store changes."""

    def __init__(self, store):
        self._store = store
        self._memo = {}
        self._memo_version = -1

    def clients(self, search="", status="", columns=("id",), descending=False):
        """Clients as GetClients finds and sorts them."""
        key = (search, status, columns, descending)
        return self._remember(key, self._find_clients, *key)

    def contacts(self, userid, filters):
        """Contacts by client (or None for all) and exact values, ordered by id."""
        key = (userid, tuple(sorted(filters.items())))
        return self._remember(key, self._find_contacts, userid, filters)

    def invoices(self, userid, status="", column="id", descending=False):
        """Invoices as GetInvoices finds and sorts them; `userid` None is all.

        `today` belongs to the key because of the status Overdue.
        """
        key = (userid, status.lower(), column, descending, today())
        return self._remember(key, self._find_invoices, *key)

    def transactions(self, filters):
        """Transactions by exact values, ordered by id."""
        key = tuple(sorted(filters.items()))
        return self._remember(("transactions", key), self._find_transactions, key)

    def tickets(self, criteria, by_id=False):
        """Tickets as GetTickets finds them, the last answered first."""
        return self._remember((criteria, by_id), self._find_tickets, criteria, by_id)

    def _remember(self, key, find, *arguments):
        if self._memo_version != self._store.version or len(self._memo) > MEMO_SIZE:
            self._memo.clear()
            self._memo_version = self._store.version
        if key not in self._memo:
            self._memo[key] = find(*arguments)
        return self._memo[key]

    def _find_clients(self, search, status, columns, descending):
        found = self._store.clients.values()
        if status:
            found = [c for c in found if c.status.lower() == status.lower()]
        if search:
            found = [c for c in found if _starts_with(c, search.casefold())]
        found = list(found)
        if columns != ("id",):  # the store keeps clients in order of id
            found.sort(key=lambda client: _sort_key(client, columns))
        if descending:
            found.reverse()
        return found

    def _find_contacts(self, userid, filters):
        if userid is None:
            found = self._store.contacts.values()
        else:
            found = sorted(self._store.contacts_of(userid), key=lambda c: c.id)
        wanted = [(name, value.casefold()) for name, value in filters.items()]
        return [
            contact
            for contact in found
            if all(getattr(contact, name).casefold() == value for name, value in wanted)
        ]

    def _find_invoices(self, userid, status, column, descending, day):
        billing = self._store.billing
        if userid is None:
            found = list(billing.invoices.values())
        else:
            found = billing.owned(Invoice, userid)
        if status == "overdue":
            found = [i for i in found if i.status == "Unpaid" and i.duedate < day]
        elif status:
            found = [i for i in found if i.status.lower() == status]
        name = INVOICE_COLUMNS[column]
        found.sort(key=lambda invoice: (getattr(invoice, name), invoice.id))
        if descending:
            found.reverse()
        return found

    def _find_transactions(self, filters):
        billing = self._store.billing
        wanted = dict(filters)
        if "invoiceid" in wanted:
            found = billing.transactions_of(wanted["invoiceid"])
        elif "userid" in wanted:
            found = billing.owned(Transaction, wanted["userid"])
        else:
            found = billing.transactions.values()
        return [
            row
            for row in found
            if all(getattr(row, name) == value for name, value in filters)
        ]

    def _find_tickets(self, criteria, by_id):
        support = self._store.support
        if criteria.userid is None:
            found = support.tickets.values()
        else:
            found = support.tickets_of(criteria.userid)
        found = [ticket for ticket in found if criteria.fit(ticket)]
        if not by_id:  # the store keeps tickets in order of id
            found.sort(key=lambda ticket: (ticket.lastreply, ticket.id), reverse=True)
        return found


def _starts_with(client, prefix):
    return any(getattr(client, name).casefold().startswith(prefix) for name in SEARCHED)


def _sort_key(client, columns):
    values = (getattr(client, column) for column in columns)
    folded = tuple(v.casefold() if isinstance(v, str) else v for v in values)
    return (*folded, client.id)
