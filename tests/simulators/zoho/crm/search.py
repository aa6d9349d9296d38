"""Searches of one module. Source: Zoho CRM API v8, "Search Records".

The index lags behind: what changed a moment ago is not found yet.
"""

import re

from tests.simulators.zoho.crm import showing
from tests.simulators.zoho.crm.call import MOST_PER_PAGE
from tests.simulators.zoho.crm.comparing import comparable
from tests.simulators.zoho.crm.reading import asked_fields
from tests.simulators.zoho.crm.scopes import SEARCH
from tests.simulators.zoho.errors import Refused
from tests.simulators.zoho.metadata.fields import NUMBERS

MOST_FOUND = 2000
MOST_CRITERIA = 10
WAYS = ("criteria", "email", "phone", "word")
EMAILS = ("Email", "Secondary_Email")
PHONES = ("Phone", "Mobile")
CRITERION = re.compile(r"\(([A-Za-z_]+):([a-z_]+):((?:[^()\\]|\\.)*)\)")
JOINT = re.compile(r"\s*(and|or)\s*")


def answer(call, module):
    """Answer ``GET /{module}/search``."""
    call.need(SEARCH, "READ")
    way = next((name for name in WAYS if call.query.get(name)), None)
    if way is None:
        raise Refused("EXPECTED_PARAM_MISSING", {"param_names": [*WAYS]})
    names = asked_fields(call, always=False)
    test = {
        "criteria": _criteria,
        "email": lambda call, module, text: _among(EMAILS, text, exact=True),
        "phone": lambda call, module, text: _among(PHONES, text, exact=True),
        "word": lambda call, module, text: _among(module.fields, text, exact=False),
    }[way](call, module, call.query[way])
    size = call.number("per_page", MOST_PER_PAGE, MOST_PER_PAGE)
    page = call.number("page", 1)
    if page * size > MOST_FOUND:
        raise Refused("LIMIT_REACHED", {"limit": str(MOST_FOUND)})
    indexed = call.store.clock.ago(call.store.search_lag)
    rows = [
        record
        for record in reversed(call.store.sorted_records(module.api_name))
        if record.modified_time <= indexed and call.sees(record) and test(record)
    ]
    found = rows[(page - 1) * size : page * size]
    if not found:
        return 204, None
    info = {
        "per_page": size,
        "count": len(found),
        "page": page,
        "more_records": len(rows) > page * size,
    }
    if names:
        shown = [showing.row(call, row, names) for row in found]
    else:
        shown = [showing.whole(call, row) for row in found]
    return 200, {"data": shown, "info": info}


def _among(names, text, exact):
    wanted = text.casefold()

    def test(record):
        for name in names:
            value = record.values.get(name)
            if not isinstance(value, str):
                continue
            value = value.casefold()
            if value == wanted or (not exact and wanted in value):
                return True
        return False

    return test


def _criteria(call, module, text):
    """Read ``((A:equals:x)and(B:starts_with:y))``; joined from left to right."""
    inner = text.strip()
    if inner.startswith("((") and inner.endswith("))"):
        inner = inner[1:-1]
    tests, joints, at = [], [], 0
    while at < len(inner):
        found = CRITERION.match(inner, at)
        if not found:
            raise _invalid("criteria", "the criteria is not well formed")
        tests.append(_criterion(module, *found.groups()))
        at = found.end()
        if at < len(inner):
            joint = JOINT.match(inner, at)
            if not joint:
                raise _invalid("criteria", "the criteria is not well formed")
            joints.append(joint[1])
            at = joint.end()
    if not tests or len(joints) != len(tests) - 1:
        raise _invalid("criteria", "the criteria is not well formed")
    if len(tests) > MOST_CRITERIA:
        message = f"no of criterium that can be given exceed the limit {MOST_CRITERIA}"
        raise Refused("CRITERIA_LIMIT_EXCEEDED", {}, message)

    def test(record):
        result = tests[0](record)
        for joint, each in zip(joints, tests[1:], strict=True):
            result = (
                result and each(record) if joint == "and" else result or each(record)
            )
        return result

    return test


def _criterion(module, name, operator, text):
    field = module.fields.get(name)
    if name != "id" and (field is None or field.data_type == "subform"):
        raise _invalid(name, "the field is not available")
    text = re.sub(r"\\(.)", r"\1", text)
    is_text = field is not None and field.data_type not in (*NUMBERS, "boolean", "date")
    operators = TEXT_OPERATORS if is_text else PLAIN_OPERATORS
    if operator not in operators:
        raise _invalid(name, "the operator is not supported", operator=operator)

    def test(record):
        value = record.id if name == "id" else record.values.get(name)
        if value is None:
            return False
        known, wanted = comparable(value, text)
        return wanted is not None and operators[operator](known, wanted)

    return test


def _invalid(name, reason, **details):
    details |= {"api_name": name, "reason": reason}
    return Refused("INVALID_QUERY", details, "Invalid query formed")


TEXT_OPERATORS = {
    # equals behaves like contains on texts (documented)
    "equals": lambda known, wanted: wanted in known,
    "not_equal": lambda known, wanted: known != wanted,
    "starts_with": lambda known, wanted: known.startswith(wanted),
    "in": lambda known, wanted: known in wanted.split(","),
    "greater_than": lambda known, wanted: known > wanted,
    "less_than": lambda known, wanted: known < wanted,
    "greater_equal": lambda known, wanted: known >= wanted,
    "less_equal": lambda known, wanted: known <= wanted,
}
PLAIN_OPERATORS = TEXT_OPERATORS | {"equals": lambda known, wanted: known == wanted}
