from datetime import date

from odoo.tests import tagged

from .deal_common import DealLifeCase

# language in Zoho CRM, code, words of: pay link, invoice, cancellation, reactivation
WORDS = {
    ("Deutsch", "de_DE"): ("Jetzt bezahlen", "Rechnung", "gekündigt", "wieder aktiv"),
    ("French", "fr_FR"): ("Payer", "facture", "annul", "nouveau"),
    ("Spanish", "es_ES"): ("Pagar", "factura", "cancel", "vuelve"),
    ("Danish", "da_DK"): ("Betal", "faktura", "opsagt", "igen"),
}


@tagged("post_install", "-at_install")
class TestDealMails(DealLifeCase):
    def test_in_the_customers_language(self):
        codes = [code for _name, code in WORDS]
        for code in codes:
            self.env["res.lang"]._activate_lang(code)
        self.env["ir.module.module"]._load_module_terms(["sync_zoho"], codes)
        for (name, code), words in WORDS.items():
            with self.subTest(language=name):
                partner = self.make_contact("Bo", lang=code, zoho_language=name)
                lead = self.won(partner_id=partner.id)
                self.pay(lead.zoho_episode_id.invoice_id)
                self.bill(date(2060, 1, 1))
                self.move(lead, "lost", zoho_reason="<i>X</i>")
                self.move(lead, "won")
                mails = self.mails(lead)
                self.assertEqual(len(mails), 4)
                for word, mail in zip(words, mails, strict=True):
                    text = f"{mail.subject} {mail.body_html}"
                    self.assertIn(word, text)
                    self.assertNotIn("Kind regards", text)
                self.assertIn("&lt;i&gt;X", mails[2].body_html)

    def test_who_sends_it_and_where_it_is_kept(self):
        self.company.email = "office@firma.example"
        self.syncer.email = False
        lead = self.won(user_id=False)
        [mail] = self.mails(lead)
        self.assertIn("office@firma.example", mail.email_from)
        self.assertIn(mail.mail_message_id, lead.message_ids)
        self.assertEqual(mail.state, "outgoing")

    def test_sent_soon(self):
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"].sudo()
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self.won()
        after = triggers.search_count([("cron_id", "=", cron.id)])
        self.assertGreater(after, before)

    def test_no_reason_no_line(self):
        lead = self.won()
        self.pay(lead.zoho_episode_id.invoice_id)
        self.move(lead, "lost", zoho_reason=False)
        self.assertNotIn("Reason", self.mails(lead)[-1].body_html)
