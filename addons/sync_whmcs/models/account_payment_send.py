from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountPayment(models.Model):
    """Payments that are made in Odoo and added to invoices in WHMCS."""

    _inherit = "account.payment"

    whmcs_made_here = fields.Boolean(
        "Sent to WHMCS", readonly=True, copy=False, help="Made in Odoo, not in WHMCS"
    )

    def _whmcs_send_where_wanted(self):
        """Send payments of WHMCS invoices to the backends that want them."""
        payments = self.filtered(
            lambda each: each.payment_type == "inbound" and not each.whmcs_gateway
        )
        if not payments or self.env.context.get("sync_source_backend"):
            return
        backends_sudo = self.env["sync.backend"]._whmcs_billing_of(payments.company_id)
        # of most payments WHMCS knows nothing: one query for all of them
        if not any(backends_sudo.mapped("whmcs_send_payments")):
            return
        for payment in payments:
            for (
                tie_sudo
            ) in payment.reconciled_invoice_ids._whmcs_invoice_ties().filtered(
                lambda each: each.backend_id.whmcs_send_payments
            )[:1]:
                tie_sudo._create_pending(tie_sudo.backend_id, "payment", payment)

    def _whmcs_prepare(self):
        """Note what is to be sent (called before it is added in WHMCS).

        :raises UserError: it cannot be; says why, and what to do
        """
        self.ensure_one()
        backend = self.env["sync.backend"]._whmcs_source()
        ties_sudo = self.reconciled_invoice_ids._whmcs_invoice_ties().filtered(
            lambda tie: tie.backend_id.id == backend.id
        )
        invoices = self.env["account.move"].browse(ties_sudo.mapped("res_id"))
        if self.state not in ("in_process", "paid"):
            self._whmcs_refuse(self.env._("it is not confirmed"))
        if not invoices:
            self._whmcs_refuse(self.env._("it pays no invoice of WHMCS any more"))
        if len(self.reconciled_invoice_ids) > 1:
            self._whmcs_refuse(
                self.env._(
                    "it pays several invoices (%s), and WHMCS has a payment for each. "
                    "Register one for each, or add them in WHMCS",
                    ", ".join(self.reconciled_invoice_ids.mapped("display_name")),
                )
            )
        if self.currency_id != invoices.currency_id:
            self._whmcs_refuse(
                self.env._(
                    "it is in %(ours)s, the invoice in %(theirs)s",
                    ours=self.currency_id.name,
                    theirs=invoices.currency_id.name,
                )
            )
        self.with_context(sync_source_backend=backend.id).write(
            {
                "whmcs_made_here": True,
                "whmcs_invoice_id": invoices.id,
                "whmcs_gateway": self._whmcs_gateway(backend),
            }
        )

    def _whmcs_gateway(self, backend):
        """Return the gateway of WHMCS that stands for the payment's journal."""
        gateways = backend.sudo().whmcs_gateway_ids
        found = gateways.filtered(lambda each: each.journal_id == self.journal_id)[:1]
        if not found:
            self._whmcs_refuse(
                self.env._(
                    "no gateway has the journal %(journal)s in the backend %(backend)s "
                    "(Billing)",
                    journal=self.journal_id.name,
                    backend=backend.sudo().name,
                )
            )
        return found.module

    def _whmcs_refuse(self, reason):
        raise UserError(
            self.env._(
                "%(payment)s cannot be added in WHMCS: %(reason)s.",
                payment=self.display_name,
                reason=reason,
            )
        )


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        # the wizard reconciles its payments one by one, and sends them at its end
        partials.credit_move_id.payment_id._whmcs_send_where_wanted()
        return partials
