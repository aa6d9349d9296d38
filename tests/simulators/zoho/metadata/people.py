"""The organisation, its users and currencies."""

from tests.simulators.zoho.crm.call import profile_id
from tests.simulators.zoho.crm.paging import page_of
from tests.simulators.zoho.errors import Refused
from tests.simulators.zoho.org import CURRENCIES, PREFIX

CURRENCY_EDITIONS = ("enterprise", "ultimate")
# type of the query: whom it means
TYPES = {
    "AllUsers": lambda call, user: True,
    "ActiveUsers": lambda call, user: user.status == "active",
    "DeactiveUsers": lambda call, user: user.status == "disabled",
    "ConfirmedUsers": lambda call, user: True,
    "NotConfirmedUsers": lambda call, user: False,
    "DeletedUsers": lambda call, user: user.status == "deleted",
    "ActiveConfirmedUsers": lambda call, user: user.status == "active",
    "AdminUsers": lambda call, user: user.profile == "Administrator",
    "ActiveConfirmedAdmins": lambda call, user: user.profile == "Administrator",
    "CurrentUser": lambda call, user: user is call.user,
}


def answer(call):
    call.only("GET")
    parts = call.parts
    if parts[0] == "users":
        call.need("ZohoCRM.users", "READ")
        return _users(call, parts[1:])
    if parts == ["org"]:
        call.need("ZohoCRM.org", "READ")
        return 200, {"org": [_org(call)]}
    if parts[1] == "currencies" and len(parts) < 4:
        call.need("ZohoCRM.settings", "READ", "currencies")
        return _currencies(call, parts[2:])
    raise Refused("INVALID_URL_PATTERN")


def _org(call):
    org = call.store.org
    name, symbol, _rate = CURRENCIES[org.currency]
    if org.currency_format == "code":
        symbol = org.currency
    iso, locale = org.currency, "da_DK"
    if "iso-code-in-locale" in call.quirks:
        iso, locale = org.currency[:2], org.currency
    return {
        "country": "Denmark",
        "photo_id": None,
        "city": "Odense",
        "description": None,
        "type": "production",
        "created_time": call.moment(call.store.founded),
        "mc_status": org.multi_currency,
        "gapps_enabled": False,
        "translation_enabled": True,
        "street": None,
        "domain_name": "org20094200000",
        "alias": None,
        "currency": f"{name} - {org.currency}",
        "id": str(PREFIX + 20_001),
        "employee_count": "12",
        "state": None,
        "fax": None,
        "zip": "5000",
        "website": "https://www.saelger.example",
        "currency_symbol": symbol,
        "mobile": None,
        "currency_locale": locale,
        "primary_zuid": "20094211111",
        "zia_portal_id": None,
        "time_zone": "Europe/Copenhagen",
        "zgid": "20094200000",
        "country_code": "DK",
        "deletable_org_account": True,
        "license_details": {
            "paid_expiry": None,
            "users_license_purchased": len(org.users),
            "trial_type": None,
            "trial_expiry": None,
            "paid": org.edition != "free",
            "paid_type": org.edition,
            "portal_users_license_purchased": 0,
        },
        "hierarchy_preferences": {"type": "Role_Hierarchy", "strictly_reporting": None},
        "phone": "+45 66 12 34 56",
        "company_name": org.company_name,
        "privacy_settings": False,
        "primary_email": org.admin.email,
        "iso_code": iso,
        "hipaa_compliance_enabled": False,
        "lite_users_enabled": False,
    }


def _users(call, more):
    users = call.store.org.users
    if more:
        users = [user for user in users if [user.id] == more]
    else:
        chosen = TYPES.get(call.query.get("type", "AllUsers"))
        if chosen is None:
            raise Refused("INVALID_DATA", {"param_name": "type"})
        users = [user for user in users if chosen(call, user)]
    found, info = page_of(call, users)
    if not found:
        return 204, None
    rows = [_user(call, user) for user in found]
    return 200, {"users": rows} | ({} if more else {"info": info})


def _user(call, user):
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "full_name": user.full_name,
        "email": user.email,
        "zuid": f"2009421{user.id[-4:]}",
        "profile": {"name": user.profile, "id": profile_id(user.profile)},
        "role": {"name": user.role, "id": str(PREFIX + 26_000 + len(user.role))},
        "status": user.status,
        "confirm": True,
        "type__s": "Regular User",
        "locale": "en_US",
        "language": "en_US",
        "country_locale": "en_US",
        "time_zone": user.time_zone,
        "time_format": "HH:mm",
        "date_format": "dd/MM/yyyy",
        "decimal_separator": "Period",
        "number_separator": "Comma",
        "created_time": call.moment(call.store.founded),
        "Modified_Time": call.moment(call.store.founded),
        "created_by": call.store.org.admin.short(),
        "Modified_By": call.store.org.admin.short(),
        "alias": None,
        "phone": None,
        "mobile": None,
        "microsoft": False,
        "personal_account": False,
        "Reporting_To": None,
    }


def _currencies(call, more):
    org = call.store.org
    if org.edition not in CURRENCY_EDITIONS:
        raise Refused("FEATURE_NOT_SUPPORTED")
    if not org.multi_currency:
        raise Refused("CURRENCIES_NOT_ENABLED")
    rows = [
        _currency(call, number, code)
        for number, code in enumerate(CURRENCIES)
        if not more or more == [str(PREFIX + 90_000 + number)]
    ]
    return (200, {"currencies": rows}) if rows else (204, None)


def _currency(call, number, code):
    org = call.store.org
    name, symbol, rate = CURRENCIES[code]
    founded = call.moment(call.store.founded)
    return {
        "prefix_symbol": True,
        "format": {
            "numeral_system": "International",
            "decimal_places": "2",
            "decimal_separator": "Period",
            "thousand_separator": "Comma",
        },
        "exchange_rate": f"{rate / CURRENCIES[org.currency][2]:.9f}",
        "is_active": True,
        "exchange_rate_auto_update": False,
        "iso_code": code,
        "symbol": code if org.currency_format == "code" else symbol,
        "name": f"{name} - {code}",
        "is_base": code == org.currency,
        "id": str(PREFIX + 90_000 + number),
        "created_by": org.admin.short(),
        "modified_by": org.admin.short(),
        "modified_time": founded,
        "created_time": founded,
    }
