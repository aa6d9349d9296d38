"""One record for each kind of bad data, at ids that never change.

The ids lie among the ordinary ones, so that what comes after a bad record is
also read.
"""

import uuid

from tests.simulators.whmcs.models import ZERO_DATETIME, Client, Contact

KB = 1000
ODD_CLIENTS = {
    11: ("no-name", {"firstname": "", "lastname": "", "companyname": ""}),
    12: ("broken-email", {"email": "no at sign.example"}),
    13: ("unknown-country", {"country": "XX"}),
    14: ("empty-country", {"country": ""}),
    15: ("impossible-phone", {"phonenumber": "+45.0000 call me"}),
    16: ("long-name", {"companyname": "Very Long Name " * (10 * KB // 15 + 1)}),
    # Latin-1 bytes for "Sørensen & Søn", kept as surrogate escapes
    17: ("not-utf8", {"companyname": "S\udcf8rensen & S\udcf8n"}),
    18: ("malformed-utf8-error", {"address1": "Stra\udcdfe 1"}),
    19: ("html-page", {}),
}
ODD_CONTACTS = {
    11: ("contact-no-name", {"firstname": "", "lastname": ""}),
    12: ("contact-broken-email", {"email": "@@no.address"}),
    13: ("contact-without-client", {"userid": 9_999_999}),
    14: (
        "contact-zero-dates",
        {"created_at": ZERO_DATETIME, "updated_at": ZERO_DATETIME},
    ),
}
ODD_CLIENT_IDS = frozenset(ODD_CLIENTS)
ODD_CONTACT_IDS = frozenset(ODD_CONTACTS)
OWNER_OF_ODD_CONTACTS = 12


def odd_clients(store):
    """Build the clients and note their kinds in the store."""
    clients = []
    for client_id, (kind, values) in ODD_CLIENTS.items():
        store.odd_clients[client_id] = kind
        email = f"{kind}@odd.example"
        ordinary = {
            "firstname": "Odd",
            "lastname": kind,
            "companyname": "",
            "email": email,
            "address1": "Testvej 1",
            "city": "Odense",
            "postcode": "5000",
            "country": "DK",
            "phonenumber": "+45.66123456",
            "currency": 2,
            "datecreated": "2020-02-29",
        }
        owner = store.add_user("Odd", kind, email)
        identity = str(uuid.UUID(int=client_id, version=4))
        clients.append(Client(client_id, owner, identity, **ordinary | values))
    return clients


def odd_contacts(store):
    """Build the contacts and note their kinds in the store."""
    contacts = []
    for contact_id, (kind, values) in ODD_CONTACTS.items():
        store.odd_contacts[contact_id] = kind
        ordinary = {
            "userid": OWNER_OF_ODD_CONTACTS,
            "firstname": "Odd",
            "lastname": kind,
            "email": f"{kind}@odd.example",
            "country": "DK",
            "created_at": "2020-02-29 12:00:00",
            "updated_at": "2020-02-29 12:00:00",
        }
        contacts.append(Contact(contact_id, **ordinary | values))
    return contacts
