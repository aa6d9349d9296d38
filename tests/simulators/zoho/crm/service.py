"""The API of each region: which function answers which path."""

from dataclasses import dataclass

from tests.simulators.messages import Response, json_response
from tests.simulators.zoho.crm import (
    contact_roles,
    coql,
    reading,
    related,
    search,
    writing,
)
from tests.simulators.zoho.crm.call import Call
from tests.simulators.zoho.crm.paging import Pages
from tests.simulators.zoho.errors import Refused
from tests.simulators.zoho.limits import HEAVY_CONCURRENCY
from tests.simulators.zoho.metadata import service as settings
from tests.simulators.zoho.notifications import service as watch

SCHEME = "zoho-oauthtoken"
VERSIONS = range(2, 9)


@dataclass
class Gate:
    """What a call passes before it is answered.

    :param refusals: refusals that control routes asked for, tried in order
    """

    concurrency: int
    refusals: list


class Crm:
    """``answer(request, region, version, parts)`` → `Response`."""

    def __init__(self, store, tokens, credits, gate, channels):
        self.store, self.tokens, self.credits = store, tokens, credits
        self.gate, self.channels = gate, channels
        self.pages = Pages(store.clock)
        self.calls = []

    def answer(self, request, region, version, parts, name, flights):
        """Answer a call.

        :param flights: calls and heavy calls that are being answered, this one too
        """
        call = None
        headers = ()
        try:
            token = self._token(request, region)
            call = Call(request, region, version, parts, self.store, token)
            headers = (("x-accesstoken-reset", call.moment(token.expiry)),)
            call.need_permission("Crm_Implied_Api_Access")
            self._check_limits(parts, *flights)
            self._check_refusals(name)
            status, value = self._dispatch(call)
        except Refused as refused:
            status, value = refused.status, refused.as_json()
            if "errors-in-data" in self.store.quirks and status != 401:
                value = {"data": [value]}
        cost = 0
        # who is refused at the door pays nothing; an assumption
        if call and status not in (401, 429):
            cost = call.cost
            self.credits.spend(cost)
        self._note(request, name, status, call, cost)
        response = json_response(value, status) if value is not None else empty(status)
        response.headers = (*headers, *self.credits.headers())
        return response

    def _token(self, request, region):
        scheme, _blank, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != SCHEME or not value:
            raise Refused("AUTHENTICATION_FAILURE")
        token = self.tokens.valid(value.strip(), region)
        if token is None:
            raise Refused("INVALID_TOKEN")
        return token

    def _check_limits(self, parts, calls, heavy):
        crowded = calls > self.gate.concurrency or heavy > HEAVY_CONCURRENCY
        if self.credits.exhausted or crowded:
            watching = parts == ["actions", "watch"]
            code = "RATE_LIMIT_EXCEEDED" if watching else "TOO_MANY_REQUESTS"
            raise Refused(code)

    def _check_refusals(self, name):
        for refusal in self.gate.refusals:
            wanted = refusal.get("action")
            if refusal.get("times") == 0 or wanted not in (None, name):
                continue
            if refusal.get("times"):
                refusal["times"] -= 1
            raise Refused(
                refusal["code"],
                refusal.get("details"),
                refusal.get("message"),
                refusal.get("status"),
            )

    def _note(self, request, name, status, call, cost):
        self.calls.append(
            {
                "action": name,
                "method": request.method,
                "path": request.path,
                "query": request.query,
                "status": status,
                "user": call and call.user.id,
                "credits": cost,
            }
        )
        del self.calls[:-1000]

    def _dispatch(self, call):
        parts = call.parts
        head = parts[0]
        roles = parts in (["Contacts", "roles"], ["contacts", "roles"])
        if roles or head in ("org", "users", "settings"):
            return settings.answer(call)
        if parts == ["actions", "watch"]:
            return watch.answer(call, self.channels)
        if parts == ["coql"]:
            return coql.answer(call)
        if len(parts) == 1:
            return self._module(call, head)
        if len(parts) == 2:
            return self._record(call, *parts)
        if parts[1:] == ["actions", "count"]:
            call.only("GET")
            return reading.count_records(call, call.need_module(head, "READ"))
        if len(parts) in (3, 4):
            if parts[2] == "Contact_Roles":
                return contact_roles.answer(call)
            return related.answer(call, self.pages)
        raise Refused("INVALID_URL_PATTERN")

    def _module(self, call, name):
        call.only("GET", "POST", "PUT", "DELETE")
        module = call.need_module(name, OPERATIONS[call.method])
        if call.method == "GET":
            return reading.list_records(call, self.pages, module)
        return WRITES[call.method](call, module)

    def _record(self, call, name, last):
        if last == "deleted":
            call.only("GET")
            return reading.list_deleted(call, call.need_module(name, "READ"))
        if last == "search":
            call.only("GET")
            return search.answer(call, call.need_module(name, "READ"))
        if last == "upsert":
            call.only("POST")
            call.need_module(name, "CREATE")
            return writing.upsert_records(call, call.need_module(name, "UPDATE"))
        call.only("GET", "PUT", "DELETE")
        module = call.need_module(name, OPERATIONS[call.method])
        if call.method == "GET":
            return reading.get_record(call, module, last)
        return WRITES[call.method](call, module, last)


def empty(status):
    return Response(b"", status)


OPERATIONS = {"GET": "READ", "POST": "CREATE", "PUT": "UPDATE", "DELETE": "DELETE"}
WRITES = {
    "POST": writing.create_records,
    "PUT": writing.update_records,
    "DELETE": writing.delete_records,
}
