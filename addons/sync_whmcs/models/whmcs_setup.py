"""What the set-up assistant found in WHMCS, each a short list of a backend."""

from odoo import api, fields, models

PURPOSES = [
    ("read", "Clients and contacts"),
    ("bill", "Invoices and payments"),
    ("send", "Send changes"),
    ("create", "Create new records there"),
    ("sell", "Send invoices and payments"),
]


class WhmcsPermission(models.Model):
    _name = "whmcs.permission"
    _description = "API action that WHMCS allows, or does not"
    _order = "backend_id, id"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    action = fields.Char("API action", required=True)
    purpose = fields.Selection(PURPOSES, "Needed for", required=True)
    optional = fields.Boolean()
    state = fields.Selection(
        [("allowed", "Allowed"), ("missing", "Missing"), ("useful", "Would help")],
        compute="_compute_state",
        store=True,
    )
    allowed = fields.Boolean()

    @api.depends("allowed", "optional")
    def _compute_state(self):
        for each in self:
            missing = "useful" if each.optional else "missing"
            each.state = "allowed" if each.allowed else missing


class WhmcsCurrency(models.Model):
    _name = "whmcs.currency"
    _description = "Currency of a WHMCS installation"
    _order = "backend_id, id"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(required=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency")
    state = fields.Selection(
        [
            ("active", "Active in Odoo"),
            ("inactive", "Not active yet"),
            ("unknown", "Odoo does not know it"),
        ],
        compute="_compute_currency",
    )

    _code_uniq = models.Constraint(
        "UNIQUE(backend_id, code)", "This currency is there already."
    )

    @api.depends("code")
    def _compute_currency(self):
        currencies = self.env["res.currency"].with_context(active_test=False)
        found = currencies.search([("name", "in", self.mapped("code"))])
        by_code = {currency.name: currency for currency in found}
        for each in self:
            currency = by_code.get(each.code, found.browse())
            each.currency_id = currency
            active = "active" if currency.active else "inactive"
            each.state = active if currency else "unknown"
