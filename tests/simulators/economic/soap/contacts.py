"""Operations on debtor contacts.

Verified: the members; ``ExternalId`` is nowhere else. Assumptions: ids are those of
the other services; ``Number``, the one people see, is given by the system; a contact
stays with its debtor (there is no operation to move one); deleted ones are gone.
"""

from tests.simulators.economic import contact_forms
from tests.simulators.economic.soap.debtors import each_of
from tests.simulators.economic.soap.refusals import (
    check_name,
    check_text,
    does_not_exist,
    invalid,
    is_null,
)

# SOAP name: (stored name, longest text)
TEXTS = {
    "TelephoneNumber": ("phone", 50),
    "Email": ("email", 255),
    "Comments": ("notes", 2000),
    "ExternalId": (contact_forms.EXTERNAL_ID, 50),
}
FLAGS = {
    "IsToReceiveEmailCopyOfOrder": "receiveOrders",
    "IsToReceiveEmailCopyOfInvoice": "receiveInvoices",
}
# what SOAP cannot give
KEPT = (
    *("eInvoiceId", "receiveQuotes", "receiveReminders"),
    *contact_forms.HIDDEN_FLAGS,
)


class Contacts:
    """:param debtors: the operations on debtors, which find those of handles"""

    def __init__(self, store, debtors):
        self.store, self._debtors = store, debtors

    def operations(self):
        return {
            "DebtorContact_GetAll": lambda: self._handles(lambda row: True),
            "DebtorContact_GetData": lambda handle: contact_data(self._found(handle)),
            "DebtorContact_GetDataArray": self._data_array,
            "DebtorContact_FindByName": lambda text: self._by("name", text),
            "DebtorContact_FindByExternalId": lambda text: self._by(
                contact_forms.EXTERNAL_ID, text
            ),
            "DebtorContact_Create": self._create,
            "DebtorContact_CreateFromData": lambda data: self._new(data)(),
            "DebtorContact_CreateFromDataArray": lambda rows: each_of(
                self.store, rows, self._new
            ),
            "DebtorContact_UpdateFromData": lambda data: self._changed(data)(),
            "DebtorContact_UpdateFromDataArray": lambda rows: each_of(
                self.store, rows, self._changed
            ),
            "DebtorContact_Delete": self._delete,
        }

    def _found(self, handle):
        if handle is None:
            raise is_null("debtor contact handle")
        row = self.store.contacts.get(handle["Id"])
        if row is None or row["isDeleted"]:
            raise does_not_exist("debtor contact")
        return row

    def _handles(self, wanted):
        return [
            {"Id": number}
            for number, row in sorted(self.store.contacts.items())
            if not row["isDeleted"] and wanted(row)
        ]

    def _by(self, stored, text):
        asked = (text or "").casefold()
        if not asked:
            return []
        return self._handles(lambda row: (row.get(stored) or "").casefold() == asked)

    def _data_array(self, handles):
        if handles is None:
            raise is_null("entity handles")
        return [contact_data(self._found(each)) for each in handles]

    # -- writing ---------------------------------------------------------------------

    def _create(self, debtor, name):
        data = dict.fromkeys((*TEXTS, *FLAGS)) | {"DebtorHandle": debtor, "Name": name}
        return self._new(data)()

    def _new(self, data):
        """Return a function that stores what is checked here."""
        if data is None:
            raise is_null("data")
        debtor = self._debtors.found(data["DebtorHandle"])["customerNumber"]
        values = _values(data)
        none = dict.fromkeys(contact_forms.RECEIVES.values(), False)
        return lambda: {"Id": self.store.put_contact(debtor, none | values)}

    def _changed(self, data):
        if data is None:
            raise is_null("data")
        row = self._found(data["Handle"])
        debtor = self._debtors.found(data["DebtorHandle"])["customerNumber"]
        if debtor != row["customerNumber"]:
            raise invalid("debtor of a debtor contact", "cannot be changed")
        values = _values(data)
        kept = () if "put-wipes-hidden" in self.store.quirks else KEPT
        number = row["number"]
        return lambda: {"Id": self.store.put_contact(debtor, values, number, kept)}

    def _delete(self, handle):
        self.store.delete_contact(self._found(handle)["number"])


def contact_data(row):
    """Return a stored contact as ``DebtorContactData``."""
    data = {
        "Handle": {"Id": row["number"]},
        "Id": row["number"],
        "DebtorHandle": {"Number": str(row["customerNumber"])},
        "Name": row.get("name"),
        "Number": row["userInterfaceNumber"],
    }
    data |= {name: row.get(stored) for name, (stored, _longest) in TEXTS.items()}
    return data | {name: row.get(stored, False) for name, stored in FLAGS.items()}


def _values(data):
    check_name(data["Name"])
    values = {"name": data["Name"]}
    for name, (stored, longest) in TEXTS.items():
        check_text(name, data[name], longest)
        if data[name] is not None:
            values[stored] = data[name]
    return values | {stored: bool(data[name]) for name, stored in FLAGS.items()}
