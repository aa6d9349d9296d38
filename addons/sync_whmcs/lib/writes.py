"""Writing to WHMCS: clients and contacts, and finding again what was written.

Sources: WHMCS developer documentation, AddClient, UpdateClient, AddContact,
UpdateContact; the project's reference on WHMCS, section 2.2.
"""

import secrets
from base64 import b64encode

import phpserialize

from odoo.addons.sync_base.lib.errors import NotFound

from .reply import client_of, rows, scrub

# keys of a reply that the writing actions call otherwise
PARAMETERS = {"countrycode": "country", "userid": "clientid"}
# paths of custom fields, see `client_of`
CUSTOM = "custom."


def parameters(values):
    """Return the parameters of a writing action for remote values.

    Custom fields go together, as base64 of a PHP array: ``{id: text}``.
    """
    found, custom = {}, {}
    for path, value in values.items():
        if path.startswith(CUSTOM):
            custom[int(path.removeprefix(CUSTOM))] = str(value)
        else:
            found[PARAMETERS.get(path, path)] = value
    if custom:
        found["customfields"] = b64encode(phpserialize.dumps(custom)).decode()
    return found


def update_client(client, remote, values):
    """Change a client in WHMCS.

    ``skipvalidation``: an old client may lack what WHMCS asks of new ones.
    """
    client.call(
        "UpdateClient", clientid=remote.id, skipvalidation=1, **parameters(values)
    )


def add_client(client, values):
    """Create a client in WHMCS; return its id.

    WHMCS wants a password. Nobody is told this one: who wants to log in there asks for
    a new one. Nor does WHMCS send its welcome mail (``noemail``).
    """
    reply = client.call(
        "AddClient",
        repeatable=False,
        password2=secrets.token_urlsafe(24),
        noemail=1,
        skipvalidation=1,
        **parameters(values),
    )
    return str(reply["clientid"])


def client_of_email(client, email):
    """Return the data of the client with an e-mail address, None without one.

    WHMCS keeps no marker of ours with a client, but no two have one address.
    """
    if not email:
        return None
    try:
        reply = client.call("GetClientsDetails", email=email, stats=0)
    except NotFound:
        return None
    return client_of(reply)


def add_contact(client, values):
    """Create a contact of a client in WHMCS; return its id."""
    reply = client.call("AddContact", repeatable=False, **parameters(values))
    return str(reply["contactid"])


def contacts_like(client, values):
    """Return the contacts of a client that have the same address, or name without one.

    :param values: ``{remote path: value}`` with ``userid``
    """
    keys = ["email"] if values.get("email") else ["firstname", "lastname"]
    wanted = _folded(values, keys)
    reply = client.call("GetContacts", userid=values["userid"], limitnum=1000)
    return [
        scrub(row)
        for row in rows(reply, "contacts", "contact")
        if _folded(row, keys) == wanted
    ]


def _folded(row, keys):
    return [str(row.get(key) or "").strip().casefold() for key in keys]
