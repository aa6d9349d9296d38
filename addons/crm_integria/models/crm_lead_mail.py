import base64
import codecs
import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize, email_split, email_split_tuples

from odoo.addons.iap.tools.iap_tools import mail_prepare_for_domain_search

from ..lib import lead_token

_logger = logging.getLogger(__name__)

MAILBOX = "crm_integria.lead_mailbox"
# our own mails carry it: copies whose Message-Id was changed are known by it
OWN_HEADER, OWN_VALUE = "X-Integria", "no_process"
OUTCOMES = [
    ("filed", "Filed"),
    ("closed", "Filed on a closed lead"),
    ("unverified", "Filed, unverified sender"),
    ("automatic", "Filed, automatic reply"),
    ("unknown", "No such lead"),
    ("loop", "Too many mails of this sender"),
    ("by_hand", "Filed by hand"),
]
KEPT = ("unknown", "loop")


class CrmLeadMail(models.Model):
    """What became of each mail that named a lead; those not filed are kept whole.

    A mail is filed on the first lead of its subject that exists. Answers to a message
    that Odoo knows are Odoo's business, as ever.
    """

    _name = "crm.lead.mail"
    _description = "Mail that names a lead"
    _order = "id desc"
    _rec_name = "subject"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    email_from = fields.Char("From", readonly=True)
    subject = fields.Char(readonly=True)
    message_id = fields.Char(readonly=True, index=True)
    lead_id = fields.Many2one(
        "crm.lead", readonly=True, index="btree_not_null", ondelete="set null"
    )
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True, index=True)
    to_lead_id = fields.Many2one("crm.lead", "File on", ondelete="set null")
    original = fields.Binary("Mail", readonly=True, attachment=True)
    original_name = fields.Char(compute="_compute_original_name")

    @api.depends("outcome")
    def _compute_original_name(self):
        for mail in self:
            mail.original_name = f"mail-{mail.id}.eml"

    # --- incoming -------------------------------------------------------------------

    def _crm_route(self, message, message_dict):
        """Return Odoo's routes for an incoming mail, None where it is not for us.

        :param message: `email.message.EmailMessage`
        :param message_dict: what Odoo read from it; the body gets a notice where a mail
            is not simply filed
        """
        if self.env.context.get("crm_filed_by_hand"):
            return None
        named = lead_token.leads(message_dict.get("subject"))
        if not named or message_dict.get("is_bounce"):
            return None
        if not self._in_the_mailbox(message_dict):
            return None
        sender = message_dict.get("email_from")
        if (message.get(OWN_HEADER) or "").strip() == OWN_VALUE:
            _logger.info(
                "Mail from %s (%s) is our own copy and not filed again",
                sender,
                message_dict["message_id"],
            )
            return []
        if self._is_known_reply(message_dict):
            return None
        every = self.env["crm.lead"].with_context(active_test=False)
        there = set(every.browse(named).exists().ids)
        lead = every.browse(next((each for each in named if each in there), ()))
        if not lead:
            self._keep(message, message_dict, lead, "unknown")
            return []
        user = lead._mail_find_user_for_gateway(sender)
        route = ("crm.lead", lead.id, None, user.id or self.env.uid, None)
        route = lead._routing_check_route(
            message, message_dict, route, raise_exception=False
        )
        if not route:
            self._keep(message, message_dict, lead, "unknown")
            return []
        outcome = self._outcome(message, lead, sender)
        self._keep(message, message_dict, lead, outcome)
        lead._crm_mail_came(outcome, message_dict)
        return [route]

    def _in_the_mailbox(self, message_dict):
        server = self.env.context.get("default_fetchmail_server_id")
        if server and self.env["fetchmail.server"].browse(server).crm_lead_mailbox:
            return True
        mailbox = self._mailbox()
        reached = email_split(message_dict.get("recipients") or "")
        return bool(mailbox) and mailbox in map(email_normalize, reached)

    @api.model
    def _mailbox(self):
        """Return the address of the reference mailbox, or False."""
        parameters = self.env["ir.config_parameter"].sudo()
        return email_normalize(parameters.get_param(MAILBOX) or "")

    def _is_known_reply(self, message_dict):
        parent = self.env["mail.message"].browse(message_dict.get("parent_id") or ())
        if not (parent.model and parent.res_id):
            return False
        return bool(self.env[parent.model].browse(parent.res_id).exists())

    def _outcome(self, message, lead, sender):
        automatic = (message.get("Auto-Submitted") or "no").strip().lower()
        if automatic != "no" or message.get("X-Autoreply"):
            return "automatic"
        if not lead._crm_knows_sender(sender):
            return "unverified"
        closed = not lead.active or lead.stage_id.is_won
        return "closed" if closed else "filed"

    def _keep(self, message, message_dict, lead, outcome):
        values = {
            "email_from": message_dict.get("email_from"),
            "subject": message_dict.get("subject"),
            "message_id": message_dict["message_id"],
            "lead_id": lead.id,
            "outcome": outcome,
        }
        mail = self.create(values)
        if outcome in KEPT:
            mail._keep_original(message)

    def _keep_original(self, message):
        # `raw` of the field's attachment, as base64 would take the memory twice
        self.env["ir.attachment"].create(
            {
                "name": "original",
                "raw": message.as_bytes(),
                "mimetype": "message/rfc822",
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "original",
            }
        )
        self.invalidate_recordset(["original"])

    def action_file(self):
        """File a mail that was kept on the lead that was chosen for it."""
        for mail in self:
            mail.check_access("write")
            if not mail.to_lead_id or mail.outcome not in KEPT or not mail.original:
                raise UserError(
                    self.env._("Choose the lead that “%s” belongs to.", mail.subject)
                )
            gateway = self.env["mail.thread"].with_context(crm_filed_by_hand=True)
            gateway.message_process(
                "crm.lead",
                base64.b64decode(mail.original),
                thread_id=mail.to_lead_id.id,
            )
            mail.write({"lead_id": mail.to_lead_id.id, "outcome": "by_hand"})
        return True


def mend_charsets(message):
    """Have text of an encoding that nobody knows read as Latin-1, which takes all.

    Python's mail parser raises at it, and the mail would be lost in its mailbox.
    """
    for part in message.walk():
        if part.get_content_maintype() != "text":
            continue
        try:
            codecs.lookup(part.get_content_charset() or "ascii")
        except LookupError:
            part.set_param("charset", "iso-8859-1")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        try:
            return super().message_parse(message, save_original=save_original)
        except LookupError as error:
            _logger.info("A mail is read once more: %s", error)
            mend_charsets(message)
            return super().message_parse(message, save_original=save_original)

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        # of the gateway, which nobody but the mail server or an admin calls
        routes = self.env["crm.lead.mail"].sudo()._crm_route(message, message_dict)
        if routes is not None:
            return routes
        return super().message_route(
            message, message_dict, model, thread_id, custom_values
        )

    def _detect_loop_sender(self, message, message_dict, routes):
        ignored = super()._detect_loop_sender(message, message_dict, routes)
        if ignored and lead_token.leads(message_dict.get("subject")):
            mails = self.env["crm.lead.mail"].sudo()
            mail = mails.search([("message_id", "=", message_dict["message_id"])])
            for each in mail:
                each.outcome = "loop"
                each._keep_original(message)
        return ignored


class FetchmailServer(models.Model):
    _inherit = "fetchmail.server"

    crm_lead_mailbox = fields.Boolean(
        "Reference mailbox of leads",
        help="Mails whose subject names a lead, such as [Lead#35], are filed on it",
    )


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _crm_knows_sender(self, sender):
        """Whether a mail's sender has to do with the lead."""
        address = email_normalize(sender or "")
        if not address:
            return False
        domain = mail_prepare_for_domain_search(address)
        if address == self.email_normalized or (
            domain and domain == self.email_domain_criterion
        ):
            return True
        users = [("email_normalized", "=", address), ("share", "=", False)]
        if self.env["res.users"].search_count(users, limit=1):
            return True
        if address in self.message_partner_ids.mapped("email_normalized"):
            return True
        written = [
            ("model", "=", self._name),
            ("res_id", "=", self.id),
            ("email_from", "ilike", address),
            ("subtype_id.internal", "=", False),
        ]
        authors = self.env["mail.message"].search_fetch(written, ["email_from"])
        return any(
            email_normalize(found[1]) == address
            for author in authors
            for found in email_split_tuples(author.email_from)
        )

    def _crm_mail_came(self, outcome, message_dict):
        """Mark a mail that is not simply the prospect's, and tell the owner."""
        notices = {
            "unverified": self.env._(
                "Unverified sender: neither the lead's address nor one of its company, "
                "of a colleague or of somebody who wrote here before."
            ),
            "automatic": self.env._("Automatic reply"),
        }
        if notice := notices.get(outcome):
            mark = Markup("<p><strong>⚠ %s</strong></p>") % notice
            message_dict["body"] = mark + Markup(message_dict.get("body") or "")
            # people outside are not told what a stranger wrote
            message_dict["is_internal"] = True
        tasks = {
            "unverified": self.env._("An unverified sender wrote"),
            "closed": self.env._("A mail came for this closed lead"),
        }
        owner = self.user_id or self.crm_company_id.user_id
        if (summary := tasks.get(outcome)) and owner:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=summary,
                note=Markup("<p>%s</p>") % (message_dict.get("email_from") or ""),
                user_id=owner.id,
            )
