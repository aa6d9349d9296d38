from odoo import api, fields, models

STATUSES = [("pending", "Pending"), ("paid", "Paid"), ("cancelled", "Cancelled")]


class AccountMove(models.Model):
    """What Integria's invoices have beside Odoo's."""

    _name = "account.move"
    _inherit = ["account.move", "crm.company.mixin"]

    crm_company_id = fields.Many2one(related="partner_id.crm_company_id", store=True)
    crm_contract_id = fields.Many2one(
        "contract.contract",
        "Contract",
        index="btree_not_null",
        ondelete="set null",
        domain="[('crm_company_id', '=', crm_company_id)]",
        help="The contract that this invoice was made for",
    )
    crm_status = fields.Selection(
        STATUSES, "Paid or not", compute="_compute_crm_status", store=True
    )
    crm_payment_date = fields.Date(
        "Effective payment date",
        compute="_compute_crm_payment_date",
        # of payments, which people of the CRM need not see
        compute_sudo=True,
        help="When the last payment came in",
    )
    crm_lang = fields.Selection(
        "_selection_crm_lang",
        "Language of the PDF",
        compute="_compute_crm_lang",
        store=True,
        readonly=False,
        precompute=True,
    )
    crm_internal_note = fields.Text(
        "Internal note",
        copy=False,
        groups="base.group_user",
        help="For colleagues only; it is never printed",
    )

    def _selection_crm_lang(self):
        return self.env["res.lang"].get_installed()

    @api.depends("state", "payment_state")
    def _compute_crm_status(self):
        for move in self:
            if not move.is_invoice(include_receipts=True):
                move.crm_status = False
            elif move.state == "cancel" or move.payment_state == "reversed":
                move.crm_status = "cancelled"
            elif move.payment_state in ("paid", "in_payment"):
                move.crm_status = "paid"
            else:
                move.crm_status = "pending"

    @api.depends(
        "crm_status",
        "line_ids.matched_debit_ids.debit_move_id.date",
        "line_ids.matched_credit_ids.credit_move_id.date",
    )
    def _compute_crm_payment_date(self):
        for move in self:
            date = False
            if move.crm_status == "paid":
                due = move.line_ids.filtered(lambda x: x.display_type == "payment_term")
                payments = due.matched_debit_ids.debit_move_id
                payments |= due.matched_credit_ids.credit_move_id
                date = max(payments.mapped("date"), default=False)
            move.crm_payment_date = date

    @api.depends("partner_id")
    def _compute_crm_lang(self):
        installed = dict(self._selection_crm_lang())
        for move in self:
            lang = move.partner_id.lang
            move.crm_lang = lang if lang in installed else self.env.lang
