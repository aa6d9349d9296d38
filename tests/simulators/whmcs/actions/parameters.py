"""Parameters that the writing actions share."""

import re

from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.form import to_flag
from tests.simulators.whmcs.models import CLIENT_STATUSES, EMAIL_KINDS

ADDRESS_FIELDS = (
    "firstname",
    "lastname",
    "companyname",
    "email",
    "address1",
    "address2",
    "city",
    "state",
    "postcode",
    "country",
    "phonenumber",
    "tax_id",
)
CLIENT_FLAGS = (
    "latefeeoveride",
    "overideduenotices",
    "taxexempt",
    "separateinvoices",
    "disableautocc",
    "overrideautoclose",
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def is_email(text):
    return bool(_EMAIL.fullmatch(text))


def wanted_client(call, name="clientid"):
    """The client that a parameter names."""
    client = call.store.clients.get(call.form.integer(name))
    if client is None:
        raise ApiError("Client ID Not Found")
    return client


def wanted_invoice(call):
    """The invoice that `invoiceid` names."""
    invoice = call.store.billing.invoices.get(call.form.integer("invoiceid"))
    if invoice is None:
        raise ApiError("Invoice ID Not Found")
    return invoice


def text_values(form, names):
    """The given parameters that were sent, empty ones too."""
    return {name: form.text(name) for name in names if name in form}


def email_preferences(form, old):
    """`email_preferences[kind]` merged into the present preferences."""
    kinds = set(old)
    for kind, value in form.array("email_preferences").items():
        if kind not in EMAIL_KINDS or not isinstance(value, str):
            continue
        if to_flag(value):
            kinds.add(kind)
        else:
            kinds.discard(kind)
    return frozenset(kinds)


def client_values(call, old=None):
    """What AddClient and UpdateClient set, as values of a `Client`.

    Ids of currencies and groups that do not exist and unknown states are
    ignored (UNVERIFIED).
    """
    form = call.form
    values = text_values(form, (*ADDRESS_FIELDS, "language", "notes"))
    values |= {name: form.flag(name) for name in CLIENT_FLAGS if name in form}
    if form.text("status") in CLIENT_STATUSES:
        values["status"] = form.text("status")
    if "paymentmethod" in form:
        values["defaultgateway"] = form.text("paymentmethod")
    if "marketingoptin" in form:
        values["marketing_emails_opt_in"] = form.flag("marketingoptin")
        values["emailoptout"] = not form.flag("marketingoptin")
    _put_known_id(values, form, "currency", call.store.currencies)
    _put_known_id(values, form, "groupid", call.store.client_groups)
    custom_fields = form.custom_fields()
    if custom_fields:
        known = call.store.custom_field_ids
        values["customfields"] = (old.customfields if old else {}) | {
            key: value for key, value in custom_fields.items() if key in known
        }
    return values


def _put_known_id(values, form, name, records):
    if form.integer(name) in {record["id"] for record in records}:
        values[name] = form.integer(name)
