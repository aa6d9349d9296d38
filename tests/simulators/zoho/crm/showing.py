"""How records are shown.

Source: recorded answers; Zoho CRM API v8, "Get Records".
"""

from datetime import datetime

from tests.simulators.zoho.metadata.fields import NUMBERS

RICH_LETTERS = 500


def whole(call, record):
    """Return all of a record, as only the call for one record shows it."""
    module = call.store.modules[record.module]
    shown = {name: value_of(call, record, name) for name in module.fields}
    return {**system(call, record), **shown, "id": record.id}


def row(call, record, names):
    """Return the asked fields of a record and its id, as lists show it.

    Names that the module does not have are passed over; that is an assumption.
    """
    module = call.store.modules[record.module]
    shown = {"id": record.id}
    hidden = None
    for name in names:
        if name in module.fields:
            value = value_of(call, record, name)
            if isinstance(value, str) and module.fields[name].data_type == "textarea":
                value = value[:RICH_LETTERS]
            shown[name] = value
        elif name.startswith("$"):
            hidden = hidden or system(call, record)
            if name in hidden:
                shown[name] = hidden[name]
    return shown


def value_of(call, record, name):
    """Return one field's value as it is shown."""
    store = call.store
    if name in ATTRIBUTES:
        return ATTRIBUTES[name](call, record)
    value = record.values.get(name)
    known = store.modules[record.module].fields.get(name)
    if value is None or known is None:
        return value
    if known.data_type == "ownerlookup":
        user = store.org.user(value)
        return user and user.with_email()
    if known.data_type == "lookup":
        return lookup(store, known, record, value)
    if isinstance(value, datetime):
        return call.moment(value)
    if known.data_type in NUMBERS:
        return value
    if name == "Stage" and "stage-display" in call.quirks:
        option = known.option(value)
        return option.display if option else value
    return value


def lookup(store, known, record, value):
    """Return name and id of what a lookup points to; of deleted records nothing."""
    module = known.lookup
    if record.module == "Notes":
        module = record.values.get("$se_module", module)
    target = store.get(module, value)
    if target is None:
        return None
    return {"name": store.name_of(module, value), "id": value}


def system(call, record):
    """Return the keys with a dollar sign."""
    store = call.store
    module = store.modules[record.module]
    waiting = record.approval != "approved"
    shown = {
        "$currency_symbol": store.org.symbol(record.values.get("Currency")),
        "$field_states": None,
        "$state": "save",
        "$approval_state": record.approval,
        "$approval": {
            "delegate": False,
            "takeover": False,
            "approve": waiting,
            "reject": waiting,
            "resubmit": False,
        },
        "$review_process": {"approve": False, "reject": False, "resubmit": False},
        "$review": None,
        "$process_flow": record.refusal == "RECORD_IN_BLUEPRINT",
        "$locked_for_me": record.refusal == "RECORD_LOCKED",
        "$editable": record.refusal is None,
        "$in_merge": False,
        "$orchestration": None,
        "$pathfinder": None,
        "$layout_id": {
            "display_label": module.layout.name,
            "name": module.layout.name,
            "id": module.layout.id,
        },
        "$has_more": {"Tag": False},
    }
    if record.module == "Notes":
        shown["$se_module"] = record.values.get("$se_module")
    return shown


def write_details(call, record):
    """Return the details of a successful write."""
    org = call.store.org
    return {
        "Modified_Time": call.moment(record.modified_time),
        "Modified_By": org.user(record.modified_by).short(),
        "Created_Time": call.moment(record.created_time),
        "id": record.id,
        "Created_By": org.user(record.created_by).short(),
        "$approval_state": record.approval,
    }


ATTRIBUTES = {
    "Created_Time": lambda call, record: call.moment(record.created_time),
    "Modified_Time": lambda call, record: call.moment(record.modified_time),
    "Created_By": lambda call, record: call.store.org.user(
        record.created_by
    ).with_email(),
    "Modified_By": lambda call, record: call.store.org.user(
        record.modified_by
    ).with_email(),
    "Tag": lambda call, record: record.values.get("Tag", []),
    "Locked__s": lambda call, record: record.refusal == "RECORD_LOCKED",
    "Record_Status__s": lambda call, record: "Available",
}
