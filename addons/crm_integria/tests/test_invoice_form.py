from odoo.fields import Command
from odoo.tests import Form, tagged

from ..models.res_users import ADMINISTRATOR, VIEW
from .access_table import INVOICING
from .invoice_common import InvoiceCase

ODOOS = "account.view_move_form"
READERS = "crm_integria.crm_invoice_view_form"


@tagged("post_install", "-at_install")
class TestInvoiceForm(InvoiceCase):
    def form_of(self, user, view=None, view_type="form"):
        view = view and self.env.ref(view).id
        return self.move.with_user(user).get_view(view, view_type)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.move = cls.make_invoice(crm_internal_note="Pays late")
        cls.reader = cls.make_user("reader", cls.mine, [VIEW])

    def test_who_has_which(self):
        ours, odoos = self.env.ref(READERS).id, self.env.ref(ODOOS).id
        both = self.make_user("both", self.mine, [VIEW, INVOICING])
        books = self.make_user("books", self.mine, ["account.group_account_readonly"])
        for user, expected in ((self.reader, ours), (both, odoos), (books, odoos)):
            with self.subTest(user.login):
                self.assertEqual(self.form_of(user)["id"], expected)
                self.assertEqual(self.form_of(user, ODOOS)["id"], expected)
        bare = self.make_user("bare", self.mine)
        self.assertEqual(self.move.with_user(bare)._crm_reads_only(), False)

    def test_it_follows_the_roles(self):
        odoos = self.env.ref(ODOOS).id
        self.assertNotEqual(self.form_of(self.reader)["id"], odoos)
        invoicing = self.env.ref(INVOICING)
        self.reader.group_ids = [Command.link(invoicing.id)]
        self.assertEqual(self.form_of(self.reader)["id"], odoos)
        self.reader.group_ids = [Command.unlink(invoicing.id)]
        self.assertNotEqual(self.form_of(self.reader)["id"], odoos)

    def test_other_views_and_forms_stay(self):
        kanban = self.form_of(self.reader, view_type="kanban")
        self.assertEqual(kanban["id"], self.form_of(self.owner, None, "kanban")["id"])
        other = self.env.ref(ODOOS).copy({"name": "Of somebody", "priority": 99})
        view = self.move.with_user(self.reader).get_view(other.id)
        self.assertEqual(view["id"], other.id)

    def test_what_another_addon_puts_into_the_form_of_odoo(self):
        """Such as the sales orders of an invoice, which need a role in sales."""
        self.env["ir.ui.view"].create(
            {
                "name": "account.move.form.inherit.other",
                "model": "account.move",
                "inherit_id": self.env.ref(ODOOS).id,
                "arch": """<xpath expr="//sheet" position="inside">
                    <field name="always_tax_exigible" />
                </xpath>""",
            }
        )
        self.assertNotIn("always_tax_exigible", self.form_of(self.reader)["arch"])
        form = Form(self.move.with_user(self.reader))
        self.assertEqual(form.crm_internal_note, "Pays late")
        self.assertEqual(len(form.invoice_line_ids), 1)

    def test_only_who_may_unlocks(self):
        administrator = self.make_user("super", self.mine, [ADMINISTRATOR])
        self.assertIn("action_crm_unlock", self.form_of(administrator)["arch"])
        self.assertNotIn("action_crm_unlock", self.form_of(self.reader)["arch"])
