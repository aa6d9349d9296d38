"""Seeded data: repeatable, valid, and with the difficulties of real data."""

import phonenumbers
import pytest
from stdnum import get_cc_module

from tests.simulators.whmcs.countries import phone_parts
from tests.simulators.whmcs.models import plain
from tests.simulators.whmcs.odd_records import ODD_CLIENT_IDS
from tests.simulators.whmcs.seed import VAT_FIELD, seed_store
from tests.simulators.whmcs.store import Store

RESERVED = (".example", "@example.com", "@example.net", "@example.org")


def seeded(clients=2000, contacts=3000, **options):
    store = Store()
    seed_store(store, clients, contacts, **options)
    return store


def values(records):
    return [plain(record) for record in records.values()]


@pytest.fixture(scope="module")
def store():
    return seeded()


@pytest.fixture(scope="module")
def clients(store):
    return list(store.clients.values())


@pytest.fixture(scope="module")
def contacts(store):
    return list(store.contacts.values())


def test_same_seed_same_records(store):
    again = seeded()
    assert values(store.clients) == values(again.clients)
    assert values(store.contacts) == values(again.contacts)
    other = seeded(50, 50, seed=2)
    assert values(other.clients) != values(store.clients)[:50]


def test_sizes_with_odd_records():
    store = seeded(5, 5, odd_records=True)
    assert len(store.clients) == 5 + len(ODD_CLIENT_IDS)
    assert list(store.clients) == sorted(store.clients)


def test_no_clients_no_contacts():
    store = seeded(0, 10)
    assert not store.clients and not store.contacts


def test_share_of_companies(clients):
    share = sum(bool(client.companyname) for client in clients) / len(clients)
    assert 0.55 < share < 0.65


def test_emails_are_unique_and_reserved(clients, contacts):
    for records in (clients, contacts):
        emails = {record.email.lower() for record in records}
        assert len(emails) == len(records)
        assert all(email.endswith(RESERVED) for email in emails)
        assert all(email.isascii() and " " not in email for email in emails)


def test_phones_are_valid_and_unique(clients, contacts):
    formatted = [
        phone_parts(record.phonenumber, record.country)[1]
        for record in (*clients, *contacts)
        if record.phonenumber
    ]
    assert len(set(formatted)) == len(formatted)
    for phone in formatted[::5]:
        number = phonenumbers.parse(phone.replace(".", ""))
        assert phonenumbers.is_valid_number(number), phone
    assert any(not client.phonenumber for client in clients)
    dotted = [c for c in contacts if c.phonenumber.startswith("+")]
    assert all("." in contact.phonenumber for contact in dotted)


def test_vat_numbers_are_valid_and_unique(clients):
    numbers = [(c, c.tax_id) for c in clients if c.tax_id]
    in_field = [(c, c.customfields[VAT_FIELD]) for c in clients if c.customfields]
    assert numbers and in_field
    for client, number in (*numbers, *in_field):
        assert client.companyname
        assert get_cc_module(client.country.lower(), "vat").is_valid(number), number
        assert number.startswith(client.country)
    assert len({number for _, number in numbers}) == len(numbers)


def test_difficult_texts(clients):
    names = "".join(c.firstname + c.lastname + c.companyname for c in clients)
    for character in "&'\"øßé":
        assert character in names
    assert any("\r\n" in client.address1 for client in clients)
    assert any(client.firstname.endswith(" ") for client in clients)
    assert any(client.companyname.endswith("  ") for client in clients)
    assert any('"' in client.notes for client in clients)


def test_settings_vary(clients):
    assert {client.status for client in clients} == {"Active", "Inactive", "Closed"}
    assert len({client.country for client in clients}) == 7
    for name in ("groupid", "currency", "language", "credit", "defaultgateway"):
        assert len({getattr(client, name) for client in clients}) > 1


def test_contacts_belong_to_clients(store, contacts):
    assert all(contact.userid in store.clients for contact in contacts)
    assert any(contact.created_at.startswith("0000") for contact in contacts)
