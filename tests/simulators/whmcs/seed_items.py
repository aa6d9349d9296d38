"""Items of seeded invoices."""

COUNTS = {1: 25, 2: 30, 3: 25, 4: 15, 5: 5}
UNTAXED_INVOICES = 0.05
UNTAXED_ITEMS = 0.04
PERIODS = (
    "(01/01/2024 - 31/01/2024)",
    "(15/02/2024 - 14/05/2024)",
    "(01/03/2024 - 28/02/2025)",
)
FREE_TEXTS = (
    ("Item", 'Work on site, 2 hours\nDelivered by "express"', 19_600),
    ("", "Cables & adapters", 1_250),
    ("LateFee", "Late Fee (Added 01/02/2024)", 500),
    ("Upgrade", "Upgrade/Downgrade: Starter => Plus", 333),
    ("Item", "Odd cents", 1),
)
KINDS = ("service", "setup", "promo", "addon", "domain", "free")
WEIGHTS = (45, 8, 8, 8, 11, 20)


def items_for(billing, holdings, rng):
    """Items for a client, the first one of a service if there is any."""
    taxed = rng.random() >= UNTAXED_INVOICES
    count = rng.choices(tuple(COUNTS), tuple(COUNTS.values()))[0]
    values = []
    for kind in rng.choices(KINDS, WEIGHTS, k=count):
        values.append(_values("service" if not values else kind, holdings, rng))
    items = []
    for kind, relid, description, amount in values:
        is_taxed = taxed and rng.random() >= UNTAXED_ITEMS
        items.append(
            billing.new_item(
                description=description,
                amount=amount,
                taxed=is_taxed,
                type=kind,
                relid=relid,
            )
        )
    return items


def _values(kind, holdings, rng):
    """type, relid, description, amount"""
    if kind == "addon" and holdings.addons:
        addon = rng.choice(holdings.addons)
        return "Addon", addon.id, f"Addon ({addon.name})", addon.recurring
    if kind == "domain" and holdings.domains:
        domain, years = rng.choice(holdings.domains), rng.choice((1, 2))
        text = f"Domain Registration - {domain.domainname} - {years} Year/s"
        return "DomainRegister", domain.id, text, domain.recurringamount * years
    if kind not in ("service", "setup", "promo") or not holdings.services:
        kind, description, amount = rng.choice(FREE_TEXTS)
        return kind, 0, description, amount
    service = rng.choice(holdings.services)
    price = max(service.recurringamount, service.firstpaymentamount)
    if kind == "setup":
        return "Setup", service.id, "Setup Fee", 2_500
    if kind == "promo":
        amount = -(price // 10)
        return "PromoHosting", service.id, "Promotional Code: SUMMER - 10%", amount
    name = f"{service.domain or 'Product'} {rng.choice(PERIODS)}"
    return "Hosting", service.id, name, price
