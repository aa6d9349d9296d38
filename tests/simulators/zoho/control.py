"""Control routes: state, edits, access, tokens, limits, time, notifications."""

from dataclasses import fields as fields_of
from functools import partial

from tests.simulators.simulator import ControlError
from tests.simulators.zoho import edits
from tests.simulators.zoho.crm.scopes import is_known
from tests.simulators.zoho.errors import CODES
from tests.simulators.zoho.quirks import check_quirks
from tests.simulators.zoho.regions import accounts_url, api_url, region_of
from tests.simulators.zoho.state import COLLECTIONS, state

USUAL_SCOPES = (
    *("ZohoCRM.modules.ALL", "ZohoCRM.settings.ALL", "ZohoCRM.org.READ"),
    *("ZohoCRM.users.READ", "ZohoCRM.notifications.ALL", "ZohoCRM.coql.READ"),
    "ZohoSearch.securesearch.READ",
)


def routes(simulator):
    """Return the routes by method and name."""
    functions = {
        ("GET", "state"): _state,
        ("POST", "state"): _part_of_state,
        ("POST", "edit"): _edit,
        ("GET", "calls"): _calls,
        ("POST", "access"): _access,
        ("POST", "token"): _token,
        ("POST", "expire-tokens"): _expire_tokens,
        ("POST", "oauth-limits"): _oauth_limits,
        ("POST", "credits"): _credits,
        ("POST", "refusals"): _refusals,
        ("POST", "quirks"): _quirks,
        ("POST", "clock"): _clock,
        ("POST", "search-lag"): _search_lag,
        ("GET", "notifications"): _notifications,
        ("POST", "notifications"): _set_notifications,
        ("POST", "release-notifications"): _release,
        ("POST", "repeat-notification"): _repeat,
        ("POST", "drop-channels"): _drop_channels,
    }
    return {key: partial(function, simulator) for key, function in functions.items()}


def _state(simulator, body):
    return state(simulator)


def _part_of_state(simulator, body):
    """Only some: ``{"what": ["Deals"], "ids": ["554…"]}``."""
    if unknown := set(body["what"]) - {*COLLECTIONS}:
        raise ControlError(f"no such records: {', '.join(sorted(unknown))}")
    return state(simulator, body["what"], body.get("ids"))


def _edit(simulator, body):
    done = edits.edit(simulator.store, body)
    simulator.caller.tell()
    return done


def _calls(simulator, body):
    """The last 1000 calls of the API, with their credits."""
    return {"calls": simulator.crm.calls}


def _access(simulator, body):
    """Client and users: ``{"regions": ["us"], "secrets": {"eu": "x"}, "lacks": …}``.

    ``lacks`` has permissions by user: ``{"admin": ["Crm_Implied_Api_Access"]}``.
    """
    client = simulator.client
    known = {field.name for field in fields_of(client)} | {"lacks"}
    if unknown := body.keys() - known:
        raise ControlError(f"unknown setting: {', '.join(sorted(unknown))}")
    for name, value in body.items():
        if name == "regions":
            if not all(region_of(each) for each in value):
                raise ControlError("no such region")
            client.regions = {region_of(each) for each in value}
        elif name == "lacks":
            for by, permissions in value.items():
                edits.user_of(simulator.store, by).lacks = set(permissions)
        else:
            setattr(client, name, value)
    shown = {field.name: getattr(client, field.name) for field in fields_of(client)}
    users = simulator.store.org.users
    lacks = {user.id: sorted(user.lacks) for user in users}
    return shown | {"regions": sorted(client.regions), "lacks": lacks}


def _token(simulator, body):
    """Tokens without a consent: ``{"by": "admin", "scopes": […], "host": "…"}``."""
    store, tokens = simulator.store, simulator.tokens
    user = edits.user_of(store, body.get("by", "admin"))
    scopes = body.get("scopes", [*USUAL_SCOPES])
    if not all(is_known(each) for each in scopes):
        raise ControlError("unknown scope")
    region = store.org.region
    rare, tokens.limits.rare = tokens.limits.rare, False
    refresh = tokens.new_refresh_token(region, user.id, scopes)
    tokens.limits.rare = rare
    access = tokens.new_access_token(region, user.id, scopes, refresh)
    host = body.get("host", "127.0.0.1")
    return {
        "access_token": access.value,
        "refresh_token": refresh.value,
        "api_domain": api_url(host, region),
        "accounts_server": accounts_url(host, region),
        "location": region,
        "user_id": user.id,
    }


def _expire_tokens(simulator, body):
    """Any of ``access``, ``refresh`` and ``codes``: ``{"what": ["access"]}``."""
    known = ("access", "refresh", "codes")
    if unknown := set(body["what"]) - {*known}:
        raise ControlError(f"no such tokens: {', '.join(sorted(unknown))}")
    for what in body["what"]:
        simulator.tokens.forget(what)
    return {name: len(getattr(simulator.tokens, name)) for name in known}


def _oauth_limits(simulator, body):
    """``{"refreshes": 10, "window": 600, "rare": true, "access_seconds": 3600, …}``."""
    return _set(simulator.tokens.limits, body)


def _credits(simulator, body):
    """``{"limit": 100, "used": 60, "concurrency": 5}``, each as wanted."""
    if unknown := body.keys() - {"limit", "used", "concurrency"}:
        raise ControlError(f"unknown setting: {', '.join(sorted(unknown))}")
    credits, gate = simulator.credits, simulator.gate
    credits.limit = int(body.get("limit", credits.limit))
    gate.concurrency = int(body.get("concurrency", gate.concurrency))
    if "used" in body:
        credits.reset(int(body["used"]))
    return {
        "limit": credits.limit,
        "used": credits.used,
        "concurrency": gate.concurrency,
    }


def _refusals(simulator, body):
    """Answers of Zoho itself instead of work.

    ``{"refusals": [{"action": "PUT /Deals/:id", "code": "NOT_APPROVED", "times": 1}]}``
    """
    known = {"action", "code", "details", "message", "status", "times"}
    for row in body["refusals"]:
        if unknown := row.keys() - known:
            raise ControlError(f"unknown keys: {', '.join(sorted(unknown))}")
        if row["code"] not in CODES:
            raise ControlError(f"unknown code: {row['code']}")
    simulator.gate.refusals[:] = body["refusals"]
    return {"refusals": simulator.gate.refusals}


def _quirks(simulator, body):
    simulator.store.quirks = check_quirks(body["quirks"])
    return {"quirks": sorted(simulator.store.quirks)}


def _clock(simulator, body):
    """Put the clock forward: ``{"advance": 3600}`` seconds."""
    seconds = float(body.get("advance", 0))
    if seconds < 0:
        raise ControlError("the clock only goes forward")
    clock = simulator.store.clock
    clock.offset += seconds
    return {"now": clock.now().isoformat(), "offset": clock.offset}


def _search_lag(simulator, body):
    simulator.store.search_lag = float(body["seconds"])
    return {"seconds": simulator.store.search_lag}


def _notifications(simulator, body):
    caller = simulator.caller
    return {
        "calls": list(caller.calls),
        "held": [call for _url, call in caller.held],
        "settings": caller.settings(),
    }


def _set_notifications(simulator, body):
    """``{"delay": 0, "jitter": 0, "lost": 0.1, "repeated": 0, "hold": true, …}``."""
    return _set(simulator.caller.delivery, body)


def _release(simulator, body):
    """Make the calls that are held: ``{"backwards": true}``."""
    return {"released": simulator.caller.release(bool(body.get("backwards")))}


def _repeat(simulator, body):
    """Make an earlier call again: ``{"number": -1}``."""
    number = int(body.get("number", -1))
    if not -len(simulator.caller.calls) <= number < len(simulator.caller.calls):
        raise ControlError("no such call")
    simulator.caller.repeat(number)
    return {"number": number}


def _drop_channels(simulator, body):
    """End all channels, as if they had expired."""
    simulator.channels.clear()
    return {"channels": 0}


def _set(settings, body):
    known = {field.name: field.type for field in fields_of(settings)}
    if unknown := body.keys() - known.keys():
        raise ControlError(f"unknown setting: {', '.join(sorted(unknown))}")
    for name, value in body.items():
        setattr(settings, name, known[name](value))
    return {name: getattr(settings, name) for name in known}
