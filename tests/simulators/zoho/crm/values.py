"""What the API takes as values of a field, and how it is stored.

Source: Zoho CRM API v8, "Insert Records"; recorded answers.
"""

import re
from datetime import date

from tests.simulators.zoho.clock import parse
from tests.simulators.zoho.errors import Refused, bad_field

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DISCOUNT = re.compile(r"\d+(\.\d+)?%?")
TEXTS = ("text", "textarea", "email", "phone", "website", "picklist")
EXPECTED = {
    "multiselectpicklist": "jsonarray",
    "linetax": "jsonarray",
    "currency": "double",
}


def stored(store, field, value, path):
    """Return a value in the form that is stored; refuse what does not fit.

    An empty text is stored as null; that is an assumption.
    """
    if value is None or value == "" or value == []:
        return None
    kind = field.data_type
    if field.or_percent and isinstance(value, str) and DISCOUNT.fullmatch(value):
        return value
    if kind in TEXTS:
        return _text(field, value, path)
    return OTHERS[kind](store, field, value, path)


def _wrong(field, path, **details):
    expected = EXPECTED.get(field.data_type, field.data_type)
    return bad_field(field.api_name, path, expected_data_type=expected, **details)


def _text(field, value, path):
    if not isinstance(value, str):
        raise _wrong(field, path)
    if len(value) > field.length:
        raise bad_field(field.api_name, path, maximum_length=field.length)
    if field.data_type == "email" and not EMAIL.fullmatch(value):
        raise _wrong(field, path)
    if field.data_type == "picklist" and (option := field.option(value)):
        # values outside of the list are taken too (recorded)
        return option.actual
    return value


def _double(store, field, value, path):
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(field, path)
    if len(str(int(abs(value)))) > field.length:
        raise bad_field(field.api_name, path, maximum_length=field.length)
    return value


def _integer(store, field, value, path):
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(field, path)
    return _double(store, field, value, path)


def _bigint(store, field, value, path):
    text = str(value)
    if isinstance(value, bool) or not text.isdigit():
        raise _wrong(field, path)
    if len(text) > field.length:
        raise bad_field(field.api_name, path, maximum_length=field.length)
    return text


def _boolean(store, field, value, path):
    if not isinstance(value, bool):
        raise _wrong(field, path)
    return value


def _date(store, field, value, path):
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _wrong(field, path) from None
    return value


def _datetime(store, field, value, path):
    moment = parse(value)
    if moment is None:
        raise _wrong(field, path)
    return moment


def _several(store, field, value, path):
    if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
        raise _wrong(field, path)
    return value


def _taxes(store, field, value, path):
    """Check taxes of a row: ``[{"name": "Vat", "percentage": 25}]``."""
    if not isinstance(value, list):
        raise _wrong(field, path)
    for row in value:
        percentage = row.get("percentage") if isinstance(row, dict) else None
        good = isinstance(percentage, int | float) and not isinstance(percentage, bool)
        if not good or not isinstance(row.get("name"), str):
            raise _wrong(field, path)
    return value


def _lookup(store, field, value, path):
    target = id_of(value)
    if target is None:
        raise bad_field(field.api_name, path, expected_data_type="jsonobject")
    if target not in store.records[field.lookup]:
        where = {"api_name": field.api_name, "json_path": f"{path}.{field.api_name}.id"}
        raise Refused("INVALID_DATA", where, "the related id given seems to be invalid")
    return target


def _owner(store, field, value, path):
    target = id_of(value)
    if target is None or store.org.user(target) is None:
        raise bad_field(field.api_name, path, expected_data_type="jsonobject")
    return target


def id_of(value):
    """Return the id of a lookup's value: ``{"id": …}`` or the id alone, or None."""
    if isinstance(value, dict):
        value = value.get("id")
    text = str(value)
    return text if text.isdigit() else None


OTHERS = {
    "currency": _double,
    "double": _double,
    "percent": _double,
    "integer": _integer,
    "bigint": _bigint,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
    "multiselectpicklist": _several,
    "linetax": _taxes,
    "lookup": _lookup,
    "ownerlookup": _owner,
}
