"""Operations on the company and the lists that debtors refer to.

Assumptions: accounts, and that an agreement has as many VAT zones as REST shows.
"""

from datetime import datetime

from tests.simulators.economic.rest import AGREEMENT, who
from tests.simulators.economic.soap.refusals import does_not_exist, is_null

COMPANY = {"Number": str(AGREEMENT)}
SALES_ACCOUNT = 5600


class Lists:
    def __init__(self, store):
        self._lists = store.lists

    def operations(self):
        functions = {
            "Company_Get": lambda: COMPANY,
            "Company_GetData": self._company,
        }
        for name, (path, key, what, data) in _LISTS.items():
            functions[f"{name}_GetAll"] = self._all(path, key)
            functions[f"{name}_GetDataArray"] = self._data_array(path, key, what, data)
        return functions

    def _all(self, path, key):
        return lambda: [{key: each} for each in self._keys(path)]

    def _keys(self, path):
        rows = self._lists[path]
        # SOAP has these as texts
        return {str(each): each for each in rows} if path == "vat-zones" else rows

    def _data_array(self, path, key, what, data):
        def function(handles):
            if handles is None:
                raise is_null("entity handles")
            keys = [each and each[key] for each in handles]
            if not {*keys} <= {*self._keys(path)}:
                raise does_not_exist(what)
            rows = self._lists[path]
            stored = int if path == "vat-zones" else lambda number: number
            return [data(number, rows[stored(number)]) for number in keys]

        return function

    @staticmethod
    def _company(handle):
        if handle is None:
            raise is_null("company handle")
        if handle != COMPANY:
            raise does_not_exist("company")
        known = who("")
        return {
            "Handle": COMPANY,
            "Number": COMPANY["Number"],
            "BaseCurrencyHandle": {"Code": known["settings"]["baseCurrency"]},
            "Name": known["company"]["name"],
            "Country": known["company"]["country"],
            "Email": known["company"]["email"],
            "CINumber": known["company"]["companyIdentificationNumber"],
            "SignUpDate": datetime(2015, 3, 1),
        }


def _debtor_group(number, name):
    return {
        "Handle": {"Number": number},
        "Number": number,
        "Name": name,
        "AccountHandle": {"Number": SALES_ACCOUNT},
        "LayoutHandle": {"Id": 19},
    }


def _term_of_payment(number, name):
    # as REST shows them
    handle = {"Handle": {"Id": number}, "Id": number, "Name": name}
    return handle | {"Type": "Net", "Days": 8}


def _employee(number, name):
    known = {"Handle": {"Number": number}, "Number": number, "Name": name}
    return known | {"GroupHandle": {"Number": 1}, "EmployeeType": "Undefined"}


# name of the operations: (list, its key, what one is called, function of its data)
_LISTS = {
    "Currency": (
        *("currencies", "Code", "currency"),
        lambda code, name: {"Handle": {"Code": code}, "Code": code},
    ),
    "DebtorGroup": ("customer-groups", "Number", "debtor group", _debtor_group),
    "Employee": ("employees", "Number", "employee", _employee),
    "ExtendedVatZone": (
        *("vat-zones", "Number", "extended VAT zone"),
        lambda number, name: {"Number": number, "Name": name},
    ),
    "TemplateCollection": (
        *("layouts", "Id", "template collection"),
        lambda number, name: {"Handle": {"Id": number}, "Id": number, "Name": name},
    ),
    "TermOfPayment": ("payment-terms", "Id", "term of payment", _term_of_payment),
}
