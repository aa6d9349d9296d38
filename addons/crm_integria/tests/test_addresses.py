from odoo.tests import Form, tagged

from ..models.res_users import WRITE
from .common import CrmCase


@tagged("post_install", "-at_install")
class TestAddresses(CrmCase):
    """Companies below one parent have addresses of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine.street = "Head office"
        cls.first = cls.make_company("First", cls.mine)
        cls.second = cls.make_company("Second", cls.mine)
        cls.contact = cls.partners.create({"name": "Person", "parent_id": cls.first.id})

    def streets(self):
        companies = self.mine | self.first | self.second | self.contact
        return companies.mapped(lambda each: each.street or "")

    def test_one_changes(self):
        self.assertEqual(self.streets(), ["Head office", "", "", ""])
        self.first.street = "First street"
        self.assertEqual(
            self.streets(), ["Head office", "First street", "", "First street"]
        )
        self.mine.street = "Moved"
        self.assertEqual(self.streets(), ["Moved", "First street", "", "First street"])

    def test_a_contact_still_shares_the_address_of_its_company(self):
        self.contact.street = "By the contact"
        self.assertEqual(
            self.streets(), ["Head office", "By the contact", "", "By the contact"]
        )

    def test_a_contact_is_not_written_for_nothing(self):
        self.contact.flush_recordset()
        long_ago = "UPDATE res_partner SET write_date = '2020-01-01' WHERE id = %s"
        self.env.cr.execute(long_ago, [self.contact.id])
        self.contact.invalidate_recordset(["write_date"])
        self.first.ref = "F-1"
        self.assertEqual(self.contact.write_date.year, 2020)
        self.first.vat = "ES12345674"
        self.assertEqual(self.contact.vat, "ES12345674")
        self.assertGreater(self.contact.write_date.year, 2020)

    def test_an_owner_changes_nobody_elses_address(self):
        """Odoo's way would have written to a parent that the owner does not see."""
        owner = self.make_user("the owner", self.mine, (WRITE,))
        self.first.user_id = owner
        self.first.with_user(owner).street = "By its owner"
        self.assertEqual(
            self.streets(), ["Head office", "By its owner", "", "By its owner"]
        )

    def test_the_first_company_below_another_gives_it_no_address(self):
        above = self.make_company("Above")
        below = self.partners.create(
            {
                "name": "Below",
                "is_company": True,
                "is_crm_company": True,
                "parent_id": above.id,
                "street": "Its own",
            }
        )
        self.assertEqual((above.street, below.street), (False, "Its own"))

    def test_a_company_moves(self):
        other = self.make_company("Other")
        other.street = "Elsewhere"
        self.first.street = "First street"
        self.first.parent_id = other
        self.assertEqual(
            (self.first.street, other.street), ("First street", "Elsewhere")
        )

    def test_in_the_form(self):
        new = self.partners.with_context(
            default_is_crm_company=True, default_is_company=True
        )
        with Form(new) as form:
            form.name = "New"
            form.parent_id = self.mine
            self.assertFalse(form.street)
        self.assertFalse(form.record.street)
        self.assertTrue(form.record.is_crm_company)

    def test_imports_of_odoo(self):
        result = self.partners.load(
            ["name", "is_company", "is_crm_company", "parent_id/.id", "street"],
            [
                ["One", "1", "1", str(self.mine.id), "Street 1"],
                ["Two", "1", "1", str(self.mine.id), ""],
                ["Person", "0", "0", str(self.mine.id), ""],
            ],
        )
        made = self.partners.browse(result["ids"])
        streets = made.mapped(lambda each: each.street or "")
        self.assertEqual(streets, ["Street 1", "", "Head office"])
        self.assertEqual(self.streets(), ["Head office", "", "", ""])
