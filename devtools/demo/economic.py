"""What ``./dev demo`` shows of e-conomic: its customers, and one that differs."""

from .whmcs import activate_currencies

CUSTOMERS, CONTACTS = 30, 45
DIFFERS = 7
# what a new customer gets there: list and number
DEFAULTS = {
    "economic_group_id": ("customer_group", 1),
    "economic_terms_id": ("payment_terms", 1),
    "economic_zone_home_id": ("vat_zone", 1),
    "economic_zone_eu_id": ("vat_zone", 2),
    "economic_zone_abroad_id": ("vat_zone", 3),
}


def connection(url):
    """Return the values of a backend that is connected with the simulator."""
    addresses = ("economic_rest_url", "economic_openapi_url", "economic_secure_url")
    soap = f"{url}/secure/api1/EconomicWebService.asmx"
    return {
        "system": "economic",
        "test_mode": True,
        "economic_app_public": "simulator-app-public",
        "economic_app_secret_input": "simulator-app-secret",
        "economic_grant_input": "simulator-grant",
        **dict.fromkeys(addresses, url),
        "economic_soap_url": soap,
    }


def start_economic(rpc, url):
    """Create a backend of e-conomic as an admin would, test it and switch it on."""
    activate_currencies(rpc, "DKK", "EUR", "SEK")
    backend = rpc.create("sync.backend", name="Books in e-conomic", **connection(url))
    rpc.call("sync.backend", "action_test_connection", [backend])
    rpc.call("sync.backend", "action_start", [backend])
    return backend


def choose_defaults(rpc, backend):
    """Choose what new customers get there, once the lists are here."""
    values = {name: _record(rpc, backend, *place) for name, place in DEFAULTS.items()}
    rpc.call("sync.backend", "write", [backend], values)


def let_one_differ(rpc, backend, economic):
    """Choose defaults, and change a customer on both sides; return the partner.

    The backend pauses, so that it goes on to differ.
    """
    choose_defaults(rpc, backend)
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
