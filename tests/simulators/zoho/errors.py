"""Refusals of the API and their shapes.

Source: Zoho CRM API v8, "Status Codes"; the examples of zoho/crm-oas (v8.0).
"""

# code: (HTTP status, usual message)
CODES = {
    "INVALID_DATA": (400, "invalid data"),
    "MANDATORY_NOT_FOUND": (400, "required field not found"),
    "DUPLICATE_DATA": (400, "duplicate data"),
    "MULTIPLE_OR_MULTI_ERRORS": (400, "Multiple errors in the request"),
    "REQUIRED_PARAM_MISSING": (400, "One of the expected parameter is missing"),
    "EXPECTED_PARAM_MISSING": (400, "One of the expected parameter is missing"),
    "LIMIT_EXCEEDED": (400, "limit exceeded"),
    "LIMIT_REACHED": (400, "maximum response iteration limit reached"),
    "INVALID_MODULE": (400, "the module name given seems to be invalid"),
    "INVALID_REQUEST_METHOD": (
        400,
        "The http request method type is not a valid one",
    ),
    "NOT_SUPPORTED": (400, "this operation is not supported"),
    "NOT_ALLOWED": (400, "this operation is not allowed"),
    "AMBIGUITY_DURING_PROCESSING": (400, "ambiguity while processing the request"),
    "DEPENDENT_MISMATCH": (400, "the value does not fit its parent field"),
    "DEPENDENT_FIELD_MISSING": (400, "a field that others depend on is missing"),
    "TOKEN_BOUND_DATA_MISMATCH": (
        400,
        "The page_token given seems to be invalid or input param is added or "
        "altered or deleted",
    ),
    "EXPIRED_VALUE": (400, "Page token expired"),
    "PAGINATION_LIMIT_EXCEEDED": (
        400,
        "You can only get upto 100000 records using page_token param",
    ),
    "DISCRETE_PAGINATION_LIMIT_EXCEEDED": (
        400,
        "You can only get the first 2000 records without using page_token param",
    ),
    "RECORD_LOCKED": (
        400,
        "Sorry, you cannot perform this operation as the record is locked.",
    ),
    "NOT_APPROVED": (400, "Cannot update record that is not approved yet"),
    "NOT_REVIEWED": (400, "record in review"),
    # status and message are not published
    "RECORD_IN_BLUEPRINT": (400, "record is in blueprint"),
    "AUTHORIZATION_FAILED": (
        400,
        "User does not have sufficient privilege to perform this action",
    ),
    "CRITERIA_LIMIT_EXCEEDED": (400, "too many criteria"),
    "PATTERN_NOT_MATCHED": (400, "the value does not fit the pattern"),
    "NOT_SUBSCRIBED": (400, "channel id is not subscribed"),
    "SYNTAX_ERROR": (400, "error occurred while parsing the query"),
    "INVALID_QUERY": (400, "invalid query formed"),
    "AUTHENTICATION_FAILURE": (401, "Authentication failed"),
    "INVALID_TOKEN": (401, "invalid oauth token"),
    "OAUTH_SCOPE_MISMATCH": (401, "Unauthorized"),
    "NO_PERMISSION": (403, "Permission denied"),
    "CURRENCIES_NOT_ENABLED": (403, "multi currency is not enabled"),
    "FEATURE_NOT_SUPPORTED": (403, "the feature is not available in this edition"),
    "INVALID_URL_PATTERN": (
        404,
        "Please check if the URL trying to access is a correct one",
    ),
    "ALREADY_MODIFIED": (
        412,
        "record updated time has already passed if-unmodified-since time",
    ),
    "TOO_MANY_REQUESTS": (429, "too many requests, please try again later"),
    "RATE_LIMIT_EXCEEDED": (429, "Too many requests. Please try again later."),
    "INTERNAL_ERROR": (500, "Internal Server Error"),
}


class Refused(Exception):
    """A call, or one record of it, is refused.

    :param code: one of `CODES`
    :param details: what the answer says besides, as JSON
    """

    def __init__(self, code, details=None, message=None, status=None):
        usual_status, usual_message = CODES.get(code, (400, "invalid data"))
        super().__init__(message or usual_message)
        self.code = code
        self.details = details or {}
        self.status = status or usual_status
        # the single refusals that this one is made of
        self.parts = [self]

    def as_json(self):
        return {
            "code": self.code,
            "details": self.details,
            "message": str(self),
            "status": "error",
        }


def bad_field(api_name, path, **details):
    """Return the refusal of one value; ``path`` is that of the record in the body."""
    where = {"api_name": api_name, "json_path": f"{path}.{api_name}"}
    return Refused("INVALID_DATA", details | where)


def bad_param(name, code="INVALID_DATA", **details):
    """Return the refusal of a parameter of the query."""
    return Refused(code, details | {"param_name": name})


def several(refusals):
    """Return one refusal of a record for all that is wrong with it."""
    if len(refusals) == 1:
        return refusals[0]
    errors = [each.as_json() for each in refusals]
    whole = Refused("MULTIPLE_OR_MULTI_ERRORS", {"errors": errors})
    whole.parts = refusals
    return whole
