"""Customers as they are in Danish books: several spellings, shared numbers, gaps."""

import random

from tests.simulators.economic.store import FIRST_CONTACT

FIRST = ("Søren", "Åse", "Jørgen", "Łucja", "Göran", "Bjørn", "Mette", "Żaneta", "Ida")
LAST = ("Ærø", "Ørsted", "Nilsson", "Wójcik", "Højgård", "Åkesson", "Madsen", "Krogh")
TRADES = ("Bageri", "VVS", "Byg", "Advokater", "Såg & Hyvel", "Piekarnia", "Auto")
FORMS = ("ApS", "A/S", "I/S", "AB", "Sp. z o.o.", "")
COUNTRIES = ("Denmark",) * 14 + (
    "Danmark",
    "DK",
    "",
    "Sverige",
    "Sweden",
    "Polska",
    "?",
)
CITIES = (("8000", "Aarhus C"), ("5000", "Odense C"), ("1050", "København K"))
WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
DAY = 24 * 3600


def seed(store, customers, contacts, number=1, odd=False):
    """Fill a store; the same ``number`` gives the same rows."""
    chance = random.Random(number)
    shared = [cvr(chance) for _each in range(5)]
    for key in range(1, customers + 1):
        row = _customer(chance, key, shared)
        row["customerNumber"] = key
        store.stamp(row, age=chance.randrange(DAY, 300 * DAY))
        store.customers[key] = row
    if odd and customers:
        _odd(store)
    for key in range(FIRST_CONTACT, FIRST_CONTACT + contacts * bool(customers)):
        name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        row = {
            "number": key,
            "customerNumber": chance.randrange(1, customers + 1),
            "name": name,
            "email": f"person{key}@kunde.example",
            "phone": _phone(chance),
            "receiveInvoices": chance.random() < 0.3,
            "receiveOrders": False,
            "receiveQuotes": False,
            "receiveReminders": chance.random() < 0.1,
            "isDeleted": False,
        }
        store.stamp(row, age=chance.randrange(DAY, 300 * DAY))
        store.file_contact(row)


def _customer(chance, key, shared):
    name = f"{chance.choice(LAST)} {chance.choice(TRADES)} {chance.choice(FORMS)}"
    zip_code, city = chance.choice(CITIES)
    row = {
        "name": f"{name.strip()} {key}",
        "currency": "DKK",
        "customerGroupNumber": 1,
        "zone": 1,
        "paymentTermId": chance.choice((1, 2)),
        "access": chance.random() > 0.02,
        # one in ten is at the address of an accountant
        "address1": "Revisorvej 1" if chance.random() < 0.1 else f"Nygade {key}",
        "postCode": zip_code,
        "city": city,
        "country": chance.choice(COUNTRIES),
        "email": _emails(chance, key),
        "phone": _phone(chance),
        "balance": round(chance.uniform(-50, 9000), 2)
        if chance.random() < 0.3
        else 0.0,
        "dueAmount": 0.0,
    }
    fate = chance.random()
    if fate < 0.3:
        row["cvrNo"] = cvr(chance)
    elif fate < 0.6:
        row["cvrNo"] = f"{chance.randrange(10_000_000, 99_999_999)}"
    elif fate < 0.65:
        row["cvrNo"] = chance.choice(shared)
    if chance.random() < 0.05:
        row["eanLocationNumber"] = ean(chance)
    if chance.random() < 0.1:
        row |= {"iban": "DK5000400440116243", "defaultDiscountPct": 5.0}
    return row


def _emails(chance, key):
    fate = chance.random()
    if fate < 0.1:
        return ""
    first = f"kunde{key}@kunde.example"
    return f"{first} bogholderi{key}@kunde.example" if fate < 0.2 else first


def _phone(chance):
    digits = f"{chance.randrange(20_000_000, 99_999_999)}"
    spaced = " ".join(digits[at : at + 2] for at in range(0, 8, 2))
    return chance.choice((digits, spaced, f"+45 {spaced}", f"+45{digits}", ""))


def cvr(chance):
    """Return a CVR number: eight digits whose weighted sum is a multiple of 11."""
    while True:
        digits = [chance.randrange(1, 10), *(chance.randrange(10) for _ in range(6))]
        total = sum(d * w for d, w in zip(digits, WEIGHTS, strict=True))
        if (last := -total % 11) < 10:
            return "".join(map(str, [*digits, last]))


def ean(chance):
    """Return a Danish location number of 13 digits, the last a check digit."""
    digits = [5, 7, 9, *(chance.randrange(10) for _ in range(9))]
    total = sum(d * (3 if at % 2 else 1) for at, d in enumerate(digits))
    return "".join(map(str, [*digits, -total % 10]))


def _odd(store):
    first = store.customers[1]
    first |= {"address1": "Å" * 254, "address2": "ø" * 255, "city": "", "email": ""}
    first["country"] = "Jylland"
