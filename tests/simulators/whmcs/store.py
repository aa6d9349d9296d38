"""The state of a simulated WHMCS installation and the changes made to it."""

import uuid
from collections import defaultdict

from tests.simulators.whmcs.activity_log import ActivityLog, describe_changes
from tests.simulators.whmcs.billing import Billing, BillingSettings
from tests.simulators.whmcs.clock import now, today
from tests.simulators.whmcs.models import Client, Contact, User
from tests.simulators.whmcs.support import DEFAULT_MASK, Support

NO_CURRENCY = {"code": "", "prefix": "", "suffix": "", "rate": "1.00000"}


class Store:
    """Clients, contacts, users and settings.

    `billing` has everything with money, `support` the tickets.

    Methods that change something take the `Actor` for the activity log; None
    stands for a direct change in the database, which WHMCS does not log.
    """

    def __init__(
        self, log_limit=10000, billing_settings=None, ticket_mask=DEFAULT_MASK
    ):
        self.clients: dict[int, Client] = {}
        self.contacts: dict[int, Contact] = {}
        self.users: dict[int, User] = {}
        self.log = ActivityLog(log_limit)
        self.odd_clients: dict[int, str] = {}
        self.odd_contacts: dict[int, str] = {}
        self.client_groups: list[dict] = []
        self.currencies: list[dict] = []
        self.payment_methods: list[dict] = []
        self.custom_field_ids: list[int] = []
        self.billing = Billing(self, billing_settings or BillingSettings())
        self.support = Support(self, ticket_mask)
        self.version = 0
        self._client_by_email: dict[str, Client] = {}
        self._user_by_email: dict[str, int] = {}
        self._contacts_by_client = defaultdict(dict)
        self._last_ids = {"client": 0, "contact": 0, "user": 0}

    def client_by_email(self, email):
        return self._client_by_email.get(email.lower())

    def user_id_by_email(self, email):
        return self._user_by_email.get(email.lower())

    def contacts_of(self, client_id):
        return list(self._contacts_by_client.get(client_id, {}).values())

    def currency(self, currency_id):
        """A currency, or empty values for an unknown one."""
        for currency in self.currencies:
            if currency["id"] == currency_id:
                return currency
        return NO_CURRENCY

    def currency_code(self, currency_id):
        return self.currency(currency_id)["code"]

    def gateway_name(self, module):
        """The name that people see for a payment method."""
        for method in self.payment_methods:
            if method["module"] == module:
                return method["displayname"]
        return module

    def new_id(self, kind):
        self._last_ids[kind] += 1
        return self._last_ids[kind]

    def add_user(self, firstname, lastname, email):
        user_id = self.new_id("user")
        self.users[user_id] = User(firstname, lastname, email)
        self._user_by_email[email.lower()] = user_id
        return user_id

    def insert_client(self, client):
        """Add a finished client record without logging."""
        self.version += 1
        self.clients[client.id] = client
        self._client_by_email.setdefault(client.email.lower(), client)
        self._last_ids["client"] = max(self._last_ids["client"], client.id)

    def insert_contact(self, contact):
        """Add a finished contact record without logging."""
        self.version += 1
        self.contacts[contact.id] = contact
        self._contacts_by_client[contact.userid][contact.id] = contact
        self._last_ids["contact"] = max(self._last_ids["contact"], contact.id)

    def add_client(self, values, actor, owner_user_id=None):
        """Create a client and, unless an owner is given, its user."""
        if owner_user_id is None:
            owner_user_id = self.add_user(
                values.get("firstname", ""),
                values.get("lastname", ""),
                values.get("email", ""),
            )
        values = {
            "datecreated": today(),
            "lastlogin": "No Login Logged",
        } | values
        client = Client(
            self.new_id("client"), owner_user_id, str(uuid.uuid4()), **values
        )
        self.insert_client(client)
        self.write_log(f"Created Client {client.fullname}", client.id, actor)
        return client

    def update_client(self, client, values, actor):
        email = client.email
        changes = self.change(client, values)
        if "email" in changes:
            if self._client_by_email.get(email.lower()) is client:
                del self._client_by_email[email.lower()]
            self._client_by_email.setdefault(client.email.lower(), client)
        text = describe_changes(changes) or "nothing"
        self.write_log(f"Client Profile Modified - {text}", client.id, actor)

    def close_client(self, client, actor):
        self.change(client, {"status": "Closed"})
        self.write_log("Client Status changed to Closed", client.id, actor)

    def delete_client(self, client, actor, delete_user=False):
        """Remove a client with its contacts and, if asked, its unshared user."""
        self.version += 1
        del self.clients[client.id]
        if self._client_by_email.get(client.email.lower()) is client:
            del self._client_by_email[client.email.lower()]
        for contact_id in self._contacts_by_client.pop(client.id, {}):
            del self.contacts[contact_id]
        self.billing.forget_client(client.id)
        self.support.forget_client(client.id)
        if delete_user and not self._owned_clients(client.owner_user_id):
            user = self.users.pop(client.owner_user_id, None)
            if user:
                self._user_by_email.pop(user.email.lower(), None)
        self.write_log(f"Client Deleted - {client.fullname}", client.id, actor)

    def add_contact(self, client_id, values, actor):
        moment = now()
        values = {"created_at": moment, "updated_at": moment} | values
        contact = Contact(self.new_id("contact"), client_id, **values)
        self.insert_contact(contact)
        text = f"Contact Added - {contact.fullname} (Contact ID {contact.id})"
        self.write_log(text, client_id, actor)
        return contact

    def update_contact(self, contact, values, actor):
        old_client_id = contact.userid
        changes = self.change(contact, {"updated_at": now()} | values)
        if "userid" in changes:
            del self._contacts_by_client[old_client_id][contact.id]
            self._contacts_by_client[contact.userid][contact.id] = contact
        changes.pop("updated_at", None)
        text = describe_changes(changes) or "nothing"
        text = f"Contact Modified - {text} (Contact ID {contact.id})"
        self.write_log(text, contact.userid, actor)

    def delete_contact(self, contact, actor):
        self.version += 1
        del self.contacts[contact.id]
        del self._contacts_by_client[contact.userid][contact.id]
        client = self.clients.get(contact.userid)
        if client and client.billingcid == contact.id:
            self.change(client, {"billingcid": 0})
        text = f"Contact Deleted - {contact.fullname} (Contact ID {contact.id})"
        self.write_log(text, contact.userid, actor)

    def _owned_clients(self, user_id):
        return any(c.owner_user_id == user_id for c in self.clients.values())

    def change(self, record, values):
        """Set values on a record; return the real changes as (old, new)."""
        changes = {}
        for name, new in values.items():
            old = getattr(record, name)
            if old != new:
                setattr(record, name, new)
                changes[name] = (old, new)
        if changes:
            record.revision += 1
            self.version += 1
        return changes

    def write_log(self, text, client_id, actor):
        if actor is not None:
            self.log.add(f"{text} (User ID {client_id})", client_id, actor)
