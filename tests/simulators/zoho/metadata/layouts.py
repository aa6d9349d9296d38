"""The Standard layout, where fields become mandatory.

Source: Zoho CRM API v8, "Layouts Metadata", "Update Custom Layout".
"""

from tests.simulators.zoho.crm.writing import success
from tests.simulators.zoho.errors import Refused, bad_field

MOST_PER_CALL = 5


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
        "sections": [_section(call, module)],
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


def _section(call, module):
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
            _field(call, field, number)
            for number, field in enumerate(module.fields.values(), 1)
        ],
        "properties": None,
    }


def _field(call, field, number):
    """Return a field as the layout has it; only here ``required`` is told."""
    shown = field.as_json(call)
    del shown["email_parser"]
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
