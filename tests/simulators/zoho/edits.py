"""Changes that people make in Zoho's web client: `POST /_simulator/edit`.

Values have the names of the API; lookups are ids.
"""

from tests.simulators.simulator import ControlError
from tests.simulators.zoho.clock import parse
from tests.simulators.zoho.crm.values import id_of
from tests.simulators.zoho.org import EDITIONS
from tests.simulators.zoho.subforms import merged

MODULES = {
    "account": "Accounts",
    "contact": "Contacts",
    "product": "Products",
    "deal": "Deals",
    "note": "Notes",
    "quote": "Quotes",
}
PEOPLE = ("admin", "sales")
REFUSALS = ("RECORD_LOCKED", "NOT_APPROVED", "NOT_REVIEWED", "RECORD_IN_BLUEPRINT")


def edit(store, body):
    """Do what a control request asks for; return the record's id as ``id``."""
    what, operation = body["what"], body.get("operation", "update")
    function = OPERATIONS.get((what, operation)) or (
        RECORD_OPERATIONS.get(operation) if what in MODULES else None
    )
    if function is None:
        raise ControlError(f"no such edit: {operation} {what}")
    user = user_of(store, body.get("by", "admin"))
    return {"id": function(store, body, dict(body.get("values", {})), user)}


def user_of(store, by):
    """Return a user by ``admin``, ``sales`` or an id."""
    if by in PEOPLE:
        return store.org.users[PEOPLE.index(by)]
    user = store.org.user(by)
    if user is None:
        raise ControlError("by must be admin, sales or the id of a user")
    return user


def _record(store, body):
    record = store.get(MODULES[body["what"]], str(body["id"]))
    if record is None:
        raise ControlError(f"there is no {body['what']} {body['id']}", 404)
    return record


def _values(store, name, values, record=None):
    """Return values as they are stored; nothing else of them is checked.

    :param record: the record that is to change
    """
    fields = store.modules[name].fields
    if unknown := values.keys() - fields.keys() - {"$se_module"}:
        raise ControlError(f"cannot set {', '.join(sorted(unknown))}")
    kinds = {key: fields[key].data_type for key in values if key in fields}
    stored = dict(values)
    for key, kind in kinds.items():
        if kind in ("lookup", "ownerlookup") and values[key] is not None:
            stored[key] = id_of(values[key])
        elif kind == "datetime":
            stored[key] = parse(values[key])
        elif kind == "subform":
            stored[key] = _rows(store, fields[key], values[key], record)
    return stored


def _rows(store, field, rows, record):
    """Return the rows of a subform after an edit, which is written as in the API.

    ``[{"Quantity": 2}, {"id": "554…", "Quantity": 3}, {"id": "554…", "_delete": 1}]``
    """
    known = store.subforms.rows(record, field.api_name) if record else []
    known = [row.id for row in known]
    given = []
    for row in rows:
        row_id = row.get("id")
        if row_id is not None and row_id not in known:
            raise ControlError(f"there is no row {row_id}", 404)
        rest = {key: row[key] for key in row if key not in ("id", "_delete")}
        values = None if "_delete" in row else _values(store, field.lookup, rest)
        given.append((row_id, values))
    return merged(known, given)


# -- records -------------------------------------------------------------------------


def _add(store, body, values, user):
    name = MODULES[body["what"]]
    missing = [
        key
        for key, field in store.modules[name].fields.items()
        if field.mandatory and values.get(key) in (None, "", [])
    ]
    if name == "Deals" and "Pipeline" in missing:
        values["Pipeline"] = store.metadata.pipelines[0].name
        missing.remove("Pipeline")
    if missing:
        raise ControlError(f"missing: {', '.join(missing)}")
    return store.create(name, _values(store, name, values), user).id


def _update(store, body, values, user):
    record = _record(store, body)
    store.update(record, _values(store, record.module, values, record), user)
    return record.id


def _delete(store, body, values, user):
    record = _record(store, body)
    store.delete(record, user)
    return record.id


def _restore(store, body, values, user):
    return store.restore(*_deleted(store, body), user).id


def _purge(store, body, values, user):
    """Empty the recycle bin of one record."""
    name, record_id = _deleted(store, body)
    store.purge(name, record_id)
    return record_id


def _deleted(store, body):
    name, record_id = MODULES[body["what"]], str(body["id"])
    row = store.deleted[name].get(record_id)
    if row is None or row.permanent:
        raise ControlError(f"no deleted {body['what']} {record_id}", 404)
    return name, record_id


def _refuse(store, body, values, user):
    """Lock a record and such: ``{"code": "RECORD_LOCKED"}``, or null to free it."""
    record, code = _record(store, body), values["code"]
    if code not in (None, *REFUSALS):
        raise ControlError(f"code must be one of {', '.join(REFUSALS)}")
    record.refusal = code
    record.approval = "approval_process_pending" if code == REFUSALS[1] else "approved"
    return record.id


# -- deals ---------------------------------------------------------------------------


def _move(store, body, values, user):
    """Move a deal: ``{"stage": "Closed Lost", "reason": "Price", "pipeline": …}``."""
    record = _record(store, body)
    option = store.metadata.stage_field.option(values["stage"])
    changed = {"Stage": option.actual if option else values["stage"]}
    if "pipeline" in values:
        changed["Pipeline"] = values["pipeline"]
    if "reason" in values:
        changed[values.get("reason_field", "Reason_For_Loss__s")] = values["reason"]
    store.update(record, _values(store, "Deals", changed), user)
    return record.id


def _add_products(store, body, values, user):
    deal = _record(store, body)
    for product in values["products"]:
        if product not in store.records["Products"]:
            raise ControlError(f"there is no product {product}", 404)
        store.link_product(deal, product, user)
    return deal.id


def _remove_products(store, body, values, user):
    deal = _record(store, body)
    for product in values["products"]:
        store.unlink_product(deal, product, user)
    return deal.id


def _add_contacts(store, body, values, user):
    """Add contact roles: ``{"contacts": ["554…"], "role": "Decision Maker"}``."""
    deal = _record(store, body)
    role = values.get("role")
    role_id = store.role_id(role) if role else None
    for contact in values["contacts"]:
        if contact not in store.records["Contacts"]:
            raise ControlError(f"there is no contact {contact}", 404)
        store.set_role(deal, contact, role_id, user)
    return deal.id


def _remove_contacts(store, body, values, user):
    deal = _record(store, body)
    for contact in values["contacts"]:
        store.drop_role(deal, contact, user)
    return deal.id


# -- settings ------------------------------------------------------------------------


def _change_stage(store, body, values, user):
    """Rename or sort a stage anew: ``{"actual": …, "display": …, "category": …}``."""
    option = store.metadata.stage_field.option(values.pop("actual"))
    if option is None:
        raise ControlError("no such stage")
    if unknown := values.keys() - {"display", "reference", "category", "probability"}:
        raise ControlError(f"cannot set {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(option, name, value)
    return option.id


def _add_field(store, body, values, user):
    """``{"module": "Deals", "label": …, "data_type": "picklist", "options": […]}``."""
    metadata = store.metadata
    options = [metadata.option(each) for each in values.pop("options", ())]
    module = metadata.modules[values.pop("module")]
    return metadata.add_field(module, options=options, **values).api_name


def _delete_field(store, body, values, user):
    fields = store.modules[values["module"]].fields
    field = fields.get(values["api_name"])
    if field is None or not field.custom:
        raise ControlError("no such custom field")
    del fields[field.api_name]
    return field.api_name


def _change_org(store, body, values, user):
    org = store.org
    known = {"edition", "currency_format", "company_name"}
    if unknown := values.keys() - known:
        raise ControlError(f"cannot set {', '.join(sorted(unknown))}")
    if values.get("edition", org.edition) not in EDITIONS:
        raise ControlError(f"edition must be one of {', '.join(EDITIONS)}")
    for name, value in values.items():
        setattr(org, name, value)
    return org.company_name


def _change_user(store, body, values, user):
    target = user_of(store, str(body["id"]))
    known = {"first_name", "last_name", "email", "time_zone", "status", "sees_all"}
    if unknown := values.keys() - known:
        raise ControlError(f"cannot set {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(target, name, value)
    return target.id


RECORD_OPERATIONS = {
    "add": _add,
    "update": _update,
    "delete": _delete,
    "restore": _restore,
    "purge": _purge,
    "refuse": _refuse,
}
OPERATIONS = {
    ("deal", "move"): _move,
    ("deal", "add-products"): _add_products,
    ("deal", "remove-products"): _remove_products,
    ("deal", "add-contacts"): _add_contacts,
    ("deal", "remove-contacts"): _remove_contacts,
    ("stage", "update"): _change_stage,
    ("field", "add"): _add_field,
    ("field", "delete"): _delete_field,
    ("org", "update"): _change_org,
    ("user", "update"): _change_user,
}
