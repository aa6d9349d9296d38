"""HTTP side of the WHMCS simulator: the API file and the control routes."""

from dataclasses import fields
from functools import partial

from tests.simulators.messages import HTML, JSON, Response, html_page
from tests.simulators.simulator import ControlError, Simulator
from tests.simulators.whmcs.actions import ACTIONS, BY_LOWER_NAME
from tests.simulators.whmcs.actions.call import Call
from tests.simulators.whmcs.billing_state import COLLECTIONS, billing_state
from tests.simulators.whmcs.edits import edit
from tests.simulators.whmcs.errors import ApiError
from tests.simulators.whmcs.form import Form
from tests.simulators.whmcs.models import plain
from tests.simulators.whmcs.renderer import to_json
from tests.simulators.whmcs.ticket_state import COLLECTIONS as TICKET_COLLECTIONS
from tests.simulators.whmcs.ticket_state import support_state
from tests.simulators.whmcs.xml_format import XML, json_to_xml

UNKNOWN_ACTION = "(unknown action)"
UNKNOWN_PATH = "(unknown path)"
SEQUENCES = {"refused_ips", "denied_actions"}


class WhmcsSimulator(Simulator):
    """Answers `POST <root>/includes/api.php` for one installation."""

    def __init__(self, installation, root="/", **common):
        super().__init__(**common)
        self.whmcs = installation
        self._api_path = f"/{root.strip('/')}/includes/api.php".replace("//", "/")

    def route(self, request):
        if request.path != self._api_path:
            return UNKNOWN_PATH, _not_found
        form = Form.parse(request.content_type, request.body)
        action = BY_LOWER_NAME.get(form.text("action").lower(), UNKNOWN_ACTION)
        return action, partial(self._perform, action, form, request.remote_address)

    def _perform(self, action, form, address):
        access = self.whmcs.access
        try:
            access.check_caller(form, address)
            if action == UNKNOWN_ACTION:
                name = form.text("action")
                raise ApiError(
                    f'Invalid API Action: "{name}" is not a valid API action'
                )
            access.check_action(action)
            reply = ACTIONS[action](Call(self.whmcs, form, self.whmcs.admin(address)))
        except ApiError as error:
            body = to_json({"result": "error", "message": error.message})
            reply = Response(body, error.status, is_error=True)
        if isinstance(reply, bytes):
            reply = Response(reply)
        # the default is not JSON (WHMCS docs, Response Types)
        if form.text("responsetype").lower() != "json" and reply.content_type == JSON:
            reply.body = json_to_xml(reply.body, action)
            reply.content_type = XML
        return reply

    def control_routes(self):
        return super().control_routes() | {
            ("GET", "state"): self._control_state,
            ("POST", "state"): self._control_part_of_state,
            ("POST", "quirks"): self._control_quirks,
            ("POST", "access"): self._control_access,
            ("POST", "edit"): lambda body: edit(self.whmcs.store, body),
        }

    def _control_state(self, body):
        store = self.whmcs.store
        odd = [("client", store.odd_clients), ("contact", store.odd_contacts)]
        return {
            "clients": [plain(client) for client in store.clients.values()],
            "contacts": [plain(contact) for contact in store.contacts.values()],
            "odd_records": [
                {"what": what, "id": record_id, "kind": kind}
                for what, kinds in odd
                for record_id, kind in kinds.items()
            ],
            **billing_state(store.billing),
            **support_state(store.support),
        }

    def _control_part_of_state(self, body):
        """Only some collections, except clients and contacts, or some records."""
        unknown = set(body.get("what", ())) - {*COLLECTIONS, *TICKET_COLLECTIONS}
        if unknown:
            raise ControlError(f"no such records: {', '.join(sorted(unknown))}")
        store, names = self.whmcs.store, ("what", "ids", "userid")
        narrowed = [body.get(name) for name in names]
        return billing_state(store.billing, *narrowed) | support_state(
            store.support, *narrowed
        )

    def _control_quirks(self, body):
        self.whmcs.renderer.set_quirks(body["quirks"])
        return {"quirks": sorted(self.whmcs.renderer.quirks)}

    def _control_access(self, body):
        access = self.whmcs.access
        names = [field.name for field in fields(access)]
        for name, value in body.items():
            if name not in names:
                raise ControlError(f"unknown setting: {name}")
            if name == "denied_actions":
                access.deny(value)
            else:
                setattr(access, name, set(value) if name in SEQUENCES else value)
        values = {name: getattr(access, name) for name in names}
        return {k: sorted(v) if k in SEQUENCES else v for k, v in values.items()}


def _not_found():
    page = html_page("404 Not Found", "The page does not exist.")
    return Response(page, 404, HTML, is_error=True)
