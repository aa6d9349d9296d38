"""Accounts, contacts, products and deals as sales people leave them."""

import random

from tests.simulators.zoho.clock import DAY
from tests.simulators.zoho.org import CURRENCIES

FIRST = ("Søren", "Åse", "Jørgen", "Łucja", "Göran", "Bjørn", "Mette", "Żaneta", "Ida")
LAST = ("Ærø", "Ørsted", "Nilsson", "Wójcik", "Højgård", "Åkesson", "Madsen", "Müller")
TRADES = ("Bageri", "VVS", "Byg", "Advokater", "Såg & Hyvel", "Piekarnia", "Auto")
SERVICES = ("Hosting", "Support", "Backup", "Licens", "Drift", "Overvågning", "Domæne")
PLACES = (
    ("Havnegade", "5000", "Odense", "Denmark"),
    ("Åsgatan", "211 20", "Malmö", "Sverige"),
    ("Lindenstraße", "10969", "Berlin", "Germany"),
    ("ul. Łąkowa", "90-562", "Łódź", "PL"),
)
CYCLES = ("Monthly", "Annual", "Quarterly", "One off")
MOST_AGE = 300


def seed(store, contacts, products, deals, number=1):
    """Fill a store; the same ``number`` gives the same records."""
    chance = random.Random(number)
    accounts = [_account(store, chance, at) for at in range(-(-contacts // 3))]
    people = [_contact(store, chance, at, accounts) for at in range(contacts)]
    goods = [_product(store, chance, at) for at in range(products)]
    for at in range(deals):
        _deal(store, chance, at, people, goods)
    settle(store)


def settle(store):
    """Forget what channels and workflows would have been told of the filling."""
    store.changes.clear()
    store.workflow_runs.clear()


def _age(chance):
    return chance.randrange(DAY, MOST_AGE * DAY)


def _user(store, chance):
    return store.org.users[chance.random() < 0.3]


def _account(store, chance, at):
    street, code, city, country = chance.choice(PLACES)
    name = f"{chance.choice(LAST)} {chance.choice(TRADES)} {at + 1}"
    values = {
        "Account_Name": name,
        "Phone": _phone(chance),
        "Industry": chance.choice(("Technology", "Retail", None)),
        "Billing_Street": f"{street} {at + 1}",
        "Billing_City": city,
        "Billing_Code": code,
        "Billing_Country": country,
    }
    return _create(store, chance, "Accounts", values)


def _contact(store, chance, at, accounts):
    street, code, city, country = chance.choice(PLACES)
    account = chance.choice(accounts) if chance.random() < 0.8 else None
    values = {
        "First_Name": chance.choice(FIRST) if chance.random() < 0.9 else None,
        "Last_Name": chance.choice(LAST),
        "Email": f"kontakt{at + 1}@kunde.example" if chance.random() < 0.9 else None,
        "Phone": _phone(chance),
        "Mobile": _phone(chance) if chance.random() < 0.5 else None,
        "Account_Name": account and account.id,
        "Email_Opt_Out": False,
    }
    # six of sixteen recorded contacts had no country
    if chance.random() < 0.7:
        values |= {
            "Mailing_Street": f"{street} {at + 1}",
            "Mailing_City": city,
            "Mailing_Zip": code,
            "Mailing_Country": country,
        }
    if "Customer_Language" in store.modules["Contacts"].fields:
        languages = ("English", "Deutsch", "French", "Spanish")
        values["Customer_Language"] = chance.choice(languages)
    return _create(store, chance, "Contacts", values)


def _product(store, chance, at):
    values = {
        "Product_Name": f"{chance.choice(SERVICES)} {at + 1}",
        "Product_Code": f"P-{at + 1:04}",
        "Product_Active": True,
        # most recorded products had no price, but those of a shop have one
        "Unit_Price": float(chance.randrange(5, 500)) if at % 5 != 4 else None,
        "Taxable": True,
        "Tax": ["Vat - 25.0 %"],
        "Usage_Unit": "Quantity",
        "Qty_Ordered": chance.choice((1, 1, 1, 3)),
        "Description": None,
    }
    if "Billing" in store.modules["Products"].fields:
        values |= {
            "Billing": chance.choice(CYCLES),
            "Billing_Cycle": 12,
            "No_of_Billing_Cycles": chance.choice((12, 24, None)),
            "Region": chance.choice(("Denmark", "EU", "World")),
        }
    return _create(store, chance, "Products", _with_currency(store, values))


def _deal(store, chance, at, people, goods):
    person = chance.choice(people) if people else None
    chosen = chance.sample(goods, min(len(goods), chance.randrange(1, 4)))
    prices = [product.values.get("Unit_Price") or 0 for product in chosen]
    stages = [each.actual for each in store.metadata.stage_field.options[:9]]
    stage = chance.choice(stages)
    values = {
        "Deal_Name": f"{chance.choice(SERVICES)} til {chance.choice(LAST)} {at + 1}",
        "Stage": stage,
        "Contact_Name": person and person.id,
        "Account_Name": person and person.values.get("Account_Name"),
        "Amount": float(sum(prices)) if chance.random() < 0.8 else None,
        # null even in recorded deals
        "Closing_Date": f"2026-{at % 12 + 1:02}-15" if chance.random() < 0.9 else None,
        "Type": chance.choice(("New Business", "Existing Business", None)),
        "Reason_For_Loss__s": None,
    }
    if stage.startswith("Closed Lost") and chance.random() < 0.5:
        values["Reason_For_Loss__s"] = chance.choice(("Price", "Competition"))
    if store.metadata.pipelines:
        values["Pipeline"] = store.metadata.pipelines[0].name
    deal = _create(store, chance, "Deals", _with_currency(store, values))
    for product in chosen:
        store.products_of[deal.id][product.id] = deal.created_time
    if person and chance.random() < 0.3:
        store.roles_of[deal.id][person.id] = store.role_id("Decision Maker")
    return deal


def _with_currency(store, values):
    if store.org.multi_currency:
        rate = CURRENCIES[store.org.currency][2]
        values |= {"Currency": store.org.currency, "Exchange_Rate": rate}
    return values


def _create(store, chance, module, values):
    return store.create(module, values, _user(store, chance), _age(chance))


def _phone(chance):
    digits = f"{chance.randrange(20_000_000, 99_999_999)}"
    return chance.choice((f"+45 {digits}", f"+45{digits}", digits, None))
