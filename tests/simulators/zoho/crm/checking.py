"""What a record of a write must have, as a whole."""

from tests.simulators.zoho.crm.values import id_of, stored
from tests.simulators.zoho.errors import Refused, bad_field, several


def checked(call, module, row, path, record=None):
    """Return the values to store of one record of a body.

    Unknown and read-only keys are passed over; that is an assumption.

    :param record: the record that is to change; None makes a new one
    """
    if not isinstance(row, dict):
        raise Refused("INVALID_DATA", {"expected_data_type": "jsonobject"})
    values, errors = {}, []
    for field in module.fields.values():
        try:
            if field.api_name in row and not field.read_only:
                values[field.api_name] = _value(call, module, field, row, path)
        except Refused as refused:
            errors.append(refused)
    required = _required(module, row, path, errors)
    for field in required:
        name = field.api_name
        missing = values.get(name) is None if name in row else record is None
        if missing and not any(e.details.get("api_name") == name for e in errors):
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


def _value(call, module, field, row, path):
    value = row[field.api_name]
    if module.api_name == "Notes" and field.api_name == "Parent_Id":
        target = id_of(value)
        if target not in call.store.records.get(parent_module(row), {}):
            raise bad_field(field.api_name, path)
        return target
    return stored(call.store, field, value, path)


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
