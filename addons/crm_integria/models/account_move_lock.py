from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .res_users import ADMINISTRATOR

LOCK = ("crm_locked", "crm_locked_by_id", "crm_locked_date")
# What payments, sending, activities and the chatter write on an invoice.
SIDE_EFFECTS = {
    "access_token",
    "activity_ids",
    "invoice_pdf_report_file",
    "invoice_pdf_report_id",
    "is_being_sent",
    "is_manually_modified",
    "is_move_sent",
    "made_sequence_gap",
    "matched_payment_ids",
    "message_follower_ids",
    "message_ids",
    "message_main_attachment_id",
    "message_partner_ids",
    "needed_terms_dirty",
    "payment_ids",
    "payment_state",
    "sending_data",
    "transaction_ids",
}
LINE_SIDE_EFFECTS = {
    "amount_residual",
    "amount_residual_currency",
    "discount_allocation_dirty",
    "epd_dirty",
    "full_reconcile_id",
    "matched_credit_ids",
    "matched_debit_ids",
    "matching_number",
    "parent_id",
    "payment_id",
    "reconciled",
    "statement_line_id",
}


class AccountMove(models.Model):
    """Invoices that only one person may change: who locked them."""

    _inherit = "account.move"

    crm_locked = fields.Boolean("Locked", readonly=True, copy=False)
    crm_locked_by_id = fields.Many2one(
        "res.users", "Locked by", readonly=True, copy=False, ondelete="restrict"
    )
    crm_locked_date = fields.Datetime("Locked on", readonly=True, copy=False)
    crm_is_mine = fields.Boolean(compute="_compute_crm_is_mine")

    @api.depends_context("uid")
    @api.depends("crm_locked_by_id")
    def _compute_crm_is_mine(self):
        for move in self:
            move.crm_is_mine = not move.crm_locked or move._crm_may_change()

    def action_crm_lock(self):
        """Lock invoices: nobody but the user changes them from now on.

        :raises AccessError: the user may not change one of them
        :raises UserError: one is locked by somebody else, or is no invoice
        """
        self.check_access("write")
        self._crm_check_lock()
        if entries := self.filtered(lambda move: not move.is_invoice(True)):
            raise UserError(
                self.env._(
                    "Only invoices are locked, and %s is none.",
                    ", ".join(entries.mapped("display_name")),
                )
            )
        values = (True, self.env.uid, fields.Datetime.now())
        self._crm_set_lock(dict(zip(LOCK, values, strict=True)), self.env._("Locked"))
        return True

    def action_crm_unlock(self):
        """Unlock invoices: for who locked them, and for super-administrators.

        :raises AccessError: the user is neither, or may not change one of them
        """
        self.check_access("write")
        if not self.env.user.has_group(ADMINISTRATOR):
            self._crm_check_lock()
        self._crm_set_lock(dict.fromkeys(LOCK, False), self.env._("Unlocked"))
        return True

    def _crm_set_lock(self, values, said):
        changing = self.filtered(lambda move: move.crm_locked != values["crm_locked"])
        # past `write`, which refuses it whoever asks
        changing._crm_keep(values)
        for move in changing:
            move.message_post(body=said)

    def _crm_may_change(self):
        self.ensure_one()
        return not self.crm_locked or self.crm_locked_by_id.id == self.env.uid

    def _crm_check_lock(self):
        """Refuse what somebody else's lock does not allow, whatever the user's role.

        :raises AccessError: an invoice is locked by somebody else
        """
        for move in self:
            if not move._crm_may_change():
                raise AccessError(
                    self.env._(
                        "%(invoice)s is locked by %(user)s. Only they change it; ask "
                        "them, or a super-administrator of the CRM, to unlock it.",
                        invoice=move.display_name,
                        user=move.sudo().crm_locked_by_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._crm_refuse_lock(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._crm_refuse_lock(vals)
        if not vals.keys() <= SIDE_EFFECTS:
            self._crm_check_lock()
        return super().write(vals)

    def unlink(self):
        self._crm_check_lock()
        return super().unlink()

    def _crm_refuse_lock(self, vals):
        if not vals.keys().isdisjoint(LOCK):
            raise UserError(
                self.env._(
                    "An invoice is locked and unlocked by its own buttons "
                    "(action_crm_lock, action_crm_unlock), with nothing else."
                )
            )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.move_id._crm_check_lock()
        return lines

    def write(self, vals):
        if not vals.keys() <= LINE_SIDE_EFFECTS:
            self.move_id._crm_check_lock()
        return super().write(vals)

    def unlink(self):
        self.move_id._crm_check_lock()
        return super().unlink()
