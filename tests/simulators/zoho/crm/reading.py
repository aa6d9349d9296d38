"""Reads of records. Source: Zoho CRM API v8, "Get Records", "Get Deleted Records"."""

from tests.simulators.zoho.crm import showing
from tests.simulators.zoho.crm.call import MOST_PER_PAGE
from tests.simulators.zoho.crm.paging import take_page
from tests.simulators.zoho.errors import Refused, bad_param
from tests.simulators.zoho.metadata.standard import NAMES
from tests.simulators.zoho.store import SORT_KEYS

MOST_FIELDS = 50
FIELDS_NEEDED_FROM = 3
COUNT_CREDITS = 50
DELETED_TYPES = ("all", "recycle", "permanent")


def asked_fields(call, always=True):
    """Return the names of ``fields``, which is mandatory from version 3 on."""
    names = [each for each in call.query.get("fields", "").split(",") if each]
    if not names and always and call.version >= FIELDS_NEEDED_FROM:
        raise bad_param("fields", "REQUIRED_PARAM_MISSING")
    if len(names) > MOST_FIELDS:
        raise bad_param("fields", "LIMIT_EXCEEDED", limit=MOST_FIELDS)
    return names


def list_records(call, pages, module):
    """Answer ``GET /{module}`` with ``(status, JSON)``."""
    names = asked_fields(call) or list(module.fields)
    if "cvid" in call.query:
        # there are no custom views here
        raise bad_param("cvid")
    by = call.query.get("sort_by", "id")
    order = call.query.get("sort_order", "desc")
    if by not in SORT_KEYS:
        raise bad_param("sort_by", supported_values=[*SORT_KEYS])
    if order not in ("asc", "desc"):
        raise bad_param("sort_order", supported_values=["asc", "desc"])
    since = call.header_moment("if-modified-since")
    rows = call.store.sorted_records(module.api_name, by)
    if ids := call.ids():
        rows = [row for row in rows if row.id in ids]
    if since:
        rows = [row for row in rows if call.is_since(row.modified_time, since)]
    if not call.user.sees_all:
        rows = [row for row in rows if call.sees(row)]
    found, info = take_page(call, pages, rows, SORT_KEYS[by], order == "desc")
    if not found:
        return (304 if since else 204), None
    return 200, {"data": [showing.row(call, row, names) for row in found], "info": info}


def get_record(call, module, record_id):
    """Answer ``GET /{module}/{id}``; a record that is not there gives 204."""
    check_id(record_id)
    since = call.header_moment("if-modified-since")
    record = call.record(module, record_id)
    if record is None:
        return 204, None
    if since and not call.is_since(record.modified_time, since):
        return 304, None
    names = asked_fields(call, always=False)
    if names:
        return 200, {"data": [showing.row(call, record, names, alone=True)]}
    return 200, {"data": [showing.whole(call, record, alone=True)]}


def check_id(text):
    if not (text.isdigit() and len(text) <= 19):
        details = {"resource_path_index": 1}
        raise Refused("INVALID_DATA", details, "the id given seems to be invalid")


def count_records(call, module):
    """Answer ``GET /{module}/actions/count``, a dear call."""
    call.cost = COUNT_CREDITS
    rows = call.store.records[module.api_name].values()
    return 200, {"count": sum(call.sees(row) for row in rows)}


def list_deleted(call, module):
    """Answer ``GET /{module}/deleted``."""
    kind = call.query.get("type", "all")
    if kind not in DELETED_TYPES:
        message = f"type should be one of {', '.join(DELETED_TYPES)}"
        raise Refused("PATTERN_NOT_MATCHED", {"param_name": "type"}, message)
    since = call.header_moment("if-modified-since")
    wanted = {"recycle": [False], "permanent": [True]}.get(kind, [False, True])
    rows = [
        row
        for row in call.store.deleted_rows(module.api_name)
        if row.permanent in wanted and (not since or call.is_since(row.time, since))
    ]
    size = call.number("per_page", MOST_PER_PAGE, MOST_PER_PAGE)
    page = call.number("page", 1)
    start = (page - 1) * size
    found = rows[start : start + size]
    if not found:
        # not known which of the two it is
        unchanged = since and "deleted-204" not in call.quirks
        return (304 if unchanged else 204), None
    info = {
        "per_page": size,
        "count": len(found),
        "page": page,
        "more_records": len(rows) > start + size,
    }
    return 200, {"data": [_deleted(call, row) for row in found], "info": info}


def _deleted(call, row):
    org, record = call.store.org, row.record
    if row.permanent:
        name = by = created = None
    else:
        name = record.values.get(NAMES[record.module])
        by = org.user(row.by).short()
        created = org.user(record.created_by).short()
    return {
        "deleted_by": by,
        "id": record.id,
        "display_name": name,
        "type": "permanent" if row.permanent else "recycle",
        "created_by": created,
        "deleted_time": call.moment(row.time),
    }
