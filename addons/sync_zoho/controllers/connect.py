from odoo.exceptions import UserError
from odoo.http import Controller, request, route


class ZohoConnect(Controller):
    """Where Zoho sends back who consented, or did not."""

    @route(
        "/sync_zoho/connected",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def connected(self, state="", code="", location="", **more):
        number, _dot, nonce = state.partition(".")
        if not (number.isascii() and number.isdigit() and len(number) <= 9):
            raise request.not_found()
        backend = request.env["sync.backend"].browse(int(number)).exists()
        if not backend or backend.system != "zoho":
            raise request.not_found()
        try:
            server = more.get("accounts-server", "")
            backend._zoho_returned(nonce, code, location, server)
        except UserError as error:
            return request.make_response(
                str(error), [("Content-Type", "text/plain; charset=utf-8")], status=400
            )
        # not with the code in the address
        return request.redirect(f"/odoo/sync-backends/{backend.id}")
