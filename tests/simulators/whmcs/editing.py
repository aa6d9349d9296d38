"""What all changes by `POST /_simulator/edit` share."""

from tests.simulators.simulator import ControlError
from tests.simulators.whmcs.activity_log import Actor
from tests.simulators.whmcs.installation import ADMIN_ID, ADMIN_USERNAME

ADMIN_ADDRESS = "192.0.2.10"
CLIENT_ADDRESS = "192.0.2.200"


def record_of(records, body):
    """The record that a change names."""
    record = records.get(body["id"])
    if record is None:
        raise ControlError(f"there is no {body['what']} {body['id']}", 404)
    return record


def acting(store, body, client=None):
    """Who makes the change; None is a change in the database."""
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
