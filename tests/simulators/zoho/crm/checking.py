"""What a record of a write must have, as a whole."""

from tests.simulators.zoho.crm.values import id_of, stored
from tests.simulators.zoho.errors import Refused, bad_field, several
from tests.simulators.zoho.subforms import MOST_ROWS, merged


def checked(call, module, row, path, record=None):
    """Return the values to store of one record of a body.

    Unknown and read-only keys are passed over; that is an assumption.

    :param record: the record that is to change; None makes a new one
    """
    if not isinstance(row, dict):
        raise Refused("INVALID_DATA", {"expected_data_type": "jsonobject"})
    values, errors, failed = {}, [], set()
    for field in module.fields.values():
        try:
            if field.api_name in row and not field.read_only:
                value = _value(call, module, field, row, path, record)
                values[field.api_name] = value
        except Refused as refused:
            errors += refused.parts
            failed.add(field.api_name)
    required = _required(module, row, path, errors)
    for field in required:
        name = field.api_name
        missing = values.get(name) is None if name in row else record is None
        if missing and name not in failed:
            where = {"api_name": name, "json_path": f"{path}.{name}"}
            errors.append(Refused("MANDATORY_NOT_FOUND", where))
    if module.api_name == "Deals":
        errors += _stage_errors(call, values, record, path)
    errors += _duplicates(call, module, values, record, path)
    if errors:
        raise errors[0] if "first-error-only" in call.quirks else several(errors)
    if module.api_name == "Notes" and "Parent_Id" in values:
        values["$se_module"] = parent_module(row)
    return values


def _value(call, module, field, row, path, record):
    value = row[field.api_name]
    if field.data_type == "subform":
        return _rows(call, field, value, path, record)
    if module.api_name == "Notes" and field.api_name == "Parent_Id":
        target = id_of(value)
        if target not in call.store.records.get(parent_module(row), {}):
            raise bad_field(field.api_name, path)
        return target
    return stored(call.store, field, value, path)


def _rows(call, field, value, path, record):
    """Return all rows that a subform has after a write, None for no rows.

    Which code more than 100 rows give is not published; that null means no rows is an
    assumption.
    """
    path = f"{path}.{field.api_name}"
    if value is not None and not isinstance(value, list):
        where = {"api_name": field.api_name, "json_path": path}
        raise Refused("INVALID_DATA", where | {"expected_data_type": "jsonarray"})
    module = call.store.modules[field.lookup]
    known = call.store.subforms.rows(record, field.api_name) if record else []
    known = {row.id: row for row in known}
    given, errors = [], []
    for number, row in enumerate(value or []):
        try:
            given.append(_row(call, module, row, f"{path}[{number}]", known))
        except Refused as refused:
            errors += refused.parts
    rows = merged(known, given)
    if len(rows) > MOST_ROWS:
        details = {"limit": MOST_ROWS, "api_name": field.api_name, "json_path": path}
        errors.append(Refused("LIMIT_EXCEEDED", details))
    if errors:
        raise several(errors)
    return rows or None


def _row(call, module, row, path, known):
    """Return id and values of a row; a row with ``_delete`` has none (documented)."""
    if not isinstance(row, dict):
        where = {"api_name": module.api_name, "json_path": path}
        raise Refused("INVALID_DATA", where | {"expected_data_type": "jsonobject"})
    row_id = None if row.get("id") is None else str(row["id"])
    where = {"api_name": "id", "json_path": f"{path}.id"}
    if row_id is not None and row_id not in known:
        raise Refused("INVALID_DATA", where, "the id given seems to be invalid")
    if "_delete" in row:
        if row_id is None:
            raise Refused("MANDATORY_NOT_FOUND", where)
        return row_id, None
    return row_id, checked(call, module, row, path, known.get(row_id))


def parent_module(row):
    """Return the module of a note's parent, given in the old way or the new one."""
    parent = row.get("Parent_Id")
    named = parent.get("module") if isinstance(parent, dict) else None
    name = named.get("api_name") if isinstance(named, dict) else row.get("$se_module")
    return name if isinstance(name, str) else None


def _required(module, row, path, errors):
    """What a layout asks for counts only where the layout is named (documented)."""
    layout = row.get("Layout")
    if layout is not None and id_of(layout) != module.layout.id:
        errors.append(bad_field("Layout", path))
    named = layout is not None
    fields = module.fields.values()
    return [each for each in fields if each.mandatory or (named and each.required)]


def _stage_errors(call, values, record, path):
    """Refuse a stage outside of the deal's pipeline."""
    metadata = call.store.metadata
    before = record.values if record else {}
    stage = values.get("Stage", before.get("Stage"))
    changed = {"Stage", "Pipeline"} & values.keys()
    if not changed or not metadata.pipelines or stage is None:
        return []
    name = values.get("Pipeline", before.get("Pipeline"))
    pipeline = metadata.pipeline(name)
    if pipeline is None:
        return [bad_field("Pipeline", path)] if name else []
    if stage in pipeline.stages:
        return []
    where = {
        "api_name": "Stage",
        "json_path": f"{path}.Stage",
        "dependee": {"api_name": "Pipeline", "json_path": f"{path}.Pipeline"},
    }
    return [Refused("DEPENDENT_MISMATCH", where)]


def _duplicates(call, module, values, record, path):
    errors = []
    for field in module.custom_fields():
        value = values.get(field.api_name)
        if not field.unique or value is None:
            continue
        twin = find(call.store, module, field, value)
        if twin and twin is not record:
            owner = call.store.org.user(twin.values["Owner"])
            details = {
                "api_name": field.api_name,
                "json_path": f"{path}.{field.api_name}",
                "duplicate_record": {
                    "Owner": owner.short(),
                    "module": {"api_name": module.api_name, "id": module.id},
                    "id": twin.id,
                },
                "id": twin.id,
                "more_records": False,
            }
            errors.append(Refused("DUPLICATE_DATA", details))
    return errors


def find(store, module, field, value):
    """Return the oldest record with this value, or None."""
    exact = field.custom and field.case_sensitive

    def form(text):
        return str(text) if exact else str(text).casefold()

    for record in store.records[module.api_name].values():
        known = record.values.get(field.api_name)
        if known is not None and form(known) == form(value):
            return record
    return None
