from odoo import api, fields, models

from .sync_backend_billing import PRODUCTS


class SyncBackend(models.Model):
    """What of Odoo's invoices and payments goes to a WHMCS installation."""

    _inherit = "sync.backend"

    whmcs_send_invoices = fields.Boolean(
        "Send posted invoices",
        help="Invoices that are posted in Odoo for clients of WHMCS are created there, "
        "if it has all their products. Without, by the button on the invoice.",
    )
    whmcs_mail_invoices = fields.Boolean(
        "WHMCS mails them", help="WHMCS mails invoices that come from Odoo to clients."
    )
    whmcs_send_payments = fields.Boolean(
        "Send payments",
        help="Payments that are registered in Odoo for invoices of WHMCS are added "
        "there. WHMCS sends no mail about them.",
    )
    whmcs_tax_included = fields.Boolean(
        "Prices in WHMCS include tax",
        help="As WHMCS has it under Tax Configuration. Matters only for invoices that "
        "are sent: of those that come in, the sums tell.",
    )

    @api.model
    def _whmcs_billing_of(self, companies):
        """Return the backends with billing of companies, with all rights."""
        return self.sudo().search(
            [
                ("system", "=", "whmcs"),
                ("whmcs_billing", "=", True),
                ("state", "!=", "draft"),
                ("company_id", "in", companies.ids),
            ]
        )

    def _whmcs_item_products(self):
        """Return the products that stand for kinds of items, not for one of WHMCS's."""
        found = self.whmcs_item_ids.product_id
        for xmlid in {*PRODUCTS.values(), "sync_whmcs.product_other"}:
            found |= self.env.ref(xmlid, raise_if_not_found=False) or found.browse()
        return found
