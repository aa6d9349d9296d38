from odoo import fields, models
from odoo.exceptions import UserError


class SyncIssue(models.Model):
    """Issues of posted invoices that were changed in WHMCS afterwards."""

    _inherit = "sync.issue"

    whmcs_can_credit = fields.Boolean(compute="_compute_whmcs_can_credit")

    def _compute_whmcs_can_credit(self):
        for issue in self:
            move = issue._whmcs_invoice()
            issue.whmcs_can_credit = (
                issue.state == "open"
                and move.state == "posted"
                and not move.whmcs_made_here
            )

    def action_whmcs_credit_recreate(self):
        """Credit the invoice that the issue is about, and fetch it again."""
        self.ensure_one()
        self.check_access("write")
        move = self._whmcs_invoice()
        if not move:
            raise UserError(self.env._("This is not about an invoice in Odoo."))
        return move.action_whmcs_credit_recreate()

    def _whmcs_invoice(self):
        """Return the customer invoice that the issue is about, if the user sees it."""
        self.ensure_one()
        moves = self.env["account.move"]
        if self.kind != "invoice" or self.backend_id.sudo().system != "whmcs":
            return moves
        known = self.env["sync.binding"]._known(
            self.backend_id, "invoice", [self.remote_id]
        )
        ids = [binding.res_id for binding in known.values() if binding.res_id]
        return moves.search([("id", "in", ids)]) if moves.has_access("read") else moves
