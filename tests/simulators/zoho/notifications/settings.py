"""What a subscription may have, and how it is read.

Source: Zoho CRM API v8, "Notifications"; examples of zoho/crm-oas.
"""

from urllib.parse import urlsplit

from tests.simulators.zoho.clock import parse
from tests.simulators.zoho.errors import Refused, bad_field
from tests.simulators.zoho.notifications.channels import WEEK, field_names

OPERATIONS = ("create", "edit", "delete", "all")
MOST_EVENTS = 50
URL_LETTERS = 255
# documentation; the published description says 256
TOKEN_LETTERS = 50
MOST_CONDITION_FIELDS = 10


def channel_id_of(row, path):
    if not isinstance(row, dict):
        raise Refused("INVALID_DATA", {"expected_data_type": "jsonobject"})
    value = row.get("channel_id")
    if value is None:
        where = {"api_name": "channel_id", "json_path": f"{path}.channel_id"}
        raise Refused("MANDATORY_NOT_FOUND", where)
    if isinstance(value, bool) or not str(value).isdigit():
        raise bad_field("channel_id", path, expected_data_type="bigint")
    return str(value)


def settings_of(call, channels, row, path, partly=False):
    """Return the checked settings of a channel as keyword arguments."""
    settings = {}
    for name, (key, read) in KEYS.items():
        if row.get(name) is not None:
            settings[key] = read(call, row[name], path)
        elif name in ("notify_url", "events") and not partly:
            where = {"api_name": name, "json_path": f"{path}.{name}"}
            raise Refused("MANDATORY_NOT_FOUND", where)
    if "expiry" in settings or not partly:
        moment = settings.get("expiry")
        late = moment and moment > channels.clock.after(WEEK)
        if moment and moment <= channels.clock.exact():
            # not published
            raise bad_field("channel_expiry", path)
        if late and "late-expiry-refused" in call.quirks:
            raise bad_field("channel_expiry", path)
        settings["expiry"] = channels.expiry(moment)
    return settings


def _url(call, value, path):
    parts = urlsplit(value) if isinstance(value, str) else None
    if not parts or parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_field("notify_url", path, expected_data_type="url")
    if len(value) > URL_LETTERS:
        raise bad_field("notify_url", path, maximum_length=URL_LETTERS)
    return value


def _events(call, value, path):
    if not isinstance(value, list) or not 0 < len(value) <= MOST_EVENTS:
        raise bad_field("events", path, expected_data_type="jsonarray")
    for event in value:
        module, _dot, operation = str(event).partition(".")
        if module not in call.store.modules or operation not in OPERATIONS:
            raise bad_field("events", path)
    return value


def _token(call, value, path):
    if not isinstance(value, str):
        raise bad_field("token", path, expected_data_type="string")
    if len(value) > TOKEN_LETTERS:
        raise bad_field("token", path, maximum_length=TOKEN_LETTERS)
    return value


def _expiry(call, value, path):
    moment = parse(value)
    if moment is None:
        raise bad_field("channel_expiry", path, expected_data_type="datetime")
    return moment


def _flag(name):
    def read(call, value, path):
        if not isinstance(value, bool):
            raise bad_field(name, path, expected_data_type="boolean")
        return value

    return read


def _conditions(call, value, path):
    path = f"{path}.notification_condition"
    if not isinstance(value, list):
        raise bad_field("notification_condition", path.rpartition(".")[0])
    for number, row in enumerate(value):
        _check_condition(call, row, f"{path}[{number}]")
    return value


def _check_condition(call, row, path):
    if not isinstance(row, dict):
        raise Refused("INVALID_DATA", {"expected_data_type": "jsonobject"})
    if row.get("type") != "field_selection":
        supported = {"supported_values": ["field_selection"]}
        raise bad_field("type", path, **supported)
    for name in ("module", "field_selection"):
        if not isinstance(row.get(name), dict):
            raise bad_field(name, path, expected_data_type="jsonobject")
    module = row["module"].get("api_name")
    if not isinstance(module, str) or module not in call.store.modules:
        raise bad_field("api_name", f"{path}.module")
    try:
        names = field_names(row["field_selection"])
    except ValueError:
        raise bad_field("field", f"{path}.field_selection") from None
    if not 0 < len(names) <= MOST_CONDITION_FIELDS:
        most = {"maximum_length": MOST_CONDITION_FIELDS}
        raise bad_field("field_selection", path, **most)


KEYS = {
    "notify_url": ("notify_url", _url),
    "events": ("events", _events),
    "token": ("token", _token),
    "channel_expiry": ("expiry", _expiry),
    "notify_on_related_action": ("related", _flag("notify_on_related_action")),
    "return_affected_field_values": (
        "with_values",
        _flag("return_affected_field_values"),
    ),
    "notification_condition": ("conditions", _conditions),
}
