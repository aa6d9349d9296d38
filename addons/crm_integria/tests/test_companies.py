from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..models.res_users import VIEW, WRITE
from .common import CrmCase

LONG_AGO = fields.Datetime.to_datetime("2020-01-01 00:00:00")


@tagged("post_install", "-at_install")
class TestCompanies(CrmCase):
    def test_whoever_makes_a_company_owns_it(self):
        user = self.make_user("maker", self.mine, (WRITE,))
        company = self.partners.with_user(user).create(
            {"name": "New", "is_crm_company": True}
        )
        self.assertEqual((company.user_id, company.is_company), (user, True))

    def test_no_loops(self):
        below = self.make_company("Below", self.mine)
        with self.assertRaises(ValidationError):
            self.mine.parent_id = below

    def test_what_other_apps_make_follows_the_setting(self):
        vals = {"name": "By an app", "is_company": True}
        self.assertFalse(self.partners.create(vals).is_crm_company)
        self.env["res.config.settings"].create({"crm_new_companies": True}).execute()
        self.assertTrue(self.partners.create(vals).is_crm_company)
        person = self.partners.create({"name": "Person"})
        self.assertFalse(person.is_crm_company)
        made = self.partners.create({**vals, "is_crm_company": False})
        self.assertFalse(made.is_crm_company)

    def test_a_company_with_invoices_is_not_deleted(self):
        company = self.make_company("Invoiced", self.mine)
        self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": company.id}
        )
        with self.assertRaisesRegex(UserError, "Invoiced has 1 invoices"):
            company.unlink()

    def test_the_contact_of_a_user_is_no_company(self):
        user = self.make_user("user", self.mine, (VIEW,))
        with self.assertRaises(ValidationError):
            user.partner_id.is_crm_company = True

    def test_last_update_moves_with_all_that_is_the_companys(self):
        company = self.make_company("Moving", self.mine)
        contact = self.partners.create({"name": "C", "parent_id": company.id})
        contract = self.env["contract.contract"].create(
            {"name": "Contract", "partner_id": company.id}
        )
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": contact.id}
        )
        lead = self.env["crm.lead"].create({"name": "L", "crm_company_id": company.id})
        for record, vals in (
            (company, {"street": "New"}),
            (contact, {"street": "New"}),
            (contract, {"name": "New"}),
            (invoice, {"ref": "New"}),
            (lead, {"name": "New"}),
        ):
            with self.subTest(model=record._name, is_company=record == company):
                company.crm_last_update = LONG_AGO
                record = record.with_context(tracking_disable=False)
                self.env.cr.precommit.run()
                count = len(company.message_ids)
                record.write(vals)
                self.env.cr.precommit.run()
                self.assertGreater(company.crm_last_update, LONG_AGO)
                lines = company.message_ids[: len(company.message_ids) - count]
                if record != company:
                    self.assertIn(record.display_name, lines[0].body)

    def test_new_companies_are_below_the_users_own(self):
        """Which people do not see themselves, as it has no parent."""
        user = self.make_user("form", self.mine, (WRITE,))
        action = self.env.ref("crm_integria.crm_company_action")._get_action_dict()
        self.assertIn("default_is_crm_company", action["context"])
        partners = self.env["res.partner"].with_user(user)
        context = {"default_is_crm_company": True, "default_is_company": True}
        with Form(partners.with_context(**context)) as form:
            form.name = "By hand"
            form.crm_role_id = self.env.ref("crm_integria.role_customer")
        company = form.record
        self.assertEqual(company.crm_line, f"{self.mine.id}/{company.id}/")
        self.assertEqual(company.user_id, user)
        self.assertFalse(self.mine.with_user(user).has_access("read"))
        with Form(company) as form:
            form.street = "Changed by hand"
        self.assertEqual(company.street, "Changed by hand")
        alone = partners.create(
            {"name": "Alone", "is_crm_company": True, "parent_id": False}
        )
        self.assertFalse(alone.parent_id)
