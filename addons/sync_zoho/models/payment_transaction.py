from odoo import models


class PaymentTransaction(models.Model):
    """What online payments of deals tell."""

    _inherit = "payment.transaction"

    def _set_error(self, state_message, extra_allowed_states=()):
        changed = super()._set_error(state_message, extra_allowed_states)
        changed._zoho_failed()
        return changed

    def _set_canceled(self, state_message=None, extra_allowed_states=()):
        changed = super()._set_canceled(state_message, extra_allowed_states)
        changed._zoho_failed()
        return changed

    def _zoho_failed(self):
        # who pays need not see invoices or deals
        for transaction in self.sudo():
            if transaction.operation == "refund":
                continue
            for move in transaction.invoice_ids:
                # what is paid by now, another try paid
                if move._zoho_is_paid():
                    continue
                domain = ("state", "in", ("waiting", "active"))
                for episode in move._zoho_episodes(domain):
                    episode._as_backend()._failed(move, transaction.state_message)

    def _post_process(self):
        result = super()._post_process()
        done = self.filtered(lambda each: each.state == "done")
        refunds = done.filtered(lambda each: each.operation == "refund")
        for refund in refunds:
            refund.source_transaction_id.invoice_ids._zoho_note(
                refund.env._(
                    "%s was paid back.", refund.currency_id.format(abs(refund.amount))
                )
            )
        payments = done - refunds
        payments.invoice_ids._zoho_paid()
        for payment in payments:
            cancelled = payment.invoice_ids.filtered(lambda m: m.state == "cancel")
            cancelled._zoho_note(
                payment.env._(
                    "%(amount)s came in after the deal was lost and its invoice "
                    "cancelled. Have it paid back, or agree on it with the customer.",
                    amount=payment.currency_id.format(payment.amount),
                )
            )
        return result
