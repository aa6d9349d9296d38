from odoo import SUPERUSER_ID
from odoo.http import Controller, Response, request, route


class BareController(Controller):
    """What a route costs that does nothing but insert a row, for the benchmark."""

    @route(
        "/dummy/bare",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        readonly=False,
        save_session=False,
    )
    def insert(self):
        request.env(user=SUPERUSER_ID).cr.execute(
            "INSERT INTO dummy_row (body, create_date) VALUES (%s, now())",
            [request.httprequest.get_data(as_text=True)],
        )
        return Response("OK", mimetype="text/plain")
