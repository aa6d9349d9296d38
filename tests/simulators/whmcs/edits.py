"""Changes that people make in WHMCS itself (`POST /_simulator/edit`)."""

from dataclasses import fields

from tests.simulators.simulator import ControlError
from tests.simulators.whmcs.billing_edits import OPERATIONS as BILLING_OPERATIONS
from tests.simulators.whmcs.editing import acting, record_of
from tests.simulators.whmcs.models import EMAIL_KINDS, Client, Contact
from tests.simulators.whmcs.ticket_edits import OPERATIONS as TICKET_OPERATIONS

FIXED = {"id", "uuid", "revision"}


def edit(store, body):
    """Carry out one change; return the id of the record it was made to.

    Changes of invoices and tickets also return the ids of what came with it.
    """
    operation = (body["what"], body.get("operation", "update"))
    if operation not in OPERATIONS:
        raise ControlError(f"cannot {operation[1]} a {operation[0]}")
    result = OPERATIONS[operation](store, body)
    return result if isinstance(result, dict) else {"id": result}


def _update_client(store, body):
    client = record_of(store.clients, body)
    values = _values(Client, body)
    store.update_client(client, values, acting(store, body, client))
    return client.id


def _add_client(store, body):
    values = _values(Client, body)
    owner = values.pop("owner_user_id", None)
    return store.add_client(values, acting(store, body), owner).id


def _close_client(store, body):
    client = record_of(store.clients, body)
    store.close_client(client, acting(store, body, client))
    return client.id


def _delete_client(store, body):
    client = record_of(store.clients, body)
    store.delete_client(client, acting(store, body, client))
    return client.id


def _update_contact(store, body):
    contact = record_of(store.contacts, body)
    actor = acting(store, body, store.clients.get(contact.userid))
    store.update_contact(contact, _values(Contact, body), actor)
    return contact.id


def _add_contact(store, body):
    values = _values(Contact, body)
    userid = values.pop("userid")
    actor = acting(store, body, store.clients.get(userid))
    return store.add_contact(userid, values, actor).id


def _delete_contact(store, body):
    contact = record_of(store.contacts, body)
    actor = acting(store, body, store.clients.get(contact.userid))
    store.delete_contact(contact, actor)
    return contact.id


def _values(record_type, body):
    """Values as in `GET /_simulator/state`."""
    values = dict(body.get("values", {}))
    settable = {field.name for field in fields(record_type)} - FIXED
    unknown = set(values) - settable
    if unknown:
        raise ControlError(f"cannot set {', '.join(sorted(unknown))}")
    if "email_preferences" in values:
        wanted = values["email_preferences"]
        values["email_preferences"] = frozenset(k for k in EMAIL_KINDS if wanted[k])
    if "customfields" in values:
        values["customfields"] = {int(k): v for k, v in values["customfields"].items()}
    return values


OPERATIONS = {
    ("client", "update"): _update_client,
    ("client", "add"): _add_client,
    ("client", "close"): _close_client,
    ("client", "delete"): _delete_client,
    ("contact", "update"): _update_contact,
    ("contact", "add"): _add_contact,
    ("contact", "delete"): _delete_contact,
    **BILLING_OPERATIONS,
    **TICKET_OPERATIONS,
}
