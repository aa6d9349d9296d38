"""The forms of a contact in both services; what is stored has OpenAPI's names."""

from tests.simulators.economic.errors import Refused
from tests.simulators.economic.forms import check_flag, check_text

TEXTS = {
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
HIDDEN_FLAGS = ("receiveEInvoices", "receiveStatementOfAccounts")
# stored, but shown by SOAP alone
EXTERNAL_ID = "externalId"


def rest_contact(contact, root):
    url = f"{root}/customers/{contact['customerNumber']}"
    shown = {
        "customerContactNumber": contact["number"],
        "customer": {"customerNumber": contact["customerNumber"], "self": url},
        "emailNotifications": [n for n, each in RECEIVES.items() if contact.get(each)],
        "sortKey": contact["userInterfaceNumber"],
        "self": f"{url}/contacts/{contact['number']}",
    }
    for name in TEXTS:
        if contact.get(name) is not None:
            shown[name] = contact[name]
    return shown


def from_rest(body):
    """Return what a contact written by REST stores.

    :raises Refused: something is missing, null, too long or no notification
    """
    told = body.get("emailNotifications", [])
    errors = {}
    if not isinstance(told, list) or set(map(str, told)) - {*RECEIVES}:
        errors["emailNotifications"] = f"are of {', '.join(RECEIVES)}"
    elif len(set(told)) < len(told):
        errors["emailNotifications"] = "must be unique"
    for name, value in body.items():
        if value is None:
            errors[name] = "Expected value but got Null"
    texts = _texts(body, errors)
    return texts | {flag: name in told for name, flag in RECEIVES.items()}


def from_openapi(body):
    """Return what a contact written by OpenAPI stores; unknown names are ignored."""
    flags = {*RECEIVES.values(), *HIDDEN_FLAGS} & body.keys()
    errors = {}
    for name in flags:
        check_flag(errors, name, body[name], "Invalid value provided.")
    texts = _texts(body, errors)
    return texts | {name: body[name] for name in flags}


def _texts(body, errors):
    if not body.get("name"):
        errors.setdefault("name", "is required")
    given = {name: body[name] for name in TEXTS if body.get(name) is not None}
    for name, value in given.items():
        check_text(errors, name, value, TEXTS[name])
    if errors:
        raise Refused(400, errors=errors)
    return given
