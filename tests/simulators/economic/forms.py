"""The forms of a customer in both services, and their limits.

What is stored has OpenAPI's names. Sources: the schemas of both services.
"""

from tests.simulators.economic.errors import Refused

# REST name: (stored name, longest text)
TEXTS = {
    "name": ("name", 255),
    "currency": ("currency", 3),
    "zip": ("postCode", 30),
    "city": ("city", 50),
    "country": ("country", 50),
    "email": ("email", 255),
    "telephoneAndFaxNumber": ("phone", 255),
    "mobilePhone": ("mobilePhone", 50),
    "website": ("homepage", 255),
    "corporateIdentificationNumber": ("cvrNo", 40),
    "pNumber": ("pnr", 10),
    "vatNumber": ("vatNo", 20),
    "ean": ("eanLocationNumber", 13),
    "publicEntryNumber": ("voucherNumber", 50),
}
NUMBERS = {"creditLimit": "creditMaximum"}
FLAGS = ("barred", "eInvoicingDisabledByDefault")
# REST name: (its number, stored name, list)
LINKS = {
    "customerGroup": ("customerGroupNumber", "customerGroupNumber", "customer-groups"),
    "paymentTerms": ("paymentTermsNumber", "paymentTermId", "payment-terms"),
    "vatZone": ("vatZoneNumber", "zone", "vat-zones"),
    "layout": ("layoutNumber", "layoutGroup", "layouts"),
    "salesPerson": ("employeeNumber", "ourRef", "employees"),
}
# the same, within the customer; only of a customer that is there
OWN_LINKS = {
    "attention": ("customerContactNumber", "defaultAttention", "contacts"),
    "customerContact": ("customerContactNumber", "defaultTheirRef", "contacts"),
    "defaultDeliveryLocation": (
        *("deliveryLocationNumber", "defaultDeliveryLocation", "delivery-locations"),
    ),
}
REQUIRED = ("name", "currency", "customerGroup", "paymentTerms", "vatZone")
# what OpenAPI stores besides, with its longest text (None: no text)
HIDDEN = {
    "contactPerson": 50,
    "bankAccount": 50,
    "bankGiroNumber": 20,
    "iban": 50,
    "swift": 20,
    "county": 50,
    "defaultDiscountPct": None,
    "discountGroupNumber": None,
    "priceGroupNumber": None,
    "recipientPeppol": 30,
    "nemHandelReceiverType": None,
    "directDebitMandateDate": 30,
    "emailAttachmentLanguage": None,
    "layoutGroupPrint": None,
    "paymentDays": None,
    "language": None,
}
for _document in ("Invoice", "Order", "Quote", "Reminder", "StatementOfAccount"):
    HIDDEN[f"default{_document}Recipient"] = 255
    HIDDEN[f"default{_document}Template"] = None
OPENAPI_TEXTS = {stored: longest for stored, longest in TEXTS.values()} | {
    "address1": 255,
    "address2": 255,
    "voucherNumber": 30,
    "vatNo": 50,
    "pnr": 40,
}
OPENAPI_FLAGS = ("access", "defaultDisableEInvoicing")
OPENAPI_NUMBERS = {
    *(stored for _number, stored, _path in (*LINKS.values(), *OWN_LINKS.values())),
    *(name for name, longest in HIDDEN.items() if longest is None),
    *NUMBERS.values(),
}
OPENAPI_REQUIRED = ("name", "currency", "customerGroupNumber", "paymentTermId", "zone")
WITHOUT_NUMBER = "E04500"
DOES_NOT_EXIST = "E06000"


def rest_customer(customer, root):
    """Return a stored customer as REST shows it: what is not set is not there."""
    number = customer["customerNumber"]
    url = f"{root}/customers/{number}"
    shown = {
        "customerNumber": number,
        "balance": customer.get("balance", 0.0),
        "dueAmount": customer.get("dueAmount", 0.0),
        "lastUpdated": customer["lastUpdated"],
        "contacts": f"{url}/contacts",
        "deliveryLocations": f"{url}/delivery-locations",
        "self": url,
    }
    for name, (stored, _longest) in TEXTS.items():
        if customer.get(stored) is not None:
            shown[name] = customer[stored]
    for name, stored in NUMBERS.items():
        if customer.get(stored) is not None:
            shown[name] = customer[stored]
    lines = [customer[each] for each in ("address1", "address2") if each in customer]
    if lines:
        shown["address"] = "\n".join(filter(None, lines))
    if not customer.get("access", True):
        shown["barred"] = True
    if "defaultDisableEInvoicing" in customer:
        shown["eInvoicingDisabledByDefault"] = customer["defaultDisableEInvoicing"]
    return shown | _links(customer, root, LINKS) | _links(customer, url, OWN_LINKS)


def _links(customer, place, links):
    return {
        name: {
            number_name: customer[stored],
            "self": f"{place}/{path}/{customer[stored]}",
        }
        for name, (number_name, stored, path) in links.items()
        if customer.get(stored)
    }


def from_rest(body, lists, contacts=None):
    """Return what a customer written by REST stores; all else is cleared.

    :param contacts: numbers of the customer's contacts, None if it is a new one
    :raises Refused: something is missing, null, too long or does not exist
    """
    errors = {name: "is required" for name in REQUIRED if not body.get(name)}
    errors |= {name: "Expected value but got Null" for name in _nulls(body)}
    stored = {"access": not body.get("barred", False)}
    for name, (target, longest) in TEXTS.items():
        if name in body:
            check_text(errors, name, body[name], longest)
            stored[target] = body[name]
    if len(str(body.get("pNumber") or "-" * 10)) != 10:
        errors.setdefault("pNumber", "must have 10 characters")
    for name, target in NUMBERS.items():
        if name in body:
            check_number(errors, name, body[name])
            stored[target] = body[name]
    for name in FLAGS:
        check_flag(errors, name, body.get(name, False))
    if "address" in body:
        check_text(errors, "address", body["address"], 510)
        stored |= address_lines(body["address"] or "")
    if stored.get("currency") and str(stored["currency"]) not in lists["currencies"]:
        errors["currency"] = (DOES_NOT_EXIST, "The currency does not exist.")
    _read_links(errors, stored, body, LINKS, lists)
    if contacts is not None:
        _read_links(errors, stored, body, OWN_LINKS, {"contacts": contacts})
    if number := referred(body.get("priceGroup"), "priceGroupNumber"):
        stored["priceGroupNumber"] = number
    if errors:
        raise Refused(400, errors=errors)
    return stored


def _read_links(errors, stored, body, links, known):
    for name, (number_name, target, path) in links.items():
        if body.get(name) is None:
            continue
        number = referred(body[name], number_name)
        if number is None:
            errors[name] = (WITHOUT_NUMBER, f"{number_name} or self is required")
        elif path in known and number not in known[path]:
            errors[name] = (DOES_NOT_EXIST, f"{number_name} {number} does not exist")
        stored[target] = number


def referred(reference, name):
    """Return the number that a reference gives, as such or in its link."""
    if not isinstance(reference, dict):
        return None
    if name in reference:
        number = reference[name]
        return number if type(number) is int else None
    last = str(reference.get("self", "")).rstrip("/").rpartition("/")[2]
    return int(last) if last.isdecimal() else None


def address_lines(address):
    """Return the one address of REST as the two lines that are stored."""
    first, _line_end, second = str(address).partition("\n")
    if len(first) > 255:
        first, second = first[:255], first[255:] + second
    return {"address1": first, "address2": second}


def from_openapi(body, lists):
    """Return what a customer written by OpenAPI stores; unknown names are ignored."""
    errors = {name: "is required" for name in OPENAPI_REQUIRED if not body.get(name)}
    texts = OPENAPI_TEXTS | {name: most for name, most in HIDDEN.items() if most}
    for name in {*OPENAPI_FLAGS, *OPENAPI_NUMBERS} & body.keys():
        check = check_flag if name in OPENAPI_FLAGS else check_number
        check(errors, name, body[name], "Invalid value provided.")
    for name in texts.keys() & body.keys():
        check_text(errors, name, body[name], texts[name])
    for _number_name, target, path in LINKS.values():
        if body.get(target) and target not in errors:
            if body[target] not in lists[path]:
                errors[target] = (DOES_NOT_EXIST, f"{body[target]} does not exist")
    if errors:
        raise Refused(400, errors=errors)
    known = {*texts, *OPENAPI_FLAGS, *OPENAPI_NUMBERS}
    return {
        name: each for name, each in body.items() if name in known and each is not None
    }


def check_text(errors, name, value, longest):
    if value is None:
        return
    if not isinstance(value, str):
        errors[name] = "Expected String"
    elif len(value) > longest:
        errors[name] = f"is longer than {longest} characters"


def check_number(errors, name, value, message="Expected Number"):
    if isinstance(value, bool) or not isinstance(value, int | float):
        errors.setdefault(name, message)


def check_flag(errors, name, value, message="Expected Boolean"):
    if not isinstance(value, bool):
        errors.setdefault(name, message)


def _nulls(body):
    return [name for name, value in body.items() if value is None]
