from odoo import api, fields, models

from ..lib import external_code

# by the numbers that Integria gives them
STATUSES = [("1", "Active"), ("2", "Pending"), ("0", "Inactive")]


class ContractContract(models.Model):
    """What Integria's contracts have beside those of OCA."""

    _name = "contract.contract"
    _inherit = [
        "contract.contract",
        "crm.company.mixin",
        "crm.custom.fields.mixin",
    ]

    crm_company_id = fields.Many2one(related="partner_id.crm_company_id", store=True)
    crm_private = fields.Boolean(
        "Private",
        tracking=True,
        help="Only the people of the contract's company see it, and its owner",
    )
    crm_type_id = fields.Many2one(
        "crm.contract.type", "Type", index=True, tracking=True, ondelete="restrict"
    )
    crm_status = fields.Selection(
        STATUSES, "Status", default="1", required=True, index=True, tracking=True
    )
    crm_description = fields.Html("Description")
    crm_external_code = fields.Char(
        "External code",
        tracking=True,
        help="Numbers of the invoices of this contract, separated by commas",
    )
    crm_invoice_ids = fields.Many2many(
        "account.move", string="Invoices", compute="_compute_crm_invoice_ids"
    )
    crm_unknown_numbers = fields.Char(
        "Unknown numbers", compute="_compute_crm_invoice_ids"
    )

    @api.depends("crm_type_id")
    def _compute_crm_field_set_id(self):
        for contract in self:
            contract.crm_field_set_id = contract.crm_type_id.field_set_id

    @api.depends("crm_external_code", "company_id")
    def _compute_crm_invoice_ids(self):
        """Find invoices by their numbers, exactly, and those of OCA's recurrence."""
        wanted = {
            contract: external_code.numbers(contract.crm_external_code)
            for contract in self
        }
        names = {name for found in wanted.values() for name in found}
        by_name = {}
        for move in self.env["account.move"].search(
            [("move_type", "in", ["out_invoice", "out_refund"]), ("name", "in", [*names])]
        ):
            by_name[move.company_id, move.name] = move
        for contract, found in wanted.items():
            moves = [by_name.get((contract.company_id, name)) for name in found]
            named = self.env["account.move"].concat(*filter(None, moves))
            recurring = (
                contract._get_related_invoices()
                if contract._origin.id
                else named.browse()
            )
            contract.crm_invoice_ids = named | recurring
            contract.crm_unknown_numbers = ", ".join(
                name for name, move in zip(found, moves, strict=True) if not move
            )
