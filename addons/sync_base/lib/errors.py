"""The five ways in which a remote call can fail, and what the engine does about each.

Clients translate everything that can go wrong into these; the engine knows no others.
"""


class SyncError(Exception):
    """Base of the five kinds.

    :param message: what happened, where, and what to do; shown to people
    :param payload: what the remote said or sent, for the issue (secrets removed)
    """

    def __init__(self, message, payload=None):
        super().__init__(message)
        self.message = message
        self.payload = payload


class Transient(SyncError):
    """Likely to pass by itself: time-out, 5xx, rate limit. The engine backs off.

    :param retry_after: seconds that the remote asks us to wait, where it said so
    """

    def __init__(self, message, payload=None, retry_after=None):
        super().__init__(message, payload)
        self.retry_after = retry_after


class Auth(SyncError):
    """Refused: wrong or revoked credentials, missing permission, address not allowed.

    The engine stops the backend and tells the admin; it never tries again by itself.
    """


class NotFound(SyncError):
    """The remote object is gone. The engine unties or archives, and says so."""


class Conflict(SyncError):
    """The remote object moved since we read it. The engine reads again and merges."""


class Invalid(SyncError):
    """The remote refuses the content, or sent something unusable. Becomes an issue."""
