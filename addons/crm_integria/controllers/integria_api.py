import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, request, route

from ..lib import integria_api
from ..models.crm_api import FAILED

FIELDS = ("user", "user_pass", "pass", "op", "params", "token", "return_type", "info")
STATUS = {"rate": 429}


class IntegriaApi(Controller):
    """``include/api.php`` of Integria IMS, for programs that were written for it.

    As there, a call that is refused gets an empty answer; the log says why.
    """

    @route(
        ["/include/api.php", "/integria/include/api.php"],
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
    )
    def api(self, **given):
        # of the public user: what a call may do is checked here, before anything else
        calls = request.env["crm.api.call"].sudo()
        if not calls._is_on():
            raise request.not_found()
        call = {name: self._text(given.get(name)) for name in FIELDS}
        call["address"] = request.httprequest.remote_addr or ""
        if call["info"] == "version":
            return self._answer("Integria IMS", call)
        if refusal := calls._refusal(call):
            calls._add(call, refusal)
            return self._answer("", call, STATUS.get(refusal, 200))
        run = request.env["crm.api"].with_user(calls._user())._operations()
        if call["op"] not in run:
            calls._add(call, "unknown")
            return self._answer("", call)
        text, reason = self._run(run[call["op"]], call)
        failed = reason or text[:1] == "0" or not text
        calls._add(call, "failed" if failed else "done", text, reason)
        return self._answer(text, call)

    def _run(self, operation, call):
        """Return ``(answer, reason of a failure)``; what failed leaves nothing."""
        try:
            with request.env.cr.savepoint():
                text = operation(call["params"], call["token"] or integria_api.TOKEN)
                request.env.flush_all()
        except (UserError, AccessError, psycopg2.IntegrityError) as error:
            request.env.clear()
            return getattr(error, "answer", FAILED), str(error)
        return text, ""

    @staticmethod
    def _text(value):
        # files may be sent under any name
        return integria_api.clean(value) if isinstance(value, str) else ""

    @staticmethod
    def _answer(text, call, status=200):
        form = call["return_type"]
        kind = "text/xml" if form == "xml" else "text/html"
        body = integria_api.answer(text, form) if text else ""
        headers = [
            ("Content-Type", f"{kind}; charset=utf-8"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(body, headers, status=status)
