"""The service webhooksapi of OpenAPI: one webhook for each type of event.

Source: its description (1.0.0).
"""

from tests.simulators.economic.calls import body_of
from tests.simulators.economic.errors import Refused
from tests.simulators.economic.forms import check_flag, check_text
from tests.simulators.economic.listing import check_version, collection

EVENT_TYPES = {
    "CUSTOMER_UPDATED": ("OLDNUMBER", "NEWNUMBER"),
    "INVOICE_BOOKED": ("INVOICENO",),
    "JOURNAL_BOOKED": ("DAYBOOKNO", "FROMSERIALNO", "TOSERIALNO"),
}
TEXTS = {"name": 100, "url": 1000, "contentType": 50, "postData": 4000}
REQUIRED = ("eventType", "name", "url", "contentType")
MOST_HEADERS = 5


class WebhooksApi:
    """``webhooksapi/v1.0.0``"""

    def __init__(self, store):
        self.store = store

    def answer(self, request, parts):
        if parts == ["EventTypes"] and request.method == "GET":
            return 200, [_event_type(*each) for each in EVENT_TYPES.items()]
        if parts[0] != "webhooks" or len(parts) > 2:
            raise Refused(404)
        more = parts[1:]
        if more and more[0] not in ("paged", "count"):
            return self._webhook(request, more[0])
        if request.method == "GET":
            rows = sorted(self.store.webhooks.values(), key=lambda x: x["eventType"])
            return collection(request, more, rows, "eventType", {"eventType", "name"})
        if more or request.method not in ("POST", "PUT"):
            raise Refused(405)
        return self._put(body_of(request), new=request.method == "POST")

    def _webhook(self, request, kind):
        webhooks = self.store.webhooks
        if kind not in webhooks:
            raise Refused(404, "The webhook does not exist.")
        if request.method == "GET":
            return 200, webhooks[kind]
        if request.method != "DELETE":
            raise Refused(405)
        del webhooks[kind]
        return 204, None

    def _put(self, body, new):
        webhooks, kind = self.store.webhooks, body.get("eventType")
        _check(body)
        if new and kind in webhooks:
            raise Refused(400, "There is a webhook for this type of event.")
        if not new:
            if kind not in webhooks:
                raise Refused(404)
            check_version(body, webhooks[kind])
        known = (*REQUIRED, "postData", "customHeaders", "isDisabled")
        given = {name: body[name] for name in known if body.get(name) is not None}
        webhooks[kind] = {"isDisabled": False, "postData": "", **given}
        self.store.stamp(webhooks[kind])
        return (201, {"eventType": kind}) if new else (204, None)


def _event_type(name, merged):
    fields = [{"fieldName": each, "description": each} for each in merged]
    return {"name": name, "description": name.capitalize(), "mergeFields": fields}


def _check(body):
    errors = {name: "is required" for name in REQUIRED if not body.get(name)}
    for name, longest in TEXTS.items():
        check_text(errors, name, body.get(name), longest)
    if body.get("eventType") and str(body["eventType"]) not in EVENT_TYPES:
        errors["eventType"] = "is unknown"
    headers = body.get("customHeaders") or []
    pairs = isinstance(headers, list) and all(
        isinstance(each, dict) and each.keys() >= {"key", "value"} for each in headers
    )
    if not pairs:
        errors["customHeaders"] = "are a list of key and value"
    elif len(headers) > MOST_HEADERS:
        errors["customHeaders"] = f"are at most {MOST_HEADERS}"
    check_flag(errors, "isDisabled", body.get("isDisabled", False))
    if errors:
        raise Refused(400, errors=errors)
