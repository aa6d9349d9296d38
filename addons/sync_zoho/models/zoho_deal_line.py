from odoo import api, fields, models


class ZohoDealLine(models.Model):
    """A product of a deal, as the deal has it now."""

    _name = "zoho.deal.line"
    _description = "Product of a deal of Zoho CRM"
    _order = "lead_id, id"

    lead_id = fields.Many2one(
        "crm.lead", "Opportunity", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product",
        ondelete="restrict",
        help="Empty where the product is not here yet",
    )
    name = fields.Char("Name in Zoho CRM")
    quantity = fields.Float(default=1, digits="Product Unit")
    price_unit = fields.Float("Price", digits="Product Price")
    has_price = fields.Boolean("Has a price", default=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    amount = fields.Monetary(compute="_compute_amount")

    @api.depends("product_id.zoho_currency_id", "lead_id.zoho_backend_id")
    def _compute_currency_id(self):
        for line in self:
            # what the organisation there and the company here have is no secret
            backend_sudo = line.lead_id.zoho_backend_id.sudo()
            line.currency_id = (
                line.product_id.zoho_currency_id
                or backend_sudo.zoho_currency_id
                or line.lead_id._zoho_company().currency_id
            )

    @api.depends("quantity", "price_unit", "currency_id")
    def _compute_amount(self):
        for line in self:
            line.amount = line.currency_id.round(line.quantity * line.price_unit)

    @api.depends("product_id", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line._label()

    def _label(self):
        """Return what a reader knows the product by."""
        return self.product_id.name or self.name or self.env._("a product")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.lead_id._zoho_add_up()
        return lines

    def write(self, vals):
        leads = self.lead_id
        result = super().write(vals)
        (leads | self.lead_id)._zoho_add_up()
        return result

    def unlink(self):
        leads = self.lead_id
        result = super().unlink()
        leads.exists()._zoho_add_up()
        return result

    def _snapshot(self):
        """Return what is agreed, as plain data.

        :return: list of dicts with ``product_id``, ``name``, ``quantity``,
            ``price_unit``, ``currency``, ``billing``, ``interval``, ``unit``,
            ``cycles``, ``region``
        """
        return [
            {
                "product_id": line.product_id.id,
                "name": line._label(),
                "quantity": line.quantity,
                "price_unit": line.price_unit,
                "currency": line.currency_id.name,
                "billing": line.product_id.zoho_billing,
                "interval": line.product_id.zoho_interval,
                "unit": line.product_id.zoho_interval_unit,
                "cycles": line.product_id.zoho_cycles,
                "region": line.product_id.zoho_region,
            }
            for line in self
        ]
