"""Custom fields, created and changed through the API.

Source: Zoho CRM API v8, "Create Custom Fields", "Update Custom Fields".
"""

from tests.simulators.zoho.crm.writing import results, success
from tests.simulators.zoho.errors import Refused, bad_field
from tests.simulators.zoho.metadata.fields import LENGTHS, PICKLISTS

MOST_PER_CALL = 5
MOST_UNIQUE = 2
LABEL_LETTERS = 50
# edition: custom fields of a module; that Free has none is an assumption
QUOTAS = {
    "free": 0,
    "standard": 10,
    "professional": 155,
    "enterprise": 300,
    "ultimate": 500,
}
# the types that this simulator can make; lookups and formulas are not among them
TYPES = (*LENGTHS, "multiselectpicklist", "boolean")
TEXTS = ("text", "textarea", "email", "phone", "website", "picklist")


def create(call, module):
    """Answer ``POST /settings/fields?module=``.

    The answer has only ids: the names that Zoho makes of labels must be read after it.
    ``required`` is passed over; only layouts can make a field mandatory.
    """
    rows, _body = call.body("fields")
    if len(rows) > MOST_PER_CALL:
        where = {"api_name": "fields", "json_path": "$.fields"}
        due = {"limit": MOST_PER_CALL, "limit_due_to": [where]}
        return 400, {"fields": [Refused("LIMIT_EXCEEDED", due).as_json()]}

    def add(row, path):
        values = _checked(call, module, row, path)
        field = call.store.metadata.add_field(module, **values)
        field.created_time = call.store.clock.now()
        return success({"id": field.id}, "field created")

    return results(call, rows, add, 201, key="fields")


def change(call, module, field=None):
    """Answer ``PATCH /settings/fields`` and ``PATCH /settings/fields/{id}``."""
    rows, _body = call.body("fields")
    if len(rows) > (1 if field else MOST_PER_CALL):
        raise Refused("LIMIT_EXCEEDED", {"limit": MOST_PER_CALL})

    def alter(row, path):
        if not isinstance(row, dict):
            raise Refused("INVALID_DATA", {"expected_data_type": "jsonobject"})
        target = field or module.by_id(str(row.get("id")))
        if target is None:
            raise bad_field("id", path)
        if "field_label" in row:
            # the label changes, the name in the API stays
            target.label = _label(row, path)
        if "pick_list_values" in row:
            _change_options(call, target, row["pick_list_values"], path)
        return success({"id": target.id}, "field updated")

    return results(call, rows, alter, 200, key="fields")


def delete(call, module, field):
    """Answer ``DELETE /settings/fields/{id}``."""
    if not field.custom:
        refusal = Refused("NOT_ALLOWED", {"resource_path_index": 2})
        return 400, {"fields": [refusal.as_json()]}
    del module.fields[field.api_name]
    return 200, {"fields": [success({"id": field.id}, "field deleted")]}


def _checked(call, module, row, path):
    if not isinstance(row, dict):
        raise Refused("INVALID_DATA", {"expected_data_type": "jsonobject"})
    label = _label(row, path)
    kind = row.get("data_type")
    if kind is None:
        where = {"api_name": "data_type", "json_path": f"{path}.data_type"}
        raise Refused("MANDATORY_NOT_FOUND", where)
    if not isinstance(kind, str) or kind not in TYPES:
        raise bad_field("data_type", path, supported_values=[*TYPES][:25])
    if any(
        each.label.casefold() == label.casefold() for each in module.fields.values()
    ):
        where = {"api_name": "field_label", "json_path": f"{path}.field_label"}
        raise Refused("DUPLICATE_DATA", where)
    custom = module.custom_fields()
    quota = QUOTAS[call.store.org.edition]
    if len(custom) >= quota:
        raise Refused("LIMIT_EXCEEDED", {"limit": quota})
    unique = row.get("unique")
    if unique and sum(each.unique for each in custom) >= MOST_UNIQUE:
        raise Refused("LIMIT_EXCEEDED", {"limit": MOST_UNIQUE})
    for name in ("length", "decimal_place"):
        most = LENGTHS.get(kind, 32000) if name == "length" else 9
        number = row.get(name) or 0
        if not isinstance(number, int) or not 0 <= number <= most:
            raise bad_field(name, path, maximum_length=most)
    return {
        "label": label,
        "data_type": kind,
        "length": row.get("length") or 0,
        "options": _options(call, kind, row, path),
        "unique": bool(unique),
        "case_sensitive": isinstance(unique, dict)
        and bool(unique.get("case_sensitive")),
        "decimals": row.get("decimal_place"),
    }


def _label(row, path):
    label = row.get("field_label")
    if not label:
        where = {"api_name": "field_label", "json_path": f"{path}.field_label"}
        raise Refused("MANDATORY_NOT_FOUND", where)
    if not isinstance(label, str):
        raise bad_field("field_label", path, expected_data_type="string")
    if len(label) > LABEL_LETTERS:
        raise bad_field("field_label", path, maximum_length=LABEL_LETTERS)
    return label


def _options(call, kind, row, path):
    given = row.get("pick_list_values") or []
    if kind not in PICKLISTS:
        return []
    if not isinstance(given, list):
        raise bad_field("pick_list_values", path, expected_data_type="jsonarray")
    if not given:
        where = {
            "api_name": "pick_list_values",
            "json_path": f"{path}.pick_list_values",
            "dependee": {"api_name": "data_type", "json_path": f"{path}.data_type"},
        }
        raise Refused("DEPENDENT_FIELD_MISSING", where)
    return [_option(call, each, path) for each in given]


def _option(call, row, path):
    shown = row.get("display_value") if isinstance(row, dict) else None
    if not isinstance(shown, str) or not shown:
        where = {"api_name": "display_value", "json_path": f"{path}.pick_list_values"}
        raise Refused("MANDATORY_NOT_FOUND", where)
    actual = row.get("actual_value") or ""
    if not isinstance(actual, str):
        raise bad_field("actual_value", path, expected_data_type="string")
    return call.store.metadata.option(shown, actual)


def _change_options(call, field, rows, path):
    """Add, rename and take away options; the others stay."""
    if field.data_type not in PICKLISTS or not isinstance(rows, list):
        raise bad_field("pick_list_values", path)
    for row in rows:
        if not isinstance(row, dict):
            raise bad_field("pick_list_values", path)
        known = next((x for x in field.options if x.id == str(row.get("id"))), None)
        if known is None:
            known = field.option(row.get("display_value"))
        if row.get("_delete"):
            field.options = [each for each in field.options if each is not known]
        elif known is None:
            field.options.append(_option(call, row, path))
        else:
            known.display = _option(call, row, path).display
