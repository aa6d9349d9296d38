from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.res_users import MANAGE, VIEW
from .common import CrmCase


@tagged("post_install", "-at_install")
class TestAccessPaths(CrmCase):
    """Each way to a company that is not seen is closed, and open where it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fellow = cls.make_user("fellow", cls.mine, (VIEW,))
        cls.stranger = cls.make_user("stranger", cls.other, (MANAGE,))
        owner = cls.make_user("the owner", cls.mine)
        cls.customer = cls.make_company("Xylophone Ltd", cls.mine, owner)
        cls.contact = cls.partners.create(
            {"name": "Xaver", "parent_id": cls.customer.id, "email": "x@x.example"}
        )

    def as_each(self, record):
        """Yield ``(record as a user, whether that one sees it)``."""
        for user, seen in ((self.fellow, True), (self.stranger, False)):
            # as at the beginning of a request: nothing was read by anybody else
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(user=user.login):
                yield record.with_user(user), seen

    def test_search_and_name_search(self):
        for customer, seen in self.as_each(self.customer):
            found = customer.search([("name", "=", "Xylophone Ltd")])
            self.assertEqual(bool(found), seen)
            for name in ("Xyloph", "x@x.example", "Xaver"):
                self.assertEqual(bool(customer.name_search(name)), seen, name)
            found = customer.search([("child_ids.name", "=", "Xaver")])
            self.assertEqual(bool(found), seen)

    def test_groups_tell_no_counts(self):
        for customer, seen in self.as_each(self.customer):
            groups = customer.formatted_read_group(
                [("name", "=", "Xylophone Ltd")], ["name"], ["__count"]
            )
            self.assertEqual(bool(groups), seen)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_export(self):
        group = self.env.ref("base.group_allow_export")
        (self.fellow | self.stranger).group_ids |= group
        for customer, seen in self.as_each(self.customer):
            try:
                rows = customer.export_data(["name", "child_ids/name"])["datas"]
            except AccessError:
                rows = []
            self.assertEqual(bool(rows), seen)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_names_of_relations(self):
        """A record that is seen tells nothing of a company that is not."""
        task = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.customer.id,
                "summary": "Call",
            }
        )
        for activity, seen in self.as_each(task):
            self.assertEqual(activity.has_access("read"), seen)
        note = self.customer.message_post(body="Secret")
        for message, seen in self.as_each(note):
            self.assertEqual(message.has_access("read"), seen)
        for customer, seen in self.as_each(self.customer):
            try:
                told = customer.read(["display_name", "child_ids"])
            except AccessError:
                told = []
            self.assertEqual(bool(told), seen)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_reports(self):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 1})],
            }
        )
        report = self.env.ref("account.account_invoices_without_payment")
        for invoice, seen in self.as_each(move):
            reports = report.with_env(invoice.env)
            try:
                html, _kind = reports._render_qweb_html(report.report_name, invoice.ids)
            except AccessError:
                html = b""
            self.assertEqual(b"Xylophone" in html, seen)

    def test_people_without_any_role(self):
        nobody = self.make_user("nobody", self.customer)
        portal = new_test_user(self.env, "portal", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        for user in (nobody, portal):
            customer = self.customer.with_user(user)
            self.assertFalse(customer.has_access("read"))
            self.assertFalse(self.contact.with_user(user).has_access("read"))
            self.assertTrue(user.with_user(user).partner_id.name)


@tagged("post_install", "-at_install")
class TestAccessByJson(HttpCase):
    def test_json_2(self):
        """A program with a key of its own sees what its user sees."""
        companies = self.env["res.partner"]
        mine = companies.create(
            {"name": "My company", "is_company": True, "is_crm_company": True}
        )
        customer = companies.create(
            {
                "name": "Customer",
                "is_company": True,
                "is_crm_company": True,
                "parent_id": mine.id,
            }
        )
        for login, company, wanted in (("fellow", mine, 1), ("stranger", False, 0)):
            user = new_test_user(self.env, login, f"base.group_user,{VIEW}")
            user.partner_id.parent_id = company
            key = (
                self.env["res.users.apikeys"]
                .with_user(user)
                ._generate("rpc", "test", datetime.now() + timedelta(days=1))
            )
            answer = self.url_open(
                "/json/2/res.partner/search_count",
                json={"domain": [["id", "=", customer.id]]},
                headers={"Authorization": f"bearer {key}"},
            )
            self.assertEqual(answer.json(), wanted, answer.text)
