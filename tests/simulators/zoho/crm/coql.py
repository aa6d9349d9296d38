"""COQL: ``POST /coql {"select_query": …}``. Source: Zoho CRM API v8, "COQL"."""

import json
from datetime import datetime

from tests.simulators.zoho.crm import coql_parser, showing
from tests.simulators.zoho.errors import Refused

MOST_ROWS = 2000
ROWS_OF_TABLE = 200
COUNT = "COUNT(id)"


def answer(call):
    """Rows have an id; lookups only theirs, unless ``Lookup.Field`` is asked for."""
    call.only("POST")
    call.need("ZohoCRM.coql", "READ")
    text = _query_text(call)
    query = coql_parser.parse(text)
    module = call.need_module(query.module, "READ")
    most = ROWS_OF_TABLE if "coql-200" in call.quirks else MOST_ROWS
    if query.limit > most:
        details = {"limit": str(most)}
        raise Refused("LIMIT_EXCEEDED", details, "limit of the query is exceeded")
    # 1, 2 or 3 credits for up to 200, 1000 or 2000 rows
    call.cost = 1 + (query.limit > 200) + (query.limit > 1000)
    for name in query.columns:
        if name != COUNT:
            _check_column(call, module, name)
    for name in query.names:
        _check_column(call, module, name)
    rows = [
        record
        for record in call.store.sorted_records(module.api_name)
        if call.sees(record) and query.test(lambda name, r=record: _raw(call, r, name))
    ]
    if query.columns == [COUNT]:
        return 200, _reply([{COUNT: len(rows)}], False)
    for name, descending in reversed(query.order):
        rows.sort(key=lambda r, n=name: _sort_key(_raw(call, r, n)), reverse=descending)
    found = rows[query.offset : query.offset + query.limit]
    if not found:
        return 204, None
    more = len(rows) > query.offset + query.limit
    return 200, _reply([_shown(call, row, query.columns) for row in found], more)


def _reply(rows, more):
    return {"data": rows, "info": {"count": len(rows), "more_records": more}}


def _query_text(call):
    try:
        text = json.loads(call.request.body).get("select_query")
    except (ValueError, AttributeError):
        details = {
            "expected_data_type": "jsonobject",
            "api_name": "body",
            "json_path": "$",
        }
        raise Refused("INVALID_DATA", details) from None
    if not text:
        raise Refused("MANDATORY_NOT_FOUND", {"api_name": "select_query"})
    if not isinstance(text, str):
        details = {"expected_data_type": "string", "api_name": "select_query"}
        raise Refused("INVALID_DATA", details | {"json_path": "$.select_query"})
    return text


def _check_column(call, module, name):
    first, _dot, rest = name.partition(".")
    field = module.fields.get(first)
    # rows of subforms are asked for in their own module
    known = first == "id" or (field is not None and field.data_type != "subform")
    if known and rest:
        known = field is not None and field.lookup is not None
        known = known and (
            rest == "id" or rest in call.store.modules[field.lookup].fields
        )
    if not known:
        details = {"column_name": name}
        raise Refused("INVALID_QUERY", details, "column given seems to be invalid")


def _raw(call, record, name):
    """Return a value that can be compared: moments aware, lookups as ids."""
    first, _dot, rest = name.partition(".")
    if first == "id":
        return record.id
    if first == "Created_Time":
        return record.created_time
    if first == "Modified_Time":
        return record.modified_time
    if first in ("Created_By", "Modified_By"):
        return getattr(record, first.lower())
    value = record.values.get(first)
    if not rest or rest == "id" or value is None:
        return value
    lookup = call.store.modules[record.module].fields[first].lookup
    target = call.store.get(lookup, value)
    return _raw(call, target, rest) if target else None


def _sort_key(value):
    # nulls come first; an assumption
    return (value is not None, str(value) if isinstance(value, bool) else value or "")


def _shown(call, record, columns):
    shown = {"id": record.id}
    for name in columns:
        first, _dot, rest = name.partition(".")
        if rest:
            value = _raw(call, record, name)
            moment = isinstance(value, datetime)
            shown[name] = call.moment(value) if moment else value
        elif first != "id":
            value = showing.value_of(call, record, first)
            is_lookup = isinstance(value, dict) and "id" in value
            shown[first] = {"id": value["id"]} if is_lookup else value
    return shown
