from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.mail import email_normalize

from .crm_lead_mail import MAILBOX
from .res_partner import DEFAULT_SETTING


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    crm_new_companies = fields.Boolean(
        "New companies belong to the CRM",
        config_parameter=DEFAULT_SETTING,
        help="Companies that other apps, imports and synchronisations make. Those that "
        "are made in the CRM always do.",
    )

    crm_numbers_by_pattern = fields.Boolean(
        related="company_id.crm_numbers_by_pattern", readonly=False
    )
    crm_number_pattern = fields.Char(
        related="company_id.crm_number_pattern", readonly=False
    )
    crm_invoice_layout = fields.Boolean(
        related="company_id.crm_invoice_layout", readonly=False
    )
    crm_invoice_logo = fields.Image(
        related="company_id.crm_invoice_logo", readonly=False
    )
    crm_invoice_header = fields.Html(
        related="company_id.crm_invoice_header", readonly=False
    )
    crm_invoice_footer = fields.Html(
        related="company_id.crm_invoice_footer", readonly=False
    )
    crm_lead_mailbox = fields.Char(
        "Reference mailbox",
        config_parameter=MAILBOX,
        help="Mails to leads go there in copy; what arrives there with [Lead#35] in "
        "its subject is filed on that lead",
    )

    @api.constrains("crm_lead_mailbox")
    def _check_crm_lead_mailbox(self):
        for settings in self:
            address = settings.crm_lead_mailbox
            if address and not email_normalize(address):
                raise ValidationError(
                    self.env._(
                        "The reference mailbox “%s” is no e-mail address.", address
                    )
                )

    def action_crm_test_mailbox(self):
        """Say whether mails for the reference mailbox reach Odoo, and leave it."""
        self.ensure_one()
        mailbox = email_normalize(self.crm_lead_mailbox or "")
        if not mailbox:
            raise UserError(self.env._("Enter the address of the mailbox first."))
        servers = self.env["fetchmail.server"].search([("crm_lead_mailbox", "=", True)])
        aliases = self.env["mail.alias"].search([("alias_full_name", "=", mailbox)])
        if not servers and not aliases:
            raise UserError(
                self.env._(
                    "Nothing brings the mails of %s to Odoo: mark its incoming mail "
                    "server as reference mailbox of leads (Settings > Technical > "
                    "Incoming Mail Servers), or give the address to an alias.",
                    mailbox,
                )
            )
        # raises what the server answers, where it does not
        servers.button_confirm_login()
        if not self.env["ir.mail_server"].sudo().search_count([], limit=1):
            raise UserError(
                self.env._(
                    "Mails come in, but there is no outgoing mail server to answer "
                    "with. Add one in Settings > Technical > Outgoing Mail Servers."
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The mailbox %s is ready.", mailbox),
            },
        }
