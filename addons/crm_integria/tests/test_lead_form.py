from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged

from ..models.crm_api_call import PREFIX
from ..models.res_users import MANAGE, WRITE
from .common import CrmCase

SITE = "https://www.example.com"


@tagged("post_install", "-at_install")
class TestLeadForm(CrmCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.make_user("owner", cls.mine, [WRITE])
        cls.tag = cls.env["crm.tag"].create({"name": "Site"})
        cls.form = cls.env["crm.lead.form"].create(
            {
                "name": "Contact us",
                "origins": f"{SITE} http://other.example:8080",
                "ask_country": True,
                "user_id": cls.owner.id,
                "crm_company_id": cls.mine.id,
                "tag_ids": [(6, 0, cls.tag.ids)],
                "thanks": "<p>Many thanks</p>",
            }
        )
        cls.env["ir.config_parameter"].set_param(f"{PREFIX}rate", 1000)

    def send(self, origin=SITE, **given):
        data = {
            "name": "Ana",
            "email": "ana@bakery.example",
            "company": "Sol",
            "phone": "111",
            "country": "ES",
            "comments": "<b>Hello</b>",
            **given,
        }
        headers = {"Origin": origin} if origin else {}
        return self.url_open(self.path(), data=data, headers=headers)

    def path(self):
        return f"/crm_integria/form/{self.form.key}"

    def lead(self):
        return self.env["crm.lead"].search([("crm_form_id", "=", self.form.id)])

    def test_the_page(self):
        reply = self.url_open(self.path())
        self.assertEqual(reply.status_code, 200)
        for text in ("Contact us", 'name="comments"', 'name="country"', "Spain"):
            self.assertIn(text, reply.text)
        self.assertNotIn('name="position"', reply.text)
        self.assertNotIn("<script", reply.text)
        policy = reply.headers["Content-Security-Policy"]
        self.assertIn(f"frame-ancestors 'self' {SITE}", policy)

    def test_it_becomes_a_lead(self):
        reply = self.send()
        self.assertEqual(reply.status_code, 200)
        self.assertIn("Many thanks", reply.text)
        lead = self.lead()
        self.assertEqual(
            (lead.contact_name, lead.partner_name, lead.phone), ("Ana", "Sol", "111")
        )
        self.assertEqual((lead.user_id, lead.crm_company_id), (self.owner, self.mine))
        self.assertEqual((lead.tag_ids, lead.country_id.code), (self.tag, "ES"))
        self.assertIn("&lt;b&gt;Hello", lead.description)
        self.assertEqual(lead.crm_status, "0")
        self.assertEqual(self.form.lead_count, 1)
        # the owner is told, by somebody who has an address
        told = [
            ("partner_ids", "=", self.owner.partner_id.id),
            ("res_id", "=", lead.id),
        ]
        self.assertTrue(self.env["mail.message"].search(told).email_from)

    def test_only_what_is_asked_for(self):
        self.send(position="Boss", overview="x", managed_by="1", owner="admin")
        lead = self.lead()
        self.assertFalse(lead.function or lead.crm_overview)
        self.assertEqual(lead.user_id, self.owner)

    def test_what_is_wrong_is_shown_with_what_was_typed(self):
        reply = self.send(email="ana", comments='"><script>x</script>')
        self.assertEqual(reply.status_code, 422)
        self.assertIn("Please look at this once more", reply.text)
        self.assertIn('value="Ana"', reply.text)
        self.assertNotIn("<script", reply.text)
        self.assertFalse(self.lead())

    def test_from_where_it_is_sent(self):
        for origin in (
            "https://evil.example",
            "https://www.example.com.evil.example",
            "null",
            "",
        ):
            with self.subTest(origin):
                self.assertEqual(self.send(origin).status_code, 403)
        self.assertFalse(self.lead())
        self.assertEqual(self.send(self.base_url()).status_code, 200)

    def test_programs_that_fill_in_everything(self):
        reply = self.send(homepage="http://spam.example")
        self.assertIn("Many thanks", reply.text)
        self.assertFalse(self.lead())

    def test_rate(self):
        self.env["ir.config_parameter"].set_param(f"{PREFIX}rate", 2)
        found = [self.send().status_code for _each in range(3)]
        self.assertEqual(found, [200, 200, 429])

    def test_archived_or_unknown(self):
        self.form.active = False
        self.assertEqual(self.url_open(self.path()).status_code, 404)
        self.assertEqual(self.url_open("/crm_integria/form/none").status_code, 404)

    def test_in_the_language_of_the_visitor(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.form.with_context(lang="es_ES").name = "Contacto"
        headers = {"Accept-Language": "es-ES,es;q=0.9"}
        reply = self.url_open(self.path(), headers=headers)
        self.assertIn("Contacto", reply.text)
        self.assertIn('lang="es-ES"', reply.text)

    def test_the_snippet(self):
        self.assertIn(f'action="{self.form.url}"', self.form.snippet)
        self.assertIn('name="comments"', self.form.snippet)

    def test_sites_are_origins(self):
        for origins in ("www.example.com", "https://x.example/path", "ftp://x.example"):
            with self.subTest(origins), self.assertRaises(ValidationError):
                self.form.origins = origins

    def test_managers_make_them(self):
        manager = self.make_user("manager", self.mine, [MANAGE])
        self.env["crm.lead.form"].with_user(manager).create({"name": "Theirs"})
        with self.assertRaises(AccessError):
            self.form.with_user(self.owner).name = "Mine"
