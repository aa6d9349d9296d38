"""Values that few customers have: `--varied`, on top of the usual rows.

The usual rows stay as their seed gives them, so that tests that know them go on.
"""

import random

from tests.simulators.economic.seed import cvr

FOREIGN = {
    "Sverige": ("Åsgatan {0}", "211 20", "Malmö", "+46 40 123{0:03}"),
    "Sweden": ("Ängsvägen {0}", "413 01", "Göteborg", "+46 31 456{0:03}"),
    "Polska": ("ul. Łąkowa {0}", "90-562", "Łódź", "+48 42 630 {0:03}"),
}
JUNK = ("n/a", "-", "Denmark.", "EU", "København", "  DK ")
LANGUAGES = ("Danmark", "Denmark", "Dania")
EU = 2
NOTES = "Ring først. "


def vary(store, number=1):
    """Vary the customers and contacts of a store, the same for each ``number``."""
    chance = random.Random(f"varied {number}")
    for customer in store.customers.values():
        _vary_customer(chance, customer)
    for contact in store.contacts.values():
        _vary_contact(chance, contact)


def _vary_customer(chance, row):
    number = row["customerNumber"]
    if row["country"] in FOREIGN:
        street, zip_code, city, phone = FOREIGN[row["country"]]
        row |= {
            "address1": street.format(number % 1000),
            "postCode": zip_code,
            "city": city,
            "phone": phone.format(number % 1000),
            "zone": EU,
            "customerGroupNumber": 3,
        }
        row.pop("cvrNo", None)
    elif chance.random() < 0.1:
        row["country"] = chance.choice(JUNK + LANGUAGES)
    values = {
        "mobilePhone": f"+45{chance.randrange(20_000_000, 99_999_999)}",
        "homepage": chance.choice(("www.kunde.example/", "https://kunde.example")),
        "pnr": f"10{chance.randrange(10_000_000, 99_999_999)}",
        "voucherNumber": f"Konto {chance.randrange(100, 999)}",
        "creditMaximum": float(chance.randrange(5, 500) * 1000),
        "layoutGroup": chance.choice((19, 20)),
        "ourRef": chance.choice((1, 2)),
        "county": "Region Syddanmark",
        "bankAccount": f"{chance.randrange(1000, 9999)} {number:010}",
        "priceGroupNumber": chance.randrange(1, 4),
        "nemHandelReceiverType": chance.randrange(1, 4),
        "defaultInvoiceRecipient": f"faktura{number}@kunde.example",
        "defaultDisableEInvoicing": True,
        "address2": "att. Bogholderiet",
    }
    row |= {name: each for name, each in values.items() if chance.random() < 0.15}
    for name in ("city", "postCode", "address1", "phone", "homepage"):
        if chance.random() < 0.03:
            row[name] = ""
    if row.get("cvrNo") and chance.random() < 0.2:
        digits = cvr(chance)
        row["cvrNo"] = chance.choice((f"DK{digits}", f"{digits[:4]} {digits[4:]}"))


def _vary_contact(chance, row):
    if chance.random() < 0.1:
        row["notes"] = NOTES * chance.choice((1, 3, 2000 // len(NOTES)))
    if chance.random() < 0.05:
        row["eInvoiceId"] = f"REF-{row['number']}"
    if chance.random() < 0.1:
        row |= {"receiveEInvoices": True, "receiveStatementOfAccounts": True}
    if chance.random() < 0.05:
        row["phone"] = ""
    if chance.random() < 0.02:
        row |= {"isDeleted": True, "active": False}
