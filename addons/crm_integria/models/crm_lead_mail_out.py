from ast import literal_eval

from odoo import api, models

from ..lib import lead_token
from .crm_lead_mail import OWN_HEADER, OWN_VALUE


class MailMail(models.Model):
    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        """Have what templates and mailings send to leads as replies are sent."""
        mailbox = self.env["crm.lead.mail"]._mailbox()
        for vals in vals_list:
            # what is notified of a message was prepared with it
            of_a_lead = vals.get("model") == "crm.lead" and vals.get("res_id")
            if mailbox and of_a_lead and not vals.get("mail_message_id"):
                copied = filter(None, [vals.get("email_cc"), mailbox])
                headers = literal_eval(vals.get("headers") or "{}")
                vals["subject"] = lead_token.tagged(vals.get("subject"), vals["res_id"])
                vals["email_cc"] = ", ".join(copied)
                vals["headers"] = repr({**headers, OWN_HEADER: OWN_VALUE})
        return super().create(vals_list)

    def _prepare_outgoing_list(self, *args, **kwargs):
        """Have the mailbox in copy of the prospect's mail: "Reply all" reaches it.

        Odoo would send it a mail of its own.
        """
        outgoing = super()._prepare_outgoing_list(*args, **kwargs)
        if self.model != "crm.lead" or not self.email_cc:
            return outgoing
        alone = [each for each in outgoing if not each["email_to"]]
        to = [each for each in outgoing if each["email_to"]]
        if not alone or not to:
            return outgoing
        for name in ("email_cc", "email_to_normalized"):
            copied = [address for each in alone for address in each[name]]
            to[0][name] = [*to[0][name], *copied]
        return to


class CrmLead(models.Model):
    """Mails to the prospect: with the lead in the subject, and the mailbox in copy."""

    _inherit = "crm.lead"

    def _notify_get_reply_to(self, default=None, author_id=False):
        # where neither an alias nor a catch-all takes answers, the mailbox does
        mailbox = self.env["crm.lead.mail"]._mailbox()
        return super()._notify_get_reply_to(
            default=mailbox or default, author_id=author_id
        )

    def _notify_by_email_get_base_mail_values(self, message, *args, **kwargs):
        values = super()._notify_by_email_get_base_mail_values(message, *args, **kwargs)
        if self.env["crm.lead.mail"]._mailbox():
            subject = values.get("subject") or message.subject
            values["subject"] = lead_token.tagged(subject, self.id)
        return values

    def _notify_by_email_get_headers(self, headers=None):
        return {
            **super()._notify_by_email_get_headers(headers=headers),
            OWN_HEADER: OWN_VALUE,
        }

    def _notify_by_email_get_final_mail_values(self, recipient_ids, *args, **kwargs):
        values = super()._notify_by_email_get_final_mail_values(
            recipient_ids, *args, **kwargs
        )
        mailbox = self.env["crm.lead.mail"]._mailbox()
        # one copy, of what goes outside; colleagues' notices are not the answer
        partners = self.env["res.partner"].browse(recipient_ids)
        if mailbox and (not recipient_ids or any(partners.mapped("partner_share"))):
            values["email_cc"] = mailbox
        return values
