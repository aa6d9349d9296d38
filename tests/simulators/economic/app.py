"""HTTP side of the simulated e-conomic: its services, the log-in, control routes."""

import html
import time
from functools import partial
from urllib.parse import urlencode, urlsplit

from tests.simulators.economic.calling import Caller
from tests.simulators.economic.edits import edit
from tests.simulators.economic.errors import Refused, problem, rest_error
from tests.simulators.economic.limits import Bucket
from tests.simulators.economic.openapi import CustomersApi
from tests.simulators.economic.rest import Rest
from tests.simulators.economic.soap.envelope import operation_of
from tests.simulators.economic.soap.service import PATH as SOAP
from tests.simulators.economic.soap.service import SoapService
from tests.simulators.economic.soap.sessions import USUAL_SECONDS
from tests.simulators.economic.store import QUIRKS
from tests.simulators.economic.webhooks import WebhooksApi
from tests.simulators.messages import HTML, Response, html_page, json_response
from tests.simulators.simulator import ControlError, Simulator

LOG_IN = "secure/api1/requestaccess.aspx"
DEMO = "demo"
KEPT_ANSWERS = 1000
KEPT_SECONDS = 3600
# what follows these is no number of digits
CODED = {"currencies", "webhooksapi/webhooks"}


class EconomicSimulator(Simulator):
    """One agreement, behind one address for REST, OpenAPI, SOAP and the log-in.

    :param delay, pause: of webhooks
    :param idle: seconds after which a session of SOAP ends
    """

    def __init__(
        self, store, tokens, bucket, delay=0.0, pause=0.1, idle=USUAL_SECONDS, **common
    ):
        super().__init__(**common)
        self.store, self.bucket = store, bucket
        self.tokens = {"app_secret": tokens[0], "grant": tokens[1], "public": tokens[2]}
        self.revoked = self.lacks_role = False
        self._rest = Rest(store)
        self._services = {
            "customersapi/v3.1.0": CustomersApi(store),
            "webhooksapi/v1.0.0": WebhooksApi(store),
        }
        self._soap = SoapService(store, self, idle)
        self._caller = Caller(store, delay, pause)
        self._answers = {}

    def route(self, request):
        path = request.path.strip("/")
        # the server of SOAP knows no capital letters
        if path.lower() == SOAP.lower():
            name = operation_of(request) if request.method == "POST" else "description"
            return f"SOAP {name}", partial(self._answer_soap, request)
        if path.startswith(LOG_IN):
            return "log-in", partial(self._log_in, request, path)
        for root, service in self._services.items():
            if path.startswith(f"{root}/"):
                parts = path.removeprefix(f"{root}/").split("/")
                name = f"{root.split('/')[0]}/{parts[0]}"
                answer = partial(self._answer, request, service, parts, problem)
                return self._name(request, name, parts), answer
        parts = path.split("/")
        answer = partial(self._answer, request, self._rest, parts, rest_error)
        return self._name(request, parts[0], parts), answer

    @staticmethod
    def _name(request, name, parts):
        rest = ("/:n" if each.isdigit() else f"/{each}" for each in parts[1:])
        if name in CODED:
            rest = ("/:n" for _each in parts[1:])
        return f"{request.method} /{name}{''.join(rest)}"

    def _answer(self, request, service, parts, as_error):
        headers, wait = self.bucket.take(request.method)
        key = request.headers.get("idempotency-key")
        if request.method == "GET":
            key = None
        try:
            self._check_access(request, wait)
            if key and (kept := self._kept(key)):
                return self._with(kept, headers + (("X-ResultFromCache", "true"),))
            status, value = service.answer(request, parts)
            response = json_response(value, status)
            if value is None:
                response.body = b""
            elif status == 201 and "self" in value:
                response.headers = (("Location", value["self"]),)
        except Refused as refused:
            response = as_error(refused)
        if key and response.status < 500 and response.status not in (401, 403, 429):
            self._keep(key, response)
        self._caller.tell()
        if response.status == 429 and wait is not None:
            headers += (("Retry-After", str(max(1, round(wait)))),)
        return self._with(response, headers)

    def _answer_soap(self, request):
        response = self._soap.answer(request)
        self._caller.tell()
        return response

    def _kept(self, key):
        moment, response = self._answers.get(key, (0, None))
        return response if time.monotonic() - moment < KEPT_SECONDS else None

    def _keep(self, key, response):
        if len(self._answers) >= KEPT_ANSWERS:
            self._answers.pop(next(iter(self._answers)))
        self._answers[key] = time.monotonic(), response

    @staticmethod
    def _with(response, headers):
        return Response(
            response.body,
            response.status,
            response.content_type,
            (*response.headers, *headers),
            response.is_error,
        )

    def _check_access(self, request, wait):
        secret = request.headers.get("x-appsecrettoken")
        grant = request.headers.get("x-agreementgranttoken")
        if (secret, grant) == (DEMO, DEMO):
            if request.method != "GET":
                raise Refused(403, "The demo agreement is read only.")
        elif (secret, grant) != (self.tokens["app_secret"], self.tokens["grant"]):
            raise Refused(401)
        elif self.revoked:
            raise Refused(401, "The grant was revoked.")
        if self.lacks_role:
            raise Refused(403)
        if wait is not None:
            raise Refused(429)

    # -- the log-in ------------------------------------------------------------------

    def _log_in(self, request, path):
        """Show what a user of the agreement accepts, and send them back with a grant.

        Source: e-conomic.com/developer/connect; the grant is ``token`` of the query.
        """
        query = request.query
        if query.get("appPublicToken") != self.tokens["public"]:
            return Response(
                html_page("Error", "Unknown app."), 400, HTML, is_error=True
            )
        back = query.get("redirectUrl")
        if not path.endswith("/accept"):
            link = html.escape(f"/{LOG_IN}/accept?{urlencode(query)}")
            icon = '<link rel="icon" href=data:,>'
            page = f'{icon}<h1>Add Odoo?</h1><a id="accept" href="{link}">Add app</a>'
            return Response(f"<!DOCTYPE html>{page}".encode(), 200, HTML)
        self.revoked = False
        if not back:
            return Response(html_page("Grant", self.tokens["grant"]), 200, HTML)
        joint = "&" if urlsplit(back).query else "?"
        place = f"{back}{joint}{urlencode({'token': self.tokens['grant']})}"
        return Response(b"", 302, HTML, (("Location", place),))

    # -- control ---------------------------------------------------------------------

    def control_routes(self):
        return super().control_routes() | {
            ("GET", "state"): lambda body: self._state(),
            ("POST", "state"): self._part_of_state,
            ("GET", "webhook-calls"): lambda body: {"calls": self._caller.calls},
            ("POST", "edit"): self._control_edit,
            ("POST", "access"): self._control_access,
            ("POST", "quirks"): self._control_quirks,
            ("POST", "rate"): self._control_rate,
            ("POST", "sessions"): self._control_sessions,
        }

    def _state(self):
        store = self.store
        return {
            "customers": list(store.customers.values()),
            "contacts": list(store.contacts.values()),
            "webhooks": list(store.webhooks.values()),
        }

    def _part_of_state(self, body):
        """Only some records: ``{"what": ["customers"], "ids": [1, 2]}``."""
        known = {
            "customers": self.store.customers,
            "contacts": self.store.contacts,
            "webhooks": self.store.webhooks,
        }
        if unknown := set(body["what"]) - known.keys():
            raise ControlError(f"no such records: {', '.join(sorted(unknown))}")
        ids = body.get("ids")
        return {
            name: [
                row
                for number, row in known[name].items()
                if ids is None or number in ids
            ]
            for name in body["what"]
        }

    def _control_access(self, body):
        """``revoked``, ``lacks_role``, ``app_secret``, ``grant``, ``public``."""
        known = {"revoked", "lacks_role", *self.tokens}
        if unknown := body.keys() - known:
            raise ControlError(f"unknown setting: {', '.join(sorted(unknown))}")
        self.revoked = body.get("revoked", self.revoked)
        self.lacks_role = body.get("lacks_role", self.lacks_role)
        self.tokens |= {name: body[name] for name in self.tokens if name in body}
        return {"revoked": self.revoked, "lacks_role": self.lacks_role}

    def _control_quirks(self, body):
        if unknown := set(body["quirks"]) - {*QUIRKS}:
            raise ControlError(f"unknown quirk: {', '.join(sorted(unknown))}")
        self.store.quirks = set(body["quirks"])
        return {"quirks": sorted(self.store.quirks)}

    def _control_rate(self, body):
        """Another budget: ``{"limit": 5, "seconds": 60}``, with nothing used."""
        self.bucket = Bucket(int(body["limit"]), float(body["seconds"]))
        return {"limit": self.bucket.limit, "seconds": self.bucket.seconds}

    def _control_sessions(self, body):
        """Sessions of SOAP: ``end`` all, and how many idle ``seconds`` others have."""
        sessions = self._soap.sessions
        ended = sessions.end_all() if body.get("end") else 0
        sessions.seconds = float(body.get("seconds", sessions.seconds))
        return {"ended": ended, "open": len(sessions), "seconds": sessions.seconds}

    def _control_edit(self, body):
        done = edit(self.store, body)
        self._caller.tell()
        return done
