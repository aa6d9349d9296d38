from odoo.exceptions import UserError
from odoo.http import Controller, request, route


class EconomicConnect(Controller):
    """Where e-conomic sends back who accepted the app."""

    @route(
        "/sync_economic/connected/<int:number>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def connected(self, number, state="", token="", **_more):
        backend = request.env["sync.backend"].browse(number).exists()
        if not backend or backend.system != "economic":
            raise request.not_found()
        try:
            backend._economic_connected(state, token)
        except UserError as error:
            return request.make_response(
                str(error), [("Content-Type", "text/plain; charset=utf-8")], status=400
            )
        # not with the token in the address
        return request.redirect(f"/odoo/sync-backends/{backend.id}")
