from datetime import datetime

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..lib.lead_status import LOST, OPEN, WON
from ..models.res_users import VIEW, WRITE
from .common import CrmCase


@tagged("post_install", "-at_install")
class TestLeads(CrmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.make_user("owner", cls.mine, [WRITE])
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Bakery",
                "contact_name": "Ana <b>",
                "partner_name": "Sol",
                "email_from": "ana@bakery.example",
                "country_id": cls.env.ref("base.es").id,
                "type": "opportunity",
                "user_id": False,
                "description": "<p>Wants it</p>",
            }
        )

    def test_every_status_has_its_place(self):
        stages = self.env["crm.stage"].search([("crm_code", "!=", False)])
        self.assertEqual(set(stages.mapped("crm_code")), {*OPEN, *WON})
        codes = [int(code) for code in stages.sorted("sequence").mapped("crm_code")]
        self.assertEqual(codes, sorted(codes))
        self.assertEqual(
            stages.filtered("is_won").mapped("crm_code"), ["200"], "only one is won"
        )
        reasons = self.env["crm.lost.reason"].search([("crm_code", "!=", False)])
        self.assertEqual(set(reasons.mapped("crm_code")), set(LOST))

    def test_prepared_twice_is_the_same(self):
        before = self.env["crm.stage"].search([]).read(["name", "sequence", "crm_code"])
        self.env["crm.stage"]._crm_prepare()
        after = self.env["crm.stage"].search([]).read(["name", "sequence", "crm_code"])
        self.assertEqual(before, after)

    def test_statuses_that_stayed_are_taken_again(self):
        """As after an uninstallation, which leaves those that leads have."""
        stage = self.env["crm.stage"].search([("crm_code", "=", "20")])
        reason = self.env["crm.lost.reason"].search([("crm_code", "=", "101")])
        (stage + stage.search([("crm_code", "=", "80")])).crm_code = False
        reason.crm_code = False
        count = stage.search_count([])
        stage._crm_prepare()
        self.assertEqual(stage.crm_code, "20")
        self.assertEqual(reason.crm_code, "101")
        self.assertEqual(stage.search_count([]), count)

    def test_statuses_in_another_language(self):
        arranged = self.env["crm.stage"].search([("crm_code", "=", "20")])
        own = self.env["crm.stage"].search([("crm_code", "=", "60")])
        own.name = "Our own name"
        self.env["res.lang"]._activate_lang("da_DK")
        self.env["ir.module.module"]._load_module_terms(["crm_integria"], ["da_DK"])
        self.assertEqual(arranged.name, "Meeting arranged")
        self.assertEqual(arranged.with_context(lang="da_DK").name, "Møde aftalt")
        lost = self.env["crm.lost.reason"].search([("crm_code", "=", "101")])
        names = [lost.with_context(lang=lang).name for lang in ("en_US", "da_DK")]
        self.assertNotEqual(*names)
        self.assertEqual(own.name, "Our own name")

    def test_through_all_statuses(self):
        for code in (*OPEN, *LOST, *WON, "20"):
            with self.subTest(code):
                self.lead._crm_set_status(code)
                self.assertEqual(self.lead.crm_status, code)
                self.assertEqual(self.lead.active, code not in LOST)
                wanted = "lost" if code in LOST else "won" if code in WON else "pending"
                self.assertEqual(self.lead.won_status, wanted)

    def test_another_stage_is_no_status(self):
        self.lead.stage_id = self.env["crm.stage"].create({"name": "Thinking"})
        self.assertFalse(self.lead.crm_status)

    def test_names_are_edited(self):
        stage = self.env["crm.stage"].search([("crm_code", "=", "20")])
        stage.name = "Coffee"
        self.lead._crm_set_status("20")
        self.assertEqual(self.lead.stage_id.name, "Coffee")

    def test_take_and_close(self):
        lead = self.lead.with_user(self.owner)
        lead.action_crm_take()
        self.assertEqual(self.lead.user_id, self.owner)
        lead.action_crm_close()
        self.assertEqual(self.lead.crm_status, "100")
        viewer = self.make_user("viewer", self.mine, [VIEW])
        with self.assertRaises(AccessError):
            self.lead.with_user(viewer).action_crm_take()

    def test_alarm(self):
        self.lead.crm_alarm = datetime(2027, 3, 1, 9, 30)
        self.lead.user_id = self.owner
        [activity] = self.lead.activity_ids
        self.assertIn("Alarm at", activity.summary)
        self.lead.crm_alarm = datetime(2027, 3, 5, 9, 30)
        [activity] = self.lead.activity_ids
        self.assertEqual(str(activity.date_deadline), "2027-03-05")
        self.assertEqual(activity.user_id, self.owner)
        self.lead.crm_alarm = False
        self.assertFalse(self.lead.activity_ids)

    def test_forward(self):
        action = self.lead.with_user(self.owner).action_crm_forward()
        context = action["context"]
        self.assertEqual(
            context["default_subject"], f"Lead forward [#{self.lead.id}] : Sol / Spain"
        )
        sheet = context["default_body"]
        for text in ("Ana &lt;b&gt;", "Sol", "Spain", "Wants it", "owner"):
            self.assertIn(text, sheet)

    def test_reply(self):
        action = self.lead.with_user(self.owner).action_crm_reply()
        [partner] = self.partners.browse(action["context"]["default_partner_ids"])
        self.assertEqual(partner.email, "ana@bakery.example")

    def test_settings(self):
        settings = self.env["res.config.settings"]
        page = settings.create({})
        self.assertTrue(page.crm_visible)
        page.write({"crm_visible": False, "crm_stale_days": 21})
        page.execute()
        stages = self.env["crm.stage"].search([("crm_code", "in", list(OPEN))])
        self.assertEqual(set(stages.mapped("rotting_threshold_days")), {21})
        menus = self.env["ir.ui.menu"]
        root = self.env.ref("crm_integria.menu_crm_root").id
        self.assertNotIn(root, menus.with_user(self.owner)._visible_menu_ids())
        self.assertIn(root, menus.with_user(self.env.user)._visible_menu_ids())
        self.assertFalse(settings.create({}).crm_visible)
        settings.create({"crm_visible": True}).execute()
        self.assertIn(root, menus.with_user(self.owner)._visible_menu_ids())
        with self.assertRaises(ValidationError):
            settings.create({"crm_stale_days": -1})

    def test_statistics(self):
        leads = self.lead | self.lead.copy() | self.lead.copy() | self.lead.copy()
        leads[0]._crm_set_status("200")
        leads[1]._crm_set_status("101")
        [[ratio, count]] = self.env["crm.lead"]._read_group(
            [("id", "in", leads.ids), ("active", "in", [True, False])],
            [],
            ["crm_conversion:avg", "__count"],
        )
        self.assertEqual((ratio, count), (25, 4))
        funnel = self.env["crm.lead"]._read_group(
            [("id", "in", leads.ids), ("active", "in", [True, False])],
            ["crm_status"],
            ["__count"],
        )
        self.assertEqual(dict(funnel), {"0": 2, "101": 1, "200": 1})
        leads[3]._crm_set_status("20")
        for by in (
            ["crm_status"],
            ["user_id", "crm_status"],
            ["crm_status", "tag_ids"],
        ):
            rows = self.env["crm.lead"].formatted_read_group(
                [("id", "in", leads.ids), ("active", "in", [True, False])],
                by,
                ["__count"],
            )
            statuses = [row["crm_status"] for row in rows]
            self.assertEqual(statuses, ["0", "20", "101", "200"])
