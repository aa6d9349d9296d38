from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from ..models.res_users import ADMINISTRATOR, MANAGE, VIEW, WRITE
from .common import CrmCase


@tagged("post_install", "-at_install")
class TestContracts(CrmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.make_user("owner", cls.mine, [WRITE])
        cls.customer = cls.make_company("Customer", cls.mine, cls.owner)
        cls.services = cls.env.ref("crm_integria.contract_type_services")
        cls.licences = cls.env.ref("crm_integria.contract_type_licences")
        custom = cls.env["crm.custom.field"]
        cls.level = custom.create(
            {
                "name": "Level",
                "set_id": cls.services.field_set_id.id,
                "field_type": "selection",
                "choices": "Gold\nSilver",
            }
        )
        cls.seats = custom.create(
            {
                "name": "Seats",
                "set_id": cls.licences.field_set_id.id,
                "field_type": "number",
                "required": True,
            }
        )

    @classmethod
    def make_contract(cls, **vals):
        return cls.env["contract.contract"].create(
            {
                "name": "Support",
                "partner_id": cls.customer.id,
                "user_id": cls.owner.id,
                "crm_type_id": cls.services.id,
                "date_start": "2020-01-01",
                **vals,
            }
        )

    def test_zero_is_a_number(self):
        seats = self.seats.property_name
        contract = self.make_contract(
            crm_type_id=self.licences.id, crm_properties={seats: 0}
        )
        self.assertEqual(contract._crm_values()[seats], 0)
        self.assertIsNot(contract._crm_values()[seats], False)

    def test_each_type_has_fields_of_its_own(self):
        contract = self.make_contract(crm_properties={self.level.property_name: "Gold"})
        names = [
            each["name"]
            for each in contract.read(["crm_properties"])[0]["crm_properties"]
        ]
        self.assertEqual(names, [self.level.property_name])
        with self.assertRaisesRegex(ValidationError, "Seats must be filled in"):
            self.make_contract(crm_type_id=self.licences.id)
        self.make_contract(
            crm_type_id=self.licences.id,
            crm_properties={self.seats.property_name: 20},
        )

    def test_values_of_another_type_are_kept_in_the_chatter(self):
        contract = self.make_contract(crm_properties={self.level.property_name: "Gold"})
        contract.write(
            {
                "crm_type_id": self.licences.id,
                "crm_properties": {self.seats.property_name: 5},
            }
        )
        said = "".join(contract.message_ids.mapped("body"))
        self.assertIn("Level: Gold", said)

    def test_choices_that_contracts_have_stay(self):
        self.make_contract(crm_properties={self.level.property_name: "Gold"})
        with self.assertRaisesRegex(ValidationError, "1 records have Gold"):
            self.level.choices = "Silver"
        with self.assertRaisesRegex(UserError, "would be lost"):
            self.level.unlink()

    def test_a_type_with_contracts_stays(self):
        self.make_contract()
        with self.assertRaisesRegex(UserError, "contracts of the type Services"):
            self.services.unlink()
        own = self.env["crm.contract.type"].create({"name": "Hosting"})
        fields_of_it = own.field_set_id
        own.unlink()
        self.assertFalse(fields_of_it.exists())

    def test_who_makes_types(self):
        types = self.env["crm.contract.type"]
        manager = self.make_user("manager", self.mine, [MANAGE])
        made = types.with_user(manager).create({"name": "Hosting"})
        made.field_ids = [fields.Command.create({"name": "Domain"})]
        self.assertEqual(made.field_set_id.field_ids.name, "Domain")
        made.name = "Web hosting"
        self.assertEqual(made.field_set_id.name, "Web hosting")
        with self.assertRaisesRegex(AccessError, "change them"):
            made.field_set_id.with_user(manager).definition = []
        with self.assertRaises(AccessError):
            types.with_user(self.owner).create({"name": "Mine"})

    def test_dates(self):
        contract = self.make_contract(date_start="2026-01-01", date_end="2026-12-31")
        product = self.env["product.product"].create({"name": "Hours"})
        line = {"product_id": product.id, "name": "Hours", "date_start": "2026-01-01"}
        contract.contract_line_ids = [fields.Command.create(line)]
        self.assertEqual(contract.date_end, date(2026, 12, 31))
        with self.assertRaisesRegex(ValidationError, "before it starts"):
            contract.date_end = "2025-12-31"

    def test_lines_that_recur_by_themselves_have_their_own_dates(self):
        """The contract's start is then the day it was made, and nobody sees it."""
        product = self.env["product.product"].create({"name": "Hours"})
        line = {"product_id": product.id, "name": "Hours", "date_start": "2018-01-01"}
        line |= {"date_end": "2018-12-31", "recurring_next_date": "2018-01-01"}
        lines = [fields.Command.create(line)]
        contract = self.make_contract(line_recurrence=True, contract_line_ids=lines)
        self.assertEqual(contract.date_end, date(2018, 12, 31))

    def test_the_form(self):
        with Form(
            self.env["contract.contract"]
            .with_user(self.make_user("manager", self.mine, [MANAGE]))
            .with_context(default_contract_type="sale"),
            "contract.contract_contract_customer_form_view",
        ) as form:
            form.name = "By hand"
            form.partner_id = self.customer
            form.crm_type_id = self.services
            form.date_end = "2040-01-01"
        self.assertEqual(form.record.crm_status, "1")
        self.assertEqual(form.record.crm_company_id, self.customer)

    def test_lists_of_people_who_only_look(self):
        self.make_contract()
        viewer = self.make_user("viewer", self.mine, [VIEW])
        contracts = self.env["contract.contract"].with_user(viewer)
        self.assertEqual(
            contracts.search([("partner_id", "=", self.customer.id)]).mapped("name"),
            ["Support"],
        )
        with self.assertRaises(AccessError):
            contracts.create({"name": "No", "partner_id": self.customer.id})

    # -- the end is announced --------------------------------------------------------

    def remind(self):
        self.env["contract.contract"]._cron_crm_remind()

    def test_owners_are_told_before_the_end_once(self):
        today = fields.Date.context_today(self.customer)
        soon, later = today + timedelta(days=30), today + timedelta(days=31)
        contract = self.make_contract(date_end=soon)
        others = [
            self.make_contract(date_end=later),
            self.make_contract(date_end=soon, crm_status="0"),
            self.make_contract(date_end=today - timedelta(days=1)),
            self.make_contract(date_end=False),
        ]
        self.remind()
        self.remind()
        activity = contract.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual((activity.user_id, activity.date_deadline), (self.owner, soon))
        self.assertFalse(any(each.activity_ids for each in others))
        contract.date_end = today + timedelta(days=10)
        self.remind()
        self.assertEqual(len(contract.activity_ids), 2)

    def test_days_of_the_type_and_mail(self):
        today = fields.Date.context_today(self.customer)
        self.services.write({"remind_days": 5, "remind_by_mail": True})
        contract = self.make_contract(date_end=today + timedelta(days=5))
        self.owner.email = "owner@example.com"
        before = self.env["mail.mail"].search([])
        self.remind()
        mails = self.env["mail.mail"].search([]) - before
        mail = mails.filtered(lambda each: "Support ends on" in each.subject)
        self.assertEqual(mail.recipient_ids, self.owner.partner_id)
        self.assertIn(f"/odoo/crm-contracts/{contract.id}", mail.body_html)
        self.services.remind_days = 0
        other = self.make_contract(date_end=today + timedelta(days=1))
        self.remind()
        self.assertFalse(other.activity_ids)

    def test_without_an_owner_the_company_s_one_is_told(self):
        today = fields.Date.context_today(self.customer)
        contract = self.make_contract(date_end=today, user_id=False)
        self.remind()
        self.assertEqual(contract.activity_ids.user_id, self.owner)


@tagged("post_install", "-at_install")
class TestContractInvoices(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref(ADMINISTRATOR)
        cls.customer = cls.env["res.partner"].create(
            {"name": "Customer", "is_company": True, "is_crm_company": True}
        )
        cls.contract = cls.env["contract.contract"].create(
            {
                "name": "Support",
                "partner_id": cls.customer.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )

    def invoice(self, day="2026-02-01", amount=100, **vals):
        move = self.init_invoice(
            "out_invoice", self.customer, invoice_date=day, amounts=[amount]
        )
        move.write(vals)
        move.action_post()
        return move

    def test_invoices_by_their_numbers(self):
        first, second, third = (self.invoice() for _number in range(3))
        self.contract.crm_external_code = f" {first.name},{third.name} , 15/1000"
        self.assertEqual(self.contract.crm_invoice_ids, first | third)
        self.assertEqual(self.contract.crm_unknown_numbers, "15/1000")
        self.contract.crm_external_code = second.name.lower()
        self.assertFalse(self.contract.crm_invoice_ids)
        self.assertEqual(self.contract.crm_unknown_numbers, second.name.lower())

    def test_invoices_of_the_recurrence(self):
        self.contract.contract_line_ids = [
            fields.Command.create(
                {
                    "product_id": self.product_a.id,
                    "name": "Hours",
                    "price_unit": 50,
                    "recurring_rule_type": "monthly",
                    "date_start": "2026-01-01",
                    "recurring_next_date": "2026-01-01",
                }
            )
        ]
        made = self.contract.recurring_create_invoice()
        self.assertEqual(self.contract.crm_invoice_ids, made)
        made.action_post()
        self.assertIn("recurring until 01/31/2026", self.contract.crm_coverage)

    def test_generate_invoice(self):
        action = self.contract.action_crm_generate_invoice()
        self.assertEqual(action["res_model"], "account.move")
        with Form(self.env["account.move"].with_context(**action["context"])) as form:
            with form.invoice_line_ids.new() as line:
                line.product_id = self.product_a
        move = form.record
        self.assertEqual(
            (move.partner_id, move.crm_contract_id, move.invoice_origin),
            (self.customer, self.contract, "Support"),
        )
        self.assertEqual(self.contract.crm_invoice_ids, move)
        self.assertEqual(self.contract.crm_coverage, "Nothing was billed yet.")

    def test_what_was_billed(self):
        for day in ("2026-02-01", "2027-01-05"):
            self.invoice(day, crm_contract_id=self.contract.id)
        told = self.contract.crm_coverage
        self.assertIn("200.00", told)
        self.assertIn("2 invoices, 02/01/2026 to 01/05/2027", told)
        self.assertIn("1 outside the contract's dates (01/05/2027)", told)
        refund = self.init_invoice(
            "out_refund", self.customer, invoice_date="2026-03-01", amounts=[50]
        )
        refund.crm_contract_id = self.contract
        refund.action_post()
        self.contract.invalidate_recordset()
        self.assertIn("150.00", self.contract.crm_coverage)

    def test_an_invoice_that_somebody_may_not_see_is_an_unknown_number(self):
        move = self.invoice()
        self.contract.crm_external_code = move.name
        nobody = self.env["res.users"].create(
            {"name": "Nobody", "login": "nobody", "group_ids": [(6, 0, [])]}
        )
        by_number = self.contract.with_user(nobody).sudo(False)
        with self.assertRaises(AccessError):
            by_number.read(["crm_invoice_ids"])
