import logging

from psycopg2 import OperationalError

from odoo import models

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    """What invoices of deals tell: paid, paid back, refunded."""

    _inherit = "account.move"

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._zoho_paid()
        return result

    def write(self, vals):
        result = super().write(vals)
        if "matched_payment_ids" in vals:
            # payments without an entry of their own pay invoices without that hook
            self._zoho_paid()
        return result

    def _post(self, soft=True):
        posted = super()._post(soft)
        refunds = posted.filtered(lambda move: move.move_type == "out_refund")
        for refund in refunds.filtered("reversed_entry_id"):
            refund.reversed_entry_id._zoho_note(
                refund.env._(
                    "%(invoice)s was refunded by %(refund)s over %(amount)s.",
                    invoice=refund.reversed_entry_id.name,
                    refund=refund.name,
                    amount=refund.currency_id.format(refund.amount_total),
                )
            )
        return posted

    def _zoho_is_paid(self):
        """Tell whether all of an invoice is paid, also by what the bank has not yet."""
        if self.state != "posted" or self.payment_state not in ("paid", "in_payment"):
            return False
        due = self.amount_residual
        if self.currency_id.is_zero(due):
            return True
        # Odoo calls an invoice paid for any payment without an entry of its own
        for payment in self.matched_payment_ids:
            if payment.move_id or payment.state not in ("in_process", "paid"):
                continue
            amount = payment.currency_id._convert(
                payment.amount, self.currency_id, self.company_id, payment.date
            )
            others = (payment.invoice_ids - self).filtered(
                lambda each: each.state == "posted"
            )
            # of several invoices, where it does for all
            due -= amount - sum(others.mapped("amount_residual"))
        return self.currency_id.compare_amounts(due, 0) <= 0

    def _zoho_is_due(self):
        """Tell whether an invoice waits to be paid."""
        unpaid = self.payment_state in ("not_paid", "partial", "in_payment", "paid")
        return self.state == "posted" and unpaid and not self._zoho_is_paid()

    def _zoho_is_pending(self):
        """Tell whether an online payment is on its way: nobody should pay twice."""
        return any(
            each.state in ("pending", "authorized")
            # those tell the customer how to pay
            and each.provider_code not in ("none", "custom")
            for each in self.transaction_ids
        )

    def _zoho_episodes(self, *domain):
        """Return the episodes that the invoices belong to."""
        # who pays or keeps the books need not see deals; what follows shows none
        moves_sudo = self.sudo()
        return moves_sudo.env["zoho.deal.episode"]._of_invoices(moves_sudo, domain)

    def _zoho_paid(self):
        """Have deals go on whose invoices are paid; never hinder a payment."""
        # as in `_zoho_episodes`
        sold_sudo = self.sudo().filtered(lambda move: move.move_type == "out_invoice")
        # whatever else is posted need not pay for a savepoint
        if not sold_sudo:
            return
        try:
            with self.env.cr.savepoint():
                sold_sudo._zoho_go_on()
        except OperationalError:
            # the transaction is lost, and is repeated as a whole
            raise
        except Exception:
            _logger.warning("Deals of %s wait for the next try", self, exc_info=True)
            self.env["crm.lead"]._zoho_follow_soon()

    def _zoho_go_on(self):
        paid = self.filtered(lambda move: move._zoho_is_paid())
        if not paid:
            return
        paid._zoho_episodes(("state", "=", "waiting"))._try_activate()
        failed = ("lead_id.zoho_status", "=", "failed")
        for episode in paid._zoho_episodes(("state", "=", "active"), failed):
            names = ", ".join((paid & episode._invoices()).mapped("name"))
            lead = episode._as_backend().lead_id
            lead._zoho_tell(lead.env._("%s is paid.", names), "paid")
        late = [("state", "=", "lost"), ("paid_late", "=", False)]
        for episode in paid._zoho_episodes(*late):
            episode.paid_late = True
            lead = episode._as_backend().lead_id
            lead._zoho_tell(
                lead.env._(
                    "%s was paid after the deal was lost. Have it paid back, or agree "
                    "on it with the customer.",
                    episode.invoice_id.name,
                )
            )

    def _zoho_unpaid(self):
        """Note what was paid and is no longer: a payment bounced, or was undone."""
        domain = [("state", "=", "active"), ("lead_id.zoho_status", "=", "paid")]
        moves_sudo = self.sudo().filtered(lambda each: each.move_type == "out_invoice")
        for episode in moves_sudo._zoho_episodes(*domain):
            moves = moves_sudo & episode._invoices()
            unpaid = moves.filtered(lambda each: each._zoho_is_due())
            if unpaid:
                lead = episode._as_backend().lead_id
                names = ", ".join(unpaid.mapped("name"))
                text = lead.env._("The payment of %s was taken back.", names)
                lead._zoho_tell(text, "failed")

    def _zoho_note(self, text):
        """Note something at the deals of invoices, in Odoo and in Zoho CRM."""
        for episode in self._zoho_episodes():
            episode._as_backend().lead_id._zoho_tell(text)

    def _zoho_send(self):
        """Post later invoices of deals, and have the customers pay them."""
        contract_lines = self.invoice_line_ids.contract_line_id
        deals = contract_lines.contract_id.filtered("zoho_lead_id")
        moves = self.filtered(
            lambda move: (
                move.state == "draft"
                and move.invoice_line_ids.contract_line_id.contract_id & deals
            )
        )
        if moves:
            moves.action_post()
        for move in moves:
            episode = move._zoho_episodes(("state", "=", "active"))[:1]
            if not move._zoho_is_paid():
                episode._as_backend()._mail("invoice", move)


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        result = super().unlink()
        moves.exists()._zoho_unpaid()
        return result


class AccountPayment(models.Model):
    """Payments without an entry of their own, see `account.move.write`."""

    _inherit = "account.payment"

    def action_post(self):
        result = super().action_post()
        self.invoice_ids._zoho_paid()
        return result

    def action_validate(self):
        result = super().action_validate()
        self.invoice_ids._zoho_paid()
        return result

    def action_cancel(self):
        result = super().action_cancel()
        self.invoice_ids._zoho_unpaid()
        return result

    def action_reject(self):
        result = super().action_reject()
        self.invoice_ids._zoho_unpaid()
        return result
