"""HTTP side of the simulated Zoho: accounts servers, the API, control routes.

``/accounts/{region}/oauth/v2/…`` is an accounts server, ``/api/{region}/crm/v8/…`` the
API that belongs to it.
"""

import json
import re
from functools import partial

from tests.simulators.messages import json_response
from tests.simulators.simulator import Simulator
from tests.simulators.zoho import control
from tests.simulators.zoho.accounts.consent import error_page
from tests.simulators.zoho.accounts.service import Accounts
from tests.simulators.zoho.crm.service import VERSIONS, Crm
from tests.simulators.zoho.errors import Refused
from tests.simulators.zoho.notifications.caller import Caller
from tests.simulators.zoho.regions import region_of

API = re.compile(r"/api/([a-z]+)/crm/v(\d+)/(.+)")
ACCOUNTS = re.compile(r"/accounts/([a-z]+)/(.+)")
UNKNOWN = "(unknown path)"
BIG_WRITE = 10


class ZohoSimulator(Simulator):
    """One organisation in one region; the other regions do not know it."""

    def __init__(self, store, client, tokens, limits, channels, delivery, **common):
        super().__init__(**common)
        self.store, self.client, self.tokens = store, client, tokens
        self.credits, self.gate = limits
        self.channels = channels
        self.accounts = Accounts(store, client, tokens)
        self.crm = Crm(store, tokens, self.credits, self.gate, channels)
        self.caller = Caller(store, channels, delivery, common.get("seed", 1))
        self._in_flight = self._heavy = 0

    def route(self, request):
        if found := ACCOUNTS.fullmatch(request.path):
            region, path = region_of(found[1]), found[2].rstrip("/")
            if region is None:
                return UNKNOWN, partial(error_page, "The page does not exist.")
            answer = partial(self.accounts.answer, request, region, path)
            return f"{request.method} /{path}", answer
        found = API.fullmatch(request.path)
        region = found and region_of(found[1])
        if not region or int(found[2]) not in VERSIONS:
            return UNKNOWN, _no_such_url
        parts = [part for part in found[3].split("/") if part]
        name = f"{request.method} /{'/'.join(map(_plain, parts))}"
        # as many as are being answered now, this one too
        flights = self._in_flight, self._heavy
        place = region, int(found[2]), parts
        return name, partial(self._answer, request, place, name, flights)

    def _answer(self, request, place, name, flights):
        self.caller.host = request.host
        response = self.crm.answer(request, *place, name, flights)
        self.caller.tell()
        return response

    def _serve(self, request):
        if not request.path.startswith("/api/"):
            return super()._serve(request)
        heavy = is_heavy(request)
        self._in_flight += 1
        self._heavy += heavy
        try:
            return super()._serve(request)
        finally:
            self._in_flight -= 1
            self._heavy -= heavy

    def control_routes(self):
        return super().control_routes() | control.routes(self)


def is_heavy(request):
    """Return whether a call counts for the lower limit of calls at a time."""
    if request.path.endswith("/coql"):
        return True
    if request.method == "GET":
        return bool({"cvid", "sort_by"} & request.query.keys())
    try:
        rows = json.loads(request.body).get("data")
    except (ValueError, AttributeError):
        return False
    return isinstance(rows, list) and len(rows) > BIG_WRITE


def _plain(part):
    return ":id" if part.isdigit() else part


def _no_such_url():
    refused = Refused("INVALID_URL_PATTERN")
    return json_response(refused.as_json(), refused.status)
