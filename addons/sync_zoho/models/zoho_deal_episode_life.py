from odoo import fields, models
from odoo.exceptions import UserError

MAIL = "sync_zoho.mail_template_"


class ZohoDealEpisode(models.Model):
    """From won to paid, lost, and won again.

    Each step is taken once: the state tells whether it was. Callers hold the lock of
    the opportunity, or leave the work to the scheduled action.
    """

    _inherit = "zoho.deal.episode"

    # -- won ---------------------------------------------------------------------------

    def _begin(self, lead):
        """Bill a deal: contract, first invoice, pay link by mail.

        :param self: the deal's episodes so far
        :raises UserError: Odoo refuses one of them
        """
        episode = self.create(
            {
                "lead_id": lead.id,
                "company_id": lead._zoho_company().id,
                "partner_id": lead.partner_id.id,
                "number": max(self.mapped("number"), default=0) + 1,
                "token": self._new_token(),
                "lines": lead.zoho_line_ids._snapshot(),
                "won_at": fields.Datetime.now(),
                "moved_at": lead.zoho_moved_at,
            }
        )
        episode._bill()
        invoice = episode.invoice_id
        if episode._is_paid():
            # there is nothing to pay
            episode._try_activate()
            return
        episode._mail("pay_link")
        lead._zoho_tell(
            self.env._(
                "%(invoice)s over %(amount)s: pay link sent to %(email)s.",
                invoice=invoice.name,
                amount=invoice.currency_id.format(invoice.amount_total),
                email=episode.partner_id.email,
            ),
            "link_sent",
        )

    # -- paid --------------------------------------------------------------------------

    def _try_activate(self):
        """Begin recurring billing where the first invoice is paid."""
        for episode in self.filtered(lambda each: each.state == "waiting"):
            if not episode._is_paid():
                continue
            lead = episode.lead_id
            if not lead.try_lock_for_update(allow_referencing=True):
                lead._zoho_follow_soon()
                continue
            episode = episode._as_backend()
            episode.state = "active"
            episode.contract_id._zoho_go_on()
            episode.lead_id._zoho_tell(
                self.env._("%s is paid.", episode.invoice_id.name), "paid"
            )

    def _failed(self, invoice, message):
        """A payment did not succeed; the pay link stays."""
        self.lead_id._zoho_tell(
            self.env._(
                "Payment of %(invoice)s failed: %(message)s",
                invoice=invoice.name,
                message=message or self.env._("no reason given"),
            ),
            "failed",
        )

    # -- lost --------------------------------------------------------------------------

    def _end(self, reason):
        """The deal is lost: nothing to pay before payment, no further invoices after.

        :param reason: as Zoho CRM has it, if any
        """
        paid = self.state == "active"
        self.write(
            {
                "state": "stopped" if paid else "lost",
                "reason": reason,
                "ended_at": fields.Datetime.now(),
                "moved_at": self.lead_id.zoho_moved_at,
            }
        )
        self.contract_id._zoho_stop()
        told = reason or self.env._("no reason given")
        if paid:
            self._mail("cancellation")
            text = self.env._("Stopped, the customer is told: %s", told)
            self.lead_id._zoho_tell(text, "stopped")
            return
        text = self.env._("Cancelled before payment: %s", told)
        kept = self._cancel_invoice()
        self.lead_id._zoho_tell(f"{text} {kept}" if kept else text, "lost")

    def _cancel_invoice(self):
        """Cancel the first invoice; return why not, None where it is cancelled."""
        invoice = self.invoice_id
        if invoice.state == "cancel" or invoice.payment_state == "reversed":
            return None
        try:
            if invoice.payment_state not in ("not_paid", False):
                raise UserError(self.env._("something was paid already"))
            with self.env.cr.savepoint():
                if invoice.state == "posted":
                    invoice.button_draft()
                invoice.button_cancel()
        except UserError as refused:
            return self.env._(
                "%(invoice)s could not be cancelled: %(reason)s. An accountant has to "
                "look at it.",
                invoice=invoice.name,
                reason=str(refused).rstrip("."),
            )
        return None

    # -- won again ---------------------------------------------------------------------

    def _reactivate(self):
        """Won again after it was paid: go on with the next period, bill none twice."""
        lead = self.lead_id
        self.write(
            {"state": "active", "ended_at": False, "moved_at": lead.zoho_moved_at}
        )
        self.contract_id._zoho_go_on()
        self._mail("reactivation")
        text = self.env._("Active again, the customer is told.")
        if self.lines != lead.zoho_line_ids._snapshot():
            text = self.env._(
                "%s The contract stays as it was agreed, though the deal's products "
                "are others now.",
                text,
            )
        lead._zoho_tell(text, "paid")

    # -- mail --------------------------------------------------------------------------

    def _mail(self, template, invoice=None):
        """Have a mail sent to the customer, in their language, and kept at the deal.

        :param template: name of the template, after ``mail_template_``
        """
        for episode in self:
            lead = episode.lead_id
            if invoice:
                episode = episode.with_context(zoho_invoice=invoice.id)
            template_sudo = episode.env.ref(MAIL + template).sudo()
            template_sudo.send_mail(
                episode.id,
                # where people look for it, and where answers go
                email_values={"model": lead._name, "res_id": lead.id},
            )
        # not in an hour: customers wait for it
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
