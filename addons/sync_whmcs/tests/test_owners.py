from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .billing import CLIENT, BillingCase, FakeBilling

HOSTING = ("Hosting", "100.00", False, "Hosting", 1)
SALES = "sales_team.group_sale_salesman"


class TestOwners(BillingCase):
    """Whose the clients are, and what follows from it for who sees what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.backend.company_id
        values = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        cls.ann, cls.ben = (
            new_test_user(cls.env, name, SALES, **values) for name in ("ann", "ben")
        )
        cls.chief = new_test_user(
            cls.env, "chief", "sales_team.group_sale_salesman_all_leads", **values
        )
        teams = cls.env["crm.team"].sudo()
        cls.north = teams.create({"name": "North", "member_ids": cls.ann.ids})
        cls.public = teams.create({"name": "Public", "member_ids": cls.ben.ids})

    def setUp(self):
        super().setUp()
        self.whmcs.groups = [{"id": 3, "groupname": "Public sector"}]
        self.whmcs.clients = [
            dict(CLIENT, id=7, countrycode="DK"),
            dict(CLIENT, id=8, email="8@b.example", companyname="By", groupid=3),
            dict(CLIENT, id=9, email="9@c.example", companyname="", countrycode="DE"),
        ]
        for client in self.whmcs.clients:
            self.whmcs.invoice(20 + client["id"], HOSTING, userid=client["id"])

    def rules(self):
        """The public sector is Ben's, Denmark Ann's, all else the chief's."""
        self.backend._whmcs_add_groups(
            self.env["whmcs.client.group"]._fetch_groups(self.whmcs)
        )
        group = self.env["whmcs.group"].search([("name", "=", "Public sector")])
        self.backend.write(
            {
                "whmcs_salesperson_id": self.chief.id,
                "whmcs_rule_ids": [
                    (
                        0,
                        0,
                        {
                            "sequence": 1,
                            "group_id": group.id,
                            "user_id": self.ben.id,
                            "team_id": self.public.id,
                        },
                    ),
                    (
                        0,
                        0,
                        {
                            "sequence": 2,
                            "country_id": self.env.ref("base.dk").id,
                            "user_id": self.ann.id,
                            "team_id": self.north.id,
                        },
                    ),
                ],
            }
        )

    def leads(self):
        return [self.found("opportunity", number) for number in (27, 28, 29)]

    def test_the_first_rule_that_fits_says_whose_it_is(self):
        self.rules()
        self.pull()
        owners = [self.ann, self.ben, self.chief]
        clients = [self.bound("client", number) for number in (7, 8, 9)]
        self.assertEqual([each.user_id for each in clients], owners)
        self.assertEqual([each.user_id for each in self.leads()], owners)
        self.assertEqual(
            [each.team_id for each in self.leads()][:2], [self.north, self.public]
        )
        moves = [self.found("invoice", number) for number in (27, 28, 29)]
        self.assertEqual([each.invoice_user_id for each in moves], owners)
        # the person of a company is looked after by the same
        self.assertEqual(self.bound("client_person", 7).user_id, self.ann)

    def test_without_rules_and_salesperson_it_is_nobodys(self):
        self.pull()
        self.assertFalse(self.bound("client", 7).user_id)
        self.assertFalse(self.leads()[0].user_id)

    def test_what_somebody_changed_stays(self):
        self.rules()
        self.pull()
        client, lead = self.bound("client", 7), self.leads()[0]
        client.user_id = lead.user_id = self.ben
        self.whmcs.edit(7, city="Ribe", groupid=0)
        self.whmcs.invoices[0].update(duedate="2026-12-24", updated_at="2026-11-01")
        self.whmcs.invoice(31, HOSTING)
        self.pull()
        self.assertEqual((client.city, client.user_id), ("Ribe", self.ben))
        self.assertEqual(
            (str(lead.date_deadline), lead.user_id), ("2026-12-24", self.ben)
        )
        # and what is sold to them from now on is theirs as well
        new = self.found("opportunity", 31)
        self.assertEqual((new.user_id, new.team_id), (self.ben, self.public))

    def test_people_see_what_their_groups_allow(self):
        self.rules()
        self.pull()
        leads = self.env["crm.lead"].browse(each.id for each in self.leads())
        seen = {
            user.login: leads.with_user(user).search([("id", "in", leads.ids)])
            for user in (self.ann, self.ben, self.chief)
        }
        self.assertEqual(seen["ann"], leads[0])
        self.assertEqual(seen["ben"], leads[1])
        self.assertEqual(seen["chief"], leads)
        with self.assertRaises(AccessError):
            leads[1].with_user(self.ann).read(["name"])
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        with self.assertRaises(AccessError):
            leads.with_user(stranger).read(["name"])
        # contacts belong to all; the settings of the synchronisation do not
        self.assertTrue(self.bound("client", 7).with_user(self.ann).name)
        with self.assertRaises(AccessError):
            self.backend.whmcs_rule_ids.with_user(self.ann).read(["user_id"])

    def test_the_sync_may_do_no_more_than_its_user(self):
        self.rules()
        weak = new_test_user(
            self.env,
            "weak",
            "base.group_user,base.group_partner_manager",
            company_id=self.backend.company_id.id,
            company_ids=[(6, 0, self.backend.company_id.ids)],
        )
        self.backend.user_id = weak
        self.pull()
        self.assertTrue(self.bound("client", 7))
        self.assertFalse(self.found("opportunity", 27))
        self.assertIn("not allowed", self.issue("invoice", 27).reason)


class TestCompanies(BillingCase):
    """Two installations in two companies, with the same ids there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_data = cls.setup_other_company(name="Other company")
        other = cls.other_data["company"]
        cls.other_tax = cls.env["account.tax"].create(
            {"name": "Other 25 %", "amount": 25, "company_id": other.id}
        )
        cls.teams = [
            cls.env["crm.team"]
            .sudo()
            .create({"name": f"Team {each.name}", "company_id": each.id})
            for each in (cls.backend.company_id, other)
        ]
        cls.backend.write({"own_contacts": True, "whmcs_team_id": cls.teams[0].id})
        cls.second = cls.env["sync.backend"].create(
            {
                "name": "Second",
                "system": "whmcs",
                "whmcs_url": "https://second.example",
                "state": "running",
                "company_id": other.id,
                "user_id": cls.env.user.id,
                "whmcs_billing": True,
                "own_contacts": True,
                "whmcs_team_id": cls.teams[1].id,
                "whmcs_payment_journal_id": cls.other_data["default_journal_bank"].id,
                "whmcs_tax_ids": [(0, 0, {"rate": 25, "tax_id": cls.other_tax.id})],
            }
        )
        cls.first, cls.others = cls.whmcs, FakeBilling()
        clients = {cls.backend.id: cls.first, cls.second.id: cls.others}
        cls.startClassPatcher(
            patch.object(type(cls.backend), "_client", lambda self: clients[self.id])
        )

    def setUp(self):
        super().setUp()
        self.others.__init__()
        taxed = ("Hosting", "100.00", True, "Hosting", 1)
        for whmcs, name in ((self.first, "First"), (self.others, "Other")):
            # the same e-mail address and VAT number: another client all the same
            whmcs.clients = [
                dict(CLIENT, companyname=f"{name} ApS", tax_id="13585628", groupid=3)
            ]
            whmcs.groups = [{"id": 3, "groupname": "Gold"}]
            invoice = whmcs.invoice(21, taxed, tax="25.00")
            whmcs.transaction(invoice, 5, "125.00")

    def both(self, kind, remote_id):
        """Return the records of both backends with one remote id."""
        found = []
        for backend in (self.backend, self.second):
            binding = self.env["sync.binding"].search(
                [
                    ("backend_id", "=", backend.id),
                    ("kind", "=", kind),
                    ("remote_id", "=", str(remote_id)),
                ]
            )
            found.append(self.env[binding.res_model].browse(binding.res_id))
        return found

    def test_nothing_is_mixed(self):
        for backend in (self.backend, self.second):
            with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                run = backend.with_env(self.env(cr=cr))._pull()
                self.assertEqual((run.state, run.failed), ("done", 0), run.message)
        self.env.invalidate_all()
        companies = [self.backend.company_id, self.second.company_id]
        for kind, number in (
            ("client", 7),
            ("client_person", 7),
            ("client_group", 3),
            ("invoice", 21),
            ("opportunity", 21),
            ("payment", 5),
        ):
            records = self.both(kind, number)
            self.assertEqual([each.company_id for each in records], companies, kind)
        names = [each.name for each in self.both("client", 7)]
        self.assertEqual(names, ["First ApS", "Other ApS"])
        moves = self.both("invoice", 21)
        taxes = [each.invoice_line_ids.tax_ids for each in moves]
        self.assertEqual(taxes, [self.tax, self.other_tax])
        partners = [each.partner_id for each in moves]
        self.assertEqual(partners, self.both("client", 7))
        journals = [each.journal_id.company_id for each in self.both("payment", 5)]
        self.assertEqual(journals, companies)
        teams = [each.team_id for each in self.both("opportunity", 21)]
        self.assertEqual(teams, self.teams)
        groups = [each.whmcs_group_id for each in self.both("client", 7)]
        self.assertEqual(groups, self.both("client_group", 3))

    def test_people_of_one_company_see_its_clients_only(self):
        for backend in (self.backend, self.second):
            with self.enter_registry_test_mode(), self.registry.cursor() as cr:
                backend.with_env(self.env(cr=cr))._pull()
        self.env.invalidate_all()
        company = self.second.company_id
        user = new_test_user(
            self.env,
            "other_sales",
            "sales_team.group_sale_salesman_all_leads,sync_base.group_sync_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        # where all share the contacts, another company's group does no harm
        theirs, _ours = self.both("client", 7)
        theirs.company_id = False
        theirs.child_ids.company_id = False
        shown = theirs.with_user(user).web_read(
            {"name": {}, "whmcs_group_id": {"fields": {"display_name": {}}}}
        )
        self.assertEqual(shown[0]["name"], "First ApS")
        theirs.company_id = self.backend.company_id
        for kind, number in (("client", 7), ("opportunity", 21), ("client_group", 3)):
            theirs, ours = self.both(kind, number)
            found = ours.with_user(user).search([("id", "in", (theirs | ours).ids)])
            self.assertEqual(found, ours, kind)
        backends = self.backend | self.second
        self.assertEqual(
            backends.with_user(user).search([("id", "in", backends.ids)]), self.second
        )
