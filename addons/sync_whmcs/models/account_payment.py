from odoo import Command, api, fields, models
from odoo.exceptions import UserError

# What stays as it was written, on payments that were made in Odoo.
OWN = {"memo", "partner_id"}
# What may change on a payment that is in the books.
HARMLESS = {"memo", "whmcs_gateway", "whmcs_settles", "opportunity_id", "whmcs_fee"}


class AccountPayment(models.Model):
    """Payments and refunds that come from WHMCS, each with its invoice."""

    _name = "account.payment"
    _inherit = ["account.payment", "sync.bound.mixin"]

    opportunity_id = fields.Many2one(
        "crm.lead", readonly=True, copy=False, index="btree_not_null"
    )
    whmcs_invoice_id = fields.Many2one(
        "account.move", "Invoice paid in WHMCS", readonly=True, copy=False
    )
    whmcs_payment_id = fields.Many2one(
        "account.payment", "Payment given back", readonly=True, copy=False
    )
    whmcs_gateway = fields.Char("Payment gateway", readonly=True, copy=False)
    whmcs_fee = fields.Monetary("Fee of the gateway", readonly=True, copy=False)
    whmcs_settles = fields.Json("Invoices paid together", readonly=True, copy=False)
    signed_amount = fields.Monetary(
        compute="_compute_signed_amount", help="Negative for what was given back"
    )
    kind_of_payment = fields.Selection(
        [("payment", "Payment"), ("refund", "Refund")],
        "Kind",
        compute="_compute_signed_amount",
    )

    @api.depends("amount", "payment_type")
    def _compute_signed_amount(self):
        for payment in self:
            refund = payment.payment_type == "outbound"
            payment.signed_amount = -payment.amount if refund else payment.amount
            payment.kind_of_payment = "refund" if refund else "payment"

    def _sync_create(self, vals_list):
        backend = self.env["sync.backend"]._whmcs_source()
        if not backend:
            return super()._sync_create(vals_list)
        complete = []
        for vals in vals_list:
            journal = backend._whmcs_journal(vals.get("whmcs_gateway"))
            complete.append({**vals, "journal_id": journal.id})
        payments = self.create(complete)
        for journal, group in payments.grouped("journal_id").items():
            # the gateway's journal is where the money is; no bank statement follows
            group.outstanding_account_id = journal.default_account_id
        payments.action_post()
        refunds = payments.filtered(lambda each: each.payment_type == "outbound")
        refunds._whmcs_credit_invoices(backend)
        (payments - refunds)._whmcs_settle()
        (payments - refunds)._whmcs_leave_credit()
        payments._whmcs_book_fees(backend)
        return payments

    def _sync_write(self, values):
        backend = self.env["sync.backend"]._whmcs_source()
        if backend and (own := self.filtered("whmcs_made_here")):
            kept = {name: values[name] for name in values.keys() - OWN}
            (self - own)._whmcs_write(values)
            return own._whmcs_write(kept)
        return self._whmcs_write(values) if backend else super()._sync_write(values)

    def _whmcs_write(self, values):
        """Write what WHMCS tells of payments, as far as the books allow it.

        :raises UserError: it was changed there in what is in the books
        """
        if self and set(values) - HARMLESS:
            raise UserError(
                self.env._(
                    "%s is in the books, and was changed in WHMCS afterwards. Nothing "
                    "was rewritten.",
                    self[0].display_name,
                )
            )
        return self.write(values)

    def _sync_deletable(self):
        # what is in the books stays there
        return self.filtered(lambda payment: payment.state == "draft")

    # -- reconciling -------------------------------------------------------------

    def _whmcs_settle(self):
        """Reconcile payments with the invoices that they pay, as far as posted."""
        plan = []
        for payment in self:
            invoices = payment.whmcs_invoice_id or payment._whmcs_settled_invoices()
            open_lines = invoices._whmcs_receivable()
            if open_lines:
                plan.append(payment.move_id._whmcs_receivable() + open_lines)
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)

    def _whmcs_leave_credit(self):
        """Have what is left of payments pay what WHMCS paid out of credit."""
        partners = self.filtered(
            lambda each: each.move_id._whmcs_receivable()
        ).partner_id
        if partners:
            self.env["account.move"].search(
                [
                    ("partner_id", "in", partners.ids),
                    ("whmcs_credit", ">", 0),
                    ("state", "=", "posted"),
                    ("payment_state", "in", ["not_paid", "partial"]),
                ],
                order="invoice_date, id",
            )._whmcs_use_credit()

    def _whmcs_settled_invoices(self):
        """Return the invoices of a mass payment, in the order of WHMCS."""
        backend = self.env["sync.backend"]._whmcs_source()
        wanted = self.whmcs_settles or []
        known = self.env["sync.binding"]._known(backend, "invoice", wanted)
        ids = [known[each].res_id for each in wanted if each in known]
        return self.env["account.move"].browse(filter(None, ids))

    # -- refunds -----------------------------------------------------------------

    def _whmcs_credit_invoices(self, backend):
        """Make the credit note of each refund, and reconcile the two."""
        plan = []
        for refund in self:
            invoice = (
                refund.whmcs_invoice_id or refund.whmcs_payment_id.whmcs_invoice_id
            )
            if invoice.state != "posted":
                continue
            note = invoice._whmcs_credit_note(refund)
            plan.append(refund.move_id._whmcs_receivable() + note._whmcs_receivable())
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)

    # -- fees --------------------------------------------------------------------

    def _whmcs_book_fees(self, backend):
        """Book what gateways kept of payments, where the backend says so."""
        account = backend.whmcs_fee_account_id
        vals_list = [
            payment._whmcs_fee_vals(account)
            for payment in self
            if account and payment.whmcs_fee
        ]
        if vals_list:
            self.env["account.move"].create(vals_list)._post(soft=False)

    def _whmcs_fee_vals(self, account):
        sign = -1 if self.payment_type == "outbound" else 1
        amount = sign * self.whmcs_fee
        balance = self.currency_id._convert(
            amount, self.company_id.currency_id, self.company_id, self.date
        )

        def line(account, factor):
            return Command.create(
                {
                    "account_id": account.id,
                    "name": self.env._("Fee of %s", self.memo or self.name),
                    "currency_id": self.currency_id.id,
                    "amount_currency": factor * amount,
                    "balance": factor * balance,
                    "partner_id": self.partner_id.id,
                }
            )

        return {
            "move_type": "entry",
            "journal_id": self.journal_id.id,
            "date": self.date,
            "ref": self.env._("Fee of %s", self.memo or self.name),
            "line_ids": [
                line(account, 1),
                line(self.journal_id.default_account_id, -1),
            ],
        }
