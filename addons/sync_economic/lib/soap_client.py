"""Customers, contacts and lists of e-conomic by its SOAP service.

For agreements that still have it. The methods and forms are those of
`client.EconomicClient`, but for webhooks, which it knows nothing of; what it does not
carry of customers and contacts is `soap_forms.LACKING`.
"""

from operator import itemgetter

from odoo.addons.sync_base.lib.errors import (
    Conflict,
    Invalid,
    NotFound,
    Transient,
)
from odoo.addons.sync_base.lib.field_map import dig

from .client import LISTS, WANTED, Contacts, Customers
from .since import asked_at
from .soap_calls import UNKNOWN, SoapCalls, soap_time
from .soap_forms import contact_of, customer_of, debtor, debtor_contact
from .values import filled, same

# kind of list: (prefix of its operations, the number in its handles and its data)
OF_LISTS = {
    "customer_group": ("DebtorGroup", "Number"),
    "payment_terms": ("TermOfPayment", "Id"),
    "vat_zone": ("ExtendedVatZone", "Number"),
    "layout": ("TemplateCollection", "Id"),
    "employee": ("Employee", "Number"),
}
FINDING = {
    "corporateIdentificationNumber": ("Debtor_FindByCINumber", "ciNumber"),
    "email": ("Debtor_FindByEmail", "email"),
    "name": ("Debtor_FindByName", "name"),
}
# somebody else may take the number that is said to be free
ATTEMPTS = 3


class EconomicSoapClient(SoapCalls):
    """See `SoapCalls` for the parameters."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # numbers in order, of the pass under way: the service has no pages
        self._listed = {}

    def who(self):
        """Return what REST's ``/self`` tells of the agreement."""
        # the result is the bare number
        handle = {"Number": self.call("Company_Get")}
        found = self.call("Company_GetData", entityHandle=handle)
        return {
            "agreementNumber": int(found["Number"]),
            "company": {
                "name": found["Name"],
                "companyIdentificationNumber": found["CINumber"],
            },
            "settings": {"baseCurrency": dig(found, "BaseCurrencyHandle.Code")},
        }

    def listing(self, kind):
        """Return all rows of one of `client.LISTS`, with REST's names."""
        _path, number, name = LISTS[kind]
        prefix, handle = OF_LISTS[kind]
        handles = self.call(f"{prefix}_GetAll") or []
        rows = self._data(prefix, handles)
        return [{number: int(row[handle]), name: row["Name"]} for row in rows]

    def _data(self, prefix, handles):
        if not handles:
            return []
        # the array is the only thing that is given, whatever it is called
        array = {f"{prefix}Handle": handles}
        try:
            return self.call(f"{prefix}_GetDataArray", array) or []
        except NotFound as error:
            # all or nothing: one of them was deleted since it was listed
            self._listed.clear()
            raise Transient(f"{error} It was there just before.") from error

    # -- customers -------------------------------------------------------------------

    def customers(self, after=0, since=None):
        """See `EconomicClient.customers`."""
        if not after or since not in self._listed:
            handles = self._changed(since) if since else self.call("Debtor_GetAll")
            numbers = sorted(int(each["Number"]) for each in handles or [])
            self._listed[since] = numbers
        numbers = [each for each in self._listed[since] if each > after]
        page = numbers[: self.page_size]
        rows = self._data("Debtor", [{"Number": str(each)} for each in page])
        found = sorted(map(customer_of, rows), key=itemgetter("customerNumber"))
        return Customers(found, len(numbers), asked_at(self))

    def _changed(self, since):
        return self.call(
            "Debtor_GetAllUpdated",
            fromDate=soap_time(since),
            includeCalculatedProperties=False,
        )

    def customer(self, number):
        return customer_of(self._debtor(number))

    def _debtor(self, number):
        handle = {"Number": str(int(number))}
        found = self.call("Debtor_GetData", entityHandle=handle)
        if found is None:
            raise NotFound(f"e-conomic: customer {number} does not exist.")
        return found

    def customers_like(self, values):
        """See `EconomicClient.customers_like`."""
        found = {}
        for path in WANTED:
            if values.get(path):
                operation, name = FINDING[path]
                for each in self.call(operation, **{name: values[path]}) or []:
                    found.setdefault(each["Number"], each)
        rows = self._data("Debtor", list(found.values()))
        return [customer_of(row) for row in rows]

    def create_customer(self, values, key):
        """Create a customer; return its number: the one given, or the next free one.

        The service keeps no key: whether an interrupted creation came through is to be
        found out by its values.
        """
        values = filled(values)
        wanted = values.pop("customerNumber", None)
        data = self._made(debtor, values)
        if wanted:
            return self._created(data, wanted)
        tried = set()
        while True:
            number = self.call("Debtor_GetNextAvailableNumber")
            try:
                return self._created(data, number)
            except Invalid:
                tried.add(number)
                now = self.call("Debtor_GetNextAvailableNumber")
                if now in tried or len(tried) == ATTEMPTS:
                    raise

    def _created(self, data, number):
        given = {"Number": str(number), "Handle": {"Number": str(number)}}
        operation = "Debtor_CreateFromData"
        return int(self.call(operation, repeatable=False, data={**data, **given}))

    def change_customer(self, number, seen, values):
        """See `EconomicClient.change_customer`.

        The service has no versions: what others write between our reading and writing
        is overwritten, which takes them to hit some milliseconds.
        """
        now = self._debtor(number)
        self._guard(f"customer {number}", customer_of(now), seen, values)
        data = self._made(debtor, values, self._whole(now))
        self.call("Debtor_UpdateFromData", data=data)

    # -- contacts --------------------------------------------------------------------

    def contacts(self, cursor=None, since=None):
        """See `EconomicClient.contacts`; lists all, whatever changed since."""
        if "contacts" not in self._listed or not cursor:
            handles = self.call("DebtorContact_GetAll") or []
            self._listed["contacts"] = sorted(each["Id"] for each in handles)
        ids = [each for each in self._listed["contacts"] if each > int(cursor or 0)]
        page = ids[: self.page_size]
        rows = self._data("DebtorContact", [{"Id": each} for each in page])
        more = str(page[-1]) if len(ids) > len(page) else None
        return Contacts([contact_of(row) for row in rows], more, "")

    def contact(self, number):
        return contact_of(self._contact(number))

    def _contact(self, number):
        handle = {"Id": int(number)}
        found = self.call("DebtorContact_GetData", entityHandle=handle)
        if found is None:
            raise NotFound(f"e-conomic: contact {number} does not exist.")
        return found

    def contacts_of(self, customer):
        """Return the contacts of a customer."""
        handle = {"Number": str(int(customer))}
        handles = self.call("Debtor_GetDebtorContacts", debtorHandle=handle) or []
        return [contact_of(row) for row in self._data("DebtorContact", handles)]

    def create_contact(self, values, key):
        """Create a contact, once for each key; return its number."""
        for each in self.call("DebtorContact_FindByExternalId", externalId=key) or []:
            return each["Id"]
        data = self._made(debtor_contact, filled(values)) | {"ExternalId": key}
        return self.call("DebtorContact_CreateFromData", repeatable=False, data=data)

    def change_contact(self, number, seen, values):
        """See `EconomicClient.change_contact`, and `change_customer` for the guard."""
        now = self._contact(number)
        self._guard(f"contact {number}", contact_of(now), seen, values)
        data = self._made(debtor_contact, values, self._whole(now))
        self.call("DebtorContact_UpdateFromData", data=data)

    # -- writing ---------------------------------------------------------------------

    @staticmethod
    def _guard(what, now, seen, values):
        for path in values:
            if not same(dig(now, path), dig(seen, path)):
                raise Conflict(f"e-conomic: {path} of {what} was changed meanwhile.")

    @staticmethod
    def _whole(stored):
        """Return a stored object, if it can be written back whole.

        :raises Invalid: it has parts that the WSDL does not name; they would be lost
        """
        if unknown := stored.get(UNKNOWN):
            names = ", ".join(each.tag.rpartition("}")[2] for each in unknown)
            raise Invalid(
                f"e-conomic's SOAP service tells more than this version knows ({names})"
                ". Use REST and OpenAPI: by SOAP it would be lost."
            )
        return stored

    @staticmethod
    def _made(make, values, stored=None):
        try:
            return make(values, stored)
        except ValueError as error:
            raise Invalid(f"e-conomic: {error}") from error
