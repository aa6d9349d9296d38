"""Channels by which Zoho CRM tells of changes.

Source: Zoho CRM API v8, *Notifications*: a channel lives for a week at most, and calls
an address of ours with a token of ours; nothing is signed.
"""

from odoo.addons.sync_base.lib.errors import NotFound

from .times import read, told

PATH = "actions/watch"


class Watching:
    """Part of `ZohoClient`."""

    def watch(self, channel, events, notify_url, token, expiry):
        """Have a channel tell of events, or have it live on; return until when.

        Zoho drops a channel that has ended, so it may have to be opened anew.

        :param channel: a number of ours, as text
        :param events: ``Deals.edit``, ``Contacts.all`` and such, 50 at most
        :param notify_url: 255 characters at most
        :param token: comes back with each notification; 50 characters at most
        :param expiry: a week ahead at most (aware, or naive and in UTC); later ones, as
            none, are replaced by an hour
        :return: when it ends (aware), None where Zoho does not tell
        """
        # a refusal may quote them
        self._hidden |= {notify_url, token}
        row = {
            "channel_id": str(channel),
            "events": list(events),
            "notify_url": notify_url,
            "token": token,
            "channel_expiry": told(expiry),
            # what is related has channels of its own
            "notify_on_related_action": False,
        }
        try:
            item = self.write_one("PUT", PATH, "watch", [row])
        except NotFound:
            item = self.write_one("POST", PATH, "watch", [row])
        return _end(item)

    def unwatch(self, channel):
        """End a channel.

        :raises NotFound: it has ended before
        """
        self.call("DELETE", PATH, params={"channel_ids": str(channel)})


def _end(item):
    details = item.get("details") or {}
    times = [read(each.get("channel_expiry")) for each in details.get("events") or ()]
    return min(filter(None, times), default=None)
