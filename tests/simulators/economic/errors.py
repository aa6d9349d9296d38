"""Refusals, as the REST service and as the services of OpenAPI tell them."""

from datetime import datetime, timezone
from uuid import uuid4

from tests.simulators.messages import json_response

MESSAGES = {
    401: ("Authentication failed", "E01200"),
    403: ("Access denied", "AccessDeniedAgreementMissingModules"),
    400: ("Validation failed.", "E04300"),
    404: ("The resource does not exist.", "E06000"),
    405: ("Method not allowed", "E00405"),
    409: ("Update conflict. Version does not match.", "UpdateConflict"),
    415: ("Unsupported media type", "E00415"),
    429: ("Too many requests", "E00429"),
    500: ("Internal error", "E00500"),
}


class Refused(Exception):
    """A call that is answered by an error.

    :param errors: what is wrong: ``{property: message}``, or a list of texts; a message
        may be ``(code, message)``
    """

    def __init__(self, status, message=None, code=None, errors=None):
        usual = MESSAGES.get(status, (f"Status {status}", f"E{status:05}"))
        super().__init__(message or usual[0])
        self.status = status
        self.code = code or usual[1]
        self.errors = errors


def rest_error(refused):
    """Source: restdocs.e-conomic.com, "Errors"; errors mirror the request."""
    errors = refused.errors
    if isinstance(errors, dict):
        hint = {"developerHint": "See the documentation."}
        errors = {
            name: {"errors": [{"errorCode": code, "message": text, **hint}]}
            for name, code, text in _each(refused)
        }
    body = {
        "message": str(refused),
        "errorCode": refused.code,
        "developerHint": "See the documentation.",
        "logId": uuid4().hex,
        "httpStatusCode": refused.status,
        "logTime": _now(),
    }
    return json_response({**body, "errors": errors} if errors else body, refused.status)


def problem(refused):
    """Source: the OpenAPI description of customersapi, ``application/problem+json``."""
    body = {
        "type": "about:blank",
        "title": str(refused),
        "status": refused.status,
        "detail": str(refused),
        "instance": "/",
        "errorCode": refused.code,
        "traceId": uuid4().hex,
        "traceTimeUtc": _now(),
        "errors": [
            {"message": text, "errorCode": code, "property": name}
            for name, code, text in _each(refused)
        ],
    }
    response = json_response(body, refused.status)
    response.content_type = "application/problem+json"
    return response


def _each(refused):
    """Yield ``(property, code, message)`` of what is wrong."""
    if isinstance(refused.errors, dict):
        for name, told in refused.errors.items():
            code, text = (refused.code, told) if isinstance(told, str) else told
            yield name, code, text
    else:
        for text in refused.errors or ():
            yield "", refused.code, text


def _now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
