import base64

from odoo.http import Controller, request, route


class Companies(Controller):
    @route("/crm_integria/companies", type="http", auth="user", methods=["GET"])
    def companies(self, ids=None):
        """Download the companies that the user sees, all or some, as CSV."""
        wanted = None
        if ids is not None:
            wanted = [int(each) for each in ids.split(",") if each.isdigit()]
        content = base64.b64decode(request.env["res.partner"].crm_companies_csv(wanted))
        headers = [
            ("Content-Type", "text/csv; charset=utf-8"),
            ("Content-Disposition", 'attachment; filename="companies.csv"'),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers)
