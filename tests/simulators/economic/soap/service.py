"""The service: its description, log-in, and who may call what.

Assumptions: tokens that are wrong at the log-in are a fault of its own text; a session
ends with its grant; SOAP takes nothing from the budget of calls of the other services;
the demo agreement is read only here, too.
"""

from tests.simulators.economic.soap import refusals
from tests.simulators.economic.soap.contacts import Contacts
from tests.simulators.economic.soap.debtors import Debtors
from tests.simulators.economic.soap.envelope import Wrong, answer, fault, read_call
from tests.simulators.economic.soap.lists import Lists
from tests.simulators.economic.soap.sessions import Sessions
from tests.simulators.economic.soap.wsdl import wsdl
from tests.simulators.messages import HTML, Response, html_page

PATH = "secure/api1/EconomicWebService.asmx"
APP_HEADER = "x-economicappidentifier"
CHANGES = ("_Create", "_Update", "_Delete")
DEMO = "demo"
# as ASP.NET tells an exception to those who may see all of it
OPEN_NAME = "System.Web.Services.Protocols.SoapException: "


class SoapService:
    """:param access: an object with ``tokens``, ``revoked`` and ``lacks_role``"""

    def __init__(self, store, access, seconds):
        self.store, self._access = store, access
        self.sessions = Sessions(seconds)
        debtors = Debtors(store)
        self.operations = {
            **debtors.operations(),
            **Contacts(store, debtors).operations(),
            **Lists(store).operations(),
        }

    def answer(self, request):
        """Return the response of any request to the service's path."""
        if request.method == "GET":
            return self._description(request)
        if request.method != "POST":
            return Response(html_page("Error", "Method."), 405, HTML, is_error=True)
        try:
            call = read_call(request)
        except Wrong as wrong:
            return wrong.response
        try:
            return self._called(request, call)
        except refusals.SoapRefused as refused:
            text = refused.text
            if "soap-open-exceptions" in self.store.quirks:
                text = f"{OPEN_NAME}{text}\n   at Economic.Api.Service()"
            return fault(call.version, text)

    @staticmethod
    def _description(request):
        asked = {name.lower() for name in request.query}
        if "wsdl" not in asked:
            return Response(html_page("EconomicWebService", "See WSDL."), 200, HTML)
        body = wsdl(f"http://{request.host}/{PATH}")
        return Response(body, 200, "text/xml; charset=utf-8")

    def _called(self, request, call):
        if call.operation == "ConnectWithToken":
            headers = self._connect(request, *call.parameters)
            response = answer(call, "simulated")
            response.headers = headers
            return response
        if call.operation == "Verify_XEconomicAppIdentifier":
            # nobody recorded how it refuses
            if not request.headers.get(APP_HEADER):
                raise refusals.not_authorized()
            return answer(call, True)
        tokens = self.sessions.find(request)
        if call.operation == "Disconnect":
            self.sessions.end(request)
            return answer(call, None)
        if tokens is None or not self._are_known(tokens):
            raise refusals.not_logged_in()
        changes = any(each in call.operation for each in CHANGES)
        if self._access.lacks_role or (changes and tokens == (DEMO, DEMO)):
            raise refusals.not_authorized()
        if "soap-server-errors" in self.store.quirks:
            raise refusals.server_error()
        return answer(call, self.operations[call.operation](*call.parameters))

    def _connect(self, request, grant, secret):
        if not self._are_known((secret, grant)):
            raise refusals.wrong_tokens()
        return self.sessions.start(request, (secret, grant))

    def _are_known(self, tokens):
        if tokens == (DEMO, DEMO):
            return True
        known = self._access.tokens
        right = tokens == (known["app_secret"], known["grant"])
        return right and not self._access.revoked
