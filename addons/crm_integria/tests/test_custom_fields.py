from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..models.res_users import VIEW, WRITE
from .common import CrmCase


@tagged("post_install", "-at_install")
class TestCustomFields(CrmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.make_company("Customer", cls.mine)
        cls.field = cls.env["crm.custom.field"]

    def add(self, name, field_type="text", **vals):
        return self.field.create({"name": name, "field_type": field_type, **vals})

    def put(self, company=None, **by_name):
        """Write values by the fields' labels."""
        names = {each.name: each.property_name for each in self.field.search([])}
        company = company or self.customer
        company.crm_properties = {names[name]: value for name, value in by_name.items()}

    def value(self, field, company=None):
        return (company or self.customer)._crm_values()[field.property_name]

    def test_a_field_of_each_type(self):
        values = {
            "text": "Integria",
            "textarea": "two\nlines",
            "selection": "B",
            "number": 20,
            "date": "2017-07-25",
            "checkbox": True,
        }
        fields = {
            name: self.add(name, name, choices="A\nB" if name == "selection" else False)
            for name in values
        }
        self.put(**values)
        self.env.invalidate_all()
        for name, field in fields.items():
            found = self.value(field)
            self.assertEqual(str(found) if name == "date" else found, values[name])
            self.assertEqual(field.number, field.id)

    def test_sections_are_headings(self):
        section = self.env["crm.field.section"].create({"name": "Support"})
        self.add("Plain")
        self.add("Level", section_id=section.id)
        definition = self.customer.crm_field_set_id.definition
        shown = [(each["type"], each["string"]) for each in definition]
        self.assertEqual(
            shown, [("char", "Plain"), ("separator", "Support"), ("char", "Level")]
        )
        section.name = "Service"
        definition = self.customer.crm_field_set_id.definition
        self.assertEqual(definition[1]["string"], "Service")

    def test_a_linked_selection_depends_on_its_parent(self):
        country = self.add("Land", "selection", choices="Spain\nDenmark")
        city = self.add(
            "City", "linked", parent_id=country.id, choices="Spain|Madrid\nDenmark|Ribe"
        )
        street = self.add("Road", "linked", parent_id=city.id, choices="Ribe|Dock")
        self.assertEqual(
            self.customer.crm_links,
            {
                city.property_name: country.property_name,
                street.property_name: city.property_name,
            },
        )
        self.put(Land="Denmark", City="Denmark|Ribe", Road="Ribe|Dock")
        self.assertEqual(street._shown(self.value(street)), "Dock")
        with self.assertRaisesRegex(
            ValidationError, "Madrid is no choice where Land is"
        ):
            self.put(Land="Denmark", City="Spain|Madrid")
        with self.assertRaisesRegex(ValidationError, "empty"):
            self.put(City="Spain|Madrid")
        with self.assertRaises(ValidationError):
            country.write({"field_type": "linked", "parent_id": city.id})
        with self.assertRaisesRegex(ValidationError, "does not begin with a choice"):
            city.choices = "Sweden|Lund"

    def test_required_is_required_on_the_server(self):
        self.add("Level", required=True)
        with self.assertRaisesRegex(ValidationError, "Level must be filled in"):
            self.make_company("New", self.mine)
        plain = self.partners.create({"name": "Not of the CRM", "is_company": True})
        self.assertFalse(plain.crm_properties)

    def test_nothing_is_lost_silently(self):
        level = self.add("Level", "selection", choices="Gold\nSilver")
        self.put(Level="Gold")
        with self.assertRaisesRegex(ValidationError, "1 records have Gold"):
            level.choices = "Silver\nBronze"
        level.choices = "Gold\nBronze"
        with self.assertRaisesRegex(ValidationError, "Archive it, and add"):
            level.field_type = "number"
        with self.assertRaisesRegex(UserError, "would be lost"):
            level.unlink()
        level.active = False
        self.assertFalse(self.customer.crm_field_set_id.definition)
        level.active = True
        self.assertEqual(self.value(level), "Gold")
        other = self.add("Unused")
        other.unlink()

    def test_found_and_grouped(self):
        level = self.add("Level", "selection", choices="Gold\nSilver")
        self.put(Level="Gold")
        path = f"crm_properties.{level.property_name}"
        self.assertEqual(self.partners.search([(path, "=", "Gold")]), self.customer)
        groups = self.partners._read_group(
            [("id", "in", (self.customer | self.mine).ids)], [path], ["__count"]
        )
        self.assertEqual(dict(groups), {"Gold": 1, False: 1})

    def test_who_may_define_them(self):
        user = self.make_user("writer", self.mine, (WRITE,))
        looker = self.make_user("looker", self.mine, (VIEW,))
        field = self.add("Level")
        self.assertEqual(field.with_user(looker).name, "Level")
        self.assertFalse(self.field.with_user(user).has_access("create"))
        # values: whoever may change the company
        self.customer.user_id = user
        company = self.customer.with_user(user)
        company.crm_properties = {field.property_name: "Gold"}
        self.assertEqual(self.value(field, company), "Gold")
