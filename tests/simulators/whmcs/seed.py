"""Seeded data: the same seed and sizes always give the same records."""

import gc
import random
import uuid
from datetime import datetime, timedelta

from tests.simulators.whmcs.models import (
    ALL_EMAILS,
    CLIENT_STATUSES,
    EMAIL_KINDS,
    ZERO_DATETIME,
    Client,
    Contact,
)
from tests.simulators.whmcs.odd_records import (
    ODD_CLIENT_IDS,
    ODD_CONTACT_IDS,
    odd_clients,
    odd_contacts,
)
from tests.simulators.whmcs.pools import COUNTRIES, Pools, slug

CLIENT_GROUPS = [
    {
        "id": 1,
        "groupname": "Resellers & Partners",
        "groupcolour": "#336699",
        "discountpercent": "12.50",
        "susptermexempt": "on",
        "separateinvoices": "",
    },
    {
        "id": 3,
        "groupname": "Public Sector",
        "groupcolour": "#F0F0F0",
        "discountpercent": "0.00",
        "susptermexempt": "",
        "separateinvoices": "on",
    },
]
CURRENCIES = [
    {"id": id_, "code": code, "prefix": prefix, "suffix": f" {code}"}
    | {"format": 1, "rate": rate}
    for id_, code, prefix, rate in (
        (1, "EUR", "€", "1.00000"),
        (2, "DKK", "", "7.46000"),
        (3, "GBP", "£", "0.85000"),
        (4, "USD", "$", "1.08000"),
    )
]
PAYMENT_METHODS = [
    {"module": "banktransfer", "displayname": "Bank Transfer"},
    {"module": "quickpay", "displayname": "Visa & Mastercard"},
    {"module": "paypal", "displayname": "PayPal"},
]
# not 1 and 2: GetClientsDetails numbers custom fields by position, not by id
VAT_FIELD, REFERENCE_FIELD = 2, 5
PERSON_DOMAINS = ("example.com", "example.net", "example.org")
FIRST_DAY = datetime(2012, 1, 1)
DAYS = 14 * 365
COMPANY_SHARE = 0.6
NOTES = 'Calls "often" & pays late\r\nAsk for Mr. O\'Neill'
SEEDED_LOG_LINES = 20


def seed_store(store, clients, contacts, seed=1, odd_records=False):
    """Fill an empty store."""
    gc.disable()  # nothing here becomes garbage, and there are many objects
    try:
        store.client_groups = CLIENT_GROUPS
        store.currencies = CURRENCIES
        store.payment_methods = PAYMENT_METHODS
        store.custom_field_ids = [VAT_FIELD, REFERENCE_FIELD]
        Seeder(store, seed).fill(clients, contacts, odd_records)
    finally:
        gc.enable()


class Seeder:
    def __init__(self, store, seed):
        self._store = store
        self._rng = random.Random(seed)
        self._pools = [Pools(country, self._rng) for country in COUNTRIES]
        self._weights = [country.weight for country in COUNTRIES]
        self._pools_by_code = {p.country.code: p for p in self._pools}

    def fill(self, clients, contacts, odd_records):
        store = self._store
        skipped = ODD_CLIENT_IDS if odd_records else ()
        seeded = [self._client(client_id) for client_id in _free_ids(clients, skipped)]
        odd = odd_clients(store) if odd_records else []
        _insert(store.insert_client, [*seeded, *odd])
        skipped = ODD_CONTACT_IDS if odd_records else ()
        ids = _free_ids(contacts, skipped) if seeded else []
        people = [self._contact(contact_id, seeded) for contact_id in ids]
        odd = odd_contacts(store) if odd_records else []
        _insert(store.insert_contact, [*people, *odd])
        for line in range(SEEDED_LOG_LINES):
            date = FIRST_DAY + timedelta(days=DAYS + line, hours=3)
            store.log.add("Cron Job: Daily tasks completed", date=f"{date}")

    def _client(self, client_id):
        rng = self._rng
        pools = rng.choices(self._pools, self._weights)[0]
        firstname, lastname = pools.name()
        company = pools.company() if rng.random() < COMPANY_SHARE else ""
        if company:
            email = f"{slug(firstname)}@{slug(company)[:40]}-{client_id}.example"
        else:
            domain = rng.choice(PERSON_DOMAINS)
            email = f"{slug(firstname)}.{slug(lastname)}.{client_id}@{domain}"
        created = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
        client = Client(
            client_id,
            self._store.add_user(firstname, lastname, email),
            str(uuid.UUID(int=rng.getrandbits(128), version=4)),
            firstname + _sometimes(rng, 0.02, " "),
            lastname,
            company and company + _sometimes(rng, 0.02, "  "),
            email,
            *self._address(pools),
            self._client_phone(pools),
            notes=_sometimes(rng, 0.03, NOTES),
            language=pools.country.language,
            currency=pools.country.currency,
            defaultgateway=rng.choice(("", "banktransfer", "quickpay")),
            groupid=rng.choices((0, 1, 3), (80, 15, 5))[0],
            status=rng.choices(CLIENT_STATUSES, (80, 12, 8))[0],
            credit=_sometimes(rng, 0.05, f"{rng.randrange(1, 500)}.50") or "0.00",
            marketing_emails_opt_in=rng.random() < 0.3,
            datecreated=f"{created:%Y-%m-%d}",
            lastlogin=f"Date: {created:%d/%m/%Y} 10:26<br>IP Address: 192.0.2.7"
            "<br>Host: host.example",
        )
        self._put_vat_number(client, pools)
        return client

    def _put_vat_number(self, client, pools):
        """Some companies have it in `tax_id`, some in a custom field."""
        choice = self._rng.random()
        if not client.companyname or choice > 0.7:
            return
        number = next(pools.vat_numbers)
        if choice < 0.6:
            client.tax_id = number
        else:
            client.customfields = {VAT_FIELD: number}

    def _client_phone(self, pools):
        """Mostly dot format; some national, as in the documented reply."""
        choice = self._rng.random()
        if choice < 0.1:
            return ""
        number = pools.phone()
        if choice < 0.2:
            trunk = "0" if pools.country.code in ("DE", "FR", "GB", "NL", "SE") else ""
            return trunk + number.partition(".")[2]
        return number

    def _address(self, pools):
        """address1, address2, city, state, postcode, country."""
        rng = self._rng
        street = rng.choice(pools.streets)
        if rng.random() < 0.02:
            street += rng.choice(("\r\n", "\n")) + "2. floor & left"
        postcode, city, region = rng.choice(pools.places)
        extra = _sometimes(rng, 0.1, f"Building {rng.randrange(1, 40)}")
        return street, extra, city, region, postcode, pools.country.code

    def _contact(self, contact_id, clients):
        rng = self._rng
        client = rng.choice(clients)
        pools = self._pools_by_code[client.country]
        firstname, lastname = pools.name()
        domain = client.email.partition("@")[2]
        created = FIRST_DAY + timedelta(seconds=rng.randrange(DAYS * 86400))
        updated = created + timedelta(seconds=rng.randrange(86400 * 300))
        if rng.random() < 0.03:
            created = updated = ZERO_DATETIME
        emails = ALL_EMAILS
        if rng.random() < 0.5:
            emails = frozenset({rng.choice(EMAIL_KINDS), "general"})
        return Contact(
            contact_id,
            client.id,
            firstname,
            lastname + _sometimes(rng, 0.02, " "),
            client.companyname if rng.random() < 0.5 else "",
            f"{slug(firstname)}.{slug(lastname)}.c{contact_id}@{domain}",
            *self._address(pools),
            pools.phone() if rng.random() < 0.7 else "",
            email_preferences=emails,
            created_at=str(created),
            updated_at=str(updated),
        )


def _free_ids(count, skipped):
    """The first `count` ids from 1 on that are not skipped."""
    ids = []
    candidate = 1
    while len(ids) < count:
        if candidate not in skipped:
            ids.append(candidate)
        candidate += 1
    return ids


def _insert(insert, records):
    """The store expects ascending ids."""
    for record in sorted(records, key=lambda record: record.id):
        insert(record)


def _sometimes(rng, share, text):
    return text if rng.random() < share else ""
