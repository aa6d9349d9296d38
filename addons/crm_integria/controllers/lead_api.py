import json
import re

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, request, route

from ..lib import integria_api, lead_api

KEY = re.compile(r"[!-~]{1,128}")
LARGEST_BODY = 256 * 1024
OPERATION = "POST leads"


class LeadApi(Controller):
    """The JSON API of leads; `lead_api.openapi` describes it."""

    @route("/crm_integria/v1/openapi.json", type="http", auth="public", methods=["GET"])
    def openapi(self):
        return self._json(lead_api.openapi(request.httprequest.host_url.rstrip("/")))

    @route(
        "/crm_integria/v1/leads",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def create_lead(self, **_query):
        # of the public user: nothing is done before the key was checked
        calls = request.env["crm.api.call"].sudo()
        call = {
            "op": OPERATION,
            "user": "",
            "address": request.httprequest.remote_addr or "",
        }
        if calls._is_too_often(call["address"]):
            calls._add(call, "rate")
            return self._refuse(429, "Too many calls. Try again in a minute.")
        user = self._user()
        if not user:
            calls._add(call, "credentials")
            return self._refuse(401, "Send an API key: Authorization: Bearer …")
        call["user"] = user.login
        request.update_env(user=user.id)
        status, answer = self._create()
        done = status == 201
        calls._add(call, "done" if done else "failed", str(status), str(answer)[:200])
        return self._json(answer, status)

    def _user(self):
        scheme, _, key = request.httprequest.headers.get("Authorization", "").partition(
            " "
        )
        key = integria_api.clean(key).strip()
        if scheme.lower() != "bearer" or not key:
            return None
        # as the web client's bearer authentication does
        keys = request.env["res.users.apikeys"].sudo()
        uid = keys._check_credentials(scope="rpc", key=key)
        user = request.env["res.users"].sudo().browse(uid or ())
        return user if user.active else None

    def _create(self):
        """Return ``(status, answer)`` of a call whose user is known."""
        http = request.httprequest
        if http.mimetype != "application/json":
            return 415, self._error("The body must be application/json.")
        if (http.content_length or 0) > LARGEST_BODY:
            return 413, self._error("The body is too large.")
        key = http.headers.get("Idempotency-Key")
        if key is not None and not KEY.fullmatch(key):
            return 400, self._error("An Idempotency-Key has 1 to 128 visible letters.")
        try:
            body = json.loads(http.get_data())
        except (ValueError, RecursionError):
            return 400, self._error("The body is no JSON.")
        values, errors = lead_api.check(body)
        if "" in errors:
            return 400, {"errors": errors}
        if errors:
            return 422, {"errors": errors}
        return self._create_once(key, body, values)

    def _create_once(self, key, body, values):
        if key is None:
            return self._create_lead(values)
        requests = request.env["crm.api.request"].sudo()
        digest = lead_api.digest(body)
        claimed = requests._claim(key, digest)
        if claimed.digest != digest:
            return 409, self._error("This Idempotency-Key was used for another body.")
        if claimed.answer:
            return claimed.answer["status"], claimed.answer["body"]
        status, answer = self._create_lead(values)
        if status == 201:
            claimed.answer = {"status": status, "body": answer}
        else:
            # what was refused may be sent again, corrected
            claimed.unlink()
        return status, answer

    def _create_lead(self, values):
        try:
            with request.env.cr.savepoint():
                lead, errors = request.env["crm.lead"]._crm_api_create(values)
                request.env.flush_all()
        except AccessError:
            request.env.clear()
            return 403, self._error("The user of this key may not create this lead.")
        except UserError as error:
            request.env.clear()
            return 422, self._error(str(error))
        if errors:
            return 422, {"errors": errors}
        return 201, {
            "id": lead.id,
            "status": lead.crm_status or None,
            "duplicate": bool(lead._crm_of_address(lead.email_from) - lead),
        }

    # --- answers --------------------------------------------------------------------

    @staticmethod
    def _error(text):
        return {"errors": {"": text}}

    def _refuse(self, status, text):
        return self._json(self._error(text), status)

    @staticmethod
    def _json(answer, status=200):
        headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if status == 401:
            headers.append(("WWW-Authenticate", "Bearer"))
        if status == 429:
            headers.append(("Retry-After", "60"))
        return request.make_response(json.dumps(answer), headers, status=status)
