"""Contacts: GetContacts, AddContact, UpdateContact, DeleteContact."""

from tests.simulators.whmcs.actions.parameters import (
    ADDRESS_FIELDS,
    email_preferences,
    text_values,
)
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.models import ALL_EMAILS
from tests.simulators.whmcs.queries import CONTACT_COLUMNS
from tests.simulators.whmcs.views import contact_row

NO_DOMAIN_EMAILS = (
    "You must have at least one email address enabled to receive domain related "
    "notifications as required by ICANN. To disable domain notifications, please "
    "enable domain notifications for the primary account holder or another contact"
)
# the documentation of UpdateContact, unlike that of AddContact, has no tax_id
UPDATE_FIELDS = tuple(name for name in ADDRESS_FIELDS if name != "tax_id")


def get_contacts(call):
    """WHMCS developer docs, GetContacts; empty filters are ignored (UNVERIFIED)."""
    form = call.form
    userid = form.integer("userid") if form.text("userid") else None
    filters = {name: form.text(name) for name in CONTACT_COLUMNS if form.text(name)}
    found = call.whmcs.queries.contacts(userid, filters)
    return call.reply_page(found, contact_row, "contacts", "contact")


def add_contact(call):
    """WHMCS developer docs, AddContact."""
    client_id = call.form.integer("clientid")
    if client_id not in call.store.clients:
        raise ApiError("Client ID Not Found")
    values = text_values(call.form, ADDRESS_FIELDS)
    _check_unique_email(call.store, client_id, values.get("email"))
    values["email_preferences"] = email_preferences(call.form, ALL_EMAILS)
    contact = call.store.add_contact(client_id, values, call.actor)
    return call.reply(contactid=str(contact.id))


def update_contact(call):
    """WHMCS developer docs, UpdateContact."""
    contact = _contact(call)
    values = text_values(call.form, UPDATE_FIELDS)
    _check_unique_email(call.store, contact.userid, values.get("email"), contact)
    kinds = email_preferences(call.form, contact.email_preferences)
    values["email_preferences"] = kinds
    if "domain" in contact.email_preferences - kinds:
        _check_domain_emails(call.store, contact)
    call.store.update_contact(contact, values, call.actor)
    return call.reply(contactid=str(contact.id))


def delete_contact(call):
    """WHMCS developer docs, DeleteContact."""
    contact = _contact(call)
    call.store.delete_contact(contact, call.actor)
    return call.reply(contactid=str(contact.id))


def _contact(call):
    contact = call.store.contacts.get(call.form.integer("contactid"))
    if contact is None:
        raise ApiError("Contact ID Not Found")
    return contact


def _check_unique_email(store, client_id, email, contact=None):
    """The documented error; that it is about the same client is UNVERIFIED."""
    for other in store.contacts_of(client_id):
        if email and other is not contact and other.email.lower() == email.lower():
            raise ApiError("Duplicate Email Address")


def _check_domain_emails(store, contact):
    client = store.clients.get(contact.userid)
    others = [c for c in store.contacts_of(contact.userid) if c is not contact]
    receivers = [*others, client] if client else others
    if not any("domain" in receiver.email_preferences for receiver in receivers):
        raise ApiError(NO_DOMAIN_EMAILS)


ACTIONS = {
    "GetContacts": get_contacts,
    "AddContact": add_contact,
    "UpdateContact": update_contact,
    "DeleteContact": delete_contact,
}
