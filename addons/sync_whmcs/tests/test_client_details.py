from odoo.exceptions import ValidationError
from odoo.tests import new_test_user

from odoo.addons.sync_whmcs.lib.client import MissingPermission

from .common import WhmcsCase

CLIENT = {
    "id": 1,
    "companyname": "Ærø Web ApS",
    "firstname": "Ida",
    "lastname": "Ibsen",
    "email": "ida@aeroweb.example",
    "countrycode": "US",
    "state": "california",
    "language": "danish",
    "notes": "Pays &quot;late&quot;\r\n<b>ask first</b>",
    "status": "Active",
    "groupid": 3,
    "currency_code": "EUR",
    "taxexempt": False,
    "customfields": [{"id": 2, "value": ""}, {"id": 5, "value": "R &amp; D"}],
}
CONTACT = {
    "id": 9,
    "userid": 1,
    "firstname": "Bo",
    "lastname": "Bech",
    "email": "bo@example.dk",
    "country": "US",
    "state": "NV",
}


class TestClientDetails(WhmcsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.california = cls.env.ref("base.state_us_5")
        cls.nevada = cls.env.ref("base.state_us_23")
        cls.env["res.lang"]._activate_lang("da_DK")

    def setUp(self):
        super().setUp()
        self.whmcs.clients = [dict(CLIENT, customfields=_copy(CLIENT))]
        self.whmcs.groups = [{"id": 3, "groupname": "Public &amp; more"}]
        self.env.ref("base.EUR").active = True

    def client(self):
        return self.bound("client", 1)

    def send(self, **values):
        """Change the company in Odoo; return what WHMCS was sent."""
        self.backend.push_changes = True
        self.whmcs.sent.clear()
        self.client().write(values)
        self.push()
        return [sent for _id, sent in self.whmcs.sent]

    def test_what_whmcs_tells_comes_in(self):
        self.pull()
        client = self.client()
        self.assertEqual(client.state_id, self.california)
        self.assertEqual(client.lang, "da_DK")
        self.assertEqual(
            client.comment, '<p>Pays "late"<br>&lt;b&gt;ask first&lt;/b&gt;</p>'
        )
        self.assertEqual(client.whmcs_group_id.name, "Public & more")
        self.assertEqual(client.whmcs_currency_id, self.env.ref("base.EUR"))
        self.assertEqual((client.whmcs_status, client.whmcs_tax_exempt), ("active", 0))
        self.assertFalse(self.issue("client", 1))

    def test_nothing_goes_back_that_nobody_changed(self):
        self.pull()
        self.assertEqual(self.send(city="Ribe"), [{"city": "Ribe"}])
        run = self.pull()
        self.assertEqual((run.updated, self.backend.dirty_count), (0, 0))

    # -- state ---------------------------------------------------------------------

    def test_a_state_goes_back_by_its_name(self):
        self.pull()
        self.assertEqual(self.send(state_id=self.nevada.id), [{"state": "Nevada"}])
        self.assertEqual(self.pull().updated, 0)
        self.assertEqual(self.send(state_id=False), [{"state": ""}])

    def test_an_unknown_state_is_left_alone_on_both_sides(self):
        self.whmcs.clients[0]["state"] = "Somewhere else"
        self.pull()
        self.assertFalse(self.client().state_id)
        self.assertFalse(self.issue("client", 1))
        self.assertEqual(self.send(city="Ribe"), [{"city": "Ribe"}])
        self.assertEqual(self.whmcs.clients[0]["state"], "Somewhere else")
        # a known one that becomes an unknown one stays what it was
        self.whmcs.edit(1, state="California")
        self.pull()
        self.whmcs.edit(1, state="Calif.")
        self.pull()
        self.assertEqual(self.client().state_id, self.california)
        self.assertEqual(self.send(city="Varde"), [{"city": "Varde"}])

    def test_a_known_state_takes_the_place_of_an_unknown_one(self):
        self.whmcs.clients[0]["state"] = "Somewhere else"
        self.pull()
        self.assertEqual(self.send(state_id=self.nevada.id), [{"state": "Nevada"}])
        self.assertEqual(self.pull().updated, 0)

    def test_no_state_stays_of_a_country_that_was_left(self):
        self.pull()
        self.whmcs.edit(1, countrycode="DK")
        self.pull()
        client = self.client()
        self.assertEqual(client.country_id, self.env.ref("base.dk"))
        self.assertFalse(client.state_id)

    def test_the_state_of_a_contact(self):
        self.whmcs.contacts = [dict(CONTACT)]
        self.pull()
        contact = self.bound("contact", 9)
        self.assertEqual(contact.state_id, self.nevada)
        self.backend.push_changes = True
        contact.state_id = self.california
        self.push()
        self.assertEqual(self.whmcs.sent, [("9", {"state": "California"})])

    # -- language ------------------------------------------------------------------

    def test_languages_that_are_not_installed_are_left_alone(self):
        self.pull()
        self.whmcs.edit(1, language="german")
        self.pull()
        self.assertEqual(self.client().lang, "da_DK")
        self.assertFalse(self.issue("client", 1))
        self.assertEqual(self.send(city="Ribe"), [{"city": "Ribe"}])

    def test_the_default_language_of_whmcs_says_nothing(self):
        self.whmcs.clients[0]["language"] = ""
        self.pull()
        self.assertEqual(self.client().lang, "en_US")
        self.assertEqual(self.send(city="Ribe"), [{"city": "Ribe"}])

    def test_a_language_takes_the_place_of_the_default(self):
        self.whmcs.clients[0]["language"] = ""
        self.pull()
        self.assertEqual(self.send(lang="da_DK"), [{"language": "danish"}])

    def test_a_language_goes_back(self):
        self.pull()
        self.assertEqual(self.send(lang="en_US"), [{"language": "english"}])
        self.assertEqual(self.pull().updated, 0)

    # -- notes -----------------------------------------------------------------------

    def test_notes_go_back_as_text(self):
        self.pull()
        sent = self.send(comment="<p>Call <b>first</b></p><ul><li>a &amp; b</li></ul>")
        self.assertEqual(sent, [{"notes": "Call first\n\n- a & b"}])
        # what is formatted here stays so
        self.pull()
        self.assertIn("<b>first</b>", self.client().comment)

    def test_notes_that_both_sides_changed_are_for_a_person(self):
        self.pull()
        self.client().comment = "<p>Ours</p>"
        self.whmcs.edit(1, notes="Theirs")
        self.pull()
        self.assertEqual(self.client().comment, "<p>Ours</p>")
        self.assertTrue(self.issue("client", 1).is_conflict)
        self.assertEqual(self.whmcs.clients[0]["notes"], "Theirs")

    # -- groups, status ----------------------------------------------------------------

    def test_a_closed_client_is_shown_as_closed_and_not_archived(self):
        self.pull()
        self.whmcs.edit(1, status="Closed")
        self.pull()
        client = self.client()
        self.assertEqual((client.whmcs_status, client.active), ("closed", True))

    def test_a_group_that_is_renamed(self):
        self.pull()
        group = self.client().whmcs_group_id
        self.whmcs.groups[0]["groupname"] = "Renamed"
        self.pull()
        self.assertEqual(group.name, "Renamed")
        self.whmcs.edit(1, groupid=0)
        self.pull()
        self.assertFalse(self.client().whmcs_group_id)

    def test_without_the_permission_clients_come_without_groups(self):
        self.whmcs.errors["GetClientGroups"] = MissingPermission("getclientgroups")
        run = self.pull()
        self.assertEqual((run.state, run.failed), ("done", 0))
        self.assertFalse(self.client().whmcs_group_id)
        self.assertFalse(self.issue("client", 1))
        self.assertIn("getclientgroups", self.issue("client_group", "*").reason)

    def test_a_currency_that_is_not_active_is_left_out(self):
        self.env.ref("base.EUR").active = False
        self.pull()
        self.assertFalse(self.client().whmcs_currency_id)
        self.assertFalse(self.issue("client", 1))

    # -- custom fields ---------------------------------------------------------------

    def custom(self, **values):
        self.backend.whmcs_custom_field_ids = [
            (0, 0, {"number": 5, "field_name": "function", **values})
        ]

    def test_a_custom_field_both_ways(self):
        self.custom()
        self.pull()
        self.assertEqual(self.client().function, "R & D")
        sent = self.send(function="Ærøskøbing")
        self.assertEqual(sent, [{"custom": {5: "Ærøskøbing"}}])
        self.assertEqual(self.pull().updated, 0)
        self.assertEqual(self.send(function=False), [{"custom": {5: ""}}])

    def test_a_custom_field_that_only_comes_in(self):
        self.custom(direction="pull")
        self.pull()
        self.assertEqual(self.send(function="Only here"), [])

    def test_a_new_mapping_reads_all_clients_again(self):
        self.pull()
        self.custom()
        self.pull()
        self.assertEqual(self.client().function, "R & D")

    def test_custom_fields_of_a_new_client(self):
        self.custom()
        self.backend.push_new = True
        self.env["res.partner"].create(
            {"name": "Ny By", "email": "ny@example.dk", "function": "Æble"}
        )
        self.push()
        (_id, sent) = self.whmcs.sent[0]
        self.assertEqual(
            (sent["email"], sent["custom"]), ("ny@example.dk", {5: "Æble"})
        )

    def test_the_vat_number_may_be_in_a_custom_field(self):
        self.whmcs.clients[0].update(countrycode="DK", state="", tax_id="")
        self.whmcs.clients[0]["customfields"][0]["value"] = "13585628"
        self.pull()
        self.assertFalse(self.client().vat)
        self.backend.whmcs_vat_field = 2
        self.pull()
        self.assertEqual(self.client().vat, "DK13585628")
        self.assertEqual(self.send(vat="DK10150817"), [{"custom": {2: "DK10150817"}}])
        self.assertEqual(self.send(vat=False), [{"custom": {2: ""}, "tax_id": ""}])

    def test_the_field_of_the_vat_number_goes_with_nothing_else(self):
        self.custom()
        with self.assertRaises(ValidationError):
            self.backend.whmcs_vat_field = 5
        self.backend.whmcs_vat_field = 2
        with self.assertRaises(ValidationError):
            self.custom(number=2, field_name="website")

    def test_only_plain_fields_of_contacts_can_be_mapped(self):
        fields = self.env["whmcs.custom.field"]._selection_field_name()
        names = {name for name, _label in fields}
        self.assertLessEqual({"function", "website", "ref"}, names)
        self.assertFalse(
            names
            & {"id", "active", "name", "vat", "user_id", "commercial_company_name"}
        )
        self.assertFalse(names & {"signup_type", "create_date", "display_name"})
        with self.assertRaises(ValidationError):
            self.custom(field_name="active")

    def test_a_manager_maps_them_and_a_user_looks_on(self):
        manager = new_test_user(self.env, "manager", "sync_base.group_sync_manager")
        self.backend.with_user(manager).whmcs_custom_field_ids = [
            (0, 0, {"number": 5, "field_name": "function"})
        ]
        user = new_test_user(self.env, "looker", "sync_base.group_sync_user")
        mapped = self.backend.with_user(user).whmcs_custom_field_ids
        self.assertEqual(mapped.number, 5)
        self.assertFalse(mapped.has_access("write"))


def _copy(client):
    return [dict(field) for field in client["customfields"]]
