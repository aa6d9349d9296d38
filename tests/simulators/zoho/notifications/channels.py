"""Channels of notifications. Source: Zoho CRM API v8, "Notifications"."""

from dataclasses import dataclass, field

from tests.simulators.zoho.clock import DAY

WEEK = 7 * DAY
HOUR = 3600


@dataclass
class Channel:
    """:param events: ``Deals.edit`` and such

    :param fields: fields by module that must change for an edit to be told, or None
    """

    id: str
    user_id: str
    notify_url: str
    events: list
    expiry: object
    token: str | None = None
    related: bool = True
    with_values: bool = False
    conditions: list = field(default_factory=list)

    def modules(self):
        return list(dict.fromkeys(event.partition(".")[0] for event in self.events))

    def wants(self, change):
        """Return whether a change is told to this channel."""
        if change.related and not self.related:
            return False
        event = {"insert": "create", "update": "edit", "delete": "delete"}
        names = {f"{change.module}.{event[change.operation]}", f"{change.module}.all"}
        if not names & {*self.events}:
            return False
        if change.operation != "update":
            return True
        return all(self._fits(each, change) for each in self.conditions)

    @staticmethod
    def _fits(condition, change):
        if condition["module"].get("api_name") != change.module:
            return True
        chosen = condition["field_selection"]
        names = {*field_names(chosen)}
        if chosen.get("group_operator") == "and":
            return names <= change.values.keys()
        return bool(names & change.values.keys())


class Channels:
    """Channels by user and id; those that have expired are gone."""

    def __init__(self, clock):
        self.clock = clock
        self._channels = {}

    def find(self, user_id, channel_id):
        """Return a channel, or None for one that is unknown or has expired."""
        self._expire()
        return self._channels.get((user_id, channel_id))

    def add(self, channel):
        self._channels[channel.user_id, channel.id] = channel

    def drop(self, channel):
        self._channels.pop((channel.user_id, channel.id), None)

    def alive(self):
        self._expire()
        return list(self._channels.values())

    def clear(self):
        self._channels.clear()

    def expiry(self, moment):
        """Return when a channel ends: a week ahead at most, else in one hour."""
        if moment is None or moment > self.clock.after(WEEK):
            return self.clock.after(HOUR).replace(microsecond=0)
        return moment

    def _expire(self):
        now = self.clock.exact()
        for key, channel in list(self._channels.items()):
            if channel.expiry <= now:
                del self._channels[key]


def field_names(selection):
    """Return the fields that a selection names, groups within groups too.

    :raise ValueError: for a selection of another form
    """
    if not isinstance(selection, dict):
        raise ValueError("no object")
    group = selection.get("group")
    if isinstance(group, list):
        return [name for each in group for name in field_names(each)]
    known = selection.get("field", selection)
    name = known.get("api_name") if isinstance(known, dict) else None
    if not isinstance(name, str):
        raise ValueError("no field")
    return [name]
