from decimal import Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("draft", "Draft"),
    ("unpaid", "Unpaid"),
    ("partly_paid", "Partly paid"),
    ("pending", "Payment pending"),
    ("paid", "Paid"),
    ("cancelled", "Cancelled"),
    ("refunded", "Refunded"),
    ("collections", "Collections"),
]
# What may change on an invoice that is in the books.
HARMLESS = {"ref", "invoice_date_due", "whmcs_state", "whmcs_credit"}


class AccountMove(models.Model):
    """Customer invoices that come from WHMCS equal it to the cent, or do not come."""

    _name = "account.move"
    _inherit = ["account.move", "sync.bound.mixin"]

    whmcs_items = fields.Json("Items in WHMCS", readonly=True, copy=False)
    whmcs_state = fields.Selection(
        STATES, "State in WHMCS", readonly=True, copy=False, index="btree_not_null"
    )
    whmcs_credit = fields.Monetary("Credit used in WHMCS", readonly=True, copy=False)

    whmcs_opportunity_id = fields.Many2one(
        "crm.lead", "Opportunity", compute="_compute_whmcs_opportunity_id"
    )

    @api.depends_context("uid")
    def _compute_whmcs_opportunity_id(self):
        found = leads = self.env["crm.lead"].with_context(active_test=False)
        # whoever keeps the books need not see leads
        if self.ids and leads.has_access("read"):
            found = leads.search([("whmcs_invoice_id", "in", self.ids)])
        by_move = {lead.whmcs_invoice_id: lead for lead in found}
        for move in self:
            move.whmcs_opportunity_id = by_move.get(move._origin, False)

    def _sync_create(self, vals_list):
        backend = self.env["sync.backend"]._whmcs_source()
        if not backend:
            return super()._sync_create(vals_list)
        lines = backend._whmcs_lines([vals["whmcs_items"] for vals in vals_list])
        partners = self.env["res.partner"].browse(
            vals["partner_id"] for vals in vals_list
        )
        moves = self.create(
            [
                {
                    **backend._whmcs_move_vals(partner),
                    **vals,
                    "payment_reference": vals["ref"],
                    "invoice_line_ids": [Command.create(each) for each in of_move],
                }
                for vals, of_move, partner in zip(
                    vals_list, lines, partners, strict=True
                )
            ]
        )
        moves._whmcs_make_equal()
        moves._whmcs_follow(backend)
        moves._whmcs_use_credit()
        return moves

    def _sync_write(self, values):
        backend = self.env["sync.backend"]._whmcs_source()
        if not backend:
            return super()._sync_write(values)
        if own := self.filtered("whmcs_made_here"):
            for move in own:
                move.write(move._whmcs_own(values))
            own._whmcs_follow(backend)
            own._whmcs_use_credit()
            return (self - own)._sync_write(values) if self - own else True
        posted = self.filtered(lambda move: move.state == "posted")
        if posted and set(values) - HARMLESS:
            raise UserError(
                self.env._(
                    "%(invoice)s is posted, and was changed in WHMCS afterwards "
                    "(%(fields)s). Nothing was rewritten. Credit it and fetch it "
                    "again, or take the change back in WHMCS.",
                    invoice=posted[0].display_name,
                    fields=", ".join(
                        self._fields[name].get_description(self.env)["string"]
                        for name in sorted(set(values) - HARMLESS)
                    ),
                )
            )
        lines = []
        if "whmcs_items" in values:
            lines = [
                Command.create(each)
                for each in backend._whmcs_lines([values["whmcs_items"]])[0]
            ]
            values = {**values, "invoice_line_ids": [Command.clear(), *lines]}
        (self - posted).filtered(lambda move: move.state == "cancel").button_draft()
        result = self.write(values)
        if lines:
            self._whmcs_make_equal()
        self._whmcs_follow(backend)
        self._whmcs_use_credit()
        return result

    def _sync_deletable(self):
        # what is in the books stays there
        return self.filtered(lambda move: move.state == "draft")

    # -- to the cent -------------------------------------------------------------

    def _whmcs_make_equal(self):
        """Have invoices come to what WHMCS says; refuse where that cannot be.

        WHMCS rounds the tax of the whole invoice, Odoo may round that of each line:
        what that makes, and no more, is put right in the tax lines.
        """
        for move in self:
            wanted = move.whmcs_items
            taxes = [Decimal(amount) for _rate, amount in wanted["taxes"]]
            if cents(move.amount_total) != Decimal(wanted["gross"]) or (
                cents(move.amount_tax) != sum(taxes)
            ):
                move._whmcs_set_taxes(taxes)
            if cents(move.amount_total) != Decimal(wanted["gross"]):
                raise UserError(
                    self.env._(
                        "WHMCS invoice %(number)s comes to %(theirs)s, here it would "
                        "be %(ours)s. Check the taxes in the settings of the backend.",
                        number=move.ref,
                        theirs=wanted["gross"],
                        ours=cents(move.amount_total),
                    )
                )

    def _whmcs_set_taxes(self, amounts):
        """Set the amounts of the tax lines, by level, as far as rounding can explain.

        :param amounts: Decimals of levels 1 and 2
        """
        self.ensure_one()
        backend = self.env["sync.backend"]._whmcs_source()
        rates = [Decimal(rate) for rate, _amount in self.whmcs_items["taxes"]]
        # half a cent for each line that was rounded by itself
        most = Decimal("0.005") * (len(self.invoice_line_ids) + 1)
        commands = []
        for level, (rate, amount) in enumerate(zip(rates, amounts, strict=True), 1):
            if not amount:
                continue
            tax = backend._whmcs_tax(rate, level)
            lines = self.line_ids.filtered(
                lambda line, tax=tax: line.tax_line_id == tax
            )
            ours = -sum(cents(line.amount_currency) for line in lines)
            if lines and 0 < abs(amount - ours) <= most:
                new = cents(lines[0].amount_currency) - (amount - ours)
                commands.append(
                    Command.update(lines[0].id, {"amount_currency": float(new)})
                )
        if commands:
            self.write({"line_ids": commands})

    # -- states ------------------------------------------------------------------

    def _whmcs_follow(self, backend):
        """Post what WHMCS has sent to its client, and cancel what it cancelled."""
        # a draft that was made here is somebody's work
        drafts = self.filtered(
            lambda move: move.state == "draft" and not move.whmcs_made_here
        )
        drafts.filtered(lambda move: move.whmcs_state == "cancelled").button_cancel()
        if backend.whmcs_post_invoices:
            ready = drafts.filtered(
                lambda move: move.whmcs_state not in ("draft", "cancelled")
            )
            ready._post(soft=False)
        cancelled = self.filtered(
            lambda move: move.state == "posted" and move.whmcs_state == "cancelled"
        )
        if cancelled:
            raise UserError(
                self.env._(
                    "%s is posted and was cancelled in WHMCS. Credit it.",
                    cancelled[0].display_name,
                )
            )

    # -- credit ------------------------------------------------------------------

    def _whmcs_use_credit(self):
        """Reconcile what WHMCS paid out of a client's credit with its open payments.

        Credit comes of payments in advance and of what was paid too much: the oldest is
        used first, and no more than WHMCS used. Where no payment explains it, the
        invoice stays open.
        """
        for move in self:
            if move.state != "posted" or not move.whmcs_credit:
                continue
            wanted = cents(move.whmcs_credit) - move._whmcs_credit_used()
            for line in move._whmcs_open_credit():
                if wanted <= 0:
                    break
                wanted -= move._whmcs_apply_credit(line, wanted)

    def _whmcs_credit_used(self):
        """Return how much of this invoice payments of something else have paid."""
        partials = self.line_ids.matched_credit_ids
        return sum(
            cents(partial.debit_amount_currency)
            for partial in partials
            if partial.credit_move_id.move_id.origin_payment_id
            and partial.credit_move_id.payment_id.whmcs_invoice_id != self
        )

    def _whmcs_open_credit(self):
        """Return the lines of the client's payments on which something is left."""
        payments = self.env["account.payment"].search(
            [
                ("whmcs_gateway", "!=", False),
                ("payment_type", "=", "inbound"),
                ("partner_id", "=", self.partner_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("company_id", "=", self.company_id.id),
            ],
            order="date, id",
        )
        return payments.move_id._whmcs_receivable()

    def _whmcs_apply_credit(self, credit, most):
        """Reconcile at most an amount of a payment's line; return how much it was."""
        debit = self._whmcs_receivable()[:1]
        if not debit:
            return 0
        left = min(
            cents(debit.amount_residual_currency),
            -cents(credit.amount_residual_currency),
        )
        if left <= most:
            (debit | credit).reconcile()
            return left
        share = float(most) / abs(credit.amount_residual_currency)
        self.env["account.partial.reconcile"].create(
            {
                "debit_move_id": debit.id,
                "credit_move_id": credit.id,
                "amount": self.company_currency_id.round(
                    abs(credit.amount_residual) * share
                ),
                "debit_amount_currency": float(most),
                "credit_amount_currency": float(most),
            }
        )
        return most

    def _whmcs_receivable(self):
        """Return the lines on which something is open, of posted moves."""
        return self.line_ids.filtered(
            lambda line: (
                line.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and not line.reconciled
            )
        )


def cents(amount):
    return Decimal(f"{amount:.2f}")
