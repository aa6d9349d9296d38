"""Writes of records.

Source: Zoho CRM API v8, "Insert Records", "Update Records", "Upsert Records", "Delete
Records".
"""

from tests.simulators.zoho.crm.checking import checked, find
from tests.simulators.zoho.crm.reading import check_id
from tests.simulators.zoho.crm.showing import write_details
from tests.simulators.zoho.errors import Refused, bad_field, bad_param
from tests.simulators.zoho.metadata.standard import DUPLICATE_KEYS

MOST_RECORDS = 100
RECORDS_PER_CREDIT = 10
TRIGGERS = ("approval", "workflow", "blueprint", "pathfinder", "orchestration")


def create_records(call, module):
    """Answer ``POST /{module}``."""
    rows, triggers = _read(call)

    def create(row, path):
        values = checked(call, module, row, path)
        record = call.store.create(module.api_name, values, call.user)
        return _done(call, record, "record added", triggers)

    return results(call, rows, create, 201)


def update_records(call, module, record_id=None):
    """Answer ``PUT /{module}`` and ``PUT /{module}/{id}``."""
    if record_id:
        check_id(record_id)
    rows, triggers = _read(call)
    if record_id and len(rows) > 1:
        return 400, {"data": [_too_many(1).as_json()]}
    since = call.header_moment("if-unmodified-since")

    def update(row, path):
        target = record_id or (row.get("id") if isinstance(row, dict) else None)
        record = _writable(call, module, target, path, bool(record_id))
        if since and record.modified_time > since:
            details = write_details(call, record)
            del details["$approval_state"]
            raise Refused("ALREADY_MODIFIED", details)
        values = checked(call, module, row, path, record)
        call.store.update(record, values, call.user)
        return _done(call, record, "record updated", triggers)

    return results(call, rows, update, 200)


def upsert_records(call, module):
    """Answer ``POST /{module}/upsert``."""
    rows, triggers = _read(call)
    keys = call.body("data")[1].get("duplicate_check_fields")
    keys = keys or DUPLICATE_KEYS[module.api_name]
    allowed = {*DUPLICATE_KEYS[module.api_name]}
    allowed |= {each.api_name for each in module.custom_fields() if each.unique}
    if not isinstance(keys, list) or not all(key in [*allowed] for key in keys):
        # which answer this gets is not published
        raise bad_field("duplicate_check_fields", "$", supported_values=[*allowed])

    def upsert(row, path):
        twin, key = _twin(call, module, row, keys)
        if twin is None:
            values = checked(call, module, row, path)
            record = call.store.create(module.api_name, values, call.user)
            done = _done(call, record, "record added", triggers)
            return done | {"action": "insert", "duplicate_field": None}
        record = _writable(call, module, twin.id, path)
        values = checked(call, module, row, path, record)
        call.store.update(record, values, call.user)
        done = _done(call, record, "record updated", triggers)
        return done | {"action": "update", "duplicate_field": key}

    return results(call, rows, upsert, 200)


def delete_records(call, module, record_id=None):
    """Answer ``DELETE /{module}?ids=`` and ``DELETE /{module}/{id}``."""
    if record_id:
        check_id(record_id)
        ids = [record_id]
    else:
        ids = call.ids()
    if not ids:
        raise bad_param("ids", "REQUIRED_PARAM_MISSING")

    def delete(target, path):
        record = call.record(module, target)
        if record is None:
            raise Refused("INVALID_DATA", {"id": target}, "record not deleted")
        if record.refusal:
            details = {"id": target}
            if record.refusal == "RECORD_LOCKED":
                details["action"] = "record_locking"
            raise Refused(record.refusal, details)
        call.store.delete(record, call.user)
        if call.query.get("wf_trigger") != "false":
            _run_workflows(call, record, "record deleted")
        return success({"id": target}, "record deleted")

    return results(call, ids, delete, 200)


def results(call, rows, function, status, key="data"):
    """Do something with each row; return status and the list of what became of them.

    All done gives ``status``, some 207, none 400 or what the first one says.
    """
    items, failed = [], []
    for number, row in enumerate(rows):
        try:
            items.append(function(row, f"$.{key}[{number}]"))
        except Refused as refused:
            failed.append(refused)
            items.append(refused.as_json())
    if len(failed) == len(rows):
        status = 202 if "failed-writes-202" in call.quirks else failed[0].status
    elif failed:
        status = 207
    return status, {key: items}


def success(details, message):
    return {
        "code": "SUCCESS",
        "details": details,
        "message": message,
        "status": "success",
    }


def _done(call, record, message, triggers):
    if triggers is None or "workflow" in triggers:
        _run_workflows(call, record, message)
    return success(write_details(call, record), message)


def _run_workflows(call, record, message):
    """Note that workflows start after a write, whatever it changed."""
    run = {"module": record.module, "id": record.id, "by": call.user.id}
    call.store.workflow_runs.append(run | {"on": message})


def _read(call):
    """Return the records of the body and its ``trigger``; all if that is missing."""
    rows, body = call.body("data")
    if len(rows) > MOST_RECORDS:
        raise _too_many(MOST_RECORDS)
    call.cost = -(-len(rows) // RECORDS_PER_CREDIT)
    triggers = body.get("trigger")
    if triggers is not None and not (
        isinstance(triggers, list) and all(each in TRIGGERS for each in triggers)
    ):
        raise bad_field("trigger", "$", supported_values=[*TRIGGERS])
    return rows, triggers


def _too_many(limit):
    details = {"maximum_length": limit, "api_name": "data"}
    message = "count of records in your request exceeds the limit"
    return Refused("LIMIT_EXCEEDED", details, message)


def _writable(call, module, target, path, alone=False):
    """Return the record to change."""
    where = {"api_name": "id", "json_path": f"{path}.id"}
    if target is None:
        raise Refused("MANDATORY_NOT_FOUND", where)
    record = call.record(module, str(target))
    if record is None:
        details = {"resource_path_index": 1} if alone else where
        raise Refused("INVALID_DATA", details, "the id given seems to be invalid")
    if record.refusal == "RECORD_LOCKED":
        raise Refused(record.refusal, where | {"action": "record_locking"})
    if record.refusal:
        raise Refused(record.refusal, where)
    return record


def _twin(call, module, row, keys):
    """Return the record that is meant, and the field that says so."""
    if not isinstance(row, dict):
        return None, None
    if record := call.store.get(module.api_name, str(row.get("id"))):
        return record, "id"
    for key in keys:
        if row.get(key) is not None:
            twin = find(call.store, module, module.fields[key], row[key])
            if twin:
                return twin, key
    return None, None
