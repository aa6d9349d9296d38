import base64
import io

from PIL import Image
from PyPDF2 import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.res_users import VIEW
from .invoice_common import InvoiceCase


@tagged("post_install", "-at_install")
class TestInvoicePdf(InvoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "force_report_rendering": True})
        picture = io.BytesIO()
        Image.new("RGB", (60, 30), "navy").save(picture, "PNG")
        cls.ours = cls.ours.with_env(cls.env)
        cls.ours.write(
            {
                "crm_invoice_layout": True,
                "crm_invoice_logo": base64.b64encode(picture.getvalue()),
                "crm_invoice_header": "<p>Head of ours</p>",
                "crm_invoice_footer": "<p>Foot of ours</p>",
            }
        )
        cls.by_pattern()

    def pages(self, move, report="crm_integria.action_report_invoice"):
        reports = self.env["ir.actions.report"]
        content, kind = reports._render_qweb_pdf(report, move.ids)
        self.assertEqual(kind, "pdf")
        return self.texts(content)

    @staticmethod
    def texts(content):
        pages = PdfReader(io.BytesIO(content)).pages
        # spaces that keep amounts together
        return [page.extract_text().replace("\xa0", " ") for page in pages]

    def invoice(self, **vals):
        return self.make_invoice(
            1000,
            250.5,
            taxes=[self.make_tax(21), self.make_tax(5.2)],
            crm_discount=10,
            crm_withholding_tax_id=self.make_tax(-15).id,
            post=True,
            **vals,
        )

    def test_what_it_shows(self):
        self.customer.write({"vat": "ES-1", "street": "Main street 5"})
        move = self.invoice(
            ref="PO 17",
            invoice_date_due="2026-04-01",
            narration="<p>Thank you</p>",
            crm_internal_note="Pays late",
        )
        [text] = self.pages(move)
        for wanted in (
            "Head of ours",
            "Foot of ours",
            "Invoice",
            "Customer",
            "ES-1",
            "Main street 5",
            "15/1000",
            "PO 17",
            "03/01/2026",
            "04/01/2026",
            "Line of 250.5",
            "1,125.45",
            "125.05",
            "168.82",
            "1,251.50",
            "Thank you",
            "1 / 1",
        ):
            with self.subTest(wanted):
                self.assertIn(wanted, text)
        for unwanted in ("Pays late", "Paid", "Payment date"):
            with self.subTest(unwanted):
                self.assertNotIn(unwanted, text)

    def test_paid_and_cancelled(self):
        move = self.invoice()
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        wizard.create({"payment_date": "2026-03-09"})._create_payments()
        [text] = self.pages(move)
        self.assertIn("Paid", text)
        self.assertIn("03/09/2026", text)
        other = self.make_invoice()
        other.button_cancel()
        self.assertIn("Cancelled", self.pages(other)[0])

    def test_in_the_language_of_the_invoice(self):
        wanted = {
            "es_ES": ("Factura", "Dirección de cliente", "1.251,50"),
            "da_DK": ("Faktura", "Kundens adresse", "1.251,50"),
            "de_DE": ("Rechnung", "Kundenanschrift", "1.251,50"),
            "fr_FR": ("Facture", "Adresse du client", "1 251,50"),
        }
        for lang, texts in wanted.items():
            self.env["res.lang"]._activate_lang(lang)
            modules = self.env["ir.module.module"].search(
                [("name", "=", "crm_integria")]
            )
            modules._update_translations(lang)
            [text] = self.pages(self.invoice(crm_lang=lang))
            for part in texts:
                with self.subTest(lang=lang, part=part):
                    self.assertIn(part, text.replace("\N{NARROW NO-BREAK SPACE}", " "))

    def test_header_and_footer_on_every_page(self):
        pages = self.pages(self.make_invoice(*range(1, 80), post=True))
        self.assertGreater(len(pages), 1)
        for number, text in enumerate(pages, 1):
            self.assertIn("Head of ours", text)
            self.assertIn("Foot of ours", text)
            self.assertIn(f"{number} / {len(pages)}", text)

    def test_instead_of_the_report_of_odoo(self):
        move = self.invoice()
        self.assertIn("Head of ours", self.pages(move, "account.account_invoices")[0])
        self.ours.crm_invoice_layout = False
        self.assertNotIn(
            "Head of ours", self.pages(move, "account.account_invoices")[0]
        )
        bill = self.make_invoice(move_type="in_invoice", post=True)
        ours = self.env.ref("crm_integria.action_report_invoice")
        # nor is there anything to choose from that was not there before
        self.assertNotIn(ours, move._get_available_action_reports())
        self.ours.crm_invoice_layout = True
        self.assertIn(ours, move._get_available_action_reports())
        text = " ".join(self.pages(move | bill, "account.account_invoices"))
        self.assertIn("15/1000", text)
        self.assertIn(bill.name, text)

    def test_text_is_escaped_and_nothing_is_fetched(self):
        self.ours.crm_invoice_header = (
            '<p>Head<img src="file:///etc/passwd"/><img src="http://127.0.0.1/x"/></p>'
        )
        move = self.make_invoice(post=True, ref="<b>bold</b> <script>")
        [text] = self.pages(move)
        self.assertIn("<b>bold</b> <script>", text)
        self.assertIn("Head", text)
        self.assertNotIn("@media", text)

    def test_made_anew(self):
        move = self.invoice()
        first = move.crm_regenerate_pdf()
        move.narration = "<p>Second</p>"
        second = move.crm_regenerate_pdf()
        files = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "=", move.id),
                ("res_field", "=", "invoice_pdf_report_file"),
            ]
        )
        self.assertEqual(files.ids, [second])
        self.assertNotEqual(first, second)
        self.assertEqual(move.invoice_pdf_report_id, files)
        self.assertIn("Second", self.texts(files.raw)[0])
        self.assertIn("download", move.action_crm_pdf()["url"])

    def test_what_cannot_be_made(self):
        with self.assertRaisesRegex(UserError, "Confirm it first"):
            self.make_invoice().crm_regenerate_pdf()
        viewer = self.make_user("viewer", self.mine, [VIEW])
        move = self.invoice().with_user(viewer)
        with self.assertRaises(AccessError):
            move.crm_regenerate_pdf()
        self.assertEqual(move.action_crm_pdf()["type"], "ir.actions.report")

    def test_sent_by_mail(self):
        move = self.invoice()
        self.customer.email = "customer@example.com"
        self.env["account.move.send"]._generate_and_send_invoices(
            move, sending_methods=["email"]
        )
        self.assertIn("Head of ours", self.texts(move.invoice_pdf_report_id.raw)[0])
