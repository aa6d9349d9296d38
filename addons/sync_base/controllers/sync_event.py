from odoo.api import SUPERUSER_ID
from odoo.http import Controller, HttpDispatcher, Response, request, route

from ..lib.events import EventCall

# Bytes; a call names objects, it does not carry them.
LIMIT = 256 * 1024


class EventDispatcher(HttpDispatcher):
    """Hands on a body as it came: it is signed so, and nobody knows yet by whom."""

    routing_type = "sync_event"

    def dispatch(self, endpoint, args):
        self.request.params = args
        return self.request.registry["ir.http"]._dispatch(endpoint)


class SyncEventController(Controller):
    """The one door for the webhooks of all backends."""

    @route(
        "/sync/event/<string:token>",
        type="sync_event",
        auth="none",
        methods=["GET", "POST"],
        csrf=False,
        readonly=False,
        save_session=False,
    )
    def receive(self, token):
        """Keep one call and answer; it is processed afterwards.

        Whatever is wrong (address, signature, backend paused or gone), the answer is
        the same, so that nobody learns by asking what there is.
        """
        http = request.httprequest
        # Without a length the body would have no end: the server reads as far as it.
        if http.content_length is None and "Transfer-Encoding" in http.headers:
            return _answer(411, "Length required")
        if (http.content_length or 0) > LIMIT:
            return _answer(413, "Too large")
        env = request.env(user=SUPERUSER_ID)
        backend_sudo = env["sync.backend"]._of_event_token(token)
        if not backend_sudo or not backend_sudo._receive(_call(http)):
            return _answer(403, "Refused")
        return _answer(200, "OK")


def _call(http):
    headers = {name.lower(): value for name, value in http.headers.items()}
    return EventCall(http.method, headers, http.args.to_dict(), http.get_data())


def _answer(status, text):
    return Response(text, status=status, mimetype="text/plain")
