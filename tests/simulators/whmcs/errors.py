"""Business errors of the WHMCS API."""


class ApiError(Exception):
    """Answered as `{"result": "error", "message": …}`."""

    def __init__(self, message, status=200):
        super().__init__(message)
        self.message = message
        self.status = status
