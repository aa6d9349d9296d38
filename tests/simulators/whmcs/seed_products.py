"""Seeded products, and what clients have of them."""

from datetime import date, timedelta
from typing import NamedTuple

from tests.simulators.whmcs.billing_models import (
    CYCLES,
    NOT_OFFERED,
    Domain,
    Product,
    Service,
    ServiceAddon,
)
from tests.simulators.whmcs.invoicing import default_gateway
from tests.simulators.whmcs.money import divide

PRODUCT_GROUPS = {1: "Shared Hosting", 2: "Servers & Cloud", 4: "Services"}
# gid, type, name, module, paytype, cents of the default currency
CATALOGUE = (
    (1, "hostingaccount", "Starter", "cpanel", "recurring", 499),
    (1, "hostingaccount", "Plus", "cpanel", "recurring", 995),
    (1, "hostingaccount", "Business & Shop", "cpanel", "recurring", 1995),
    (1, "reselleraccount", "Reseller 50", "cpanel", "recurring", 3900),
    (2, "server", "Virtual Server S", "virtualizor", "recurring", 1250),
    (2, "server", "Virtual Server L", "virtualizor", "recurring", 4999),
    (2, "server", 'Dedicated Server 19" Rack', "", "recurring", 12900),
    (2, "other", "Backup Space 100 GB", "", "recurring", 333),
    (4, "other", "Certificate", "", "recurring", 7900),
    (4, "other", "Migration", "", "onetime", 14900),
    (4, "other", "Consulting Hour", "", "onetime", 9800),
    (4, "other", "Trial", "", "free", 0),
)
SETUP_FEE = 2500
CYCLE_NAMES = {
    "monthly": "Monthly",
    "quarterly": "Quarterly",
    "semiannually": "Semi-Annually",
    "annually": "Annually",
    "biennially": "Biennially",
    "triennially": "Triennially",
}
BILLED_CYCLES = {"monthly": 1, "quarterly": 3, "annually": 12}
SERVICE_STATUSES = ("Active", "Suspended", "Terminated", "Pending", "Cancelled")
FIRST_DAY = date(2012, 1, 1)
DAYS = 13 * 365
RATE = 100_000


def seed_products(store, count):
    """Add products; after the catalogue's end the names get numbers."""
    billing = store.billing
    billing.product_groups = dict(PRODUCT_GROUPS)
    for index in range(count):
        gid, kind, name, module, paytype, price = CATALOGUE[index % len(CATALOGUE)]
        round_number = index // len(CATALOGUE)
        product_id = index + 1
        billing.insert(
            Product(
                product_id,
                gid,
                kind,
                f"{name} {round_number + 1}" if round_number else name,
                f"Our product <b>{name}</b>,\r\nwith all the bells & whistles.",
                module,
                paytype,
                allowqty=2 if gid == 4 else 0,
                pricing=_pricing(store, paytype, price),
                customfields=_custom_fields(product_id) if index == 0 else (),
                configoptions=_options(store) if index == 1 else (),
            )
        )


class Holdings(NamedTuple):
    """What one client has."""

    services: list[Service]
    addons: list[ServiceAddon]
    domains: list[Domain]


def seed_services(store, clients, rng):
    """Add services, addons and domains; return the holdings by client."""
    billing = store.billing
    products = list(billing.products.values())
    holdings = {client.id: Holdings([], [], []) for client in clients}
    if not products:
        return holdings
    for client in clients:
        has = holdings[client.id]
        gateway = default_gateway(store, client)
        currency = store.currency_code(client.currency)
        for _ in range(rng.choices((0, 1, 2, 3), (20, 50, 20, 10))[0]):
            service = _service(billing, client, rng.choice(products), currency, rng)
            service.paymentmethod = gateway
            has.services.append(service)
        for service in has.services[:1]:
            if rng.random() < 0.3:
                has.addons.append(_addon(billing, service, rng))
            if rng.random() < 0.4:
                has.domains.append(_domain(billing, service))
        for record in (*has.services, *has.addons, *has.domains):
            billing.insert(record)
    return holdings


def _service(billing, client, product, currency, rng):
    service_id = billing.new_id(Service)
    cycle = rng.choice(tuple(BILLED_CYCLES))
    prices = product.pricing[currency]
    if product.paytype != "recurring":
        cycle = "monthly"
    price = max(prices[cycle], 0)
    day = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
    names = {"onetime": "One Time", "free": "Free Account"}
    recurring = product.paytype == "recurring"
    return Service(
        service_id,
        client.id,
        product.id,
        qty=rng.randrange(1, 5) if product.allowqty else 1,
        orderid=service_id,
        regdate=f"{day}",
        domain=f"c{client.id}-s{service_id}.example" if product.gid < 4 else "",
        firstpaymentamount=price + max(prices["msetupfee"], 0),
        recurringamount=price if recurring else 0,
        billingcycle=names.get(product.paytype, CYCLE_NAMES[cycle]),
        nextduedate=f"{day + timedelta(days=365)}" if recurring else "0000-00-00",
        status=rng.choices(SERVICE_STATUSES, (75, 5, 10, 5, 5))[0],
        username=f"user{service_id}",
        password=f"secret-{rng.getrandbits(40):010x}",
    )


def _addon(billing, service, rng):
    return ServiceAddon(
        billing.new_id(ServiceAddon),
        service.clientid,
        service.id,
        rng.choice(("Extra IP Address", "Daily Backup & Restore")),
        recurring=rng.choice((200, 350, 500)),
        regdate=service.regdate,
        nextduedate=service.nextduedate,
        paymentmethod=service.paymentmethod,
    )


def _domain(billing, service):
    domain_id = billing.new_id(Domain)
    return Domain(
        domain_id,
        service.clientid,
        f"domain{domain_id}.example",
        orderid=service.orderid,
        firstpaymentamount=1295,
        recurringamount=1295,
        paymentmethod=service.paymentmethod,
        regdate=service.regdate,
        expirydate=service.nextduedate,
        nextduedate=service.nextduedate,
    )


def _pricing(store, paytype, price):
    """Prices per currency; a one-time price is that of `monthly` (UNVERIFIED)."""
    pricing = {}
    for currency in store.currencies:
        rate = int(currency["rate"].replace(".", ""))
        prices = dict.fromkeys(CYCLES, NOT_OFFERED)
        prices["msetupfee"] = divide(SETUP_FEE * rate, RATE) if price > 4000 else 0
        prices["monthly"] = divide(price * rate, RATE)
        if paytype == "recurring":
            for cycle, months in BILLED_CYCLES.items():
                prices[cycle] = prices["monthly"] * months
        pricing[currency["code"]] = prices
    return pricing


def _custom_fields(product_id):
    return (
        {
            "id": 100 + product_id,
            "name": "Secondary Contact",
            "description": "Would you like to provide a secondary point of contact?",
            "required": "",
        },
    )


def _options(store):
    fees = {f"{cycle[0]}setupfee": "0.00" for cycle in CYCLES}
    prices = fees | {"monthly": "2.99"} | dict.fromkeys(CYCLES[1:], "0.00")
    choice = {
        "id": 4,
        "name": "Include several PHP versions",
        "rawName": None,
        "recurring": 0,
        "required": None,
        "pricing": {currency["code"]: prices for currency in store.currencies},
    }
    return (
        {
            "id": 4,
            "name": "PHP Services",
            "type": "3",
            "minqty": 1,
            "maxqty": 10,
            "options": {"option": [choice]},
        },
    )
