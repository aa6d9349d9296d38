"""Changing clients: AddClient, UpdateClient, CloseClient, DeleteClient."""

import re

from tests.simulators.whmcs.actions.parameters import (
    client_values,
    email_preferences,
    is_email,
    wanted_client,
)
from tests.simulators.whmcs.countries import COUNTRY_NAMES
from tests.simulators.whmcs.errors import ApiError

# the two blanks are in the documented text
REQUIRED = {
    "firstname": "You did not enter your first name",
    "lastname": "You did not enter your last name",
    "address1": "You did not enter your  address line 1",
    "city": "You did not enter your city",
    "state": "You did not enter your state",
    "postcode": "You did not enter your postcode",
}
NO_DOMAIN_EMAILS = (
    "You must have at least one email address enabled to receive domain related "
    "notifications as required by ICANN. To disable domain notifications, please "
    "create an alternative contact that is set to receive them"
)
_PHONE = re.compile(r"[\d+ ().-]+")


def add_client(call):
    """WHMCS developer docs, AddClient; `owner_id` is from public API clients.

    Which of several faults is reported, and when an address "is not available",
    is UNVERIFIED.
    """
    form = call.form
    owner_id = form.integer("owner_user_id") or None
    if owner_id and owner_id not in call.store.users:
        raise ApiError("Invalid Owner User ID")
    if not form.flag("skipvalidation"):
        _check_required(form)
    _check_new_login(call, owner_id)
    values = client_values(call)
    client = call.store.add_client(values, call.actor, owner_id)
    return call.reply(clientid=str(client.id), owner_id=client.owner_user_id)


def update_client(call):
    """WHMCS developer docs, UpdateClient."""
    form = call.form
    if form.text("clientid"):
        client = call.store.clients.get(form.integer("clientid"))
    else:
        client = call.store.client_by_email(form.text("clientemail"))
    if client is None:
        raise ApiError("Client ID Not Found")
    values = client_values(call, client)
    values["email_preferences"] = email_preferences(form, client.email_preferences)
    if "domain" not in values["email_preferences"]:
        _check_domain_emails(call.store, client)
    if "email" in values:
        _check_changed_email(call, client, values["email"])
    call.store.update_client(client, values, call.actor)
    return call.reply(clientid=str(client.id))


def close_client(call):
    """WHMCS developer docs, CloseClient: replies without an id."""
    call.store.close_client(wanted_client(call), call.actor)
    return call.reply()


def delete_client(call):
    """WHMCS developer docs, DeleteClient."""
    client = wanted_client(call)
    call.store.delete_client(client, call.actor, call.form.flag("deleteusers"))
    return call.reply(clientid=str(client.id))


def _check_required(form):
    for name, message in REQUIRED.items():
        if not form.text(name).strip():
            raise ApiError(message)
    if form.text("country") not in COUNTRY_NAMES:
        raise ApiError("Valid country required")
    phone = form.text("phonenumber")
    if not phone:
        raise ApiError("You did not enter your phone number")
    if not _PHONE.fullmatch(phone):
        raise ApiError("Invalid telephone phone number")


def _check_new_login(call, owner_id):
    """E-mail and password are required even with `skipvalidation`."""
    email = call.form.text("email")
    if owner_id is None or not call.form.flag("skipvalidation"):
        if not email:
            raise ApiError("You did not enter your email address")
        if not is_email(email):
            raise ApiError("The email address you entered was not valid")
    if owner_id is None:
        if call.store.user_id_by_email(email):
            raise ApiError("A user already exists with that email address")
        if not call.form.text("password2"):
            raise ApiError("You did not enter a password")
    if email and call.store.client_by_email(email):
        raise ApiError("The email address entered is not available for use.")


def _check_changed_email(call, client, email):
    if not is_email(email) and not call.form.flag("skipvalidation"):
        raise ApiError("The email address entered is not valid")
    other = call.store.client_by_email(email)
    if email and other not in (None, client):
        raise ApiError("Duplicate Email Address")


def _check_domain_emails(store, client):
    contacts = store.contacts_of(client.id)
    if not any("domain" in contact.email_preferences for contact in contacts):
        raise ApiError(NO_DOMAIN_EMAILS)


ACTIONS = {
    "AddClient": add_client,
    "UpdateClient": update_client,
    "CloseClient": close_client,
    "DeleteClient": delete_client,
}
