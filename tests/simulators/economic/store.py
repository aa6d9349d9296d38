"""What one agreement holds: customers, contacts, lists, and who is told of changes."""

from collections import defaultdict
from datetime import datetime, timedelta, timezone
from itertools import count

from tests.simulators.economic.errors import Refused

LISTS = {
    "customer-groups": {1: "Danske kunder", 2: "Offentlige kunder", 3: "Udland"},
    "payment-terms": {1: "Netto 8 dage", 2: "Løbende måned 30 dage", 3: "Kontant"},
    "vat-zones": {1: "Domestic", 2: "EU", 3: "Abroad", 4: "Domestic exempt VAT"},
    "layouts": {19: "Dansk std. m. bankoplysninger", 20: "English std."},
    "employees": {1: "Sofie Holm", 2: "Per Berg"},
    "currencies": {"DKK": "Danske kroner", "EUR": "Euro", "SEK": "Svenska kronor"},
}
FIRST_CONTACT = 101
# what nobody could verify, or what is a setting of the agreement
QUIRKS = (
    "put-wipes-hidden",
    "put-answers-200",
    "contact-touches-customer",
    "refuse-empty-texts",
    "change-of-numbers",
    # all of SOAP
    "soap-needs-layout",
    "soap-lists-stop-halfway",
    "soap-open-exceptions",
    "soap-server-errors",
)
SECONDS = "%Y-%m-%dT%H:%M:%SZ"


class Store:
    """Rows have OpenAPI's names; each change gives a new version and time."""

    def __init__(self, quirks=()):
        self.customers, self.contacts, self.webhooks = {}, {}, {}
        self.lists = {path: dict(rows) for path, rows in LISTS.items()}
        self.quirks = set(quirks)
        self.changes = []
        # deleted ones among them
        self._contacts_of = defaultdict(dict)
        self._last_contact = FIRST_CONTACT - 1
        self._versions = count(1)

    def stamp(self, row, age=0):
        """Give a row a new version, ``age`` seconds ago."""
        moment = datetime.now(timezone.utc) - timedelta(seconds=age)
        row["lastUpdated"] = moment.strftime(SECONDS)
        row["objectVersion"] = f"{next(self._versions):016x}"

    # -- customers -------------------------------------------------------------------

    def customer(self, number):
        if number not in self.customers:
            raise Refused(404, "The customer does not exist.")
        return self.customers[number]

    def next_number(self):
        # numbers of deleted customers are given again
        return max(self.customers, default=0) + 1

    def put_customer(self, number, values, kept=()):
        """Store a customer as a whole, but for what is ``kept`` of the one before.

        :return: whether it is new
        """
        check_customer_number(number)
        before = self.customers.get(number)
        old = {name: before[name] for name in kept if before and name in before}
        row = {"balance": 0.0, "dueAmount": 0.0}
        if before:
            row = {name: before[name] for name in row if name in before}
        row |= {**old, **values, "customerNumber": number}
        self.stamp(row)
        self.customers[number] = row
        self.tell(number if before else "", number)
        return before is None

    def delete_customer(self, number):
        if self.customer(number).get("balance"):
            message = "The customer has entries and cannot be deleted."
            raise Refused(400, message, "E06010")
        del self.customers[number]
        for contact in self.contacts_of(number):
            self._mark_deleted(contact)
        self.tell(number, "")

    def renumber(self, number, new):
        row = self.customer(number)
        check_customer_number(new)
        if new in self.customers:
            raise Refused(400, errors={"customerNumber": "is in use"})
        del self.customers[number]
        row["customerNumber"] = new
        self.customers[new] = row
        for contact in list(self._contacts_of[number].values()):
            del self._contacts_of[number][contact["number"]]
            contact["customerNumber"] = new
            self._contacts_of[new][contact["number"]] = contact
        self.stamp(row)
        self.tell(number, new)

    # -- contacts --------------------------------------------------------------------

    def contact(self, number, customer=None):
        found = self.contacts.get(number)
        gone = found is None or (customer and found["customerNumber"] != customer)
        if gone or (customer and found["isDeleted"]):
            raise Refused(404, "The contact does not exist.")
        return found

    def contacts_of(self, customer):
        every = self._contacts_of[customer].values()
        return [each for each in every if not each["isDeleted"]]

    def file_contact(self, row):
        """Put a finished contact where it is found."""
        if before := self.contacts.get(row["number"]):
            del self._contacts_of[before["customerNumber"]][row["number"]]
        siblings = self._contacts_of[row["customerNumber"]]
        row.setdefault("userInterfaceNumber", len(siblings) + 1)
        row.setdefault("active", True)
        self.contacts[row["number"]] = siblings[row["number"]] = row
        self._last_contact = max(self._last_contact, row["number"])

    def put_contact(self, customer, values, number=None, kept=()):
        """Store a contact as a whole, but for what is ``kept``; return its number."""
        self.customer(customer)
        before = self.contacts.get(number, {})
        number = number or self._last_contact + 1
        old = {
            name: before[name]
            for name in ("userInterfaceNumber", "active", *kept)
            if name in before
        }
        row = {"number": number, "customerNumber": customer, "isDeleted": False}
        row = old | values | row
        self.stamp(row)
        self.file_contact(row)
        self._touch(customer)
        return number

    def delete_contact(self, number):
        contact = self.contact(number)
        if contact["isDeleted"]:
            raise Refused(404, "The contact does not exist.")
        self._mark_deleted(contact)
        self._touch(contact["customerNumber"])

    def _mark_deleted(self, contact):
        contact |= {"isDeleted": True, "active": False}
        self.stamp(contact)

    def _touch(self, customer):
        # nobody could verify whether a contact moves its customer
        if "contact-touches-customer" in self.quirks:
            self.stamp(self.customers[customer])
            self.tell(customer, customer)

    # -- telling ---------------------------------------------------------------------

    def tell(self, old, new):
        """Note that a customer changed, for the webhooks."""
        self.changes.append((old, new))


def check_customer_number(number):
    if type(number) is not int or not 1 <= number <= 999_999_999:
        raise Refused(400, errors={"customerNumber": "must be 1 to 999999999"})
