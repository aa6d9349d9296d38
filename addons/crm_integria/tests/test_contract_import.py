import base64
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..lib import csv_file
from ..models.res_users import MANAGE, WRITE
from .common import CrmCase

EXAMPLE = (
    "Test contract,123456789,Description,2017-07-25,2017-07-31,1,,,0,1,1,Integria,20"
)


@tagged("post_install", "-at_install")
class TestContractImport(CrmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.make_user("manager", cls.mine, [MANAGE])
        cls.customer = cls.make_company("Customer", cls.mine, cls.manager)
        cls.customer.crm_integria_id = 1
        cls.type = cls.env["crm.contract.type"].create(
            {"name": "Maintenance", "crm_integria_id": 1}
        )
        of_type = cls.type.field_set_id.id
        custom = cls.env["crm.custom.field"]
        cls.product = custom.create(
            {"name": "Product", "sequence": 1, "set_id": of_type}
        )
        cls.seats = custom.create(
            {"name": "Seats", "field_type": "number", "sequence": 2, "set_id": of_type}
        )
        cls.contracts = cls.env["contract.contract"]

    def imported(self, text, user=None, **options):
        """Check and import a file; return the wizard."""
        data = text if isinstance(text, bytes) else text.encode()
        wizard = (
            self.env["crm.file.import"]
            .with_user(user or self.manager)
            .create(
                {
                    "kind": "contract",
                    "file": base64.b64encode(data),
                    "whose_ids": "integria",
                    **options,
                }
            )
        )
        before = self.contracts.search_count([])
        wizard.action_check()
        self.assertEqual(self.contracts.search_count([]), before)
        wizard.action_import()
        return wizard

    def reasons(self, wizard):
        return {
            line.line: (line.column, line.reason)
            for line in wizard.line_ids
            if line.outcome == "error"
        }

    def find(self, name="Test contract"):
        return self.contracts.search([("name", "=", name)])

    def exported(self, contracts):
        text = self.contracts.with_user(self.manager).crm_contracts_csv(contracts.ids)
        return base64.b64decode(text)

    def test_the_example_of_the_manual_as_it_stands(self):
        wizard = self.imported(EXAMPLE)
        self.assertFalse(self.reasons(wizard))
        contract = self.find()
        self.assertEqual(contract.partner_id, self.customer)
        self.assertEqual(contract.crm_type_id, self.type)
        self.assertEqual(contract.crm_external_code, "123456789")
        self.assertEqual(contract.date_start, date(2017, 7, 25))
        self.assertEqual(contract.date_end, date(2017, 7, 31))
        self.assertEqual((contract.crm_status, contract.crm_private), ("1", False))
        self.assertEqual(
            contract.crm_properties[self.product.property_name], "Integria"
        )
        self.assertEqual(contract.crm_properties[self.seats.property_name], 20)
        self.assertEqual(contract.user_id, self.manager)
        self.assertIn("Description", contract.crm_description)

    def test_each_error_says_where_and_why(self):
        wizard = self.imported(
            "Good,,,,,1,,,,,\n"
            ",,,,,1,,,,,\n"
            "No company,,,,,,,,,,\n"
            "Bad company,,,,,77777777,,,,,\n"
            "Bad type,,,,,1,,,,,77777777\n"
            "Bad day,,,20170725,,1,,,,,\n"
            "Bad end,,,2017-07-25,2017-07-24,1,,,,,\n"
            "Bad box,,,,,1,,,yes,,\n"
            "Bad status,,,,,1,,,,3,\n"
            "Bad number,,,,,1,,,,,1,x,many\n"
            "Too long,,,,,1,,,,,,x\n"
        )
        self.assertEqual(self.find("Good").crm_status, "1")
        columns = {
            line: column for line, (column, _why) in self.reasons(wizard).items()
        }
        self.assertEqual(
            columns,
            {
                2: "1 name",
                3: "6 id_company",
                4: "6 id_company",
                5: "11 id_contract_type",
                6: "4 date_begin",
                7: "5 date_end",
                8: "9 private",
                9: "10 status",
                10: "13 Seats",
                11: "12",
            },
        )

    def test_duplicates(self):
        self.imported(EXAMPLE)
        other = self.make_company("Other", self.mine, self.manager)
        other.crm_integria_id = 2
        wizard = self.imported(
            "Another name,123456789,,,,2,,,,,\n"
            "test contract,,,,,1,,,,,\n"
            "Test contract,,,,,2,,,,,\n"
        )
        self.assertEqual(set(self.reasons(wizard)), {1, 2})
        self.assertEqual(self.find().partner_id, self.customer | other)
        changed = EXAMPLE.replace("2017-07-31", "2018-07-31")
        self.imported(changed, duplicates="update")
        contract = self.contracts.search([("crm_external_code", "=", "123456789")])
        self.assertEqual(contract.date_end, date(2018, 7, 31))
        wizard = self.imported(changed, duplicates="update")
        self.assertEqual(wizard.line_ids.outcome, "unchanged")

    def test_export_import_export(self):
        rich = self.contracts.create(
            {
                "name": 'Quote " and, comma',
                "partner_id": self.customer.id,
                "crm_external_code": "=1+1",
                "crm_description": "<p>Two</p><p>lines</p>",
                "date_start": "2026-01-01",
                "crm_private": True,
                "crm_status": "2",
                "crm_sla": 3,
                "crm_group": 4,
                "crm_type_id": self.type.id,
                "crm_properties": {self.seats.property_name: 2.5},
            }
        )
        plain = self.contracts.create(
            {"name": "Plain", "partner_id": self.customer.id, "date_start": False}
        )
        data = self.exported(rich | plain)
        self.assertIn(b"'=1+1", data)
        wizard = self.imported(data, whose_ids="odoo", duplicates="update")
        self.assertFalse(self.reasons(wizard))
        self.assertEqual(set(wizard.line_ids.mapped("outcome")), {"unchanged"})
        (rich | plain).unlink()
        self.imported(data, whose_ids="odoo")
        again = self.find('Quote " and, comma') | self.find("Plain")
        self.assertEqual(self.exported(again), data)

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.imported(EXAMPLE, self.make_user("writer", self.mine, [WRITE]))
        stranger = self.make_user("stranger", self.other, [MANAGE])
        wizard = self.imported(EXAMPLE, stranger)
        self.assertIn("company that you can see", self.reasons(wizard)[1][1])

    def test_a_private_contract_that_the_importer_would_not_see(self):
        owner = self.make_user("owner", self.mine, [WRITE])
        self.customer.user_id = owner
        wizard = self.imported("Secret,,,,,1,,,1,,\nOpen,,,,,1,,,0,,\n")
        self.assertEqual(set(self.reasons(wizard)), {1})
        self.assertTrue(self.find("Open"))

    def test_a_header_is_no_contract(self):
        contract = self.contracts.create(
            {"name": "Plain", "partner_id": self.customer.id}
        )
        rows = csv_file.read(csv_file.decode(self.exported(contract)))
        self.assertEqual(rows[0][1][:2], ["name", "contract_number"])
        wizard = self.imported(self.exported(contract), whose_ids="odoo")
        self.assertEqual(len(wizard.line_ids.filtered("is_first")), 1)
