"""What clients have: GetClientsProducts, GetClientsAddons, GetClientsDomains."""

from tests.simulators.whmcs.actions.clients import MALFORMED_UTF8
from tests.simulators.whmcs.billing import KINDS
from tests.simulators.whmcs.billing_views import addon_row, domain_row, service_row
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.form import to_integer

# parameter: attribute
SERVICE_FILTERS = {
    "serviceid": "id",
    "pid": "pid",
    "domain": "domain",
    "username2": "username",
}
ADDON_FILTERS = {"addonid": "addonid"}
DOMAIN_FILTERS = {"domainid": "id", "domain": "domainname"}
ECHOED = ("clientid", "serviceid", "pid", "domain")


def get_clients_products(call):
    """WHMCS developer docs, GetClientsProducts: strings, passwords included.

    A password that is not UTF-8 spoils the whole reply, as JSON only
    (sburina/laravel-whmcs-up issue 6).
    """
    renderer, store = call.renderer, call.store
    found = _filtered(call, "service", SERVICE_FILTERS)
    start, count = call.page()
    page = found[start : start + count]
    if call.form.text("responsetype").lower() == "json":
        for service in page:
            if not _is_utf8(service.password):
                raise ApiError(MALFORMED_UTF8)
    items = []
    for service in page:
        product = store.billing.products.get(service.pid)
        revision = (service.revision, product.revision if product else None)
        items.append(renderer.record(service_row, service, store, revision=revision))
    echoed = [(name, renderer.value(call.form.text(name) or None)) for name in ECHOED]
    # of the three counters, one is a string
    counters = renderer.counters(str(len(found)), start, len(items))
    listing = renderer.listing("products", "product", items)
    return renderer.success([*echoed, *counters, *listing])


def get_clients_addons(call):
    """WHMCS developer docs, GetClientsAddons; `serviceid` may be a list."""
    renderer, form = call.renderer, call.form
    found = _filtered(call, "addon", ADDON_FILTERS)
    if form.text("serviceid"):
        wanted = {to_integer(text) for text in form.text("serviceid").split(",")}
        found = [addon for addon in found if addon.serviceid in wanted]
    rows = [addon_row(addon, renderer, call.store) for addon in found]
    return renderer.success(
        [
            ("serviceid", renderer.value(form.text("serviceid"))),
            ("clientid", renderer.value(form.text("clientid"))),
            *renderer.counters(str(len(rows))),
            *renderer.flat_listing("addons", "addon", rows),
        ]
    )


def get_clients_domains(call):
    """WHMCS developer docs, GetClientsDomains."""
    renderer, form = call.renderer, call.form
    found = _filtered(call, "domain", DOMAIN_FILTERS)
    start, count = call.page()
    page = found[start : start + count]
    rows = [domain_row(domain, renderer, call.store) for domain in page]
    return renderer.success(
        [
            ("clientid", renderer.value(form.text("clientid"))),
            ("domainid", renderer.value(form.text("domainid"))),
            *renderer.counters(str(len(found)), str(start), str(len(rows))),
            *renderer.flat_listing("domains", "domain", rows),
        ]
    )


def _filtered(call, kind, filters):
    """Records by exact values; empty filters are ignored (UNVERIFIED)."""
    form, billing = call.form, call.store.billing
    if form.text("clientid"):
        found = billing.owned(KINDS[kind], form.integer("clientid"))
    else:
        found = list(billing.records(kind).values())
    for name, attribute in filters.items():
        text = form.text(name)
        if text:
            found = [r for r in found if _matches(getattr(r, attribute), text)]
    return found


def _matches(value, text):
    return value == (to_integer(text) if isinstance(value, int) else text)


def _is_utf8(text):
    return not any("\ud800" <= character <= "\udfff" for character in text)


ACTIONS = {
    "GetClientsProducts": get_clients_products,
    "GetClientsAddons": get_clients_addons,
    "GetClientsDomains": get_clients_domains,
}
