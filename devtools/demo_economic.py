"""What ``./dev demo`` shows of e-conomic: its customers, and one that differs."""

CUSTOMERS, CONTACTS = 30, 45
DIFFERS = 7
LISTS = {
    "economic_group_id": "customer_group",
    "economic_terms_id": "payment_terms",
    "economic_zone_home_id": "vat_zone",
}


def start_economic(rpc, url):
    """Create a backend of e-conomic as an admin would, test it and switch it on."""
    currencies = rpc.call(
        "res.currency",
        "search",
        [["name", "in", ["DKK", "EUR", "SEK"]]],
        context={"active_test": False},
    )
    rpc.call("res.currency", "write", currencies, {"active": True})
    addresses = ("economic_rest_url", "economic_openapi_url", "economic_secure_url")
    backend = rpc.create(
        "sync.backend",
        name="Books in e-conomic",
        system="economic",
        test_mode=True,
        economic_app_public="simulator-app-public",
        economic_app_secret_input="simulator-app-secret",
        economic_grant_input="simulator-grant",
        **dict.fromkeys(addresses, url),
    )
    rpc.call("sync.backend", "action_test_connection", [backend])
    rpc.call("sync.backend", "action_start", [backend])
    return backend


def let_one_differ(rpc, backend, economic):
    """Choose defaults, and change a customer on both sides; return the partner.

    The backend pauses, so that it goes on to differ.
    """
    values = {name: _record(rpc, backend, kind, 1) for name, kind in LISTS.items()}
    rpc.call("sync.backend", "write", [backend], values)
    partner = _record(rpc, backend, "customer", DIFFERS)
    rpc.call("res.partner", "write", [partner], {"city": "Marstal"})
    economic.edit("customer", DIFFERS, city="Ærøskøbing", phone="62 52 10 10")
    rpc.call("sync.backend", "action_pause", [backend])
    return partner


def _record(rpc, backend, kind, number):
    domain = [
        ["backend_id", "=", backend],
        ["kind", "=", kind],
        ["remote_id", "=", str(number)],
    ]
    return rpc.search_read("sync.binding", domain, "res_id")[0]["res_id"]
