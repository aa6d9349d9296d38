"""The installation itself: settings, administrators, activity log."""

from tests.simulators.whmcs.clock import parse_date
from tests.simulators.whmcs.installation import ADMIN_ID, ADMIN_USERNAME
from tests.simulators.whmcs.support import STAFF
from tests.simulators.whmcs.views import log_entry

PERMISSIONS = (
    "Main Homepage",
    "List Clients",
    "Add New Client",
    "Edit Clients Details",
    "Delete Client",
    "View Clients Summary",
    "View Activity Log",
    "API Access",
)


def whmcs_details(call):
    """WHMCS developer docs, WhmcsDetails."""
    return call.reply(whmcs=call.whmcs.whmcs_details())


def get_admin_details(call):
    """WHMCS developer docs, GetAdminDetails."""
    departments = sorted(call.store.support.assigned_departments())
    return call.reply(
        adminid=str(ADMIN_ID),
        name=STAFF[ADMIN_USERNAME],
        notes="",
        signature="",
        allowedpermissions=",".join(PERMISSIONS),
        departments=f",{','.join(map(str, departments))},",
        whmcs=call.whmcs.whmcs_details(),
    )


def get_currencies(call):
    """WHMCS developer docs, GetCurrencies: all values are strings."""
    renderer = call.renderer
    currencies = [
        {key: str(value) for key, value in currency.items()}
        for currency in call.store.currencies
    ]
    counters = renderer.counters(str(len(currencies)))
    listing = renderer.flat_listing("currencies", "currency", currencies)
    return renderer.success([*counters, *listing])


def get_payment_methods(call):
    """WHMCS developer docs, GetPaymentMethods."""
    renderer = call.renderer
    methods = [
        renderer.value(
            {
                "module": method["module"],
                "displayname": renderer.escape(method["displayname"]),
            }
        )
        for method in call.store.payment_methods
    ]
    return renderer.success(
        [
            *renderer.counters(len(methods)),
            *renderer.listing("paymentmethods", "paymentmethod", methods),
        ]
    )


def get_activity_log(call):
    """WHMCS developer docs, GetActivityLog: newest first, no numreturned."""
    renderer = call.renderer
    start, count = call.page()
    total, entries = call.store.log.page(start, count, _log_filter(call))
    items = [renderer.value(log_entry(entry, renderer)) for entry in entries]
    return renderer.success(
        [
            *renderer.counters(total, start),
            *renderer.listing("activity", "entry", items),
        ]
    )


def _log_filter(call):
    """A test for log entries, or None where there is no filter.

    `clientid` was called `userid` before WHMCS 8.5 and still may be.
    """
    form = call.form
    tests = []
    client = form.text("clientid") or form.text("userid")
    if client:
        client_id = form.integer("clientid") or form.integer("userid")
        tests.append(lambda entry: entry.client_id == client_id)
    if form.text("date"):
        day = _localised_day(form.text("date"), call.whmcs.date_pattern)
        tests.append(lambda entry: entry.date.startswith(day))
    if form.text("user"):
        user = form.text("user").lower()
        tests.append(lambda entry: entry.username.lower() == user)
    if form.text("description"):
        part = form.text("description").lower()
        tests.append(lambda entry: part in entry.description.lower())
    if form.text("ipaddress"):
        address = form.text("ipaddress")
        tests.append(lambda entry: entry.ipaddress == address)
    if not tests:
        return None
    return lambda entry: all(test(entry) for test in tests)


def _localised_day(text, pattern):
    """The day as stored; a date in another format matches nothing (UNVERIFIED)."""
    day = parse_date(text, pattern)
    return f"{day:%Y-%m-%d}" if day else "no such day"


ACTIONS = {
    "WhmcsDetails": whmcs_details,
    "GetAdminDetails": get_admin_details,
    "GetCurrencies": get_currencies,
    "GetPaymentMethods": get_payment_methods,
    "GetActivityLog": get_activity_log,
}
