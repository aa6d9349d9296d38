"""Settings: the organisation, users, modules, fields, layouts, pipelines, currencies.

Source: Zoho CRM API v8, "Metadata APIs", "Organization", "Users", "Currencies".
"""

from tests.simulators.zoho.errors import Refused, bad_param
from tests.simulators.zoho.metadata import custom_fields, layouts, people
from tests.simulators.zoho.metadata.fields import PICKLISTS, forecast_category
from tests.simulators.zoho.metadata.standard import INTERNAL, SINGULAR

# related list: (module of its rows or None, its kind)
RELATED = {
    "Deals": {
        "Products": ("Products", "default"),
        "Contact_Roles": ("Contacts", "default"),
        "Notes": ("Notes", "default"),
        "Stage_History": (None, "default"),
        "Quotes": ("Quotes", "default"),
    },
    "Contacts": {
        "Deals": ("Deals", "default"),
        "Notes": ("Notes", "default"),
        "Quotes": ("Quotes", "default"),
    },
    "Accounts": {
        "Contacts": ("Contacts", "default"),
        "Deals": ("Deals", "default"),
        "Notes": ("Notes", "default"),
        "Quotes": ("Quotes", "default"),
    },
    "Quotes": {"Notes": ("Notes", "default")},
    "Products": {"Deals": ("Deals", "default"), "Notes": ("Notes", "default")},
}
OPERATIONS = {"GET": "READ", "POST": "CREATE", "PATCH": "UPDATE", "DELETE": "DELETE"}


def answer(call):
    """Return ``(status, JSON)``."""
    parts = call.parts
    if parts[-1] == "roles":
        call.only("GET")
        call.need("ZohoCRM.modules", "READ", "Contacts")
        return 200, {"contact_roles": _contact_roles(call)}
    if parts[0] in ("org", "users"):
        return people.answer(call)
    name, *more = parts[1:] or [""]
    function = PARTS.get(name)
    if function is None:
        raise Refused("INVALID_URL_PATTERN")
    operation = OPERATIONS.get(call.method)
    if operation is None:
        raise Refused("INVALID_REQUEST_METHOD")
    call.need("ZohoCRM.settings", operation, name)
    if call.method != "GET":
        call.need_permission("Crm_Implied_Customize_Zoho_CRM")
    return function(call, more)


def asked_module(call):
    """Return the module of the query."""
    name = call.query.get("module")
    if not name:
        raise bad_param("module", "REQUIRED_PARAM_MISSING")
    module = call.store.modules.get(name)
    if module is None:
        raise Refused("INVALID_MODULE")
    return module


def _modules(call, more):
    call.only("GET")
    every = call.store.modules.values()
    chosen = [module for module in every if more in ([], [module.api_name])]
    rows = [_module(call.store.modules, module) for module in chosen]
    if not rows or len(more) > 1:
        raise Refused("INVALID_MODULE", {"resource_path_index": 2})
    return 200, {"modules": rows}


def _module(modules, module):
    name = module.api_name
    parent = modules.get(module.parent)
    # rows of a subform are made and changed with their parent alone
    own = parent is None
    return {
        "api_name": name,
        "module_name": INTERNAL.get(name, name),
        "id": module.id,
        "singular_label": SINGULAR.get(name, name.replace("_", " ")),
        "plural_label": name.replace("_", " "),
        "api_supported": True,
        "creatable": own,
        "editable": own,
        "deletable": own,
        "viewable": True,
        "visible": True,
        "generated_type": "default" if own else "subform",
        "parent_module": {} if own else {"api_name": parent.api_name, "id": parent.id},
        "status": "visible",
    }


def _fields(call, more):
    module = asked_module(call)
    if not more:
        call.only("GET", "POST", "PATCH")
        if call.method == "GET":
            fields = module.fields.values()
            return 200, {"fields": [each.as_json(call) for each in fields]}
        if call.method == "POST":
            return custom_fields.create(call, module)
        return custom_fields.change(call, module)
    field = module.by_id(more[0])
    if field is None:
        details = {"resource_path_index": 2}
        raise Refused("INVALID_DATA", details, "the id given seems to be invalid")
    if more[1:] == ["pick_list_values"]:
        call.only("GET")
        return _pick_list_values(module, field)
    if len(more) > 1:
        raise Refused("INVALID_URL_PATTERN")
    call.only("GET", "PATCH", "DELETE")
    if call.method == "GET":
        return 200, {"fields": [field.as_json(call)]}
    if call.method == "PATCH":
        return custom_fields.change(call, module, field)
    return custom_fields.delete(call, module, field)


def _pick_list_values(module, field):
    if field.data_type not in PICKLISTS:
        return 204, None
    layout = {
        "api_name": module.layout.name,
        "name": module.layout.name,
        "id": module.layout.id,
    }
    rows = [
        {
            "sequence_number": number,
            "display_value": option.display,
            "reference_value": option.reference or option.actual,
            "colour_code": None,
            "actual_value": option.actual,
            "id": option.id,
            "type": option.type,
            "layout_associations": [layout],
        }
        for number, option in enumerate(field.options, 1)
    ]
    return 200, {"pick_list_values": rows}


def _layouts(call, more):
    module = asked_module(call)
    call.only("GET", "PATCH") if more else call.only("GET")
    if more and more != [module.layout.id]:
        if call.method == "GET":
            return 204, None
        raise Refused("INVALID_DATA", {"resource_path_index": 2})
    if call.method == "PATCH":
        return layouts.change(call, module)
    return 200, {"layouts": [layouts.as_json(call, module)]}


def _pipelines(call, more):
    """Answer ``/settings/pipeline?layout_id=``; another layout's id gives 204."""
    call.only("GET")
    layout = call.query.get("layout_id")
    if not layout:
        raise bad_param("layout_id", "REQUIRED_PARAM_MISSING")
    if not layout.isdigit():
        raise bad_param("layout_id")
    metadata = call.store.metadata
    rows = [each for each in metadata.pipelines if more in ([], [each.id])]
    if layout != call.store.modules["Deals"].layout.id or not rows:
        return 204, None
    return 200, {"pipeline": [_pipeline(metadata, each) for each in rows]}


def _pipeline(metadata, pipeline):
    options = [metadata.stage_field.option(each) for each in pipeline.stages]
    return {
        "display_value": pipeline.name,
        "default": pipeline.default,
        "maps": [
            {
                "display_value": option.display,
                "sequence_number": number,
                "colour_code": "#ffffff",
                "forecast_category": forecast_category(option),
                "actual_value": option.actual,
                "id": option.id,
                "forecast_type": option.category,
            }
            for number, option in enumerate(options, 1)
            if option
        ],
        "actual_value": pipeline.name,
        "id": pipeline.id,
    }


def _related_lists(call, more):
    call.only("GET")
    module = asked_module(call)
    rows = []
    lists = RELATED.get(module.api_name, {})
    for number, (name, (target, kind)) in enumerate(lists.items(), 1):
        hidden = (module.api_name, name) == (
            "Deals",
            "Products",
        ) and "hidden-products" in call.quirks
        status = "user_hidden" if hidden else "visible"
        if call.query.get("status", status) != status or more:
            continue
        other = call.store.modules.get(target)
        rows.append(
            {
                "id": str(int(module.id) + 20_000 + number),
                "sequence_number": str(number),
                "display_label": name.replace("_", " "),
                "api_name": name,
                "module": other and {"api_name": target, "id": other.id},
                "name": name.replace("_", " "),
                "action": None,
                "href": f"{module.api_name}/{{ENTITYID}}/{name}",
                "type": kind,
                "customize_sort": True,
                "customize_fields": True,
                "customize_display_label": True,
                "status": status,
            }
        )
    return (200, {"related_lists": rows}) if rows else (204, None)


def _contact_roles(call):
    roles = call.store.metadata.contact_roles.items()
    return [
        {"name": name, "id": role_id, "sequence_number": number}
        for number, (role_id, name) in enumerate(roles, 1)
    ]


PARTS = {
    "modules": _modules,
    "fields": _fields,
    "layouts": _layouts,
    "pipeline": _pipelines,
    "related_lists": _related_lists,
}
