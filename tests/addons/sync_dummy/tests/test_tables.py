from odoo.addons.sync_base.lib.convert import KEEP, Line, Reference, Text
from odoo.addons.sync_base.lib.field_map import Field

from .common import DummyCase


class Region(Reference):
    """A state that the dummy names or abbreviates, as ``US|California``."""

    def __init__(self, strict=False):
        names = ("country_id.code name", "country_id.code code")
        super().__init__("res.country.state", names, strict)


class Secretive(Line):
    """A text of which each side keeps something to itself."""

    def decode(self, value):
        return KEEP if value == "theirs alone" else super().decode(value)

    def from_odoo(self, value, known):
        return KEEP if value == "ours alone" else super().from_odoo(value, known)


class LanguageCode(Text):
    """A language, which Odoo keeps as a text and not as a link."""

    strict = False

    def __init__(self):
        super().__init__()
        self.lookup = ("table", "res.lang", ("code",))


class TestTables(DummyCase):
    """Tables in which a record has several names, and values that say nothing."""

    def setUp(self):
        super().setUp()
        self.add_fields(
            Field("state_id", "region", Region()),
            Field("function", "note", Secretive()),
            Field("lang", "language", LanguageCode()),
        )
        self.backend.push_changes = True

    def put(self, **values):
        """Put a customer into the remote, or change it; return its id."""
        for row in self.remote.customers.values():
            self.remote.edit(row["id"], **values)
            return row["id"]
        return self.remote.add(name="Ida", email="ida@dummy.example", **values)

    def test_any_name_is_found_and_nothing_goes_back(self):
        for region in ("us|ca", "US|California", "US|CALIFORNIA"):
            customer = self.put(region=region)
            self.pull()
            state = self.partner(customer).state_id
            self.assertEqual(state, self.env.ref("base.state_us_5"), region)
            self.assertFalse(self.push())

    def test_an_unknown_name_is_left_alone_without_a_word(self):
        customer = self.put(region="US|Nowhere")
        self.pull()
        self.assertFalse(self.partner(customer).state_id)
        self.assertFalse(self.issue(customer))
        self.partner(customer).city = "Ribe"
        self.push()
        self.assertEqual(self.remote.customers[customer]["region"], "US|Nowhere")

    def test_an_unknown_name_is_told_where_that_is_wanted(self):
        self.add_fields(Field("state_id", "region", Region(strict=True)))
        customer = self.put(region="US|Nowhere")
        self.pull()
        self.assertIn("does not know this value", self.issue(customer).reason)

    def test_the_first_name_is_sent(self):
        customer = self.put(region="US|CA")
        self.pull()
        self.partner(customer).state_id = self.env.ref("base.state_us_23")
        self.push()
        self.assertEqual(self.remote.customers[customer]["region"], "US|Nevada")

    def test_a_table_for_a_field_that_is_no_link(self):
        self.env["res.lang"]._activate_lang("da_DK")
        customer = self.put(language="da_DK")
        self.pull()
        self.assertEqual(self.partner(customer).lang, "da_DK")
        self.remote.edit(customer, language="xx_XX")
        self.pull()
        self.assertEqual(self.partner(customer).lang, "da_DK")
        self.partner(customer).city = "Ribe"
        self.push()
        self.assertEqual(self.remote.customers[customer]["language"], "xx_XX")
        self.partner(customer).lang = "en_US"
        self.push()
        self.assertEqual(self.remote.customers[customer]["language"], "en_US")

    def test_what_is_chosen_for_an_unknown_name_is_sent(self):
        customer = self.put(region="US|Nowhere")
        self.remote.edit(customer, email="broken")
        self.pull()
        self.partner(customer).write(
            {"state_id": self.env.ref("base.state_us_23").id, "email": "m@e.dk"}
        )
        self.push()
        there = self.remote.customers[customer]
        self.assertEqual((there["region"], there["email"]), ("US|Nevada", "m@e.dk"))
        self.assertFalse(self.push())
        self.pull()
        self.assertFalse(self.issue(customer))

    def test_what_one_side_keeps_to_itself_changes_nothing_on_the_other(self):
        customer = self.put(note="both know")
        self.pull()
        partner = self.partner(customer)
        self.assertEqual(partner.function, "both know")
        self.remote.edit(customer, note="theirs alone")
        self.pull()
        self.assertEqual(partner.function, "both know")
        partner.write({"function": "ours alone", "city": "Ribe"})
        self.push()
        self.assertEqual(self.remote.customers[customer]["note"], "theirs alone")
        self.remote.edit(customer, note="theirs and known")
        self.pull()
        self.assertEqual(partner.function, "ours alone")
        self.assertFalse(self.issue(customer))

    def test_it_is_not_compared_either(self):
        customer = self.put(note="theirs alone")
        self.pull()
        rows = self.binding(customer).compare()["sections"][0]["rows"]
        names = {row["field"] for row in rows}
        self.assertNotIn("function", names)
        self.assertIn("city", names)
        self.remote.edit(customer, region="US|Nowhere")
        comparison = self.binding(customer).compare()
        self.assertEqual(comparison["differences"], 0)

    def test_a_record_of_another_company_is_another_one(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["res.partner"].create(
            {"name": "Ida", "email": "ida@dummy.example", "company_id": other.id}
        )
        customer = self.put(region="US|CA")
        self.pull()
        self.assertTrue(self.partner(customer))
        self.assertNotEqual(self.partner(customer), theirs)
