"""The forms of a customer and a contact in both services, and their limits.

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
# REST name: (its number, stored name, list)
LINKS = {
    "customerGroup": ("customerGroupNumber", "customerGroupNumber", "customer-groups"),
    "paymentTerms": ("paymentTermsNumber", "paymentTermId", "payment-terms"),
    "vatZone": ("vatZoneNumber", "zone", "vat-zones"),
    "layout": ("layoutNumber", "layoutGroup", "layouts"),
    "salesPerson": ("employeeNumber", "ourRef", "employees"),
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
    "defaultInvoiceRecipient": 255,
    "paymentDays": None,
    "language": None,
}
OPENAPI_TEXTS = {stored: longest for stored, longest in TEXTS.values()} | {
    "address1": 255,
    "address2": 255,
    "voucherNumber": 30,
    "vatNo": 50,
    "pnr": 40,
}
OPENAPI_REQUIRED = ("name", "currency", "customerGroupNumber", "paymentTermId", "zone")
CONTACT_TEXTS = {
    "name": 255,
    "email": 255,
    "phone": 50,
    "notes": 2000,
    "eInvoiceId": 50,
}
RECEIVES = {
    "invoices": "receiveInvoices",
    "orders": "receiveOrders",
    "quotations": "receiveQuotes",
    "reminders": "receiveReminders",
}
CONTACT_FLAGS = (*RECEIVES.values(), "receiveEInvoices", "receiveStatementOfAccounts")


# --- customers ------------------------------------------------------------------------


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
    for name, (number_name, stored, path) in LINKS.items():
        if customer.get(stored):
            link = f"{root}/{path}/{customer[stored]}"
            shown[name] = {number_name: customer[stored], "self": link}
    return shown


def from_rest(body, lists):
    """Return what a customer written by REST stores; all else is cleared.

    :raises Refused: something is missing, null, too long or does not exist
    """
    errors = {name: "is required" for name in REQUIRED if not body.get(name)}
    errors |= {name: "Expected value but got Null" for name in _nulls(body)}
    stored = {"access": not body.get("barred", False)}
    for name, (target, longest) in TEXTS.items():
        if name in body:
            _text(errors, name, body[name], longest)
            stored[target] = body[name]
    for name, target in NUMBERS.items():
        if name in body:
            stored[target] = body[name]
    if "address" in body:
        _text(errors, "address", body["address"], 510)
        stored |= _lines(body["address"] or "")
    for name, (number_name, target, path) in LINKS.items():
        if isinstance(body.get(name), dict):
            number = _number(body[name], number_name)
            if number not in lists[path]:
                errors[name] = f"{number_name} {number} does not exist"
            stored[target] = number
    if errors:
        raise Refused(400, errors=errors)
    return stored


def _lines(address):
    first, _line_end, second = str(address).partition("\n")
    if len(first) > 255:
        first, second = first[:255], first[255:] + second
    return {"address1": first, "address2": second}


def _number(reference, name):
    if name in reference:
        return reference[name]
    last = str(reference.get("self", "")).rstrip("/").rpartition("/")[2]
    return int(last) if last.isdigit() else None


def from_openapi(body, lists):
    """Return what a customer written by OpenAPI stores; unknown names are ignored."""
    errors = {name: "is required" for name in OPENAPI_REQUIRED if not body.get(name)}
    for name in _nulls(body):
        if name not in OPENAPI_TEXTS:
            errors[name] = "Invalid value provided."
    known = {*OPENAPI_TEXTS, *HIDDEN, *NUMBERS.values(), "access"}
    known |= {stored for _number_name, stored, _path in LINKS.values()}
    stored = {name: each for name, each in body.items() if name in known}
    for name, longest in {**OPENAPI_TEXTS, **HIDDEN}.items():
        if longest and name in stored:
            _text(errors, name, stored[name], longest)
    for _name, (_number_name, target, path) in LINKS.items():
        if stored.get(target) and stored[target] not in lists[path]:
            errors[target] = f"{stored[target]} does not exist"
    if errors:
        raise Refused(400, errors=errors)
    return {name: each for name, each in stored.items() if each is not None}


# --- contacts -------------------------------------------------------------------------


def rest_contact(contact, root):
    url = f"{root}/customers/{contact['customerNumber']}"
    shown = {
        "customerContactNumber": contact["number"],
        "customer": {"customerNumber": contact["customerNumber"], "self": url},
        "emailNotifications": [n for n, each in RECEIVES.items() if contact.get(each)],
        "self": f"{url}/contacts/{contact['number']}",
    }
    for name in CONTACT_TEXTS:
        if contact.get(name) is not None:
            shown[name] = contact[name]
    return shown


def contact_from_rest(body):
    told = body.get("emailNotifications") or []
    flags = {flag: name in told for name, flag in RECEIVES.items()}
    return {**_contact(body), **flags}


def contact_from_openapi(body):
    flags = {name: body[name] for name in CONTACT_FLAGS if name in body}
    if any(value is None for value in flags.values()):
        raise Refused(400, errors=dict.fromkeys(flags, "Invalid value provided."))
    return {**_contact(body), **flags}


def _contact(body):
    errors = {} if body.get("name") else {"name": "is required"}
    stored = {}
    for name, longest in CONTACT_TEXTS.items():
        if body.get(name) is not None:
            _text(errors, name, body[name], longest)
            stored[name] = body[name]
    if errors:
        raise Refused(400, errors=errors)
    return stored


def _text(errors, name, value, longest):
    if value is None:
        return
    if not isinstance(value, str):
        errors[name] = "Expected String"
    elif len(value) > longest:
        errors[name] = f"is longer than {longest} characters"


def _nulls(body):
    return [name for name, value in body.items() if value is None]
