"""How records are shown.

Source: recorded answers; Zoho CRM API v8, "Get Records".
"""

from datetime import datetime

from tests.simulators.zoho.metadata.fields import NUMBERS

RICH_LETTERS = 500
# what the products of a quote's rows have besides their name
STOCK = ("Product_Code", "Qty_Ordered", "Qty_in_Stock", "Tax", "Taxable", "Unit_Price")


def whole(call, record, alone=False):
    """Return all of a record.

    :param alone: by the call for one record, which alone shows subforms
    """
    fields = call.store.modules[record.module].fields
    shown = {
        name: value_of(call, record, name)
        for name, field in fields.items()
        if alone or field.data_type != "subform"
    }
    return {**system(call, record), **shown, "id": record.id}


def row(call, record, names, alone=False):
    """Return the asked fields of a record and its id, as lists show it.

    Names that the module does not have are passed over, and so are subforms in lists;
    that is an assumption.

    :param alone: by the call for one record, which alone shows subforms
    """
    module = call.store.modules[record.module]
    shown = {"id": record.id}
    hidden = None
    for name in names:
        field = module.fields.get(name)
        if field and (alone or field.data_type != "subform"):
            value = value_of(call, record, name)
            if isinstance(value, str) and field.data_type == "textarea":
                value = value[:RICH_LETTERS]
            shown[name] = value
        elif name.startswith("$"):
            hidden = hidden or system(call, record)
            if name in hidden:
                shown[name] = hidden[name]
    return shown


def rows_of(call, record, name):
    """Return the rows of a subform; the keys with a dollar sign are from live data."""
    modules = call.store.modules
    module = modules[modules[record.module].fields[name].lookup]
    return [
        {
            "$field_states": None,
            "$in_merge": False,
            "$layout_id": _layout(module),
            "$zia_visions": None,
            **{key: value_of(call, each, key) for key in module.fields},
            "id": each.id,
        }
        for each in call.store.subforms.rows(record, name)
    ]


def _layout(module):
    name = module.layout.name
    return {"display_label": name, "name": name, "id": module.layout.id}


def value_of(call, record, name):
    """Return one field's value as it is shown."""
    store = call.store
    if name in ATTRIBUTES:
        return ATTRIBUTES[name](call, record)
    value = record.values.get(name)
    known = store.modules[record.module].fields.get(name)
    if known and known.data_type == "subform":
        return rows_of(call, record, name)
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
    shown = {"name": store.name_of(module, value), "id": value}
    if record.module == "Quoted_Items" and module == "Products":
        # source: the examples of zoho/crm-oas
        shown |= {name: target.values.get(name) for name in STOCK}
    return shown


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
        "$layout_id": _layout(module),
        "$has_more": dict.fromkeys(
            ("Tag", *store.subforms.names(record.module)), False
        ),
    }
    if record.module == "Quotes":
        # taxes of the quote as a whole do not exist here
        shown["$line_tax"] = []
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
