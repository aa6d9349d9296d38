from email.message import EmailMessage
from email.utils import make_msgid

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.crm_lead_mail import MAILBOX
from ..models.res_users import WRITE
from . import mails
from .common import CrmCase

ADDRESS = "leads@ours.example"


@tagged("post_install", "-at_install")
class TestLeadMail(CrmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(MAILBOX, ADDRESS)
        cls.owner = cls.make_user("owner", cls.mine, [WRITE])
        cls.lead = cls.make_lead()

    @classmethod
    def make_lead(cls, **vals):
        return cls.env["crm.lead"].create(
            {
                "name": "Bakery",
                "contact_name": "Ana",
                "email_from": "Ana <ana@bakery.example>",
                "user_id": cls.owner.id,
                "type": "opportunity",
                **vals,
            }
        )

    def mail(self, subject, sender="ana@bakery.example", to=ADDRESS, **headers):
        message = EmailMessage()
        message["Subject"] = subject
        message["From"] = sender
        message["To"] = to
        message["Message-Id"] = make_msgid(domain="there.example")
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content("I want it")
        return message

    def receive(self, subject="Offer", **options):
        return self.process(self.mail(subject, **options))

    def process(self, message):
        gateway = self.env["mail.thread"].sudo()
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            return gateway.message_process(None, message.as_bytes())

    def filed(self, lead=None):
        messages = (lead or self.lead).message_ids
        return messages.filtered(lambda message: message.message_type == "email")

    def outcome(self):
        return self.env["crm.lead.mail"].search([], limit=1).outcome

    def token(self, lead=None, form="[Lead#%s]"):
        return form % (lead or self.lead).id

    def test_filed_wherever_the_token_stands(self):
        forms = (
            "%s Offer",
            "Re: %s Offer",
            "AW: Sv: Offer %s",
            "Offer (%s) again",
        )
        tokens = ("[Lead#%s]", "[LEAD#%s]", "[lead #%s]")
        for form in forms:
            for token in tokens:
                subject = form % self.token(form=token)
                with self.subTest(subject):
                    before = len(self.filed())
                    self.receive(subject)
                    self.assertEqual(len(self.filed()), before + 1)
        self.assertIn("I want it", self.filed()[0].body)
        self.assertEqual(self.outcome(), "filed")
        self.assertFalse(self.filed()[0].is_internal)

    def test_encoded_subject(self):
        message = self.mail("x")
        del message["Subject"]
        raw = message.as_bytes()
        subject = f"=?iso-8859-1?Q?Re=3A_=5BLead=23{self.lead.id}=5D_Pr=FCfung?="
        raw = b"Subject: " + subject.encode() + b"\n" + raw
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            self.env["mail.thread"].sudo().message_process(None, raw)
        self.assertEqual(len(self.filed()), 1)
        self.assertIn("Prüfung", self.filed().subject)

    def test_mails_of_programs(self):
        accents = {
            mails.gmail: "¿sí?",
            mails.outlook: "brød æ å",
            mails.apple: "déjà",
            mails.thunderbird: "schön",
        }
        for form, accent in accents.items():
            with self.subTest(form.__name__):
                self.receive_raw(form(self.lead.id))
                message = self.filed()[0]
                self.assertIn("I want it", message.body)
                self.assertIn(accent, message.body)
                self.assertEqual(self.outcome(), "filed")
                # the web client folds what is marked so
                quoted = message.body.split("data-o-mail-quote", 1)
                self.assertIn(mails.QUOTED, quoted[-1])
                self.assertIn("I want it", quoted[0])
                self.assertEqual(len(quoted), 2)
        subjects = self.filed().mapped("subject")
        self.assertIn(f"SV: [Lead#{self.lead.id}] Tilbud på brød", subjects)

    @mute_logger("odoo.tools.mail")
    def test_a_broken_mail_is_filed(self):
        self.receive_raw(mails.broken(self.lead.id))
        self.assertIn("I want it", self.filed().body)

    def test_a_large_attachment(self):
        size = 20 * 1024 * 1024
        self.receive_raw(mails.large(self.lead.id, size))
        [attachment] = self.filed().attachment_ids
        self.assertEqual((attachment.name, attachment.file_size), ("plan.bin", size))
        self.assertEqual(
            (attachment.res_model, attachment.res_id), ("crm.lead", self.lead.id)
        )

    def receive_raw(self, content):
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            return self.env["mail.thread"].sudo().message_process(None, content)

    def test_attachments_stay_on_the_lead(self):
        message = self.mail(self.token())
        message.add_attachment(b"%PDF-1", "application", "pdf", filename="offer.pdf")
        self.process(message)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", self.lead.id)]
        )
        self.assertEqual(files.mapped("name"), ["offer.pdf"])

    def test_not_to_the_mailbox(self):
        with self.assertRaises(ValueError), self.cr.savepoint():
            self.receive(self.token(), to="other@ours.example")
        self.assertFalse(self.filed())

    def test_whatever_its_server_brings(self):
        server = self.env["fetchmail.server"].create(
            {"name": "Leads", "server_type": "imap", "crm_lead_mailbox": True}
        )
        gateway = self.env["mail.thread"].with_context(
            default_fetchmail_server_id=server.id
        )
        message = self.mail(self.token(), to="other@ours.example")
        gateway.message_process(None, message.as_bytes())
        self.assertEqual(len(self.filed()), 1)

    def test_author_is_the_partner_where_known(self):
        partner = self.partners.create({"name": "Ana", "email": "ana@bakery.example"})
        self.receive(self.token())
        self.assertEqual(self.filed().author_id, partner)

    def test_senders_that_belong_to_it(self):
        follower = self.partners.create({"name": "F", "email": "f@elsewhere.example"})
        self.lead.message_subscribe(follower.ids)
        self.owner.email = "owner@ours.example"
        for sender in (
            "ANA@Bakery.example",
            "boss@bakery.example",
            "f@elsewhere.example",
            "owner@ours.example",
        ):
            with self.subTest(sender):
                self.receive(self.token(), sender=sender)
                self.assertEqual(self.outcome(), "filed")

    def test_a_provider_of_mail_is_no_company(self):
        lead = self.make_lead(email_from="ana@gmail.com")
        self.receive(self.token(lead), sender="other@gmail.com")
        self.assertEqual(self.outcome(), "unverified")

    def test_unverified_sender(self):
        self.receive(self.token(), sender="Eve <eve@evil.example>")
        message = self.filed()
        self.assertIn("Unverified sender", message.body)
        self.assertTrue(message.is_internal)
        self.assertEqual(self.outcome(), "unverified")
        self.assertEqual(self.lead.activity_ids.user_id, self.owner)
        self.assertIn("eve@evil.example", self.lead.activity_ids.note)
        # having written once makes nobody known
        self.receive(self.token(), sender="Eve <eve@evil.example>")
        self.assertEqual(self.outcome(), "unverified")

    def test_unknown_lead_is_kept_and_filed_by_hand(self):
        message = self.mail("[Lead#999999999] Offer")
        self.process(message)
        self.assertEqual(self.outcome(), "unknown")
        kept = self.env["crm.lead.mail"].search([], limit=1)
        with self.assertRaises(UserError):
            kept.action_file()
        kept.to_lead_id = self.lead
        kept.action_file()
        self.assertEqual(self.filed().message_id, message["Message-Id"])
        self.assertEqual((kept.outcome, kept.lead_id), ("by_hand", self.lead))

    def test_several_tokens(self):
        other = self.make_lead()
        self.receive(f"[Lead#999999999] {self.token(other)} {self.token()}")
        self.assertEqual(len(self.filed(other)), 1)
        self.assertFalse(self.filed())

    def test_closed_lead(self):
        self.lead.action_set_lost()
        self.receive(self.token())
        self.assertEqual(len(self.filed()), 1)
        self.assertEqual(self.outcome(), "closed")
        self.assertEqual(self.lead.activity_ids.user_id, self.owner)

    def test_automatic_reply(self):
        self.receive(self.token(), Auto_Submitted="auto-replied")
        self.assertEqual(self.outcome(), "automatic")
        self.assertTrue(self.filed().is_internal)

    def test_reply_to_a_message_that_is_known(self):
        other = self.make_lead()
        sent = other.message_post(body="Hello", message_type="comment")
        self.receive(self.token(), In_Reply_To=sent.message_id)
        self.assertEqual(len(self.filed(other)), 1)
        self.assertFalse(self.filed())

    def test_our_own_copy(self):
        self.receive(self.token(), X_Integria="no_process")
        self.assertFalse(self.filed())
        message = self.mail(self.token())
        for _twice in range(2):
            self.process(message)
        self.assertEqual(len(self.filed()), 1)

    def test_a_loop_is_kept(self):
        for _each in range(20):
            self.receive(self.token())
        self.assertEqual(len(self.filed()), 20)
        self.receive(self.token())
        self.assertEqual(len(self.filed()), 20)
        self.assertEqual(self.outcome(), "loop")
        self.assertTrue(self.env["crm.lead.mail"].search([], limit=1).original)

    def test_bounce_is_left_to_odoo(self):
        self.receive(
            self.token(),
            sender="MAILER-DAEMON@there.example",
        )
        self.assertFalse(self.filed())

    def sent(self, **post):
        before = self.env["mail.mail"].sudo().search([])
        lead = self.lead.with_user(self.owner).with_context(
            mail_notify_force_send=False
        )
        customer = self.partners.create({"name": "Ana", "email": "ana@bakery.example"})
        lead.message_post(
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=customer.ids,
            **post,
        )
        return self.env["mail.mail"].sudo().search([]) - before

    def test_reply_by_mail(self):
        mail = self.sent(subject="Commercial information", body="Hello")
        self.assertEqual(mail.subject, f"{self.token()} Commercial information")
        self.assertEqual(mail.email_cc, ADDRESS)
        self.assertIn("no_process", mail.headers)

    def test_the_token_is_there_once(self):
        mail = self.sent(subject=f"Re: {self.token()} Offer", body="Hello")
        self.assertEqual(mail.subject, f"Re: {self.token()} Offer")

    def test_colleagues_get_no_copy_for_the_mailbox(self):
        colleague = self.make_user("colleague", self.mine, [WRITE])
        colleague.notification_type = "email"
        before = self.env["mail.mail"].sudo().search([])
        lead = self.lead.with_user(self.owner).with_context(
            mail_notify_force_send=False
        )
        lead.message_post(body="Look", partner_ids=colleague.partner_id.ids)
        [mail] = self.env["mail.mail"].sudo().search([]) - before
        self.assertFalse(mail.email_cc)

    def test_settings(self):
        settings = self.env["res.config.settings"]
        with self.assertRaises(ValidationError):
            settings.create({"crm_lead_mailbox": "no address"})
        page = settings.create({"crm_lead_mailbox": ADDRESS})
        with self.assertRaisesRegex(UserError, "Nothing brings the mails"):
            page.action_crm_test_mailbox()
