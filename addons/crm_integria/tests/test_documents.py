import base64
import io
from unittest.mock import patch

from PyPDF2 import PdfReader

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.crm_document_check import MACROS
from ..models.res_users import MANAGE, VIEW, WRITE
from .common import CrmCase

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


def text_of(content):
    """Return the text of a PDF, its blanks made one."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@tagged("post_install", "-at_install")
class DocumentCase(CrmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.make_user("owner", cls.mine, [WRITE])
        cls.customer = cls.make_company("Customer <b>&</b> Sons", cls.mine, cls.owner)
        cls.customer.write(
            {
                "street": "Street 1",
                "zip": "28001",
                "city": "Madrid",
                "vat": "ESA12345674",
                "country_id": cls.env.ref("base.es").id,
                "crm_payment_days": 30,
            }
        )
        cls.services = cls.env.ref("crm_integria.contract_type_services")
        cls.seats = cls.env["crm.custom.field"].create(
            {
                "name": "Seats",
                "field_type": "number",
                "set_id": cls.services.field_set_id.id,
            }
        )
        cls.contract = cls.make_contract("Support")

    @classmethod
    def make_contract(cls, name, **vals):
        return cls.env["contract.contract"].create(
            {
                "name": name,
                "partner_id": cls.customer.id,
                "user_id": cls.owner.id,
                "crm_type_id": cls.services.id,
                "crm_description": "<p>One</p><p>Two</p>",
                "crm_properties": {cls.seats.property_name: 12},
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                **vals,
            }
        )

    @classmethod
    def make_template(cls, body, **vals):
        return cls.env["crm.document.template"].create(
            {"name": "Paper", "lang": "en_US", "body": body, **vals}
        )

    def rendered(self, body, **vals):
        return self.make_template(body, **vals)._render(self.contract)

    def said(self, body, **vals):
        return text_of(self.rendered(body, **vals).content)


@tagged("post_install", "-at_install")
class TestDocuments(DocumentCase):
    def test_every_macro_has_a_value(self):
        template = self.make_template("", description="For all")
        self.env.ref("crm_integria.contract_type_services").description = "Help"
        self.customer.write({"website": "https://c.example", "comment": "Good"})
        self.contract.crm_external_code = "15/1000"
        self.customer.crm_last_update = "2026-01-02 03:04:05"
        values = self.contract._crm_macros(template)
        custom = f"_custom_{self.seats.number}_"
        self.assertEqual(values.keys(), {*MACROS, custom})
        self.assertFalse([name for name, value in values.items() if not value])
        self.assertEqual(values[custom], "12")
        self.assertEqual(values["_company_address_"], "Street 1, 28001 Madrid")
        self.assertEqual(values["_id_status_"], "1")
        self.assertEqual(values["_name_status_"], "Active")
        self.assertEqual(values["_private_"], "0")
        self.assertEqual(values["_company_manager_"], "owner")

    def test_dates_in_the_template_s_language(self):
        day = fields.Date.to_date("2021-04-14")
        expected = {"en_US": "14 Wed April 2021", "es_ES": "14 mié abril 2021"}
        for lang, long in expected.items():
            template = self.make_template("", lang=lang)
            with patch.object(fields.Date, "context_today", return_value=day):
                values = template._crm_macros()
            self.assertEqual(values["_format_long_time_"], long)
            self.assertEqual(values["_format_short_time_"], "14/04/2021")
            self.assertEqual(values["_format_annual_date_"], "2021")

    def test_values_are_text_and_nothing_else(self):
        self.assertIn(
            "Customer <b>&</b> Sons, _unknown_ and 12",
            self.said(
                f"<p>_company_name_, _unknown_ and _custom_{self.seats.number}_</p>"
            ),
        )
        said = self.said("<p>_contract_description_|_contract_number_|</p>")
        self.assertIn("One", said)
        self.assertIn("Two||", said.replace(" ", ""))

    def test_header_and_footer_on_every_page(self):
        body = "<p>_name_contract_</p>" * 200
        made = self.rendered(body, header="<p>HEAD</p>", footer="<p>_company_name_</p>")
        pages = PdfReader(io.BytesIO(made.content)).pages
        self.assertGreater(len(pages), 2)
        for number, page in enumerate(pages, 1):
            said = page.extract_text()
            self.assertIn("HEAD", said)
            self.assertIn("Customer", said)
            self.assertIn(f"{number} / {len(pages)}", said)

    def test_it_is_attached_and_logged_and_kept(self):
        template = self.make_template("<p>_name_contract_</p>")
        contract = self.contract.with_user(self.owner)
        first = contract.crm_generate_document(template.id)
        second = contract.crm_generate_document(template.id)
        made = self.env["ir.attachment"].browse([first, second])
        today = fields.Date.context_today(contract)
        self.assertEqual(
            made.mapped("name"),
            [f"Paper - Support - {today}.pdf", f"Paper - Support - {today} v2.pdf"],
        )
        for attachment in made:
            self.assertEqual(attachment.res_id, contract.id)
            self.assertEqual(attachment.mimetype, "application/pdf")
            self.assertIn("Support", text_of(attachment.raw))
        logged = contract.message_ids.filtered("attachment_ids")
        self.assertEqual(logged.attachment_ids, made)
        self.assertEqual(logged.author_id, self.owner.partner_id)

    def test_who_may(self):
        template = self.make_template("<p>x</p>")
        viewer = self.make_user("viewer", self.mine, [VIEW])
        stranger = self.make_user("stranger", self.other, [MANAGE])
        for user in (viewer, stranger):
            with self.assertRaises(AccessError):
                self.contract.with_user(user).crm_generate_document(template.id)
        with self.assertRaises(AccessError):
            template.with_user(self.owner).body = "<p>y</p>"
        template.with_user(self.make_user("manager", self.mine, [MANAGE])).body = "y"

    def test_a_template_of_other_types(self):
        licences = self.env.ref("crm_integria.contract_type_licences")
        template = self.make_template("", crm_type_ids=licences)
        with self.assertRaisesRegex(UserError, "of the types Licences"):
            self.contract.crm_generate_document(template.id)

    def test_margins(self):
        with self.assertRaisesRegex(ValidationError, "0 to 80"):
            self.make_template("", margin_top=-1)

    def test_names_that_no_file_has(self):
        self.contract.name = 'A/B: "C"'
        template = self.make_template("")
        made = self.contract.crm_generate_document(template.id)
        name = self.env["ir.attachment"].browse(made).name
        self.assertTrue(name.startswith("Paper - A_B_ _C_ - "), name)

    # -- the check ---------------------------------------------------------------------

    def test_the_check_names_what_is_no_macro(self):
        template = self.make_template(
            "<p>_name_contract_ _nme_contract_ _custom_999999_</p>",
            footer="<p>_company_nam_ _company_name_</p>",
        )
        self.assertEqual(
            template.unknown_macros,
            "_nme_contract_, _custom_999999_, _company_nam_",
        )
        self.assertTrue(template.preview_contract_id)
        template.preview_contract_id = self.contract
        self.assertIn("Support _nme_contract_", template.preview)
        self.assertIn("Customer &lt;b&gt;&amp;&lt;/b&gt; Sons", template.preview)
        shown = {each["macro"]: each["value"] for each in template.macros}
        self.assertEqual(shown["_name_contract_"], "Support")

    def test_the_shipped_templates(self):
        shipped = self.env["ir.model.data"].search(
            [("module", "=", "crm_integria"), ("model", "=", "crm.document.template")]
        )
        templates = self.env["crm.document.template"].browse(shipped.mapped("res_id"))
        langs = {"en_US", "es_ES", "da_DK", "de_DE", "fr_FR"}
        self.assertEqual(set(templates.mapped("lang")), langs)
        self.assertEqual(len(templates), 10)
        for template in templates:
            self.assertFalse(template.unknown_macros, template.name)
            made = template._render(self.contract)
            self.assertFalse(made.refused)
            said = text_of(made.content)
            self.assertIn("Support", said)
            self.assertNotRegex(said, r"_[a-z]+_")
            self.assertFalse("�" in said)

    # -- many --------------------------------------------------------------------------

    def test_a_selection(self):
        contracts = self.contract
        for number in range(12):
            contracts += self.make_contract(f"Number {number}")
        licences = self.env.ref("crm_integria.contract_type_licences")
        other = self.make_contract("Other", crm_type_id=licences.id, crm_properties={})
        template = self.make_template("<p>x</p>", crm_type_ids=self.services)
        action = (contracts + other).with_user(self.owner).action_crm_documents()
        wizard = (
            self.env["crm.document.generate"]
            .with_user(self.owner)
            .with_context(**action["context"])
            .create({"template_id": template.id})
        )
        wizard.action_generate()
        self.assertEqual((wizard.state, wizard.total), ("running", 14))
        self.assertEqual(wizard.generate_batch(), 4)
        self.assertEqual(wizard.generate_batch(), 0)
        self.assertEqual((wizard.state, wizard.done), ("done", 14))
        self.assertEqual(len(wizard.made_ids), 13)
        self.assertIn("Other: Paper is for contracts of the types", wizard.failures)
        self.assertEqual(set(wizard.made_ids.mapped("res_id")), set(contracts.ids))

    def test_one_is_made_at_once(self):
        self.customer.lang = "en_US"
        action = self.contract.with_user(self.owner).action_crm_documents()
        wizard = (
            self.env["crm.document.generate"]
            .with_user(self.owner)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.template_id.lang, "en_US")
        self.assertTrue(wizard.action_generate())
        self.assertTrue(self.contract.message_ids.attachment_ids)


@tagged("post_install", "-at_install")
class TestDocumentSecurity(DocumentCase):
    def attach(self, template, **vals):
        return self.env["ir.attachment"].create(
            {
                "name": "picture.png",
                "raw": PIXEL,
                "res_model": template._name,
                "res_id": template.id,
                **vals,
            }
        )

    def test_pictures_of_its_own_and_no_others(self):
        template = self.make_template("")
        own = self.attach(template)
        others = self.attach(self.contract)
        someone = self.attach(self.make_template(""))
        template.body = "".join(
            f'<img src="/web/image/{each.id}/picture.png"/>'
            for each in (own, others, someone)
        )
        made = template._render(self.contract)
        self.assertEqual(
            made.refused,
            tuple(f"/web/image/{each.id}/picture.png" for each in (others, someone)),
        )
        self.assertIn(b"/Image", made.content)

    def test_pictures_of_a_copy_are_its_own(self):
        template = self.make_template("")
        own = self.attach(template)
        template.body = (
            f'<p><img src="/web/image/{own.id}-ab/p.png?access_token=x"/></p>'
        )
        copied = template.copy()
        self.assertEqual(copied.name, "Paper (copy)")
        template.unlink()
        made = copied._render(self.contract)
        self.assertFalse(made.refused)
        self.assertIn(b"/Image", made.content)

    def test_pictures_pasted_before_it_was_saved(self):
        manager = self.make_user("manager", self.mine, [MANAGE])
        templates = self.env["crm.document.template"].with_user(manager)
        pasted = self.attach(templates.browse(), res_id=0, create_uid=manager.id)
        pasted = (
            self.env["ir.attachment"]
            .with_user(manager)
            .create(
                {
                    "name": "p.png",
                    "raw": PIXEL,
                    "res_model": templates._name,
                    "res_id": 0,
                }
            )
        )
        made = templates.create(
            {"name": "New", "body": f'<img src="/web/image/{pasted.id}/p.png"/>'}
        )
        self.assertEqual(pasted.res_id, made.id)
        self.assertFalse(made._render(self.contract).refused)

    def test_no_qweb_and_no_script(self):
        made = self.rendered(
            '<p t-out="1 + 1">text</p><t t-esc="object.env"/>'
            "<p>{{ object.name }} ${object.name} %(name)s</p>"
            "<script>document.write('ran')</script>"
        )
        said = text_of(made.content)
        self.assertIn("text", said)
        self.assertIn("{{ object.name }} ${object.name} %(name)s", said)
        self.assertNotIn("ran", said)
        self.assertNotIn("odoo.api", said)

    def test_what_it_asks_for_is_told(self):
        template = self.make_template('<p>x<img src="file:///etc/hostname"/></p>')
        # past Odoo's own cleaning of HTML, as an old database could have it
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_document_template SET body = %s WHERE id = %s",
            ('<p>x<img src="file:///etc/hostname"/></p>', template.id),
        )
        template.invalidate_recordset()
        self.contract.crm_generate_document(template.id)
        said = self.contract.message_ids[:1].body
        self.assertIn("Left out", said)
        self.assertIn("file:///etc/hostname", said)
