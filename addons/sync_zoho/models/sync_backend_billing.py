from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib.sold import Source

USUAL = Source()


class SyncBackend(models.Model):
    """What is billed of the deals that are won, and since when."""

    _inherit = "sync.backend"

    zoho_bill_from = fields.Datetime(
        "Bill deals won from",
        default=fields.Datetime.now,
        help="Deals that were won before are not billed by themselves, as that was "
        "done elsewhere. There is a button at each.",
    )
    zoho_products_from = fields.Selection(
        [
            ("products", "The deal's list of products"),
            ("subform", "A subform of the deal"),
            ("quote", "The deal's quote"),
        ],
        "Products and quantities",
        required=True,
        default="products",
        help="The list of products knows no quantities: a product counts once, or as "
        "often as its Qty Ordered says where its usage unit is counted. Of quotes the "
        "one counts that is confirmed or won.",
    )
    zoho_subform = fields.Char("Subform", help="API name of the subform of deals")
    zoho_row_product = fields.Char(
        "Column of the product", default=USUAL.product, help="API name of the lookup"
    )
    zoho_row_quantity = fields.Char("Column of the quantity", default=USUAL.quantity)
    zoho_row_price = fields.Char(
        "Column of the price",
        default=USUAL.price,
        help="Where a row has none, the product's own price counts.",
    )

    @api.constrains("zoho_products_from", "zoho_subform", "zoho_row_product")
    def _check_zoho_subform(self):
        for backend in self.filtered(lambda each: each.system == "zoho"):
            if backend.zoho_products_from != "subform":
                continue
            if not (backend.zoho_subform and backend.zoho_row_product):
                raise ValidationError(
                    self.env._(
                        "Enter the API names of the subform of deals and of its column "
                        "with the product (in Zoho CRM: Setup, Developer Hub, APIs, "
                        "API names)."
                    )
                )

    def _zoho_source_of_products(self):
        """Return the `Source` of what deals sell."""
        backend_sudo = self.sudo()
        return Source(
            backend_sudo.zoho_products_from,
            backend_sudo.zoho_subform or "",
            backend_sudo.zoho_row_product or USUAL.product,
            backend_sudo.zoho_row_quantity or USUAL.quantity,
            backend_sudo.zoho_row_price or USUAL.price,
        )
