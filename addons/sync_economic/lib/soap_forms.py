"""A customer and a contact of the SOAP service in the forms of the other services.

Source: the types DebtorData and DebtorContactData of the published WSDL, set beside the
others in the project's reference, section 6.
"""

from decimal import Decimal

from odoo.addons.sync_base.lib.field_map import dig

from .values import nested

# REST: SOAP
CUSTOMER = {
    "name": "Name",
    "currency": "CurrencyHandle.Code",
    "address": "Address",
    "zip": "PostalCode",
    "city": "City",
    "country": "Country",
    "email": "Email",
    "telephoneAndFaxNumber": "TelephoneAndFaxNumber",
    "website": "Website",
    "corporateIdentificationNumber": "CINumber",
    "pNumber": "PNumber",
    "vatNumber": "VatNumber",
    "ean": "Ean",
    "publicEntryNumber": "PublicEntryNumber",
    "customerGroup.customerGroupNumber": "DebtorGroupHandle.Number",
    "paymentTerms.paymentTermsNumber": "TermOfPaymentHandle.Id",
    "layout.layoutNumber": "LayoutHandle.Id",
    "salesPerson.employeeNumber": "OurReferenceHandle.Number",
    "balance": "Balance",
}
ZONE = "vatZone.vatZoneNumber"
# numbers of e-conomic's own zones; what others there are lies at home
ZONES = {1: "HomeCountry", 2: "EU", 3: "Abroad"}
# OpenAPI: SOAP
CONTACT = {
    "number": "Id",
    "name": "Name",
    "email": "Email",
    "phone": "TelephoneNumber",
    "notes": "Comments",
    "receiveOrders": "IsToReceiveEmailCopyOfOrder",
    "receiveInvoices": "IsToReceiveEmailCopyOfInvoice",
}
# what the service does not tell, nor take
LACKING = {"mobilePhone", "dueAmount", "receiveQuotes", "receiveReminders"}
# the service works it out
COMPUTED = {"Balance"}


def customer_of(data):
    """Return a DebtorData as REST shows a customer."""
    values = {path: dig(data, there) for path, there in CUSTOMER.items()}
    values[ZONE] = _zone_of(data)
    row = {"customerNumber": int(data["Number"]), "barred": not data["IsAccessible"]}
    told = {path: _plain(each) for path, each in values.items() if each is not None}
    return row | nested(told)


def contact_of(data):
    """Return a DebtorContactData as OpenAPI shows a contact."""
    row = {name: data.get(there) for name, there in CONTACT.items()}
    found = {name: each for name, each in row.items() if each is not None}
    return {**found, "customerNumber": int(data["DebtorHandle"]["Number"])}


def debtor(values, stored=None):
    """Return a DebtorData with all that is stored, but for the values that change.

    :param values: ``{REST path: value}``
    :param stored: DebtorData as read just before, None for a new one
    :raises ValueError: the service cannot take one of the values
    """
    data = _kept(stored) if stored else {"IsAccessible": True}
    for path, value in values.items():
        if path == "barred":
            data["IsAccessible"] = not value
        elif path == ZONE:
            data["ExtendedVatZone"] = {"Number": str(value)}
            data["VatZone"] = ZONES.get(int(value), ZONES[1])
        else:
            _place(data, CUSTOMER, path, value)
    return data


def debtor_contact(values, stored=None):
    """Return a DebtorContactData, as `debtor` does. :param values: by OpenAPI's names

    A new one says which customer it belongs to, others keep theirs.
    """
    data = _kept(stored) if stored else {"Number": 0}
    for name in ("IsToReceiveEmailCopyOfOrder", "IsToReceiveEmailCopyOfInvoice"):
        data.setdefault(name, False)
    for name, value in values.items():
        if name == "customerNumber":
            data["DebtorHandle"] = {"Number": str(value)}
        else:
            _place(data, CONTACT, name, value)
    return data


def _zone_of(data):
    number = dig(data, "ExtendedVatZone.Number")
    if number and number.isdigit():
        return int(number)
    return next((n for n, name in ZONES.items() if name == data.get("VatZone")), None)


def _plain(value):
    return float(value) if isinstance(value, Decimal) else value


def _kept(stored):
    return {
        name: each
        for name, each in stored.items()
        if each is not None and name not in COMPUTED
    }


def _place(data, names, path, value):
    if path not in names:
        raise ValueError(f"the SOAP service has no {path}")
    outer, dot, inner = names[path].partition(".")
    if value in (None, ""):
        data.pop(outer, None)
    else:
        data[outer] = {inner: value} if dot else value
