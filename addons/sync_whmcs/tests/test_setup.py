from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from odoo.addons.sync_base.lib.errors import Auth, Transient
from odoo.addons.sync_whmcs.lib.client import MissingPermission

from .billing import BillingCase

TAXED = ("Hosting", "100.00", True, "Hosting", 1)


class TestSetup(BillingCase):
    """The set-up assistant, pressed as a person presses it."""

    def setUp(self):
        super().setUp()
        self.backend.write(
            {
                "state": "draft",
                "whmcs_payment_journal_id": False,
                "whmcs_tax_ids": [(5, 0, 0)],
                "push_changes": False,
            }
        )
        self.whmcs.groups = [{"id": 3, "groupname": "Gold"}]

    def forbid(self, *actions):
        for action in actions:
            self.whmcs.errors[action] = MissingPermission(action.lower())

    def next(self):
        self.backend.action_whmcs_setup_next()
        return self.backend.whmcs_setup_step

    def test_from_the_connection_to_the_start(self):
        self.whmcs.invoice(21, TAXED, tax="25.00")
        steps = [self.backend.whmcs_setup_step]
        while steps[-1] != "start":
            steps.append(self.next())
        self.assertEqual(steps, self.backend._whmcs_setup_steps())
        self.assertIn("8.13.1", self.backend.whmcs_reached)
        self.assertIn("No dry run was made.", self.backend.whmcs_setup_todo)
        self.backend.action_whmcs_setup_start()
        self.assertEqual(self.backend.state, "running")

    def test_what_is_refused_is_told_and_nothing_is_lost(self):
        for error in (Auth("address 192.0.2.7"), Transient("HTML page")):
            self.whmcs.errors["GetClients"] = error
            self.assertEqual(self.next(), "connect")
            self.assertEqual(self.backend.whmcs_setup_problem, str(error))
        self.assertEqual(self.backend.whmcs_url, "https://whmcs.example")
        del self.whmcs.errors["GetClients"]
        self.assertEqual(self.next(), "permissions")
        self.assertFalse(self.backend.whmcs_setup_problem)

    def test_refused_credentials_are_tried_once(self):
        self.whmcs.errors["GetClients"] = Auth("credentials")
        self.whmcs.called.clear()
        self.next()
        self.assertEqual(self.whmcs.called, [("GetClients", None)])

    def test_missing_permissions_are_named(self):
        self.forbid("GetContacts", "UpdateClient", "GetClientGroups")
        self.next()
        self.assertEqual(self.backend.whmcs_missing, "GetContacts, UpdateClient")
        self.assertFalse(self.backend.whmcs_may_read)
        with self.assertRaisesRegex(UserError, "Permissions"):
            self.backend.action_whmcs_setup_start()
        self.whmcs.errors.pop("GetContacts")
        self.backend.action_whmcs_check()
        self.assertEqual(self.backend.whmcs_missing, "UpdateClient")
        self.assertTrue(self.backend.whmcs_may_read)
        # it matters where changes are to be sent
        self.assertNotIn("UpdateClient", self.backend.whmcs_setup_todo)
        self.backend.push_changes = True
        self.assertIn("UpdateClient", self.backend.whmcs_setup_todo)
        with self.assertRaisesRegex(UserError, "UpdateClient"):
            self.backend.action_test_connection()

    def test_choices_are_read_and_what_was_chosen_is_kept(self):
        self.env.ref("base.EUR").active = False
        self.whmcs.invoice(21, TAXED, tax="25.00")
        self.whmcs.invoice(22, TAXED, tax="7.00", taxrate="7.000")
        self.next()
        self.next()
        backend = self.backend
        self.assertEqual(backend.whmcs_setup_step, "money")
        rates = {each.rate: each.tax_id for each in backend.whmcs_tax_ids}
        self.assertEqual(rates, {7: self.env["account.tax"], 25: self.tax})
        states = {each.code: each.state for each in backend.whmcs_currency_ids}
        self.assertEqual(states, {"USD": "active", "EUR": "inactive"})
        gateway = backend.whmcs_gateway_ids
        self.assertEqual((gateway.module, gateway.name), ("paypal", "PayPal & cards"))
        self.assertEqual(self.env["whmcs.group"].search([]).name, "Gold")
        journal = self.company_data["default_journal_bank"]
        self.assertEqual(backend.whmcs_payment_journal_id, journal)
        self.assertIn("7 %", backend.whmcs_setup_todo)
        self.assertIn("EUR", backend.whmcs_setup_todo)
        gateway.journal_id = journal
        backend.action_whmcs_activate_currencies()
        backend.action_whmcs_setup_read()
        self.assertEqual(backend.whmcs_gateway_ids, gateway)
        self.assertEqual((gateway.journal_id, len(rates)), (journal, 2))
        self.assertTrue(self.env.ref("base.EUR").active)
        self.assertFalse(backend.whmcs_inactive_currencies)
        self.assertNotIn("EUR", backend.whmcs_setup_todo)

    def test_a_rate_without_tax_makes_an_issue_and_not_a_wrong_invoice(self):
        self.whmcs.invoice(22, TAXED, tax="7.00", taxrate="7.000")
        self.next()
        self.next()
        self.backend.write({"state": "running"})
        self.pull()
        self.assertFalse(self.found("invoice", 22))
        self.assertIn("choose the tax", self.issue("invoice", 22).reason)

    def test_the_groups_that_were_read_are_those_of_the_first_pull(self):
        self.next()
        self.next()
        self.backend.write({"state": "running"})
        self.pull()
        group = self.env["whmcs.group"].search([])
        self.assertEqual(
            (len(group), self.binding("client_group", 3).res_id), (1, group.id)
        )

    def test_what_may_not_be_read_is_told_and_the_rest_is_read(self):
        self.forbid("GetPaymentMethods")
        self.next()
        self.next()
        self.assertIn("getpaymentmethods", self.backend.whmcs_setup_problem)
        self.assertEqual(len(self.backend.whmcs_currency_ids), 2)

    def test_any_step_can_be_left_and_come_back_to(self):
        self.next()
        self.next()
        self.backend.action_whmcs_setup_back()
        action = self.backend.action_whmcs_setup_open()
        self.assertEqual(action["res_id"], self.backend.id)
        self.assertEqual(self.backend.whmcs_setup_step, "permissions")
        self.assertTrue(self.backend.whmcs_currency_ids)
        # once it runs, the menu begins another one
        self.backend.state = "running"
        self.assertFalse(self.backend.action_whmcs_setup_open()["res_id"])

    def test_the_steps_end_where_they_end(self):
        self.backend.action_whmcs_setup_back()
        self.assertEqual(self.backend.whmcs_setup_step, "connect")
        self.backend.whmcs_setup_step = "start"
        self.assertEqual(self.next(), "start")

    def test_only_a_manager_of_the_company_sets_up(self):
        company = self.backend.company_id
        values = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        user = new_test_user(
            self.env, "looks_on", "sync_base.group_sync_user", **values
        )
        manager = new_test_user(
            self.env, "sets_up", "sync_base.group_sync_manager", **values
        )
        buttons = ("next", "back", "read", "start")
        for name in (
            *(f"action_whmcs_setup_{each}" for each in buttons),
            "action_whmcs_setup",
            "action_whmcs_check",
            "action_whmcs_activate_currencies",
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(self.backend.with_user(user), name)()
        self.backend.with_user(manager).action_whmcs_setup_next()
        self.assertTrue(self.backend.whmcs_may_read)

    def test_without_rights_in_accounting_the_rest_is_read(self):
        self.whmcs.invoice(21, TAXED, tax="25.00")
        manager = new_test_user(
            self.env,
            "no_books",
            "sync_base.group_sync_manager",
            company_id=self.backend.company_id.id,
            company_ids=[(6, 0, self.backend.company_id.ids)],
        )
        self.next()
        self.backend.with_user(manager).action_whmcs_setup_next()
        self.assertIn("accounting", self.backend.whmcs_setup_problem)
        self.assertEqual(self.backend.whmcs_tax_ids.mapped("rate"), [25])
        self.assertFalse(self.backend.whmcs_tax_ids.tax_id)
        self.assertEqual(len(self.backend.whmcs_gateway_ids), 1)

    def test_the_button_of_the_backend_keeps_what_could_be_read(self):
        self.forbid("GetClientGroups")
        notification = self.backend.action_whmcs_load_choices()
        self.assertIn("getclientgroups", notification["params"]["message"])
        self.assertEqual(len(self.backend.whmcs_gateway_ids), 1)

    def test_who_only_looks_on_can_read_the_backend(self):
        user = new_test_user(
            self.env,
            "looks_on",
            "sync_base.group_sync_user",
            company_id=self.backend.company_id.id,
            company_ids=[(6, 0, self.backend.company_id.ids)],
        )
        self.next()
        self.assertIn("whmcs_missing", self.backend.with_user(user).read()[0])

    def test_who_may_not_activate_currencies_is_told_whom_to_ask(self):
        self.env.ref("base.EUR").active = False
        self.next()
        self.next()
        manager = new_test_user(
            self.env,
            "sets_up",
            "sync_base.group_sync_manager",
            company_id=self.backend.company_id.id,
            company_ids=[(6, 0, self.backend.company_id.ids)],
        )
        with self.assertRaisesRegex(UserError, "EUR"):
            self.backend.with_user(manager).action_whmcs_activate_currencies()
