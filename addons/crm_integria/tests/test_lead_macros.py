from ast import literal_eval

from odoo.tests import tagged

from ..models.crm_lead_macros import MACROS
from ..models.crm_lead_mail import MAILBOX
from ..models.res_users import WRITE
from .common import CrmCase


@tagged("post_install", "-at_install")
class TestLeadMacros(CrmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.make_user("owner", cls.mine, [WRITE])
        cls.owner.write({"name": "Olga", "email": "olga@ours.example"})
        cls.template = cls.env["mail.template"].create(
            {
                "name": "Information",
                "model_id": cls.env["ir.model"]._get_id("crm.lead"),
                "subject": "For _DEST_NAME_ from _SRC_NAME_",
                "body_html": "<p>Dear _DEST_NAME_ (_DEST_EMAIL_), _SRC_EMAIL_ _x_</p>",
                "email_to": "{{ object.email_from }}",
            }
        )

    def make_lead(self, name="Ana", **vals):
        return self.env["crm.lead"].create(
            {
                "name": "Lead",
                "contact_name": name,
                "email_from": "ana@bakery.example",
                "user_id": self.owner.id,
                **vals,
            }
        )

    def compose(self, leads, mode="comment"):
        composer = self.env["mail.compose.message"].with_user(self.owner)
        composer = composer.with_context(mail_notify_force_send=False)
        return composer.create(
            {
                "model": "crm.lead",
                "res_ids": leads.ids,
                "composition_mode": mode,
                "template_id": self.template.id,
            }
        )

    def test_in_the_composer(self):
        composer = self.compose(self.make_lead())
        self.assertEqual(composer.subject, "For Ana from Olga")
        self.assertIn(
            "Dear Ana (ana@bakery.example), olga@ours.example _x_", composer.body
        )

    def test_each_recipient_of_many(self):
        leads = self.make_lead("Ana") | self.make_lead(
            "Bo", email_from="bo@garage.example"
        )
        before = self.env["mail.mail"].sudo().search([])
        self.compose(leads, "mass_mail")._action_send_mail()
        mails = (self.env["mail.mail"].sudo().search([]) - before).sorted("res_id")
        self.assertEqual(
            mails.mapped("subject"), ["For Ana from Olga", "For Bo from Olga"]
        )
        self.assertIn("bo@garage.example", mails[1].body_html)

    def test_answers_find_the_lead(self):
        """Of what a template or a mailing sends, as of what a person writes."""
        self.env["ir.config_parameter"].set_param(MAILBOX, "leads@ours.example")
        leads = self.make_lead("Ana") | self.make_lead("Bo")
        before = self.env["mail.mail"].sudo().search([])
        self.compose(leads, "mass_mail")._action_send_mail()
        self.template.use_default_to = False
        self.template.email_cc = "boss@ours.example"
        self.template.send_mail(leads[0].id)
        mails = self.env["mail.mail"].sudo().search([]) - before
        self.assertEqual(
            sorted(mails.mapped("subject")),
            sorted(
                f"[Lead#{lead.id}] For {lead.contact_name} from {person}"
                for lead, person in [
                    (leads[0], "Olga"),
                    (leads[1], "Olga"),
                    (leads[0], self.env.user.name),
                ]
            ),
        )
        for mail in mails:
            self.assertIn("leads@ours.example", mail.email_cc)
            self.assertEqual(literal_eval(mail.headers)["X-Integria"], "no_process")
        self.assertIn("boss@ours.example", mails.sorted("id")[-1].email_cc)
        # Odoo's own lists of one mail: the mailbox is in copy of it
        [sent] = mails.sorted("id")[-1]._prepare_outgoing_list()
        self.assertEqual(sent["email_to"], ["ana@bakery.example"])
        self.assertEqual(sent["email_cc"], ["boss@ours.example", "leads@ours.example"])

    def test_values_are_text(self):
        lead = self.make_lead("<b>A</b>\n${object} {{ object.id }} <t t-out='1+1'/>")
        composer = self.compose(lead)
        self.assertIn("&lt;b&gt;A&lt;/b&gt;", composer.body)
        self.assertIn("{{ object.id }}", composer.subject)
        self.assertNotIn("\n", composer.subject)
        self.assertNotIn("<b>A", composer.body)

    def test_other_models_keep_the_words(self):
        text = self.template._render_template(
            "_SRC_NAME_", "res.partner", self.mine.ids
        )
        self.assertEqual(text[self.mine.id], "_SRC_NAME_")

    def test_what_is_no_macro(self):
        self.assertEqual(self.template.crm_unknown_macros, "_x_")
        self.template.body_html = f"<p>{' '.join(MACROS)}</p>"
        self.assertFalse(self.template.crm_unknown_macros)

    def test_language_of_the_leads(self):
        spanish = self.env["res.lang"]._activate_lang("es_ES")
        lead = self.make_lead(lang_id=spanish.id)
        self.assertEqual(self.compose(lead).crm_lang, "es_ES")
        english = self.make_lead(lang_id=self.env.ref("base.lang_en").id)
        self.assertFalse(self.compose(lead | english, "mass_mail").crm_lang)
