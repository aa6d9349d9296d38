"""HTTP side of the simulated e-conomic: both services, the log-in, control routes."""

import html
import json
from functools import partial
from urllib.parse import urlencode, urlsplit

from tests.simulators.economic.calling import Caller
from tests.simulators.economic.errors import Refused, problem, rest_error
from tests.simulators.economic.openapi import CustomersApi, WebhooksApi
from tests.simulators.economic.rest import Rest
from tests.simulators.messages import HTML, Response, html_page, json_response
from tests.simulators.simulator import ControlError, Simulator

LOG_IN = "secure/api1/requestaccess.aspx"
DEMO = "demo"
KEPT_ANSWERS = 1000


class EconomicSimulator(Simulator):
    """One agreement, behind one address for REST, OpenAPI and the log-in."""

    def __init__(self, store, tokens, bucket, delay=0.0, **common):
        super().__init__(**common)
        self.store, self.bucket = store, bucket
        self.tokens = {"app_secret": tokens[0], "grant": tokens[1], "public": tokens[2]}
        self.revoked = self.lacks_role = False
        self._rest = Rest(store)
        self._services = {
            "customersapi/v3.1.0": CustomersApi(store),
            "webhooksapi/v1.0.0": WebhooksApi(store),
        }
        self._caller = Caller(store, delay)
        self._answers = {}

    def route(self, request):
        path = request.path.strip("/")
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
        item = "/:n" if len(parts) > 1 else ""
        return f"{request.method} /{name}{item}"

    def _answer(self, request, service, parts, as_error):
        headers, wait = self.bucket.take(request.method)
        key = request.headers.get("idempotency-key")
        if request.method == "GET":
            key = None
        try:
            self._check_access(request, wait)
            if key and key in self._answers:
                response = self._answers[key]
                replayed = (("X-ResultFromCache", "true"),)
                return self._with(response, headers + replayed)
            status, value = service.answer(request, parts)
            response = json_response(value, status)
            if value is None:
                response.body = b""
        except Refused as refused:
            response = as_error(refused)
        if key and response.status < 500 and response.status not in (401, 403, 429):
            self._keep(key, response)
        self._caller.tell()
        if wait is not None:
            headers += (("Retry-After", str(max(1, round(wait)))),)
        return self._with(response, headers)

    def _keep(self, key, response):
        if len(self._answers) >= KEPT_ANSWERS:
            self._answers.pop(next(iter(self._answers)))
        self._answers[key] = response

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
            icon = '<link rel="icon" href="data:,">'
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
            ("POST", "edit"): self._control_edit,
            ("POST", "access"): self._control_access,
            ("POST", "quirks"): self._control_quirks,
        }

    def _state(self):
        store = self.store
        return {
            "customers": list(store.customers.values()),
            "contacts": list(store.contacts.values()),
            "webhooks": list(store.webhooks.values()),
        }

    def _control_access(self, body):
        self.revoked = body.get("revoked", self.revoked)
        self.lacks_role = body.get("lacks_role", self.lacks_role)
        self.tokens |= {name: body[name] for name in self.tokens if name in body}
        return {"revoked": self.revoked, "lacks_role": self.lacks_role}

    def _control_quirks(self, body):
        self.store.quirks = set(body["quirks"])
        return {"quirks": sorted(self.store.quirks)}

    def _control_edit(self, body):
        """Change what people change in e-conomic; values have the stored names."""
        try:
            done = self._edit(body)
        except Refused as refused:
            raise ControlError(json.dumps([str(refused), refused.errors])) from None
        self._caller.tell()
        return done

    def _edit(self, body):
        store, values = self.store, body.get("values", {})
        what, operation, number = body["what"], body["operation"], body.get("id")
        if what == "customer":
            if operation == "add":
                number = number or store.next_number()
                usual = {"currency": "DKK", "customerGroupNumber": 1, "zone": 1}
                store.put_customer(number, {**usual, "paymentTermId": 1, **values})
            elif operation == "update":
                store.put_customer(number, {**store.customer(number), **values})
            elif operation == "delete":
                store.delete_customer(number)
            elif operation == "renumber":
                store.renumber(number, values["number"])
            return {"id": number}
        if operation == "add":
            customer = values.pop("customerNumber")
            return {"id": store.put_contact(customer, values)}
        contact = store.contact(number)
        if operation == "update":
            store.put_contact(contact["customerNumber"], {**contact, **values}, number)
        elif operation == "delete":
            store.delete_contact(number)
        return {"id": number}
