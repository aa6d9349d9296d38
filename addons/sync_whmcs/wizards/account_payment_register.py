from odoo import models


class AccountPaymentRegister(models.TransientModel):
    """Payments that are registered on invoices of WHMCS go there, where wanted."""

    _inherit = "account.payment.register"

    def _create_payments(self):
        payments = super()._create_payments()
        payments._whmcs_send_where_wanted()
        return payments
