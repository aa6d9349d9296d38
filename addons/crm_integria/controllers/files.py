import base64

from odoo.http import Controller, request, route


class Files(Controller):
    @route("/crm_integria/companies", type="http", auth="user", methods=["GET"])
    def companies(self, ids=None):
        """Download the companies that the user sees, all or some, as CSV."""
        text = request.env["res.partner"].crm_companies_csv(_wanted(ids))
        return _csv("companies", text)

    @route("/crm_integria/contracts", type="http", auth="user", methods=["GET"])
    def contracts(self, ids=None):
        """Download the contracts that the user sees, all or some, as CSV."""
        text = request.env["contract.contract"].crm_contracts_csv(_wanted(ids))
        return _csv("contracts", text)


def _wanted(ids):
    if ids is None:
        return None
    return [int(each) for each in ids.split(",") if each.isdigit()]


def _csv(name, text):
    headers = [
        ("Content-Type", "text/csv; charset=utf-8"),
        ("Content-Disposition", f'attachment; filename="{name}.csv"'),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return request.make_response(base64.b64decode(text), headers)
