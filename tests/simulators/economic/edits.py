"""Changes that people make inside e-conomic: `POST /_simulator/edit`.

Values have the names that are stored (OpenAPI's) or those of REST, also mixed; None
takes a value away.
"""

from tests.simulators.economic import contact_forms, forms
from tests.simulators.economic.errors import Refused
from tests.simulators.simulator import ControlError

STORED = {name: stored for name, (stored, _longest) in forms.TEXTS.items()} | {
    **forms.NUMBERS,
    "eInvoicingDisabledByDefault": "defaultDisableEInvoicing",
}
USUAL = {
    "currency": "DKK",
    "customerGroupNumber": 1,
    "zone": 1,
    "paymentTermId": 1,
    "access": True,
}


def edit(store, body):
    """Do what a control request asks for; return the record's number as ``id``."""
    what, operation = body["what"], body.get("operation", "update")
    function = EDITS.get((what, operation))
    if function is None:
        raise ControlError(f"no such edit: {operation} {what}")
    try:
        return {"id": function(store, body.get("id"), dict(body.get("values", {})))}
    except Refused as refused:
        told = f"{refused} {refused.errors or ''}".strip()
        raise ControlError(told) from None


def _add_customer(store, number, values):
    number = number or values.pop("customerNumber", None) or store.next_number()
    if number in store.customers:
        raise ControlError(f"customer {number} is there")
    store.put_customer(number, _merged(USUAL, _customer_values(values)))
    return number


def _update_customer(store, number, values):
    before = store.customer(number)
    store.put_customer(number, _merged(before, _customer_values(values)))
    return number


def _delete_customer(store, number, values):
    store.delete_customer(number)
    return number


def _renumber_customer(store, number, values):
    new = values.get("number") or values.get("customerNumber")
    store.renumber(number, new)
    return new


def _add_contact(store, number, values):
    customer = values.pop("customerNumber")
    flags = dict.fromkeys(contact_forms.RECEIVES.values(), False)
    values = _merged(flags, _contact_values(values))
    return store.put_contact(customer, values, number)


def _update_contact(store, number, values):
    before = store.contact(number)
    if before["isDeleted"]:
        raise ControlError(f"contact {number} is deleted")
    customer = values.pop("customerNumber", before["customerNumber"])
    store.put_contact(customer, _merged(before, _contact_values(values)), number)
    return number


def _delete_contact(store, number, values):
    store.delete_contact(number)
    return number


def _merged(before, changes):
    every = {**before, **changes}
    return {name: value for name, value in every.items() if value is not None}


def _customer_values(values):
    stored = {STORED.get(name, name): value for name, value in values.items()}
    if "barred" in stored:
        stored["access"] = not stored.pop("barred")
    if "address" in stored:
        stored |= forms.address_lines(stored.pop("address") or "")
    for name, (number_name, target, _path) in {
        **forms.LINKS,
        **forms.OWN_LINKS,
    }.items():
        if name in stored:
            stored[target] = forms.referred(stored.pop(name), number_name)
    return stored


def _contact_values(values):
    if "emailNotifications" in values:
        told = values.pop("emailNotifications")
        values |= {flag: name in told for name, flag in contact_forms.RECEIVES.items()}
    return values


EDITS = {
    ("customer", "add"): _add_customer,
    ("customer", "update"): _update_customer,
    ("customer", "delete"): _delete_customer,
    ("customer", "renumber"): _renumber_customer,
    ("contact", "add"): _add_contact,
    ("contact", "update"): _update_contact,
    ("contact", "delete"): _delete_contact,
}
