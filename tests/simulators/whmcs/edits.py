"""Changes that people make in WHMCS itself (`POST /_simulator/edit`)."""

from dataclasses import fields

from tests.simulators.simulator import ControlError
from tests.simulators.whmcs.activity_log import Actor
from tests.simulators.whmcs.installation import ADMIN_ID, ADMIN_USERNAME
from tests.simulators.whmcs.models import EMAIL_KINDS, Client, Contact

ADMIN_ADDRESS = "192.0.2.10"
CLIENT_ADDRESS = "192.0.2.200"
FIXED = {"id", "uuid", "revision"}


def edit(store, body):
    """Carry out one change; return the id of the record it was made to."""
    operation = (body["what"], body.get("operation", "update"))
    if operation not in OPERATIONS:
        raise ControlError(f"cannot {operation[1]} a {operation[0]}")
    return {"id": OPERATIONS[operation](store, body)}


def _update_client(store, body):
    client = _record(store.clients, body)
    values = _values(Client, body)
    store.update_client(client, values, _actor(store, body, client))
    return client.id


def _add_client(store, body):
    values = _values(Client, body)
    owner = values.pop("owner_user_id", None)
    return store.add_client(values, _actor(store, body), owner).id


def _close_client(store, body):
    client = _record(store.clients, body)
    store.close_client(client, _actor(store, body, client))
    return client.id


def _delete_client(store, body):
    client = _record(store.clients, body)
    store.delete_client(client, _actor(store, body, client))
    return client.id


def _update_contact(store, body):
    contact = _record(store.contacts, body)
    actor = _actor(store, body, store.clients.get(contact.userid))
    store.update_contact(contact, _values(Contact, body), actor)
    return contact.id


def _add_contact(store, body):
    values = _values(Contact, body)
    userid = values.pop("userid")
    actor = _actor(store, body, store.clients.get(userid))
    return store.add_contact(userid, values, actor).id


def _delete_contact(store, body):
    contact = _record(store.contacts, body)
    actor = _actor(store, body, store.clients.get(contact.userid))
    store.delete_contact(contact, actor)
    return contact.id


def _record(records, body):
    record = records.get(body["id"])
    if record is None:
        raise ControlError(f"there is no {body['what']} {body['id']}", 404)
    return record


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


def _actor(store, body, client=None):
    by = body.get("by", "admin")
    if by == "database":
        return None
    if by == "admin":
        return Actor(ADMIN_ID, 0, ADMIN_USERNAME, ADMIN_ADDRESS)
    if by == "client" and client is not None:
        user = store.users.get(client.owner_user_id)
        email = user.email if user else client.email
        return Actor(0, client.owner_user_id, email, CLIENT_ADDRESS)
    raise ControlError("by must be admin, client or database")


OPERATIONS = {
    ("client", "update"): _update_client,
    ("client", "add"): _add_client,
    ("client", "close"): _close_client,
    ("client", "delete"): _delete_client,
    ("contact", "update"): _update_contact,
    ("contact", "add"): _add_contact,
    ("contact", "delete"): _delete_contact,
}
