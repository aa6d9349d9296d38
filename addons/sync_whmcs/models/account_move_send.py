from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from .account_move import cents

# While WHMCS knows an invoice in one of these, another can still take its place.
REPLACEABLE = {"draft", "unpaid", False}


class AccountMove(models.Model):
    """Customer invoices that are made in Odoo and created in WHMCS.

    Only posted ones, of clients and with products that WHMCS has. What was posted anew
    with another content gets another invoice in WHMCS, as WHMCS 9 lets none be changed.
    """

    _inherit = "account.move"

    whmcs_made_here = fields.Boolean(
        "Sent to WHMCS", readonly=True, copy=False, help="Made in Odoo, not in WHMCS"
    )
    whmcs_replaces = fields.Char(
        "Instead of WHMCS invoice", readonly=True, copy=False, help="Its id there"
    )
    whmcs_can_send = fields.Boolean(compute="_compute_whmcs_can_send")

    @api.depends("state", "move_type", "whmcs_state", "whmcs_made_here", "company_id")
    def _compute_whmcs_can_send(self):
        backends_sudo = self.env["sync.backend"]._whmcs_billing_of(self.company_id)
        companies = backends_sudo.company_id
        for move in self:
            move.whmcs_can_send = (
                move.state == "posted"
                and move.move_type == "out_invoice"
                and not move.whmcs_state
                and not move.whmcs_made_here
                and move.company_id in companies
            )

    def _post(self, soft=True):
        posted = super()._post(soft)
        if not self.env.context.get("sync_source_backend"):
            invoices = posted.filtered(lambda move: move.move_type == "out_invoice")
            invoices._whmcs_send_posted()
        return posted

    def action_whmcs_send(self):
        """Have invoices created in WHMCS, soon.

        :raises UserError: one cannot be; lists what is missing there
        """
        self.check_access("write")
        for move in self:
            backend_sudo = move._whmcs_backend()
            if reasons := move._whmcs_obstacles(backend_sudo):
                raise UserError(move._whmcs_refusal(backend_sudo, reasons))
            move.sync_create_there(backend_sudo.id, "invoice")
        return self.env["sync.backend"]._notification(
            self.env._("WHMCS gets it within a minute."), "success"
        )

    # -- which, and where ----------------------------------------------------------

    def _whmcs_backend(self):
        """Return the backend whose client the customer is, or the company's first.

        With all rights: it is only asked what it has.

        :raises UserError: no WHMCS of this company has billing
        """
        self.ensure_one()
        backends_sudo = self.env["sync.backend"]._whmcs_billing_of(self.company_id)
        if not backends_sudo:
            raise UserError(
                self.env._(
                    "No backend of %s has invoices and payments of WHMCS.",
                    self.company_id.name,
                )
            )
        return self._whmcs_of_client(backends_sudo)[:1] or backends_sudo[:1]

    def _whmcs_of_client(self, backends):
        """Return those of the backends that know the customer as a client."""
        self.ensure_one()
        bindings_sudo = self.env["sync.binding"].sudo()
        found = bindings_sudo.search(
            [
                ("backend_id", "in", backends.ids),
                ("kind", "=", "client"),
                ("res_model", "=", "res.partner"),
                ("res_id", "in", (self.partner_id | self.commercial_partner_id).ids),
            ]
        )
        return found.backend_id & backends

    def _whmcs_send_posted(self):
        """Send what was just posted, where a backend sends by itself."""
        for move in self.filtered("whmcs_made_here"):
            move._whmcs_send_again()
        new = self.filtered(lambda move: not (move.whmcs_made_here or move.whmcs_state))
        if not new:
            return
        backends_sudo = self.env["sync.backend"]._whmcs_billing_of(new.company_id)
        sending_sudo = backends_sudo.filtered("whmcs_send_invoices")
        bindings_sudo = self.env["sync.binding"].sudo()
        for move in new if sending_sudo else ():
            # of other customers WHMCS knows nothing
            if backend_sudo := move._whmcs_of_client(
                sending_sudo.filtered(
                    lambda each, move=move: each.company_id == move.company_id
                )
            )[:1]:
                bindings_sudo._create_pending(backend_sudo, "invoice", move)

    def _whmcs_prepare(self):
        """Note what is to be sent (called before it is created in WHMCS).

        :raises UserError: it cannot be created there; lists what is missing
        """
        self.ensure_one()
        backend = self.env["sync.backend"]._whmcs_source() or self._whmcs_backend()
        if reasons := self._whmcs_obstacles(backend):
            raise UserError(self._whmcs_refusal(backend, reasons))
        self.with_context(sync_source_backend=backend.id).write(
            {"whmcs_items": self._whmcs_form(backend), "whmcs_made_here": True}
        )

    # -- what is sent ----------------------------------------------------------------

    def _whmcs_form(self, backend):
        """Return what is sent, in the common form of `InvoiceItems`."""
        self.ensure_one()
        lines = self._whmcs_sold_lines()
        form = {
            "items": [
                ["", "0", line._whmcs_text(), f"{line.price_subtotal:.2f}", taxed]
                for line in lines
                for taxed in [bool(line.tax_ids)]
            ],
            "subtotal": f"{self.amount_untaxed:.2f}",
            "taxes": self._whmcs_taxes(backend, lines.tax_ids),
            "gross": f"{self.amount_total:.2f}",
        }
        if self.whmcs_replaces:
            form["replaces"] = self.whmcs_replaces
        return form

    def _whmcs_taxes(self, backend, taxes):
        """Return ``[[rate, amount], …]`` of WHMCS's two levels of tax, as text."""
        levels = [["0", "0.00"], ["0", "0.00"]]
        mapped_sudo = backend.sudo().whmcs_tax_ids
        second = mapped_sudo.filtered(lambda each: each.level == "2").tax_id
        # a tax that is only known as one of level 2 stands there
        ordered = sorted(taxes, key=lambda tax: (tax in second, tax.sequence, tax.id))
        first = 1 if len(ordered) == 1 and ordered[0] in second else 0
        for at, tax in enumerate(ordered, first):
            lines = self.line_ids.filtered(
                lambda line, tax=tax: line.tax_line_id == tax
            )
            amount = -sum(cents(line.amount_currency) for line in lines)
            levels[at] = [f"{Decimal(str(tax.amount)).normalize():f}", str(amount)]
        return levels

    # -- sent before -----------------------------------------------------------------

    def _whmcs_send_again(self):
        """Have another invoice created there, where this one was posted anew.

        :raises UserError: it was paid there, or is being paid
        """
        self.ensure_one()
        binding_sudo = self._whmcs_invoice_ties()[:1]
        backend_sudo = binding_sudo.backend_id
        # one that is not there yet is sent as it is then
        if not binding_sudo.remote_id or same_sums(
            self._whmcs_form(backend_sudo), self.whmcs_items
        ):
            return
        if self.whmcs_state not in REPLACEABLE:
            raise UserError(
                self.env._(
                    "%(invoice)s is in WHMCS as number %(number)s, and not simply "
                    "unpaid there any more. Post it as it was, and make a credit note.",
                    invoice=self.display_name,
                    number=binding_sudo.remote_id,
                )
            )
        old_id = binding_sudo.remote_id
        # its opportunity is found again by the invoice
        binding_sudo.search(
            [
                ("backend_id", "=", backend_sudo.id),
                ("kind", "=", "opportunity"),
                ("remote_id", "=", old_id),
            ]
        )._bury()
        binding_sudo._bury()
        self.write({"whmcs_replaces": old_id, "whmcs_state": False})
        binding_sudo._create_pending(backend_sudo, "invoice", self)

    def _whmcs_own(self, values):
        """Return what WHMCS tells of an invoice that was made here, less what is ours.

        :raises UserError: WHMCS makes other sums of it
        """
        self.ensure_one()
        kept = {
            name: value
            for name, value in values.items()
            if name != "ref" or not self.ref
        }
        items = kept.get("whmcs_items")
        if items and self.whmcs_items and not same_sums(items, self.whmcs_items):
            raise UserError(
                self.env._(
                    "WHMCS makes %(theirs)s of %(invoice)s, which comes to %(ours)s "
                    "here. It is a draft there and was not published: check how taxes "
                    "are set up on both sides, correct the draft, and retry.",
                    invoice=self.display_name,
                    theirs=shown_sums(items),
                    ours=shown_sums(self.whmcs_items),
                )
            )
        return kept


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _whmcs_text(self):
        """Return the text of a line in WHMCS, which knows no quantities."""
        self.ensure_one()
        text = " ".join((self.name or self.product_id.display_name or "-").split())
        if self.quantity == 1:
            return text
        each = self.currency_id.round(self.price_subtotal / (self.quantity or 1))
        return f"{text} ({self.quantity:g} × {each:.2f})"


def same_sums(one, other):
    """Tell whether two forms of an invoice (see `InvoiceItems`) come to the same."""
    return _sums(one) == _sums(other)


def _sums(form):
    nets = sorted((net, bool(taxed)) for _kind, _id, _text, net, taxed in form["items"])
    return nets, [Decimal(tax) for _rate, tax in form["taxes"]], Decimal(form["gross"])


def shown_sums(form):
    """Return the sums of an invoice as a person reads them."""
    taxes = " + ".join(tax for _rate, tax in form["taxes"] if Decimal(tax))
    return f"{form['subtotal']} + {taxes or '0.00'} = {form['gross']}"
