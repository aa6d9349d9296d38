from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError
from odoo.http import Controller, content_disposition, request, route


class SyncHookController(Controller):
    @route(
        "/sync_whmcs/hook/<int:backend_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def hook_file(self, backend_id):
        """Hand out the hook file of a backend, with its secret, to its managers.

        Others learn nothing, not even whether there is such a backend.
        """
        backend = request.env["sync.backend"].browse(backend_id)
        try:
            content = backend.exists() and backend._hook_file()
        except AccessError as error:
            raise NotFound() from error
        if not content:
            raise NotFound()
        # octets, which no browser shows or takes for a script
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Disposition": content_disposition("odoo_sync.php"),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return request.make_response(content.encode(), list(headers.items()))
