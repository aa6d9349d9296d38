import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..lib import csv_file
from ..models.res_users import MANAGE, WRITE
from ..wizards import crm_file_import
from .common import CrmCase

EXAMPLE = "Test company,,,Spain,,,,,admin,0000-00-00 00:00:00,,Integria,20"
SPANISH = "Empresa prueba,,,España,,,,,admin,0000-00-00 00:00:00,,Integria,20"


@tagged("post_install", "-at_install")
class TestImport(CrmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_ES")
        cls.env.ref("base.es").with_context(lang="es_ES").name = "España"
        custom = cls.env["crm.custom.field"]
        cls.product = custom.create({"name": "Product", "sequence": 1})
        cls.seats = custom.create(
            {"name": "Seats", "field_type": "number", "sequence": 2}
        )
        cls.admin = cls.env.ref("base.user_admin")

    def run_import(self, text, user=None, check=True, **options):
        """Check and import a file; return the wizard."""
        data = text if isinstance(text, bytes) else text.encode()
        wizard = (
            self.env["crm.file.import"]
            .with_user(user or self.admin)
            .create({"file": base64.b64encode(data), **options})
        )
        before = self.partners.search_count([])
        wizard.action_check()
        self.assertEqual(self.partners.search_count([]), before)
        if not check:
            wizard.action_import()
        return wizard

    def imported(self, text, **options):
        return self.run_import(text, check=False, **options)

    def reasons(self, wizard):
        return [
            (line.line, line.column, line.value, line.reason)
            for line in wizard.line_ids
            if line.outcome == "error"
        ]

    def find(self, name):
        return self.partners.search([("name", "=", name)])

    def test_the_examples_of_the_manual_as_they_stand(self):
        wizard = self.imported(f"{EXAMPLE}\n{SPANISH}\n")
        self.assertFalse(self.reasons(wizard))
        for name in ("Test company", "Empresa prueba"):
            company = self.find(name)
            self.assertEqual(company.country_id, self.env.ref("base.es"))
            self.assertEqual(company.user_id, self.admin)
            values = company.crm_properties
            self.assertEqual(values[self.product.property_name], "Integria")
            self.assertEqual(values[self.seats.property_name], 20)
            self.assertTrue(company.is_crm_company)

    def test_a_check_writes_nothing(self):
        wizard = self.run_import(EXAMPLE)
        self.assertFalse(self.find("Test company"))
        self.assertEqual((wizard.state, wizard.line_ids.outcome), ("checked", "create"))

    def test_each_error_says_where_and_why(self):
        wizard = self.imported(
            "Good,,,,,,,,,,,,\n"
            ",,,,,,,,,,,,\n"
            ",Street,,,,,,,,,,,\n"
            "Bad country,,,Nowhere,,,,,,,,,\n"
            "Bad role,,,,,,999999,,,,,,\n"
            "Bad parent,,,,,,,x,,,,,\n"
            "Bad manager,,,,,,,,nobody,,,,\n"
            "Bad time,,,,,,,,,yesterday,,,\n"
            "Bad days,,,,,,,,,,-3,,\n"
            "Bad number,,,,,,,,,,,,many\n"
            "Too long,,,,,,,,,,,,1,2\n"
        )
        self.assertTrue(self.find("Good"))
        found = {
            line: (column, value) for line, column, value, _why in self.reasons(wizard)
        }
        self.assertEqual(
            found,
            {
                3: ("1 name", ""),
                4: ("4 country", "Nowhere"),
                5: ("7 id_company_role", "999999"),
                6: ("8 id_parent", "x"),
                7: ("9 manager", "nobody"),
                8: ("10 last_update", "yesterday"),
                9: ("11 payment_conditions", "-3"),
                10: ("13 Seats", "many"),
                11: ("14", "2"),
            },
        )
        refused = csv_file.read(csv_file.decode(base64.b64decode(wizard.rejected)))
        self.assertEqual(len(refused), 1 + 9)
        self.assertIn("country: ", refused[2][1][-1])

    def test_the_refused_lines_can_be_mended_and_imported(self):
        wizard = self.imported("A,,,Nowhere\nB\n")
        again = csv_file.decode(base64.b64decode(wizard.rejected))
        rows = [cells[:-1] for _line, cells in csv_file.read(again)]
        text = csv_file.write(rows).decode().replace("Nowhere", "dk")
        self.imported(text)
        self.assertEqual(self.find("A").country_id, self.env.ref("base.dk"))

    def test_duplicates(self):
        self.make_company("Twin", self.mine).write({"vat": "DK1", "street": "Old"})
        line = "Twin,New street\n"
        self.assertIn("exists already", self.reasons(self.imported(line))[0][3])
        self.imported(line, duplicates="skip")
        self.assertEqual(self.find("Twin").street, "Old")
        wizard = self.imported(line, duplicates="update")
        self.assertEqual(self.find("Twin").street, "New street")
        self.assertEqual(wizard.line_ids.outcome, "update")
        wizard = self.imported("One,,X9\nOther,,X9\n")
        self.assertIn("Line 1", self.reasons(wizard)[0][3])

    def test_ids_of_the_old_system(self):
        self.mine.crm_integria_id = 4711
        role = self.env.ref("crm_integria.role_partner")
        role.crm_integria_id = 4712
        self.imported("Below,,,,,,4712,4711")
        company = self.find("Below")
        self.assertEqual((company.parent_id, company.crm_role_id), (self.mine, role))
        other = self.make_company("Other")
        other.crm_integria_id = self.mine.id
        wizard = self.imported(f"Either,,,,,,,{self.mine.id}")
        self.assertIn("say whose ids", self.reasons(wizard)[0][3])
        self.imported(f"Either,,,,,,,{self.mine.id}", whose_ids="integria")
        self.assertEqual(self.find("Either").parent_id, other)

    def test_what_is_exported_is_imported_and_exported_the_same(self):
        company = self.make_company('Round; trip, "quoted"', self.mine, self.admin)
        company.write(
            {
                "street": "=cmd()",
                "street2": "Second",
                "zip": "5970",
                "city": "Ærøskøbing",
                "vat": "DK13585628",
                "website": "https://example.dk",
                "comment": "<p>one<br>two &amp; <b>three</b></p>",
                "country_id": self.env.ref("base.dk").id,
                "crm_role_id": self.env.ref("crm_integria.role_other").id,
                "crm_payment_days": 30,
                "crm_properties": {
                    self.product.property_name: "-1",
                    self.seats.property_name: 2.5,
                },
            }
        )
        self.env.cr.precommit.run()
        companies = company | self.mine
        first = self.export(companies)
        wizard = self.imported(first, duplicates="update")
        self.assertEqual(set(wizard.line_ids.mapped("outcome")), {"unchanged"})
        self.assertEqual(self.export(companies), first)
        # and where it is not
        first = self.export(company)
        company.write({"name": "Away", "vat": False, "is_crm_company": False})
        self.imported(first)
        again = self.find('Round; trip, "quoted"')
        self.assertNotEqual(again, company)
        self.assertEqual(self.export(again), first)

    def export(self, companies):
        return base64.b64decode(self.partners.crm_companies_csv(companies.ids))

    def test_formulas_are_text_for_spreadsheets(self):
        company = self.make_company("=1+1", self.mine)
        self.assertIn(b"'=1+1", self.export(company))

    def test_batches(self):
        """What the web client does: some lines at a time, and what happened since."""
        text = "".join(f"Company {number}\n" for number in range(1, 8))
        wizard = self.run_import(text)
        self.assertEqual(wizard.total, 7)
        wizard.action_start()
        self.make_company("company 5", self.mine)
        with patch.object(crm_file_import, "BATCH", 3):
            left = [wizard.import_batch() for _turn in range(3)]
        self.assertEqual(left, [4, 1, 0])
        self.assertEqual(wizard.state, "done")
        self.assertEqual([reason[0] for reason in self.reasons(wizard)], [5])
        self.assertEqual(
            self.partners.search_count([("name", "=like", "Company %")]), 6
        )
        self.assertIn("New 6", wizard.summary)
        self.assertIn("Refused 1", wizard.summary)
        self.assertEqual(wizard.import_batch(), 0)

    def test_an_import_that_is_stopped_goes_on_later(self):
        wizard = self.run_import("One\nTwo\nThree\n")
        wizard.action_start()
        with patch.object(crm_file_import, "BATCH", 2):
            wizard.import_batch()
        wizard.action_stop()
        self.assertEqual(wizard.state, "checked")
        self.assertFalse(self.find("Three"))
        wizard.action_import()
        self.assertTrue(self.find("Three"))
        self.assertEqual(len(self.find("One")), 1)

    def test_every_line_is_kept_with_all_its_errors(self):
        wizard = self.run_import("Fine\nBad,,,Nowhere,,,,,nobody\nFine too\n")
        found = [(line.line, line.outcome, line.column) for line in wizard.line_ids]
        self.assertEqual(
            found,
            [
                (1, "create", False),
                (2, "error", "4 country"),
                (2, "error", "9 manager"),
                (3, "create", False),
            ],
        )
        self.assertEqual(len(wizard.error_ids), 2)
        self.assertEqual(wizard.action_lines()["domain"][0][2], wizard.id)
        refused = csv_file.read(csv_file.decode(base64.b64decode(wizard.rejected)))
        self.assertEqual(len(refused), 2)
        reasons = refused[1][1][-1]
        self.assertIn("country: ", reasons)
        self.assertIn("manager: ", reasons)

    def test_duplicates_in_another_case(self):
        self.make_company("Ærø Færge", self.mine).vat = "dk99"
        for line in ("ÆRØ FÆRGE\n", "Other,,DK99\n"):
            self.assertIn("exists", self.reasons(self.imported(line))[0][3])

    def test_windows_wrote_it(self):
        self.imported("Münster;;;España\r\n".encode("cp1252"))
        self.assertEqual(self.find("Münster").country_id, self.env.ref("base.es"))

    def test_who_may(self):
        user = self.make_user("writer", self.mine, (WRITE,))
        with self.assertRaises(AccessError):
            self.run_import(EXAMPLE, user)
        manager = self.make_user("manager", self.other, (MANAGE,))
        hidden = self.make_company("Hidden", self.mine)
        wizard = self.run_import(f"Below,,,,,,,{hidden.id}", manager)
        self.assertIn("that you can see", self.reasons(wizard)[0][3])

    def test_a_manager_imports_below_the_own_company(self):
        """Which has no parent, so that its people do not see it."""
        manager = self.make_user("chief", self.mine, (MANAGE,))
        lines = [
            f"Below,,,,,,,{self.mine.id},admin",
            "Own,,,,,,,,chief",
            "Not seen,,,,,,,,admin",
            f"Strange,,,,,,,{self.other.id},chief",
        ]
        wizard = self.run_import("\n".join(lines), manager)
        self.assertEqual(
            [(line, column) for line, column, *_rest in self.reasons(wizard)],
            [(3, "8 id_parent"), (4, "8 id_parent")],
        )
        wizard.action_import()
        self.assertEqual(self.find("Below").parent_id, self.mine)
        self.assertEqual(self.find("Own").user_id, manager)
        self.assertEqual(len(self.reasons(wizard)), 2)

    def test_no_csv_at_all(self):
        with self.assertRaisesRegex(UserError, "is it a CSV file"):
            self.run_import(b"PK\x03\x04\x00\x00")
        with self.assertRaisesRegex(UserError, "Choose a file"):
            self.env["crm.file.import"].create({}).action_check()
