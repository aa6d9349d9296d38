"""Connections that fail now and then, and the way through them."""

FAULTS = [
    {"kind": "status", "status": 429, "share": 0.1},
    {"kind": "status", "status": 500, "share": 0.1},
    {"kind": "reset", "share": 0.1},
]


def lost(*actions):
    """Return faults: each action takes effect once although nobody hears of it."""
    return [
        {"kind": "reset", "action": action, "after_effect": True, "times": 1}
        for action in actions
    ]


def settle(backend, tries=20):
    """Send and read until nothing is left to be sent."""
    for _try in range(tries):
        backend.sync_until_done()
        domain = [["backend_id", "=", backend.id], ["is_dirty", "=", True]]
        if not backend.rpc.count("sync.binding", *domain):
            return
        backend.site.wake_scheduler()
    fields = ("kind", "remote_id", "intent", "refused_version", "claimed_by")
    dirty = backend.rpc.search_read("sync.binding", domain, *fields)
    issues = backend.rpc.search_read(
        "sync.issue", [["state", "=", "open"]], "kind", "remote_id", "reason"
    )
    state = backend.read("state", "last_error", "retry_at")
    raise AssertionError(f"still not sent: {dirty}, {issues}, {state}")
