"""The WSGI application that every simulator is: latency, faults, control routes."""

import errno
import json

import gevent

from tests.simulators.faults import Fault, FaultPlan, spoil
from tests.simulators.messages import Disconnect, Request, json_response
from tests.simulators.stats import Stats

CONTROL_PREFIX = "/_simulator/"


class ControlError(Exception):
    """A control route was used wrongly; answered as `{"error": …}`."""

    def __init__(self, message, status=400):
        super().__init__(message)
        self.status = status


class Simulator:
    """Base of the simulated systems.

    A subclass says in `route` which action a request means and how to answer it,
    and adds its own control routes.
    """

    def __init__(self, latency=0.0, faults=(), seed=1):
        self.latency = latency
        self.faults = FaultPlan(faults, seed)
        self.stats = Stats()

    def route(self, request):
        """Return the action's name and a function that performs it."""
        raise NotImplementedError

    def control_routes(self):
        """Control functions by (method, name); each maps a JSON body to a reply."""
        return {
            ("GET", "stats"): lambda body: self.stats.as_json(),
            ("POST", "reset-stats"): self._control_reset_stats,
            ("POST", "faults"): self._control_faults,
            ("POST", "latency"): self._control_latency,
        }

    def __call__(self, environ, start_response):
        request = Request(environ)
        if request.path.startswith(CONTROL_PREFIX):
            response = self._control(request)
        else:
            try:
                response = self._serve(request)
            except Disconnect:
                request.reset_connection()
                raise ConnectionResetError(errno.ECONNRESET, "simulated") from None
        start_response(response.status_line, response.all_headers)
        if response.missing_bytes:
            return _unfinished(response.body)
        return [response.body]

    def _serve(self, request):
        action, answer = self.route(request)
        failed = True
        self.stats.begin(action)
        try:
            if self.latency:
                gevent.sleep(self.latency)
            fault = self.faults.choose(action)
            if fault is None:
                response = answer()
            else:
                self.stats.count_fault(fault.kind)
                response = spoil(fault, answer)
            failed = response.is_error
        finally:
            self.stats.end(action, failed)
        return response

    def _control(self, request):
        name = request.path.removeprefix(CONTROL_PREFIX)
        function = self.control_routes().get((request.method, name))
        if function is None:
            return json_response({"error": "no such control route"}, 404)
        try:
            body = json.loads(request.body or b"{}")
            return json_response(function(body))
        except ControlError as error:
            return json_response({"error": str(error)}, error.status)
        except KeyError as error:
            return json_response({"error": f"missing: {error}"}, 400)
        except (ValueError, TypeError) as error:
            return json_response({"error": str(error)}, 400)

    def _control_reset_stats(self, body):
        self.stats.reset()
        return self.stats.as_json()

    def _control_faults(self, body):
        self.faults.replace([Fault.from_json(item) for item in body["faults"]])
        return {"faults": self.faults.as_json()}

    def _control_latency(self, body):
        self.latency = float(body["seconds"])
        return {"seconds": self.latency}


def _unfinished(body):
    """Send less than was announced, then end the connection."""
    yield body
    raise ConnectionResetError(errno.ECONNRESET, "simulated")
