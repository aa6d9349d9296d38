"""A debtor as SOAP has it; what is stored has OpenAPI's names.

Verified: the members. Assumptions: their longest texts are those of REST; of the VAT
zones, ``VatZone`` tells the first three, ``ExtendedVatZone`` all by their number, and
the two must fit; currency, group and terms of payment are needed.
"""

from tests.simulators.economic import forms
from tests.simulators.economic.soap.refusals import (
    SoapRefused,
    check_name,
    check_text,
    does_not_exist,
    invalid,
    is_null,
)

# SOAP name: (stored name, longest text)
TEXTS = {
    "Ean": ("eanLocationNumber", 13),
    "PublicEntryNumber": ("voucherNumber", 50),
    "Email": ("email", 255),
    "TelephoneAndFaxNumber": ("phone", 255),
    "Website": ("homepage", 255),
    "PostalCode": ("postCode", 30),
    "City": ("city", 50),
    "Country": ("country", 50),
    "VatNumber": ("vatNo", 20),
    "PNumber": ("pnr", 10),
    "County": ("county", 50),
    "CINumber": ("cvrNo", 40),
}
# SOAP name: (its key, stored name, list or None, needed, what it is called)
HANDLES = {
    "DebtorGroupHandle": (
        *("Number", "customerGroupNumber", "customer-groups", True, "debtor group"),
    ),
    "CurrencyHandle": ("Code", "currency", "currencies", True, "currency"),
    "PriceGroupHandle": ("Number", "priceGroupNumber", None, False, "price group"),
    "TermOfPaymentHandle": (
        *("Id", "paymentTermId", "payment-terms", True, "term of payment"),
    ),
    "LayoutHandle": ("Id", "layoutGroup", "layouts", False, "layout"),
    "AttentionHandle": ("Id", "defaultAttention", "contacts", False, "debtor contact"),
    "YourReferenceHandle": (
        *("Id", "defaultTheirRef", "contacts", False, "debtor contact"),
    ),
    "OurReferenceHandle": ("Number", "ourRef", "employees", False, "employee"),
    "DefaultDeliveryLocationHandle": (
        *("Id", "defaultDeliveryLocation", None, False, "delivery location"),
    ),
}
ZONES = {1: "HomeCountry", 2: "EU", 3: "Abroad", 4: "HomeCountry"}
FIRST_ZONES = {"HomeCountry": 1, "EU": 2, "Abroad": 3}
WRITTEN = {
    *("name", "zone", "access", "address1", "address2", "creditMaximum"),
    *(stored for stored, _longest in TEXTS.values()),
    *(stored for _key, stored, *_more in HANDLES.values()),
}
# what SOAP cannot give
KEPT = {
    *(stored for stored, _longest in forms.TEXTS.values()),
    *forms.HIDDEN,
    *forms.OPENAPI_FLAGS,
    *forms.OPENAPI_NUMBERS,
} - WRITTEN


def debtor_data(row):
    """Return a stored customer as ``DebtorData``."""
    number, zone = str(row["customerNumber"]), row.get("zone", 1)
    data = {
        "Handle": {"Number": number},
        "Number": number,
        "Name": row.get("name"),
        "VatZone": ZONES.get(zone, "HomeCountry"),
        "ExtendedVatZone": {"Number": str(zone)},
        "IsAccessible": row.get("access", True),
        "CreditMaximum": row.get("creditMaximum"),
        "Balance": row.get("balance", 0.0),
    }
    lines = [row[each] for each in ("address1", "address2") if each in row]
    if lines:
        data["Address"] = "\n".join(filter(None, lines))
    for name, (stored, _longest) in TEXTS.items():
        data[name] = row.get(stored)
    for name, (key, stored, *_more) in HANDLES.items():
        if row.get(stored):
            data[name] = {key: row[stored]}
    return data


def from_debtor_data(data, lists, contacts, needs_layout=False):
    """Return what a written ``DebtorData`` stores; what it leaves out is cleared.

    :param contacts: numbers of the customer's contacts
    :raises SoapRefused: something is missing, too long or does not exist
    """
    check_name(data["Name"])
    if needs_layout and data["LayoutHandle"] is None:
        raise is_null("layout")
    stored = {
        "name": data["Name"],
        "zone": _zone(data, lists["vat-zones"]),
        "access": data["IsAccessible"],
    }
    for name, (target, longest) in TEXTS.items():
        check_text(name, data[name], longest)
        if data[name] is not None:
            stored[target] = data[name]
    if len(data["PNumber"] or "-" * 10) != 10:
        raise invalid("PNumber", "must have 10 characters")
    if data["Address"] is not None:
        check_text("address", data["Address"], 510)
        stored |= forms.address_lines(data["Address"])
    if data["CreditMaximum"] is not None:
        stored["creditMaximum"] = float(data["CreditMaximum"])
    known = {**lists, "contacts": contacts}
    for name, (key, target, path, needed, what) in HANDLES.items():
        if data[name] is not None:
            stored[target] = _referred(data[name][key], path and known[path], what)
        elif needed:
            raise is_null(what)
    return stored


def _referred(key, known, what):
    if known is not None and key not in known:
        raise does_not_exist(what)
    return key


def _zone(data, known):
    """Return the number of the zone that both members tell."""
    if data["ExtendedVatZone"] is None:
        return FIRST_ZONES[data["VatZone"]]
    text = data["ExtendedVatZone"]["Number"] or ""
    if text not in map(str, known):
        raise does_not_exist("extended VAT zone")
    if ZONES.get(int(text)) != data["VatZone"]:
        told = "The extended VAT zone does not fit the VAT zone."
        raise SoapRefused("Validation", "E04300", told)
    return int(text)
