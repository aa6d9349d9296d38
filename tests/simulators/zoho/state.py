"""What `GET /_simulator/state` tells: times in UTC, lookups as ids."""

from datetime import datetime

from tests.simulators.zoho.clock import shown

RECORDS = ("Accounts", "Contacts", "Products", "Deals", "Notes", "Quotes")
COLLECTIONS = (
    *(*RECORDS, "deleted", "channels", "users", "org", "tokens", "workflow_runs"),
    *("odd_records", "custom_fields", "stages"),
)
ZONE = "UTC"


def state(simulator, what=COLLECTIONS, ids=None):
    """Return the wanted collections; records by id, if any are given."""
    return {name: _collection(simulator, name, ids) for name in what}


def _collection(simulator, name, ids):
    store = simulator.store
    if name not in RECORDS:
        return OTHERS[name](simulator)
    every = store.records[name]
    chosen = every if ids is None else [each for each in ids if each in every]
    return [record_state(store, every[each]) for each in chosen]


def record_state(store, record):
    """Return one record with what hangs on it."""
    values = {name: _plain(value) for name, value in record.values.items()}
    values |= {
        "id": record.id,
        "Created_Time": shown(record.created_time, ZONE),
        "Modified_Time": shown(record.modified_time, ZONE),
        "Created_By": record.created_by,
        "Modified_By": record.modified_by,
        "refusal": record.refusal,
    }
    for name in store.subforms.names(record.module):
        rows = store.subforms.rows(record, name)
        values[name] = [{"id": row.id, **row.values} for row in rows]
    if record.module == "Deals":
        roles = store.metadata.contact_roles
        values |= {
            "products": [product.id for product in store.products(record.id)],
            "contact_roles": {
                contact: roles.get(role)
                for contact, role in store.roles_of[record.id].items()
            },
            "stages": [row["Stage"] for row in store.stages_of[record.id]],
        }
    return values


def _plain(value):
    return shown(value, ZONE) if isinstance(value, datetime) else value


def _deleted(simulator):
    store = simulator.store
    return [
        {
            "module": name,
            "id": row.record.id,
            "by": row.by,
            "time": shown(row.time, ZONE),
            "permanent": row.permanent,
        }
        for name in RECORDS
        for row in store.deleted_rows(name)
    ]


def _channels(simulator):
    return [
        {
            "channel_id": channel.id,
            "user_id": channel.user_id,
            "notify_url": channel.notify_url,
            "events": channel.events,
            "expiry": shown(channel.expiry, ZONE),
            "token": channel.token,
            "notify_on_related_action": channel.related,
        }
        for channel in simulator.channels.alive()
    ]


def _users(simulator):
    return [
        {"id": user.id, "name": user.full_name, "email": user.email, "role": user.role}
        for user in simulator.store.org.users
    ]


def _org(simulator):
    org = simulator.store.org
    return {
        "edition": org.edition,
        "currency": org.currency,
        "multi_currency": org.multi_currency,
        "currency_format": org.currency_format,
        "company_name": org.company_name,
        "region": org.region,
    }


def _tokens(simulator):
    """How many there are; the tokens themselves stay secret."""
    tokens = simulator.tokens
    return {name: len(getattr(tokens, name)) for name in ("codes", "refresh", "access")}


def _custom_fields(simulator):
    return [
        {
            "module": module.api_name,
            "api_name": field.api_name,
            "label": field.label,
            "data_type": field.data_type,
            "required": field.required,
            "unique": field.unique,
            "options": [option.display for option in field.options],
        }
        for module in simulator.store.modules.values()
        for field in module.custom_fields()
    ]


def _stages(simulator):
    return [
        {
            "display": option.display,
            "actual": option.actual,
            "category": option.category,
            "probability": option.probability,
        }
        for option in simulator.store.metadata.stage_field.options
    ]


OTHERS = {
    "deleted": _deleted,
    "channels": _channels,
    "users": _users,
    "org": _org,
    "tokens": _tokens,
    "workflow_runs": lambda simulator: simulator.store.workflow_runs,
    "odd_records": lambda simulator: simulator.store.odd_records,
    "custom_fields": _custom_fields,
    "stages": _stages,
}
