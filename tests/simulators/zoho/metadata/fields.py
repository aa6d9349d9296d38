"""Fields of modules and how `/settings/fields` shows them.

Source: Zoho CRM API v8, "Fields Metadata".
"""

from dataclasses import dataclass, field

from tests.simulators.zoho.org import PREFIX

JSON_TYPES = {
    "lookup": "jsonobject",
    "ownerlookup": "jsonobject",
    "multiselectpicklist": "jsonarray",
    "subform": "jsonarray",
    "linetax": "jsonarray",
    "formula": "double",
    "currency": "double",
    "double": "double",
    "percent": "double",
    "integer": "integer",
    "boolean": "boolean",
}
LENGTHS = {
    "text": 120,
    "textarea": 32000,
    "email": 100,
    "phone": 30,
    "website": 450,
    "picklist": 120,
    "currency": 16,
    "double": 16,
    "percent": 5,
    "integer": 9,
    "bigint": 18,
    "date": 20,
    "datetime": 120,
}
USUAL_LENGTH = 120
NUMBERS = ("currency", "double", "percent", "integer")
PICKLISTS = ("picklist", "multiselectpicklist")


@dataclass
class Option:
    """One value of a pick list.

    :param probability: percent, stages only, as are the next two
    :param category: Open, Closed Won or Closed Lost
    """

    id: str
    display: str
    actual: str
    reference: str = ""
    probability: int | None = None
    category: str | None = None
    forecast_category: str | None = None
    type: str = "used"

    def means(self, text):
        return text in (self.actual, self.display, self.reference)


@dataclass
class Field:
    """A field of a module.

    :param mandatory: for the system as a whole
    :param required: by the Standard layout
    :param lookup: the module that it points to; of a subform, that of its rows
    :param or_percent: takes a text such as "5.25%" too
    :param hidden: not among the fields that `/settings/fields` lists
    """

    id: str
    api_name: str
    label: str
    data_type: str
    length: int = 0
    mandatory: bool = False
    required: bool = False
    read_only: bool = False
    or_percent: bool = False
    lookup: str | None = None
    options: list = field(default_factory=list)
    custom: bool = False
    unique: bool = False
    case_sensitive: bool = False
    decimals: int | None = None
    hidden: bool = False
    created_time: object = None

    def __post_init__(self):
        self.length = self.length or LENGTHS.get(self.data_type, USUAL_LENGTH)
        if self.decimals is None and self.data_type in ("currency", "double"):
            self.decimals = 2

    def option(self, text):
        """Return the option that a text means, or None."""
        for option in self.options:
            if option.means(text):
                return option
        return None

    def as_json(self, call):
        """Return what `/settings/fields` says of this field."""
        is_list = self.data_type in PICKLISTS
        writable = not self.read_only
        shown = {
            **_fixed(),
            "id": self.id,
            "api_name": self.api_name,
            "field_label": self.label,
            "display_label": self.label,
            "data_type": self.data_type,
            "json_type": JSON_TYPES.get(self.data_type, "string"),
            "length": self.length,
            "decimal_place": self.decimals,
            "system_mandatory": self.mandatory,
            "custom_field": self.custom,
            "read_only": self.read_only,
            "field_read_only": self.read_only,
            "created_source": "default",
            "unique": {"case_sensitive": self.case_sensitive} if self.unique else {},
            "operation_type": {
                "web_update": writable,
                "api_create": writable,
                "web_create": writable,
                "api_update": writable,
            },
            "view_type": {
                "view": True,
                "edit": writable,
                "quick_create": self.mandatory,
                "create": writable,
            },
            "lookup": self._lookup(call),
            "pick_list_values": [
                _option(each, number) for number, each in enumerate(self.options, 1)
            ]
            if is_list
            else [],
            "currency": {"rounding_option": "normal", "precision": 2}
            if self.data_type == "currency"
            else {},
            "created_time": call.moment(self.created_time),
            "modified_time": call.moment(self.created_time),
            "profiles": call.profiles(),
            "mass_update": writable and not self.unique,
        }
        if self.data_type == "formula":
            shown["formula"] = {
                "return_type": "currency",
                "dynamic": False,
                "stop_compute_conditionally": False,
                "assume_default": False,
            }
        if self.data_type == "subform":
            del shown["length"]
            module = call.store.modules[self.lookup]
            rows = {"module": module.api_name, "id": module.id}
            shown |= _of_subforms() | {"associated_module": rows}
        return shown

    def _lookup(self, call):
        if self.data_type != "lookup":
            return {}
        module = call.store.modules[self.lookup]
        return {
            "display_label": self.label,
            "api_name": self.api_name,
            "module": {"api_name": module.api_name, "crypt": False, "id": module.id},
            "id": self.id,
        }


def _of_subforms():
    """What is different for subforms, although they can be written (published)."""
    not_so = ("webhook", "filterable", "searchable", "sortable", "mass_update")
    return {
        **dict.fromkeys((*not_so, "businesscard_supported"), False),
        "operation_type": {
            "web_update": False,
            "api_create": False,
            "web_create": False,
            "api_update": False,
        },
        "virtual_field": True,
        "ui_type": 500,
        "email_parser": {
            "fields_update_supported": False,
            "record_operations_supported": False,
        },
    }


def _fixed():
    """What is alike for all fields here."""
    return {
        "associated_module": None,
        "webhook": True,
        "colour_code_enabled_by_system": False,
        "tooltip": None,
        "type": "used",
        "association_details": None,
        "businesscard_supported": True,
        "multi_module_lookup": {},
        "filterable": True,
        "visible": True,
        "separator": False,
        "searchable": True,
        "history_tracking_enabled": False,
        "external": None,
        "enable_colour_code": False,
        "private": None,
        "virtual_field": False,
        "crypt": None,
        "range": None,
        "display_type": -1,
        "ui_type": 1,
        "public": False,
        "email_parser": {
            "fields_update_supported": True,
            "record_operations_supported": True,
        },
        "hipaa_compliance": None,
        "hipaa_compliance_enabled": False,
        "convert_mapping": {},
        "rollup_summary": {},
        "display_field": False,
        "pick_list_values_sorted_lexically": False,
        "sortable": True,
        "global_picklist": None,
        "history_tracking": None,
        "formula": {},
        "additional_column": None,
        "multiselectlookup": {},
        "auto_number": {},
        "blueprint_supported": True,
        "quick_sequence_number": "1",
    }


def forecast_category(option):
    """Return name and id of the category of the forecast that a stage is in."""
    name = option.forecast_category
    return {"name": name, "id": str(PREFIX + 8_000 + sum(name.encode()))}


def _option(option, number):
    shown = {
        "display_value": option.display,
        "sequence_number": number,
        "reference_value": option.reference or option.actual,
        "colour_code": "#ffffff",
        "actual_value": option.actual,
        "id": option.id,
        "type": option.type,
    }
    if option.category:
        # live data, not in the description
        shown |= {
            "probability": option.probability,
            "deal_category": option.category,
            "forecast_type": option.category,
            "forecast_category": forecast_category(option),
        }
    return shown
