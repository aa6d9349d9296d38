"""The JSON API of leads: its fields, what may be wrong with them, its OpenAPI document.

One table gives both: what is described is what is checked.
"""

import hashlib
import json
import math
import re
from datetime import date

from .integria_api import LARGEST_ID, LARGEST_SUM, clean
from .lead_status import EVERY

STATUSES = tuple(EVERY)
TEXT, EMAIL, NUMBER, ID, DATE, CODE, STATUS, LIST = (
    "text",
    "email",
    "number",
    "id",
    "date",
    "code",
    "status",
    "list",
)
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MOST_TAGS, LONGEST_TAG = 50, 64
# name -> (kind, longest text, what it is)
FIELDS = {
    "name": (TEXT, 200, "Full name of the person"),
    "email": (EMAIL, 254, "E-mail address of the person"),
    "company": (TEXT, 200, "Company of the person, as text"),
    "phone": (TEXT, 64, "Phone number"),
    "position": (TEXT, 200, "Position in the company"),
    "country": (CODE, 2, "Country, as ISO 3166-1 alpha-2"),
    "language": (CODE, 10, "Language, such as es or es_ES; one that Odoo knows"),
    "expected_revenue": (NUMBER, 0, "Estimated sale, in the company's currency"),
    "expected_closing": (DATE, 10, "Estimated date of the decision"),
    "status": (STATUS, 3, "Status of the lead, by Integria's number"),
    "owner": (TEXT, 254, "Log-in of the lead's owner"),
    "managed_by": (ID, 0, "Id of the company of the CRM that manages it"),
    "product_category": (ID, 0, "Id of a product category"),
    "campaign": (TEXT, 200, "Name of a campaign that there is"),
    "tags": (LIST, LONGEST_TAG, "Names of tags that there are"),
    "overview": (TEXT, 255, "Executive overview"),
    "comments": (TEXT, 20000, "What the person wrote"),
}
REQUIRED = ("name", "email")


def check(body):
    """Return ``(values, errors)`` of a body, both by field name.

    :param body: what JSON gave
    """
    if not isinstance(body, dict):
        return {}, {"": "The body must be an object."}
    errors = {
        clean(str(name))[:100]: "There is no such field."
        for name in body
        if name not in FIELDS
    }
    values = {}
    for name, (kind, longest, _what) in FIELDS.items():
        value = body.get(name)
        if name not in body or _is_blank(kind, value):
            if name in REQUIRED:
                errors[name] = "This is required."
            continue
        try:
            values[name] = CHECKS[kind](value, longest)
        except ValueError as error:
            errors[name] = str(error)
    return values, errors


def _is_blank(kind, value):
    """Whether a text was left empty, as forms do."""
    return kind in (TEXT, EMAIL) and isinstance(value, str) and not clean(value).strip()


def _text(value, longest):
    if not isinstance(value, str):
        raise ValueError("This must be a text.")
    if len(value) > longest:
        raise ValueError(f"This has at most {longest} characters.")
    value = clean(value).strip()
    if not value:
        raise ValueError("This must not be blank.")
    return value


def _email(value, longest):
    value = _text(value, longest)
    if not ADDRESS.fullmatch(value):
        raise ValueError("This must be an e-mail address.")
    return value


def _code(value, longest):
    value = _text(value, longest)
    if not value.replace("_", "").replace("-", "").isalnum():
        raise ValueError("This must be a code.")
    return value


def _number(value, _longest):
    # True is an int in Python
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("This must be a number.")
    if not math.isfinite(value) or not 0 <= value <= LARGEST_SUM:
        raise ValueError(f"This must be between 0 and {LARGEST_SUM}.")
    return value


def _id(value, _longest):
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole or not 0 < value <= LARGEST_ID:
        raise ValueError("This must be an id, a whole number from 1.")
    return int(value)


def _date(value, _longest):
    try:
        return date.fromisoformat(_text(value, 10))
    except ValueError:
        raise ValueError("This must be a date such as 2027-01-31.") from None


def _status(value, _longest):
    if value not in STATUSES:
        raise ValueError(f"This must be one of {', '.join(STATUSES)}.")
    return value


def _list(value, longest):
    if not isinstance(value, list) or len(value) > MOST_TAGS:
        raise ValueError(f"This must be a list of at most {MOST_TAGS} texts.")
    return [_text(each, longest) for each in value]


CHECKS = {
    TEXT: _text,
    EMAIL: _email,
    NUMBER: _number,
    ID: _id,
    DATE: _date,
    CODE: _code,
    STATUS: _status,
    LIST: _list,
}


def digest(body):
    """Return what two bodies have in common that say the same."""
    text = json.dumps(body, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


# -- the OpenAPI document --------------------------------------------------------------


def _schema(kind, longest, what, required=False):
    text = {"type": "string", "maxLength": longest}
    filled = {**text, "minLength": 1}
    form = {
        TEXT: filled if required else text,
        EMAIL: {**filled, "format": "email"},
        CODE: {**filled, "pattern": "^[A-Za-z0-9_-]+$"},
        NUMBER: {"type": "number", "minimum": 0, "maximum": LARGEST_SUM},
        ID: {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
        DATE: {"type": "string", "format": "date"},
        STATUS: {"type": "string", "enum": list(STATUSES)},
        LIST: {"type": "array", "items": filled, "maxItems": MOST_TAGS},
    }[kind]
    return {**form, "description": what}


def openapi(server):
    """Return the OpenAPI document of the API at an address."""
    errors = {
        "type": "object",
        "properties": {
            "errors": {
                "type": "object",
                "description": "What is wrong, by field; of the whole without a name",
                "additionalProperties": {"type": "string"},
            }
        },
        "required": ["errors"],
        "additionalProperties": False,
    }
    lead = {
        "type": "object",
        "properties": {
            name: _schema(*about, required=name in REQUIRED)
            for name, about in FIELDS.items()
        },
        "required": list(REQUIRED),
        "additionalProperties": False,
    }
    made = {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "status": {"type": ["string", "null"], "enum": [*STATUSES, None]},
            "duplicate": {
                "type": "boolean",
                "description": "Whether another lead has this e-mail address",
            },
        },
        "required": ["id", "status", "duplicate"],
        "additionalProperties": False,
    }
    answers = {
        "400": "The body is no JSON object, or the Idempotency-Key is too long",
        "401": "No API key, or none that is valid",
        "403": "The user of the key may not create leads",
        "409": "The Idempotency-Key was used for another body",
        "413": "The body is too large",
        "415": "The body is not application/json",
        "422": "Some fields are wrong",
        "429": "Too many calls in a minute",
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Errors"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Leads", "version": "1.0.0"},
        "servers": [{"url": server}],
        "security": [{"key": []}],
        "paths": {
            "/crm_integria/v1/leads": {
                "post": {
                    "operationId": "createLead",
                    "summary": "Create a lead",
                    "parameters": [
                        {
                            "name": "Idempotency-Key",
                            "in": "header",
                            "description": "A call with the same key and body creates "
                            "nothing and gets the first answer again, for a week",
                            "schema": {
                                "type": "string",
                                "pattern": "^[!-~]{1,128}$",
                            },
                        }
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/Lead"}
                            }
                        },
                    },
                    "responses": {
                        "201": {
                            "description": "The lead was created",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Created"}
                                }
                            },
                        },
                        **{
                            code: {"description": what, "content": content}
                            for code, what in answers.items()
                        },
                    },
                }
            }
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Lead": lead, "Created": made, "Errors": errors},
        },
    }
