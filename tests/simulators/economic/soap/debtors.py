"""Operations on debtors: the customers of the other services.

Verified: ``fromDate`` is in CET, ``includeCalculatedProperties`` has no effect, a list
of numbers gives nothing for one that is not there.

Assumptions: CET means the clock of Copenhagen, in summer too; texts are found as a
whole, in any case, an empty one never; an update replaces a debtor as a PUT of REST
does, so what it leaves out is cleared, but what SOAP does not show is kept (another way
by a quirk); it needs both the handle and the number, which must be the same; a list is
written as a whole or not at all (another way by a quirk); a debtor with a balance has
entries and stays; numbers that were asked for are still free.
"""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from tests.simulators.economic.soap.contract import TYPES
from tests.simulators.economic.soap.debtor_form import (
    KEPT,
    debtor_data,
    from_debtor_data,
)
from tests.simulators.economic.soap.refusals import (
    SoapRefused,
    does_not_exist,
    in_use,
    invalid,
    is_null,
)

CET = ZoneInfo("Europe/Copenhagen")
MOST = 999_999_999
# what `Debtor_Create` has no parameters for
USUAL = {"currency": "DKK", "paymentTermId": 1, "layoutGroup": 19, "access": True}


class Debtors:
    def __init__(self, store):
        self.store = store

    def operations(self):
        """Return the functions by name; a changing one gets and gives as declared."""
        return {
            "Debtor_GetAll": lambda: _handles(sorted(self.store.customers)),
            "Debtor_GetAllUpdated": self._updated,
            "Debtor_GetData": lambda handle: debtor_data(self.found(handle)),
            "Debtor_GetDataArray": self._data_array,
            "Debtor_FindByNumber": self._by_number,
            "Debtor_FindByNumberList": self._by_numbers,
            "Debtor_FindByCINumber": lambda text: self._by("cvrNo", text),
            "Debtor_FindByEmail": lambda text: self._by("email", text),
            "Debtor_FindByName": lambda text: self._by("name", text),
            "Debtor_FindByEan": lambda text: self._by("eanLocationNumber", text),
            "Debtor_GetNextAvailableNumber": self.store.next_number,
            "Debtor_Create": self._create,
            "Debtor_CreateFromData": lambda data: self._new(data)(),
            "Debtor_CreateFromDataArray": self._create_array,
            "Debtor_UpdateFromData": lambda data: self._changed(data)(),
            "Debtor_UpdateFromDataArray": lambda rows: each_of(
                self.store, rows, self._changed
            ),
            "Debtor_Delete": self._delete,
            "Debtor_GetDebtorContacts": self._contacts,
            "Debtor_GetBalance": lambda handle: self.found(handle).get("balance", 0.0),
        }

    def found(self, handle):
        """Return the stored customer of a handle."""
        if handle is None:
            raise is_null("debtor handle")
        row = self.store.customers.get(_as_stored(handle["Number"]))
        if row is None:
            raise does_not_exist("debtor")
        return row

    # -- reading ---------------------------------------------------------------------

    def _updated(self, since, _calculated):
        if since.tzinfo is None:
            since = since.replace(tzinfo=CET)
        try:
            moment = since.astimezone(timezone.utc).replace(tzinfo=None)
        except OverflowError:
            # within a day of the first or the last moment there is
            moment = datetime.min if since.year == 1 else datetime.max
        text = moment.isoformat(timespec="microseconds")
        return _handles(
            number
            for number, row in sorted(self.store.customers.items())
            # stored to the second
            if row["lastUpdated"].replace("Z", ".000000") >= text
        )

    def _data_array(self, handles):
        if handles is None:
            raise is_null("entity handles")
        return [debtor_data(self.found(each)) for each in handles]

    def _by_number(self, text):
        number = _as_stored(text)
        return _handle(number) if number in self.store.customers else None

    def _by_numbers(self, texts):
        return [self._by_number(each) for each in texts or ()]

    def _by(self, stored, text):
        wanted = (text or "").casefold()
        return _handles(
            number
            for number, row in sorted(self.store.customers.items())
            if wanted and (row.get(stored) or "").casefold() == wanted
        )

    def _contacts(self, handle):
        number = self.found(handle)["customerNumber"]
        rows = self.store.contacts_of(number)
        return [{"Id": each["number"]} for each in rows]

    # -- writing ---------------------------------------------------------------------

    def _create(self, number, group, name, zone):
        empty = dict.fromkeys(each.name for each in TYPES["DebtorData"])
        data = {"Number": number, "DebtorGroupHandle": group, "Name": name}
        handles = {
            "CurrencyHandle": {"Code": USUAL["currency"]},
            "TermOfPaymentHandle": {"Id": USUAL["paymentTermId"]},
            "LayoutHandle": {"Id": USUAL["layoutGroup"]},
        }
        given = {"VatZone": zone, "IsAccessible": USUAL["access"]}
        return self._new({**empty, **data, **handles, **given})()

    def _new(self, data):
        """Return a function that stores what is checked here."""
        if data is None:
            raise is_null("data")
        number = self._free_number(data["Number"])
        values = self._values(data, ())

        def store():
            self.store.put_customer(number, values)
            return _handle(number)

        return store

    def _create_array(self, rows):
        numbers = [each["Number"] for each in rows or () if each]
        if len({*numbers}) < len(numbers):
            raise in_use("debtor number")
        return each_of(self.store, rows, self._new)

    def _free_number(self, text):
        if text is None:
            raise is_null("debtor number")
        number = _as_stored(text)
        if number is None:
            raise invalid("debtor number", f"must be 1 to {MOST}")
        if number in self.store.customers:
            raise in_use("debtor number")
        return number

    def _changed(self, data):
        if data is None:
            raise is_null("data")
        number = self.found(data["Handle"])["customerNumber"]
        if data["Number"] is None:
            raise is_null("debtor number")
        if data["Number"] != str(number):
            raise invalid("debtor number", "cannot be changed")
        own = {each["number"] for each in self.store.contacts_of(number)}
        values = self._values(data, own)
        kept = () if "put-wipes-hidden" in self.store.quirks else KEPT

        def store():
            self.store.put_customer(number, values, kept)
            return _handle(number)

        return store

    def _values(self, data, contacts):
        needs_layout = "soap-needs-layout" in self.store.quirks
        return from_debtor_data(data, self.store.lists, contacts, needs_layout)

    def _delete(self, handle):
        row = self.found(handle)
        if row.get("balance"):
            told = "The debtor has entries and cannot be deleted."
            raise SoapRefused("Integrity", "E06010", told)
        self.store.delete_customer(row["customerNumber"])


def each_of(store, rows, checked):
    """Write a list of rows; ``checked`` gives the function that writes one."""
    if rows is None:
        raise is_null("data array")
    if "soap-lists-stop-halfway" in store.quirks:
        return [checked(each)() for each in rows]
    return [write() for write in [checked(each) for each in rows]]


def _as_stored(text):
    """Return the number that a text is, None if it can be nobody's."""
    number = int(text) if text and text.isascii() and text.isdigit() else 0
    return number if 1 <= number <= MOST and str(number) == text else None


def _handle(number):
    return {"Number": str(number)}


def _handles(numbers):
    return [_handle(each) for each in numbers]
