"""The Standard layout, where fields become mandatory.

Source: Zoho CRM API v8, "Layouts Metadata", "Update Custom Layout".
"""

from tests.simulators.zoho.crm.writing import success
from tests.simulators.zoho.errors import Refused, bad_field
from tests.simulators.zoho.subforms import MOST_ROWS

MOST_PER_CALL = 5
# the only formula that there is
TOTAL = "Mul(${Quantity},${List_Price})"


def as_json(call, module):
    layout = module.layout
    view = {"name": "Standard View", "id": layout.id, "type": "layout"}
    return {
        "has_more_profiles": False,
        "created_time": None,
        "convert_mapping": None,
        "visible": True,
        "created_for": None,
        "profiles": [
            {
                "default": True,
                "name": profile["name"],
                "id": profile["id"],
                "_default_view": view,
                "_default_assignment_view": view,
            }
            for profile in call.profiles()
        ],
        "source": "crm",
        "created_by": None,
        "sections": _sections(call, module),
        "display_label": layout.name,
        "show_business_card": True,
        "actions_allowed": {
            "edit": True,
            "rename": True,
            "clone": True,
            "downgrade": False,
            "delete": False,
            "deactivate": False,
            "set_layout_permissions": True,
        },
        "modified_time": None,
        "api_name": layout.name,
        "name": layout.name,
        "modified_by": None,
        "generated_type": "system",
        "id": layout.id,
        "status": "active",
    }


def _sections(call, module):
    every = module.fields.values()
    subforms = [each for each in every if each.data_type == "subform"]
    plain = [each for each in every if each not in subforms]
    first = _section(call, module, plain)
    return [first] + [
        _subform_section(call, first, each, number)
        for number, each in enumerate(subforms, 2)
    ]


def _subform_section(call, first, subform, number):
    """Return the section of a subform; source: the examples of zoho/crm-oas."""
    rows = call.store.modules[subform.lookup]
    held = _field(call, subform, 1)
    held["associated_module"] |= {
        "layout": {"name": rows.layout.name, "id": rows.layout.id}
    }
    fixed = {"change_tab_traversal": False, "change_column_count": False}
    return first | {
        "isSubformSection": True,
        "display_label": subform.label,
        "mode": "default_create",
        "sequence_number": number,
        "actions_allowed": first["actions_allowed"] | fixed,
        "api_name": subform.api_name,
        "column_count": 1,
        "name": subform.label,
        "generated_type": "custom" if subform.custom else "default",
        "id": rows.layout.section_id,
        "fields": [held],
        "properties": {
            "reorder_rows": True,
            "bulk_addition": None,
            "tooltip": None,
            "maximum_rows": MOST_ROWS,
        },
    }


def _section(call, module, fields):
    return {
        "isSubformSection": False,
        "type": "used",
        "display_label": f"{module.api_name} Information",
        "mode": "all",
        "sequence_number": 1,
        "actions_allowed": {
            "add_field": True,
            "rename": True,
            "change_tab_traversal": True,
            "reorder": True,
            "delete": False,
            "remove_field": True,
            "change_column_count": True,
        },
        "tab_traversal": "left_to_right",
        "api_name": f"{module.api_name}_Information",
        "column_count": 2,
        "name": f"{module.api_name} Information",
        "generated_type": "default",
        "id": module.layout.section_id,
        "fields": [
            _field(call, field, number) for number, field in enumerate(fields, 1)
        ],
        "properties": None,
    }


def _field(call, field, number):
    """Return a field as the layout has it; only here ``required`` is told."""
    shown = field.as_json(call)
    del shown["email_parser"]
    if field.data_type == "formula":
        shown["formula"] |= {"expression": TOTAL, "stop_compute_expression": None}
    for option in shown["pick_list_values"]:
        option["maps"] = []
    return shown | {"required": field.required, "sequence_number": number}


def change(call, module):
    """Answer ``PATCH /settings/layouts/{id}``, here only to set ``required``."""
    rows, _body = call.body("layouts")
    path = "$.layouts[0]"
    try:
        sections = _objects(rows[0] if rows else None, "sections", path)
        wanted = [
            (section, f"{path}.sections[{at}]", field)
            for at, section in enumerate(sections)
            for field in _objects(section, "fields", f"{path}.sections[{at}]")
        ]
        if len(sections) > MOST_PER_CALL or len(wanted) > MOST_PER_CALL:
            raise Refused("LIMIT_EXCEEDED", {"limit": MOST_PER_CALL})
        chosen = [_chosen(module, *each) for each in wanted]
    except Refused as refused:
        return refused.status, {"layouts": [refused.as_json()]}
    for field, required in chosen:
        # what the system asks for cannot be made optional
        field.required = field.mandatory or required
    return 200, {"layouts": [success({"id": module.layout.id}, "layout updated")]}


def _objects(value, name, path):
    """Return the list of objects that an object has under a name."""
    found = value.get(name) or [] if isinstance(value, dict) else None
    good = isinstance(found, list) and all(isinstance(each, dict) for each in found)
    if not good:
        raise bad_field(name, path, expected_data_type="jsonarray")
    return found


def _chosen(module, section, path, row):
    if str(section.get("id")) != module.layout.section_id:
        raise bad_field("id", path)
    field = module.by_id(str(row.get("id")))
    if field is None:
        raise bad_field("id", f"{path}.fields[0]")
    required = row.get("required", field.required)
    if not isinstance(required, bool):
        expected = {"expected_data_type": "boolean"}
        raise bad_field("required", f"{path}.fields[0]", **expected)
    return field, required
