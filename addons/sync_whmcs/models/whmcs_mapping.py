"""What stands for what: a backend's choices, each a short list in its form."""

from odoo import fields, models

from .account_move import STATES

KINDS = [
    ("Hosting", "Hosting account"),
    ("Setup", "Setup fee"),
    ("Addon", "Addon"),
    ("Upgrade", "Upgrade"),
    ("DomainRegister", "Domain registration"),
    ("DomainTransfer", "Domain transfer"),
    ("Domain", "Domain renewal"),
    ("PromoHosting", "Promotion (hosting)"),
    ("PromoDomain", "Promotion (domain)"),
    ("LateFee", "Late fee"),
    ("Item", "Billable item"),
    ("", "Anything else"),
]


class WhmcsGateway(models.Model):
    _name = "whmcs.gateway"
    _description = "Journal of a WHMCS payment gateway"
    _order = "backend_id, module"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    module = fields.Char(
        "Gateway", required=True, help="Its module in WHMCS, as banktransfer"
    )
    name = fields.Char()
    journal_id = fields.Many2one(
        "account.journal", domain="[('type', 'in', ('bank', 'cash', 'credit'))]"
    )

    _module_uniq = models.Constraint(
        "UNIQUE(backend_id, module)", "This gateway has a journal already."
    )


class WhmcsTax(models.Model):
    _name = "whmcs.tax"
    _description = "Tax of a WHMCS tax rate"
    _order = "backend_id, level, rate"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    rate = fields.Float("Rate (%)", digits=(16, 4), required=True)
    level = fields.Selection(
        [("1", "Level 1"), ("2", "Level 2")], default="1", required=True
    )
    # empty: found in WHMCS, and not decided yet
    tax_id = fields.Many2one(
        "account.tax",
        domain="[('type_tax_use', '=', 'sale'), ('price_include', '=', False)]",
    )

    _rate_uniq = models.Constraint(
        "UNIQUE(backend_id, rate, level)", "This rate has a tax already."
    )


class WhmcsStage(models.Model):
    _name = "whmcs.stage"
    _description = "Stage of opportunities by the state of a WHMCS invoice"
    _order = "backend_id, state"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(STATES, required=True)
    outcome = fields.Selection(
        [("open", "Open"), ("won", "Won"), ("lost", "Lost")],
        required=True,
        default="open",
    )
    stage_id = fields.Many2one("crm.stage")

    _state_uniq = models.Constraint(
        "UNIQUE(backend_id, state)", "This state has a stage already."
    )


class WhmcsItem(models.Model):
    _name = "whmcs.item"
    _description = "Product of a kind of WHMCS invoice items"
    _order = "backend_id, kind"

    backend_id = fields.Many2one(
        "sync.backend", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True)
    product_id = fields.Many2one("product.product", required=True)

    _kind_uniq = models.Constraint(
        "UNIQUE(backend_id, kind)", "This kind of item has a product already."
    )
