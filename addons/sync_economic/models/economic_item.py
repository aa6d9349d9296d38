from odoo import fields, models

KINDS = [
    ("customer_group", "Customer group"),
    ("payment_terms", "Payment terms"),
    ("vat_zone", "VAT zone"),
    ("layout", "Layout"),
    ("employee", "Employee"),
]


class EconomicItem(models.Model):
    """Rows of e-conomic's lists that a customer refers to, by their numbers."""

    _name = "economic.item"
    _inherit = ["sync.bound.mixin"]
    _description = "Row of a list of e-conomic"
    _order = "kind, number, id"

    name = fields.Char(required=True)
    # a name, not a quantity: lists do not add it up
    number = fields.Integer(required=True, aggregator=None)
    kind = fields.Selection(KINDS, required=True, index=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, readonly=True, index=True
    )
