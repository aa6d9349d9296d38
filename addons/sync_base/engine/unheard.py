"""Counting the changes that only reading found, though the remote tells of changes.

Events get lost: an address that was not reached, a subscription that ended. Each pass
finds what they left out, and how often says whether events can be relied on.
"""

from datetime import timedelta

# an event can be older than the pass that finds the change already applied by it
MARGIN = timedelta(minutes=15)


class Unheard:
    """Part of `pull.Pull`."""

    def _unheard(self, changed):
        """Return how many of the objects that changed no event told of.

        Nothing counts before the first pass is complete, nor where nobody expects
        events.

        :param changed: ids of objects that a page created or updated
        """
        since = self.cursor.completed_at
        if not changed or not since or not self.backend._expects_events():
            return 0
        groups = (
            self.env["sync.event"]
            .sudo()
            ._read_group(
                [
                    ("backend_id", "=", self.backend.id),
                    ("kind", "=", self.resource._sync_kind),
                    ("remote_id", "in", changed),
                    ("received_at", ">=", since - MARGIN),
                ],
                ["remote_id"],
            )
        )
        return len(changed) - len(groups)
