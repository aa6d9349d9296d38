"""Zoho's published descriptions, with what is known to be wrong in them put right.

Recorded answers and Zoho's own examples contradict the descriptions in places; each
rule of `MENDS` says where.
"""

import json

import jsonschema

from tests.simulators.tests.zoho.api import CONTRACTS

ANYTHING = {}
TEXT_OR_NULL = {"type": ["string", "null"]}
OBJECT_OR_NULL = {"type": ["object", "null"]}
PAGE_TOKENS = ("next_page_token", "previous_page_token", "page_token_expiry")
# (names that mark an object, what its properties are in truth)
MENDS = (
    # recorded: people are shown with their e-mail, not only owners
    ({"name", "id"}, {"email": {"type": "string"}}),
    # examples: the first and the last page lack tokens
    ({"next_page_token"}, dict.fromkeys(PAGE_TOKENS, TEXT_OR_NULL)),
    # recorded: an upsert tells what it did
    (
        {"code", "details", "message", "status"},
        {"action": ANYTHING, "duplicate_field": ANYTHING},
    ),
    # live: stages have more than other pick lists
    (
        {"reference_value", "actual_value"},
        dict.fromkeys(
            ("deal_category", "forecast_type", "forecast_category", "probability"),
            ANYTHING,
        ),
    ),
    # documentation: rows that were deleted for good have lost all names
    ({"deleted_by"}, dict.fromkeys(("deleted_by", "created_by"), OBJECT_OR_NULL)),
    # examples: null where a channel has none
    (
        {"notification_condition", "resource_name"},
        {"notification_condition": ANYTHING, "fields": ANYTHING},
    ),
    # documentation: a contact of a deal may have no role
    ({"Contact_Role", "Department"}, {"Contact_Role": OBJECT_OR_NULL}),
    # documentation: the three keys that the description of POST forgot
    (
        {"notify_url", "channel_id", "token"},
        dict.fromkeys(
            (
                *("notify_on_related_action", "return_affected_field_values"),
                "notification_condition",
            ),
            ANYTHING,
        ),
    ),
)


def check_answer(value, document, method, path, status):
    """Check a JSON against the published answer of this status."""
    whole = contract(document)
    responses = whole["paths"][path][method]["responses"]
    check(value, whole, resolved(whole, responses[str(status)]))


def check_request(value, document, method, path):
    """Check what is sent against the published body of a request."""
    whole = contract(document)
    check(value, whole, resolved(whole, whole["paths"][path][method]["requestBody"]))


def check(value, whole, part):
    mend(whole)
    (content,) = part["content"].values()
    schema = {**content["schema"], "components": whole["components"]}
    errors = jsonschema.Draft202012Validator(schema).iter_errors(value)
    told = [f"{error.json_path}: {error.message[:300]}" for error in errors]
    assert not told, "\n".join(told)


def contract(name):
    return json.loads((CONTRACTS / f"zoho-crm-{name}-openapi.json").read_text())


def resolved(whole, value):
    while "$ref" in value:
        found = whole
        for part in value["$ref"][2:].split("/"):
            found = found[part]
        value = found
    return value


def mend(value):
    """Put right what live answers contradict, everywhere below a value."""
    if isinstance(value, list):
        for each in value:
            mend(each)
    if not isinstance(value, dict):
        return
    # pages have up to 200 rows, pick lists and modules more than 100
    if value.get("maxItems") == 100:
        value["maxItems"] = 1000
    # classes of letters that Python does not know
    if "\\p{" in str(value.get("pattern", "")):
        del value["pattern"]
    properties = value.get("properties")
    if isinstance(properties, dict):
        # some objects forbid what they require
        for name in value.get("required", ()):
            properties.setdefault(name, ANYTHING)
        names = set(properties)
        for marks, truth in MENDS:
            if marks <= names:
                properties.update(truth)
    for each in list(value.values()):
        mend(each)
