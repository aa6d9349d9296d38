"""Refusals, as the REST service and as the services of OpenAPI tell them."""

from datetime import datetime, timezone
from uuid import uuid4

from tests.simulators.messages import json_response

MESSAGES = {
    401: ("Authentication failed", "E01200"),
    403: ("Access denied", "AccessDeniedAgreementMissingModules"),
    404: ("The resource does not exist.", "E06000"),
    405: ("Method not allowed", "E00405"),
    409: ("Update conflict. Version does not match.", "UpdateConflict"),
    429: ("Too many requests", "E00429"),
}


class Refused(Exception):
    """A call that is answered by an error.

    :param errors: what is wrong: ``{property: message}``, or a list of texts
    """

    def __init__(self, status, message=None, code=None, errors=None):
        usual = MESSAGES.get(status, ("Validation failed.", "E04300"))
        super().__init__(message or usual[0])
        self.status = status
        self.code = code or usual[1]
        self.errors = errors


def rest_error(refused):
    """Source: restdocs.e-conomic.com, "Errors"; errors mirror the request."""
    errors = refused.errors
    if isinstance(errors, dict):
        errors = {
            name: {"errors": [{"errorCode": refused.code, "message": text}]}
            for name, text in errors.items()
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
    named = refused.errors if isinstance(refused.errors, dict) else {}
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
            {"message": text, "errorCode": refused.code, "property": name}
            for name, text in named.items()
        ],
    }
    response = json_response(body, refused.status)
    response.content_type = "application/problem+json"
    return response


def _now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
