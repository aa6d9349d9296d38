from odoo import fields, models


class ProductTemplate(models.Model):
    """What Zoho CRM tells of a product's price and of how it is billed."""

    _inherit = "product.template"

    zoho_billing = fields.Selection(
        [
            ("once", "One-off"),
            ("daily", "Daily"),
            ("weekly", "Weekly"),
            ("monthly", "Monthly"),
            ("quarterly", "Quarterly"),
            ("semesterly", "Half-yearly"),
            ("yearly", "Yearly"),
            ("custom", "Custom"),
        ],
        "Billing",
        help="How the product is billed when a deal with it is won",
    )
    zoho_interval = fields.Integer(
        "Every", help="How many of the unit are one billing cycle"
    )
    zoho_interval_unit = fields.Selection(
        [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")],
        "Interval unit",
    )
    zoho_cycles = fields.Integer(
        "Billing cycles", help="How often it is billed; 0: without end"
    )
    zoho_region = fields.Char(
        "Tax region",
        help="As Zoho CRM has it; which taxes it means is set in Tax regions of "
        "Zoho CRM",
    )
    zoho_currency_id = fields.Many2one("res.currency", "Currency in Zoho CRM")
    zoho_price = fields.Monetary("Price", currency_field="zoho_currency_id")
    zoho_has_price = fields.Boolean("Has a price in Zoho CRM")
