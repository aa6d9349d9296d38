"""``/actions/watch``: subscribe, list, change and end.

Source: Zoho CRM API v8, "Notifications"; examples of zoho/crm-oas.
"""

import json

from tests.simulators.zoho.crm.paging import page_of
from tests.simulators.zoho.crm.writing import results, success
from tests.simulators.zoho.errors import Refused, bad_param
from tests.simulators.zoho.notifications.channels import Channel
from tests.simulators.zoho.notifications.settings import channel_id_of, settings_of

SCOPES = {"GET": "READ", "POST": "CREATE", "DELETE": "DELETE"}
MOST_CHANNELS = 50
ADDED = "Successfully subscribed for actions-watch of the given module"
CHANGED = "Successfully updated the subscribe details"
ENDED = "Successfully un-subscribed from actions-watch of the given module"


def answer(call, channels):
    call.only("GET", "POST", "PUT", "PATCH", "DELETE")
    call.need("ZohoCRM.notifications", SCOPES.get(call.method, "UPDATE"))
    if call.method == "GET":
        return _list(call, channels)
    if call.method == "DELETE":
        return _end(call, channels)
    rows = _rows(call)
    if call.method == "POST":
        return results(call, rows, _adder(call, channels), 201, key="watch")
    change = _patcher if call.method == "PATCH" else _replacer
    return results(call, rows, change(call, channels), 200, key="watch")


def _rows(call):
    try:
        rows, _body = call.body("watch")
    except Refused as refused:
        # the published description of PATCH has no list around the one channel
        if call.method != "PATCH" or refused.code != "MANDATORY_NOT_FOUND":
            raise
        rows = [json.loads(call.request.body)]
    if len(rows) > MOST_CHANNELS:
        where = {"api_name": "watch", "json_path": "$.watch"}
        raise Refused("INVALID_DATA", where | {"maximum_length": MOST_CHANNELS})
    return rows


def _adder(call, channels):
    """A channel that is there already is replaced; an assumption."""

    def add(row, path):
        channel_id = channel_id_of(row, path)
        settings = settings_of(call, channels, row, path)
        channel = Channel(channel_id, call.user.id, **settings)
        channels.add(channel)
        return success(_details(call, channel), ADDED)

    return add


def _known(call, channels, row, path):
    channel = channels.find(call.user.id, channel_id_of(row, path))
    if channel is None:
        raise Refused("NOT_SUBSCRIBED", {"api_name": "channel_id"})
    return channel


def _replacer(call, channels):
    """PUT: what is not given is dropped."""

    def replace(row, path):
        channel = _known(call, channels, row, path)
        settings = settings_of(call, channels, row, path)
        channel = Channel(channel.id, call.user.id, **settings)
        channels.add(channel)
        return success(_details(call, channel), CHANGED)

    return replace


def _patcher(call, channels):
    """PATCH: only what is given changes; ``_delete_events`` takes events away."""

    def patch(row, path):
        channel = _known(call, channels, row, path)
        settings = settings_of(call, channels, row, path, partly=True)
        if row.get("_delete_events"):
            gone = settings.pop("events", [])
            settings["events"] = [x for x in channel.events if x not in gone]
        for name, value in settings.items():
            setattr(channel, name, value)
        details = _details(call, channel)
        if not channel.events:
            channels.drop(channel)
        return success(details, CHANGED)

    return patch


def _end(call, channels):
    ids = call.ids("channel_ids", MOST_CHANNELS)
    if not ids:
        raise bad_param("channel_ids", "REQUIRED_PARAM_MISSING")
    items, failed = [], 0
    for channel_id in ids:
        channel = channels.find(call.user.id, channel_id)
        if channel is None:
            failed += 1
            refusal = Refused("NOT_SUBSCRIBED", {"api_name": "channel_ids"})
            items.append(refusal.as_json())
            continue
        for name in channel.modules():
            items.append(success(_resource(call, channel, name), ENDED))
        channels.drop(channel)
    status = 400 if failed == len(ids) else 207 if failed else 200
    return status, {"watch": items}


def _list(call, channels):
    """One row for each channel and module; none at all gives 204."""
    wanted, module = call.query.get("channel_id"), call.query.get("module")
    rows = [
        _row(call, channel, name)
        for channel in channels.alive()
        if channel.user_id == call.user.id and wanted in (None, channel.id)
        for name in channel.modules()
        if module in (None, name)
    ]
    found, info = page_of(call, rows)
    if not found:
        return 204, None
    return 200, {"watch": found, "info": info}


def _row(call, channel, name):
    return {
        "notify_on_related_action": channel.related,
        "channel_expiry": call.moment(channel.expiry),
        "return_affected_field_values": channel.with_values,
        "resource_uri": f"{call.api_url}/crm/v{call.version}/{name}",
        "resource_id": call.store.modules[name].id,
        "notify_url": channel.notify_url,
        "resource_name": name,
        "fields": None,
        "notification_condition": channel.conditions or None,
        "channel_id": channel.id,
        "events": [x for x in channel.events if x.partition(".")[0] == name],
        "token": channel.token,
    }


def _details(call, channel):
    return {
        "events": [
            {
                "channel_expiry": call.moment(channel.expiry),
                **_resource(call, channel, name),
                "resource_name": name,
            }
            for name in channel.modules()
        ]
    }


def _resource(call, channel, name):
    # v2, whatever version the caller speaks
    return {
        "resource_uri": f"{call.api_url}/crm/v2/{name}",
        "resource_id": call.store.modules[name].id,
        "channel_id": channel.id,
    }
